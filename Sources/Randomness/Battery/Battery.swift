/// The fifteen tests over several pool sizes, and the draw tests over several shapes of draw.
public struct Battery: Sendable {
    /// How much is looked at.
    public enum Size: String, Sendable, CaseIterable, Codable {
        /// Finds gross faults in seconds, also in a debug build.
        case smoke

        /// For a report.
        case full

        /// Outcomes per test and pool size.
        public var outcomes: Int { self == .smoke ? 24_000 : 250_000 }

        /// Draws per test and shape.
        public var draws: Int { self == .smoke ? 6_000 : 30_000 }
    }

    /// Coin, die-like, lottery, raffle and large ranges: powers of two and their neighbours, primes, round numbers.
    public static let poolSizes = [2, 3, 7, 49, 100, 1_000, 10_007, 1_048_577]

    public let size: Size
    public let poolSizes: [Int]
    public let drawShapes: [DrawShape]

    /// A battery over `poolSizes` (each at least 1 and below 2^31) and `drawShapes`.
    public init(size: Size, poolSizes: [Int] = Battery.poolSizes, drawShapes: [DrawShape] = DrawShape.standard) {
        precondition(poolSizes.allSatisfy { $0 >= 1 && $0 < 1 << 31 }, "a pool holds 1 to 2^31 - 1 numbers")
        self.size = size
        self.poolSizes = poolSizes
        self.drawShapes = drawShapes
    }

    /// The rule that judges this battery: it depends on how many tests apply.
    public var rule: VerdictRule {
        let overOutcomes = poolSizes.reduce(0) { sum, range in
            sum + fifteenTests.filter { $0.obstacle(range: range, count: size.outcomes) == nil }.count
        }
        let overDraws = drawShapes.reduce(0) { sum, shape in
            sum + drawTests.filter { $0.obstacle(shape: shape, draws: size.draws) == nil }.count
        }
        return VerdictRule(tests: overOutcomes + overDraws)
    }

    /// Runs everything; each run of each test takes fresh outcomes from `source`.
    ///
    /// An outcome outside its range, or a draw that isn't of different numbers of the pool, fails the test it was meant for at once.
    /// `progress` hears of every line as it is known.
    public func run(_ source: inout some OutcomeSource, progress: (BatteryReport.Line) -> Void = { _ in }) -> BatteryReport {
        let rule = rule
        var lines: [BatteryReport.Line] = []
        for range in poolSizes {
            for test in fifteenTests {
                lines.append(line(test, range: range, rule: rule, source: &source))
                progress(lines[lines.count - 1])
            }
        }
        for shape in drawShapes {
            for test in drawTests {
                lines.append(line(test, shape: shape, rule: rule, source: &source))
                progress(lines[lines.count - 1])
            }
        }
        return BatteryReport(size: size, rule: rule, lines: lines)
    }

    private func line(
        _ test: some RandomnessTest, range: Int, rule: VerdictRule, source: inout some OutcomeSource
    ) -> BatteryReport.Line {
        let subject = "0..<\(range)"
        if let reason = test.obstacle(range: range, count: size.outcomes) {
            return BatteryReport.Line(subject: subject, test: test.name, runs: [], outcome: .skipped, reason: reason)
        }
        let judged = rule.judge {
            var outside: Int?
            var result = test.run(range: range, count: size.outcomes) {
                let outcome = source.next(below: range)
                guard outcome >= 0, outcome < range else {
                    outside = outcome
                    return 0
                }
                return outcome
            }
            if let outside { result = .neverCame(name: test.name, count: result.count, note: "outcome \(outside) is outside the range") }
            return result
        }
        return BatteryReport.Line(subject: subject, test: test.name, runs: judged.runs, outcome: judged.outcome, reason: nil)
    }

    private func line(_ test: some DrawTest, shape: DrawShape, rule: VerdictRule, source: inout some OutcomeSource) -> BatteryReport.Line {
        let subject = shape.description
        if let reason = test.obstacle(shape: shape, draws: size.draws) {
            return BatteryReport.Line(subject: subject, test: test.name, runs: [], outcome: .skipped, reason: reason)
        }
        let judged = rule.judge {
            var isImpossible = false
            var result = test.run(shape: shape, draws: size.draws) {
                let numbers = source.draw(shape.drawn, of: shape.pool)
                guard numbers.count == shape.drawn, numbers.allSatisfy({ $0 >= 0 && $0 < shape.pool }), Set(numbers).count == shape.drawn
                else {
                    isImpossible = true
                    return Array(0..<shape.drawn)
                }
                return numbers
            }
            if isImpossible { result = .neverCame(name: test.name, count: result.count, note: "a draw repeats or leaves the pool") }
            return result
        }
        return BatteryReport.Line(subject: subject, test: test.name, runs: judged.runs, outcome: judged.outcome, reason: nil)
    }
}
