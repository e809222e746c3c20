import Testing

@testable import UrnaCommands

@Suite("The progress line")
struct ProgressLineTests {
    @Test("Half way it shows half a bar, the rate and the time left")
    func halfWay() {
        let line = ProgressLine(label: "importing", unit: "rows", done: 5_000, total: 10_000, seconds: 10)
        #expect(line.text == "importing ████████████░░░░░░░░░░░░ 50%  5,000 of 10,000 rows  500/s  10 s left")
    }

    @Test("At the end it shows a full bar and no time left")
    func end() {
        let line = ProgressLine(label: "importing", unit: "rows", done: 10, total: 10, seconds: 2)
        #expect(line.text == "importing ████████████████████████ 100%  10 of 10 rows  5/s")
    }

    @Test("More than everything does not overflow the bar")
    func overshoot() {
        #expect(ProgressLine(label: "x", unit: "rows", done: 30, total: 10, seconds: 1).text.contains("100%"))
    }

    @Test("Without a total, or time, it only counts")
    func noTotal() {
        #expect(ProgressLine(label: "receiving", unit: "codes", done: 7, total: nil, seconds: 0).text == "receiving: 7 codes  0/s")
        #expect(ProgressLine(label: "receiving", unit: "codes", done: 0, total: 0, seconds: 1).text == "receiving: 0 codes  0/s")
    }

    @Test("Bytes are shown in the unit that suits them")
    func bytes() {
        let line = ProgressLine(label: "copying", unit: "bytes", done: 1_500_000, total: 3_000_000_000, seconds: 1)
        #expect(line.text.contains("1.5 MB of 3.0 GB  1.5 MB/s"))
        #expect(line.text.hasSuffix("33 min 19 s left"))
    }

    @Test(
        "Numbers are grouped by thousands",
        arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "-1,000"), (-999, "-999")])
    func grouped(number: Int, text: String) {
        #expect(ProgressLine.grouped(number) == text)
    }

    @Test(
        "Times are told as people do",
        arguments: [(0.2, "1 s"), (59.0, "59 s"), (60.0, "1 min 0 s"), (3_600.0, "1 h 00 min"), (1e300, "100 h 00 min")])
    func times(seconds: Double, text: String) {
        #expect(ProgressLine.time(seconds) == text)
    }
}
