internal import Ledger

/// A moment in whole milliseconds since 1970-01-01 00:00 UTC, without leap seconds.
///
/// The text is RFC 3339 in UTC with exactly three decimals: `2026-01-15T18:00:00.000Z`, for the years 0000…9999.
public struct Instant: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Within ``millisecondsRange``.
    public let milliseconds: Int64

    /// The years that have a text.
    public static let millisecondsRange: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// - Parameter milliseconds: within ``millisecondsRange``; anything else is a programming error.
    public init(milliseconds: Int64) {
        precondition(Self.millisecondsRange.contains(milliseconds), "an instant is in the years 0000 to 9999")
        self.milliseconds = milliseconds
    }

    /// Reads the one text that ``text`` gives, or nil: ledger entries have no other.
    public init?(_ text: String) {
        guard let instant = Instant(parsing: text), instant.text.utf8.elementsEqual(text.utf8) else { return nil }
        self = instant
    }

    /// Reads any RFC 3339 time, as people and other programs write it: an offset instead of `Z`, no fraction or a longer one.
    ///
    /// What is finer than a millisecond is refused rather than dropped, unless it is zero.
    public init?(parsing text: String) {
        guard let (whole, fraction) = Self.split(text), let time = Timestamp(parsing: whole) else { return nil }
        milliseconds = time.seconds * 1000 + fraction
    }

    public var text: String {
        let time = Timestamp(seconds: milliseconds).floored(toMultipleOf: 1000).seconds / 1000
        let fraction = milliseconds - time * 1000
        let decimals = String(fraction + 1000).dropFirst()
        return "\(Timestamp(seconds: time).text.dropLast()).\(decimals)Z"
    }

    public var description: String { text }

    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// Bytes of `2026-01-15T18:00:00`, after which a fraction can stand.
    private static let wholeSecondsByteCount = 19

    /// Takes the fraction out of a time: its text without, and the milliseconds.
    private static func split(_ text: String) -> (whole: String, milliseconds: Int64)? {
        guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return (text, 0) }
        guard text.utf8.distance(from: text.startIndex, to: dot) == Self.wholeSecondsByteCount else { return nil }
        let digits = text.utf8[text.utf8.index(after: dot)...].prefix { $0.isDigit }
        guard !digits.isEmpty, digits.endIndex == text.endIndex || text.utf8[digits.endIndex] != UInt8(ascii: "."),
            digits.dropFirst(3).allSatisfy({ $0 == UInt8(ascii: "0") })
        else { return nil }
        var milliseconds: Int64 = 0
        for place in 0..<3 {
            let digit = digits.dropFirst(place).first ?? UInt8(ascii: "0")
            milliseconds = milliseconds * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return (String(text[..<dot]) + String(text[digits.endIndex...]), milliseconds)
    }
}

// MARK: - Arithmetic

extension Instant {
    /// The moment so much later, or earlier; the first or last one there is when that lies beyond.
    public func adding(milliseconds: Int64) -> Instant {
        let range = Self.millisecondsRange
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        if overflow { return Instant(milliseconds: milliseconds < 0 ? range.lowerBound : range.upperBound) }
        return Instant(milliseconds: min(max(sum, range.lowerBound), range.upperBound))
    }

    /// The moment so much later, or earlier; the first or last one there is when that lies beyond.
    public func adding(seconds: Int64) -> Instant {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return adding(milliseconds: overflow ? (seconds < 0 ? .min : .max) : product)
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    public func milliseconds(since earlier: Instant) -> Int64 { milliseconds - earlier.milliseconds }

    /// Date and 24-hour time on the wall of the venue, as tickets print it: `2026-01-15 20:00`.
    ///
    /// - Parameter utcOffsetMinutes: minutes east of UTC.
    public func localText(utcOffsetMinutes: Int) -> String {
        let local = adding(seconds: Int64(utcOffsetMinutes) * 60).text
        return "\(local.prefix(10)) \(local.dropFirst(11).prefix(5))"
    }
}
