/// What a battery found, ready for a table or for JSON.
public struct BatteryReport: Sendable, Hashable, Codable {
    /// How one test came out over its runs.
    public enum Outcome: String, Sendable, Hashable, Codable {
        case passed
        case passedOnSecondRun = "passed-on-second-run"

        /// Two runs in a row outside the 99 % band, then one inside: counts against the allowance.
        case failedTwice = "failed-twice"
        case failedFourTimes = "failed-four-times"
        case failedAtOnce = "failed-at-once"
        case skipped

        /// Whether this outcome rejects the generator whatever the other tests say.
        public var rejects: Bool { self == .failedAtOnce || self == .failedFourTimes }
    }

    /// One test on one range or one shape of draw.
    public struct Line: Sendable, Hashable, Codable {
        /// The range (`0..<49`) or the draw (`6 of 49`).
        public var subject: String
        public var test: String

        /// Every run, oldest first; empty when skipped.
        public var runs: [TestResult]
        public var outcome: Outcome

        /// Why the test was skipped.
        public var reason: String?
    }

    public var size: Battery.Size

    /// Tests that were run, the p-value that decides at once, and how many tests may fail twice by chance: see `VerdictRule`.
    public var testsRun: Int
    public var atOnce: Double
    public var failuresAllowed: Int
    public var lines: [Line]

    /// Whether the generator passes.
    public var passes: Bool

    init(size: Battery.Size, rule: VerdictRule, lines: [Line]) {
        self.size = size
        testsRun = rule.tests
        atOnce = rule.atOnce
        failuresAllowed = rule.failuresAllowed
        self.lines = lines
        let failedTwice = lines.filter { $0.outcome == .failedTwice }.count
        passes = !lines.contains { $0.outcome.rejects } && failedTwice <= rule.failuresAllowed
    }

    /// The lines of tests that failed, whether or not chance allows for them.
    public var failures: [Line] {
        lines.filter { $0.outcome.rejects || $0.outcome == .failedTwice }
    }

    /// The first runs outside the 99 % band; a good generator has about one in a hundred.
    public var firstRunsOutsideBand: Int {
        lines.filter { !$0.runs.isEmpty && !VerdictRule.isInBand($0.runs[0]) }.count
    }

    /// The verdict in one sentence.
    public var verdict: String {
        let outside = "\(firstRunsOutsideBand) of \(testsRun) first runs outside the 99 % band"
        let failed = "\(failures.count) tests failed, \(failuresAllowed) may fail twice by chance"
        return "\(passes ? "PASS" : "FAIL"): \(outside); \(failed)"
    }

    /// The report as lines of text: a heading, a row for every run, the verdict.
    public var table: [String] {
        var rows = [Self.row("subject", "test", "outcomes", "statistic", "df", "p", "verdict")]
        for line in lines { rows += Self.rows(of: line) }
        rows.append(verdict)
        return rows
    }

    /// The rows of one line, for showing progress.
    public static func rows(of line: Line) -> [String] {
        guard !line.runs.isEmpty else {
            return [row(line.subject, line.test, "-", "-", "-", "-", "skipped: \(line.reason ?? "")")]
        }
        return line.runs.enumerated().map { index, run in
            let isLast = index == line.runs.count - 1
            return row(
                line.subject, line.test, String(run.count), fixed(run.statistic, digits: 4), run.degreesOfFreedom.map { String($0) } ?? "-",
                fixed(run.pValue, digits: 6), isLast ? line.outcome.rawValue : "again")
        }
    }

    private static func row(
        _ subject: String, _ test: String, _ count: String, _ statistic: String, _ degrees: String, _ pValue: String, _ verdict: String
    ) -> String {
        let left = pad(subject, to: 13, atRight: true) + pad(test, to: 22, atRight: true)
        let numbers = pad(count, to: 9) + pad(statistic, to: 15) + pad(degrees, to: 8) + pad(pValue, to: 11)
        return left + numbers + "  " + verdict
    }

    private static func pad(_ text: String, to width: Int, atRight: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return atRight ? text + blanks : blanks + text
    }

    /// A number of zero or more with so many decimals; what no column holds is only said to be large.
    static func fixed(_ value: Double, digits: Int) -> String {
        guard value.isFinite, value < 1e9 else { return ">1e9" }
        let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((max(0, value) * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
