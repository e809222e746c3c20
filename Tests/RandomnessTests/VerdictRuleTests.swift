import Testing

@testable import Randomness

@Suite("The verdict rule")
struct VerdictRuleTests {
    private func result(_ pValue: Double, isTwoSided: Bool = true) -> TestResult {
        TestResult(name: "made up", count: 1, statistic: 1, pValue: pValue, isTwoSided: isTwoSided)
    }

    private func judge(_ values: [Double], tests: Int = 135) -> (runs: Int, outcome: BatteryReport.Outcome) {
        var left = values[...]
        let judged = VerdictRule(tests: tests).judge { result(left.removeFirst()) }
        return (judged.runs.count, judged.outcome)
    }

    @Test("the band is 99 %, two-sided or one-sided")
    func band() {
        for value in [0.005, 0.5, 0.995] { #expect(VerdictRule.isInBand(result(value))) }
        for value in [0.00499, 0.99501] { #expect(!VerdictRule.isInBand(result(value))) }
        #expect(VerdictRule.isInBand(result(0.9999, isTwoSided: false)))
        #expect(VerdictRule.isInBand(result(0.01, isTwoSided: false)))
        #expect(!VerdictRule.isInBand(result(0.0099, isTwoSided: false)))
    }

    @Test("a run outside the band is repeated on fresh outcomes")
    func repeated() {
        #expect(judge([0.3]) == (1, .passed))
        #expect(judge([0.001, 0.3]) == (2, .passedOnSecondRun))
        #expect(judge([0.001, 0.999, 0.3]) == (3, .failedTwice))
        #expect(judge([0.001, 0.999, 0.001, 0.3]) == (4, .failedTwice))
        #expect(judge([0.001, 0.999, 0.001, 0.001]) == (4, .failedFourTimes))
        #expect(judge([1e-9]) == (1, .failedAtOnce))
        #expect(judge([1 - 1e-9]) == (1, .failedAtOnce))
        #expect(judge([0.001, 1e-9]) == (2, .failedAtOnce))
    }

    @Test("one test decides at 1e-6; many share the same risk")
    func atOnce() {
        #expect(VerdictRule(tests: 1).atOnce == 1e-6)
        #expect(abs(VerdictRule(tests: 135).atOnce - 1e-5 / 135) < 1e-15)
        #expect(VerdictRule(tests: 1).decidesAtOnce(result(0.9e-6)))
        #expect(!VerdictRule(tests: 1).decidesAtOnce(result(1 - 0.9e-7, isTwoSided: false)))
    }

    @Test(
        "the chance that a good generator fails is below one in ten thousand, for batteries of any size", arguments: [1, 15, 60, 135, 400])
    func falseAlarms(tests: Int) {
        let rule = VerdictRule(tests: tests)
        let atOnce = 2 * 2 * rule.atOnce * Double(tests)
        let twice = Distribution.binomialUpperTail(trials: tests, probability: 1e-4, threshold: rule.failuresAllowed + 1)
        let fourTimes = Double(tests) * 1e-8
        #expect(atOnce + twice + fourTimes < 1e-4)
    }

    @Test("as many double failures as chance allows pass, one more fails")
    func allowance() {
        let rule = VerdictRule(tests: 135)
        #expect(rule.failuresAllowed == 2)
        let failed = BatteryReport.Line(subject: "", test: "", runs: [result(0.001)], outcome: .failedTwice, reason: nil)
        let allowed = [BatteryReport.Line](repeating: failed, count: rule.failuresAllowed)
        #expect(BatteryReport(size: .smoke, rule: rule, lines: allowed).passes)
        #expect(!BatteryReport(size: .smoke, rule: rule, lines: allowed + [failed]).passes)
        var fatal = failed
        fatal.outcome = .failedFourTimes
        #expect(!BatteryReport(size: .smoke, rule: rule, lines: [fatal]).passes)
    }

    @Test("numbers in the table have their decimals")
    func table() {
        #expect(BatteryReport.fixed(0.005, digits: 6) == "0.005000")
        #expect(BatteryReport.fixed(12.34567, digits: 4) == "12.3457")
        #expect(BatteryReport.fixed(.infinity, digits: 4) == ">1e9")
    }
}
