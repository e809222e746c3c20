/// When a battery of many tests says that a generator is bad, without a good one being called bad.
///
/// One run lies in the 99 % band when its p-value is in 0.005...0.995 (0.01 or more for a one-sided test). A good generator leaves the
/// band once in a hundred runs, so a run outside it is repeated on fresh outcomes; two in a row fail the *test*. The *battery* fails
///
/// 1. at once, when a p-value is below `atOnce` (or above 1 - `atOnce`): 1e-6, or less when there are many tests;
/// 2. when `failuresAllowed` is exceeded by the number of tests that failed two in a row;
/// 3. when one test that failed two in a row also fails a third and a fourth run.
///
/// How often a good generator fails, with T tests (about 135 in the standard battery), each run on its own fresh outcomes:
///
/// 1. T tests, up to four runs of few of them, two tails: 2 · T · 1e-5 / T = 2e-5. The far tail of a chi-square with 20 or more
///    expected in a category can be up to twice as heavy as the limit says: 4e-5.
/// 2. A test fails twice with chance 0.01² = 1e-4; `failuresAllowed` is the smallest k with P(Binomial(T, 1e-4) > k) < 2e-5.
///    T = 135 gives k = 2: P(3 or more) = 4e-7.
/// 3. T · 0.01⁴ = 1.4e-6.
///
/// Together below 7e-5, which is less than one in ten thousand.
public struct VerdictRule: Sendable, Hashable {
    /// The tests that are to be run.
    public let tests: Int

    /// The p-value below which one run decides.
    public let atOnce: Double

    /// The tests that may fail two in a row by chance.
    public let failuresAllowed: Int

    public init(tests: Int) {
        self.tests = tests
        atOnce = min(1e-6, 1e-5 / Double(max(1, tests)))
        var allowed = 0
        while Distribution.binomialUpperTail(trials: tests, probability: 1e-4, threshold: allowed + 1) >= 2e-5 { allowed += 1 }
        failuresAllowed = allowed
    }

    /// Whether the result lies in the 99 % band.
    public static func isInBand(_ result: TestResult) -> Bool {
        result.isTwoSided ? (0.005...0.995).contains(result.pValue) : result.pValue >= 0.01
    }

    /// Whether this one result is enough to reject the generator.
    public func decidesAtOnce(_ result: TestResult) -> Bool {
        result.pValue < atOnce || (result.isTwoSided && 1 - result.pValue < atOnce)
    }

    /// Runs a test as often as the rule asks for, on fresh outcomes each time.
    func judge(_ run: () -> TestResult) -> (runs: [TestResult], outcome: BatteryReport.Outcome) {
        var runs: [TestResult] = []
        while true {
            let result = run()
            runs.append(result)
            if decidesAtOnce(result) { return (runs, .failedAtOnce) }
            let passes = Self.isInBand(result)
            switch (runs.count, passes) {
            case (1, true): return (runs, .passed)
            case (2, true): return (runs, .passedOnSecondRun)
            case (3..., true): return (runs, .failedTwice)
            case (4..., false): return (runs, .failedFourTimes)
            default: continue
            }
        }
    }
}
