/// Gap: how long between visits to one part of the range? The lengths are geometric.
public struct GapTest: RandomnessTest {
    public let name = "gap"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let target = max(1, range / 8)
        let chance = Double(target) / Double(range)
        let gaps = Int(Double(count) * chance)
        // Classes reach as far as a last one of 50 expected.
        var classes = 1
        while Double(gaps) * power(1 - chance, classes + 1) >= 50 { classes += 1 }
        var probabilities = (0..<classes).map { power(1 - chance, $0) * chance }
        probabilities.append(power(1 - chance, classes))
        var observed = [Int](repeating: 0, count: classes + 1)
        var drawn = 0
        for _ in 0..<gaps {
            var length = 0
            while next() >= target {
                length += 1
                drawn += 1
                if drawn > 8 * count { return .neverCame(name: name, count: drawn, note: "a part of the range is hardly visited") }
            }
            drawn += 1
            observed[min(length, classes)] += 1
        }
        let fit = GoodnessOfFit(observed: observed, probabilities: probabilities)
        return TestResult(name: name, count: drawn, fit: fit, note: "\(gaps) gaps")
    }
}

/// Coupon collector: how many outcomes until every band has come at least once?
public struct CouponCollectorTest: RandomnessTest {
    public let name = "coupon collector"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let bands = Bands(range: range, atMost: 7)
        let harmonic = (1...bands.count).reduce(0.0) { $0 + 1 / Double($1) }
        let collections = Int(Double(count) / (Double(bands.count) * harmonic))
        let longest = 60 * bands.count
        let finished = Self.chancesOfFinishing(bands.probabilities, upTo: longest)
        var probabilities = (1...longest).map { max(0, finished[$0] - finished[$0 - 1]) }
        probabilities.append(max(0, 1 - finished[longest]))
        var observed = [Int](repeating: 0, count: longest + 1)
        let complete = (1 << bands.count) - 1
        var drawn = 0
        for _ in 0..<collections {
            var seen = 0
            var length = 0
            while seen != complete {
                seen |= 1 << bands.band(of: next())
                length += 1
                if drawn + length > 8 * count { return .neverCame(name: name, count: drawn, note: "a collection is never complete") }
            }
            drawn += length
            observed[min(length - 1, longest)] += 1
        }
        let fit = GoodnessOfFit(observed: observed, probabilities: probabilities)
        return TestResult(name: name, count: drawn, fit: fit, note: "\(collections) collections of \(bands.count)")
    }

    /// P(T ≤ t) for t = 0...limit by inclusion and exclusion over the subsets of bands (von Schelling): at most 2^7 of them.
    static func chancesOfFinishing(_ chances: [Double], upTo limit: Int) -> [Double] {
        var result = [Double](repeating: 0, count: limit + 1)
        for subset in 1..<(1 << chances.count) {
            var weight = 0.0
            for (band, chance) in chances.enumerated() where subset >> band & 1 == 1 { weight += chance }
            let sign = (chances.count - subset.nonzeroBitCount).isMultiple(of: 2) ? 1.0 : -1.0
            var term = sign
            for t in 1...limit {
                term *= weight
                result[t] += term
            }
        }
        for t in 0..<min(chances.count, limit + 1) { result[t] = 0 }
        return result
    }
}

/// Poker: how many different values does a hand of five hold?
public struct PokerTest: RandomnessTest {
    public let name = "poker"

    public init() {}

    public func run(range: Int, count: Int, next: () -> Int) -> TestResult {
        let bands = Bands(range: range, atMost: 16)
        let hands = count / 5
        var observed = [Int](repeating: 0, count: 6)
        for _ in 0..<hands {
            var seen = 0
            for _ in 0..<5 { seen |= 1 << bands.band(of: next()) }
            observed[seen.nonzeroBitCount] += 1
        }
        let fit = GoodnessOfFit(observed: observed, probabilities: Self.chancesOfDifferent(bands.probabilities, hand: 5))
        return TestResult(name: name, count: hands * 5, fit: fit, note: bands.note)
    }

    /// The chance that a hand holds r different bands, r = 0...hand, for bands of any width.
    ///
    /// hand! times the coefficient of z^hand y^r in Π (1 + y (e^(p z) - 1)).
    static func chancesOfDifferent(_ chances: [Double], hand: Int) -> [Double] {
        // table[r][j]: the coefficient of y^r z^j of the bands so far.
        var table = [[Double]](repeating: [Double](repeating: 0, count: hand + 1), count: hand + 1)
        table[0][0] = 1
        for chance in chances {
            for different in stride(from: hand, through: 1, by: -1) {
                for cards in stride(from: hand, through: 1, by: -1) {
                    var term = 1.0
                    for taken in 1...cards {
                        term *= chance / Double(taken)
                        table[different][cards] += table[different - 1][cards - taken] * term
                    }
                }
            }
        }
        let factorial = (1...hand).reduce(1.0) { $0 * Double($1) }
        return table.map { $0[hand] * factorial }
    }
}
