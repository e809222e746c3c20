import Testing

@testable import Raffles

@Suite("Instants")
struct InstantTests {
    @Test(
        "One text for each millisecond, and back",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_768_500_000_000, "2026-01-15T18:00:00.000Z"),
            (1_768_500_000_007, "2026-01-15T18:00:00.007Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_120, "2000-02-29T00:00:00.120Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func text(milliseconds: Int64, text: String) {
        #expect(Instant(milliseconds: milliseconds).text == text)
        #expect(Instant(text)?.milliseconds == milliseconds)
    }

    @Test(
        "People's ways of writing a time are read",
        arguments: [
            "2026-01-15T18:00:00Z", "2026-01-15T18:00:00.0Z", "2026-01-15T18:00:00.000000Z", "2026-01-15t12:00:00.000-06:00",
            "2026-01-15T23:30:00.00+05:30",
        ])
    func lenient(text: String) {
        #expect(Instant(parsing: text)?.milliseconds == 1_768_500_000_000)
        #expect(Instant(text) == nil)
    }

    @Test("A fraction of one or two digits is tenths or hundredths")
    func shortFraction() {
        #expect(Instant(parsing: "1970-01-01T00:00:00.5Z")?.milliseconds == 500)
        #expect(Instant(parsing: "1970-01-01T00:00:00.05Z")?.milliseconds == 50)
        #expect(Instant(parsing: "1970-01-01T00:00:00.0050Z")?.milliseconds == 5)
    }

    @Test(
        "Everything else is refused",
        arguments: [
            "", ".", "2026-01-15", "2026-01-15T18:00:00.Z", "2026-01-15T18:00:00.0001Z", "2026-01-15T18:00:00.000.000Z",
            "2026-01-15T18:00:00.000", "2026-01-15 18:00:00.000Z", "2026-02-30T00:00:00.000Z", "2026-01-15T24:00:00.000Z",
            "2026-01-15T18:00.500:00Z", "2026.000-01-15T18:00:00Z", "2026-01-15T18:00:00.٣Z", "-2026-01-15T18:00:00.000Z",
        ])
    func refused(text: String) {
        #expect(Instant(parsing: text) == nil)
    }

    @Test("Adding stays within the years that have a text")
    func adding() {
        let noon = Instant(milliseconds: 1000)
        #expect(noon.adding(milliseconds: -1).milliseconds == 999)
        #expect(noon.adding(seconds: 60).milliseconds == 61_000)
        #expect(noon.adding(seconds: .max).milliseconds == Instant.millisecondsRange.upperBound)
        #expect(noon.adding(seconds: .min).milliseconds == Instant.millisecondsRange.lowerBound)
        #expect(noon.adding(milliseconds: .max).milliseconds == Instant.millisecondsRange.upperBound)
        #expect(noon.milliseconds(since: Instant(milliseconds: 1500)) == -500)
    }

    @Test("The time on the wall, in 24 hours, also across midnight")
    func local() throws {
        let time = try #require(Instant("2026-01-15T18:04:59.999Z"))
        #expect(time.localText(utcOffsetMinutes: 0) == "2026-01-15 18:04")
        #expect(time.localText(utcOffsetMinutes: 840) == "2026-01-16 08:04")
        #expect(time.localText(utcOffsetMinutes: -1110) == "2026-01-14 23:34")
    }
}
