import Randomness
import Testing

@Suite("The battery tells good generators from bad ones")
struct BatteryTests {
    @Test("a good generator passes", arguments: [1, 20_260_115])
    func good(seed: UInt64) {
        var source = goodSource(seed: seed)
        let report = Battery(size: .smoke).run(&source)
        #expect(report.passes, "seed \(seed): \(report.verdict) \(report.failures)")
        // Every one of the fifteen, on every size of pool, and nothing left out in silence.
        #expect(report.lines.count == fifteenTests.count * Battery.poolSizes.count + drawTests.count * DrawShape.standard.count)
        #expect(report.lines.filter { $0.outcome == .skipped }.allSatisfy { $0.reason != nil })
        #expect(report.lines.allSatisfy { $0.runs.allSatisfy { $0.degreesOfFreedom != 0 } }, "a test without freedom can't fail")
        #expect(report.testsRun == report.lines.filter { !$0.runs.isEmpty }.count)
        #expect(report.table.count >= report.lines.count + 2)
    }

    @Test("each negative control fails, whatever its seed", arguments: NegativeControl.allCases, [3, 77])
    func controls(control: NegativeControl, seed: UInt64) {
        var source = control.makeSource(seed: seed)
        let report = Battery(size: .smoke, poolSizes: control.poolSizes).run(&source)
        #expect(!report.passes, "\(control), seed \(seed)")
        #expect(report.verdict.hasPrefix("FAIL"))
    }

    @Test("remainders of 16-bit words fail at n = 60,000 alone, low bits of the congruential generator at every even size")
    func controlsBySize() {
        for (control, range) in [(NegativeControl.moduloBias, 60_000), (.linearCongruential, 2), (.linearCongruential, 100)] {
            var source = control.makeSource(seed: 12)
            #expect(!Battery(size: .smoke, poolSizes: [range], drawShapes: []).run(&source).passes, "\(control), \(range)")
        }
    }

    @Test("the naive shuffle is found in every shape of draw by the positions")
    func naiveShuffle() {
        for shape in DrawShape.standard {
            var source = NegativeControl.naiveShuffle.makeSource(seed: 9)
            let report = Battery(size: .smoke, poolSizes: [], drawShapes: [shape]).run(&source)
            #expect(!report.passes, "\(shape)")
        }
    }

    @Test("a pool of one is skipped with a reason, not passed")
    func poolOfOne() {
        var source = goodSource(seed: 4)
        let report = Battery(size: .smoke, poolSizes: [1], drawShapes: [DrawShape(drawn: 6, pool: 49)]).run(&source)
        #expect(report.lines.filter { $0.subject == "0..<1" }.allSatisfy { $0.outcome == .skipped && $0.reason != nil })
        let pairs = report.lines.first { $0.test == "draws: pairs" }
        #expect(pairs?.reason == "needs 23520 draws")
    }

    @Test("an outcome outside the range fails at once")
    func outside() {
        var last = 0
        var good = goodSource(seed: 5)
        var source = ClosureOutcomes { n in
            last += 1
            return last % 5_000 == 0 ? n : good.next(below: n)
        }
        let report = Battery(size: .smoke, poolSizes: [49], drawShapes: []).run(&source)
        #expect(report.lines.allSatisfy { $0.outcome == .failedAtOnce })
        #expect(report.lines[0].runs[0].note == "outcome 49 is outside the range")
    }

    @Test("a draw that repeats a number fails at once")
    func repeatedDraw() {
        struct Repeating: OutcomeSource {
            var good = goodSource(seed: 6)
            mutating func next(below n: Int) -> Int { good.next(below: n) }
            mutating func draw(_ count: Int, of pool: Int) -> [Int] { (0..<count).map { _ in good.next(below: pool) } }
        }
        var source = Repeating()
        let report = Battery(size: .smoke, poolSizes: [], drawShapes: [DrawShape(drawn: 3, pool: 10)]).run(&source)
        #expect(report.lines.allSatisfy { $0.outcome == .failedAtOnce })
    }

    @Test("the same outcomes give the same report")
    func repeatable() {
        var first = goodSource(seed: 8)
        var second = goodSource(seed: 8)
        let battery = Battery(size: .smoke, poolSizes: [100], drawShapes: [])
        #expect(battery.run(&first) == battery.run(&second))
    }

    @Test("a million draws over a thousand numbers: chi-square between 887.621 and 1117.890; with remainders of 16-bit words far above")
    func million() {
        var good = goodSource(seed: 1_000)
        let fair = ChiSquareTest().run(range: 1_000, count: 1_000_000) { good.next(below: 1_000) }
        #expect(fair.degreesOfFreedom == 999)
        #expect((887.621...1117.890).contains(fair.statistic))
        var bad = NegativeControl.moduloBias.makeSource(seed: 1_000)
        let biased = ChiSquareTest().run(range: 60_000, count: 1_000_000) { bad.next(below: 60_000) }
        #expect(biased.statistic > 2 * Double(biased.degreesOfFreedom ?? 0))
    }

    @Test("scaling discards words above the last multiple: the documented words for n = 10")
    func rejection() {
        var words: [UInt64] = [0xFFFF_FFFF_FFFF_FFFF, 7]
        var source = RejectionSampling(ClosureWords { words.removeFirst() })
        #expect(source.next(below: 10) == 7)
        #expect(words.isEmpty)
    }
}
