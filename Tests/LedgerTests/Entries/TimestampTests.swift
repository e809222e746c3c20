import Foundation
import Ledger
import TestSupport
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "Known moments have their text",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_795_258_620, "2026-11-21T10:57:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (-62_167_219_200, "0000-01-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] as [(Int64, String)])
    func known(seconds: Int64, text: String) {
        #expect(Timestamp(seconds: seconds).text == text)
        #expect(Timestamp(text)?.seconds == seconds)
        #expect(Timestamp(parsing: text)?.seconds == seconds)
    }

    @Test("Random moments agree with Foundation", arguments: [5] as [UInt64])
    func random(seed: UInt64) {
        var random = Dice(seed: seed)
        for _ in 0..<3000 {
            let seconds = Int64.random(in: -2_208_988_800...16_725_225_600, using: &random)
            let expected = Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
            #expect(Timestamp(seconds: seconds).text == expected, "seed \(seed)")
            #expect(Timestamp(expected)?.seconds == seconds, "seed \(seed)")
        }
    }

    @Test("Days from year 0 to 9999 have their own texts, in order")
    func manyDays() {
        var previous = ""
        var wrong = 0
        for day in stride(from: -719_528, through: 2_932_896, by: 61) as StrideThrough<Int64> {
            let time = Timestamp(seconds: day * 86_400)
            let text = time.text
            if text <= previous || Timestamp(text) != time { wrong += 1 }
            previous = text
        }
        #expect(wrong == 0)
    }

    @Test(
        "Texts that people write are read; ledger entries have one form",
        arguments: [
            ("2026-11-21T12:57:00+02:00", 1_795_258_620), ("2026-11-21T05:27:00-05:30", 1_795_258_620),
            ("2026-11-21t10:57:00z", 1_795_258_620),
            ("2026-11-21T10:57:00.000Z", 1_795_258_620), ("2026-11-21T10:57:00+00:00", 1_795_258_620),
        ] as [(String, Int64)])
    func lenient(text: String, seconds: Int64) {
        #expect(Timestamp(parsing: text)?.seconds == seconds)
        #expect(Timestamp(text) == nil)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "2026-11-21", "2026-11-21T10:57Z", "2026-11-21 10:57:00Z", "2026-11-21T10:57:00", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
            "2026-11-31T00:00:00Z", "2026-11-00T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T10:60:00Z", "2026-11-21T10:57:60Z",
            "2026-11-21T10:57:00.5Z",
            "2026-11-21T10:57:00.Z", "+026-11-21T10:57:00Z", "2026-11-21T10:57:00Z ", "2026-11-21T10:57:00+24:00",
            "2026-11-21T10:57:00+0200", "0000-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01", "٢٠٢٦-11-21T10:57:00Z", "2100-02-29T00:00:00Z",
        ])
    func malformed(text: String) {
        #expect(Timestamp(parsing: text) == nil)
        #expect(Timestamp(text) == nil)
    }

    @Test("Flooring goes back to the start of the interval, also before 1970")
    func floor() {
        #expect(Timestamp(seconds: 119).floored(toMultipleOf: 60).seconds == 60)
        #expect(Timestamp(seconds: 120).floored(toMultipleOf: 60).seconds == 120)
        #expect(Timestamp(seconds: -1).floored(toMultipleOf: 60).seconds == -60)
        #expect(Timestamp(seconds: -60).floored(toMultipleOf: 60).seconds == -60)
        #expect(Timestamp(seconds: 1) < Timestamp(seconds: 2))
    }
}
