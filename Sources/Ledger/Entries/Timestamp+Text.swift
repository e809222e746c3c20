/// The text of a time is RFC 3339 in UTC with whole seconds: `2026-11-21T10:57:00Z`, for the years 0000…9999.
extension Timestamp: CustomStringConvertible {
    private static let earliest: Int64 = -62_167_219_200
    private static let latest: Int64 = 253_402_300_799

    /// Reads the one text that ``text`` gives, or nil: ledger entries have no other.
    public init?(_ text: String) {
        guard let time = Timestamp(parsing: text), time.text.hasSameBytes(as: text) else { return nil }
        self = time
    }

    /// Reads any RFC 3339 time, as people and other programs write it: an offset instead of `Z`, a fraction of zeros.
    ///
    /// A fraction other than zero is refused rather than dropped.
    public init?(parsing text: String) {
        var scanner = Scanner(rest: Array(text.utf8)[...])
        guard let year = scanner.number(digits: 4), scanner.skip("-"), let month = scanner.number(digits: 2), scanner.skip("-"),
            let day = scanner.number(digits: 2), scanner.skip("T") || scanner.skip("t"),
            let hour = scanner.number(digits: 2), scanner.skip(":"), let minute = scanner.number(digits: 2), scanner.skip(":"),
            let second = scanner.number(digits: 2), scanner.skipZeroFraction(), let offset = scanner.offset(),
            (1...12).contains(month), (1...Self.days(inMonth: month, year: year)).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
        guard (Self.earliest...Self.latest).contains(seconds) else { return nil }
    }

    /// The text; a time outside the years 0000…9999 has none, and asking for it is a programming error.
    public var text: String {
        precondition((Self.earliest...Self.latest).contains(seconds), "the time has no RFC 3339 text")
        let day = floored(toMultipleOf: 86_400).seconds / 86_400
        let second = seconds - day * 86_400
        let date = Self.date(days: day)
        return String(unsafeUninitializedCapacity: 20) { output in
            _ = output.initialize(from: "0000-00-00T00:00:00Z".utf8)
            Self.write(date.year, to: output, before: 4)
            Self.write(date.month, to: output, before: 7)
            Self.write(date.day, to: output, before: 10)
            Self.write(second / 3600, to: output, before: 13)
            Self.write(second / 60 % 60, to: output, before: 16)
            Self.write(second % 60, to: output, before: 19)
            return 20
        }
    }

    public var description: String { text }

    private static func write(_ value: Int64, to output: UnsafeMutableBufferPointer<UInt8>, before end: Int) {
        var rest = value
        var place = end
        while rest > 0 {
            place -= 1
            output[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }
}

// MARK: - Calendar

extension Timestamp {
    /// Days since 1970 of a Gregorian date. Years are counted from March, so that the leap day comes last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = month > 2 ? month - 3 : month + 9
        let leapDays = floor(marchYear, 4) - floor(marchYear, 100) + floor(marchYear, 400)
        // 153 days in every five months from March; 719,468 days from 1 March of year 0 to 1970.
        return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
    }

    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // 146,097 days are 400 years: an estimate that is at most one year late or early.
        var year = floor((days + 719_468) * 400, 146_097)
        while Self.days(year: year, month: 3, day: 1) > days { year -= 1 }
        while Self.days(year: year + 1, month: 3, day: 1) <= days { year += 1 }
        let dayOfYear = days - Self.days(year: year, month: 3, day: 1)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (month > 2 ? year : year + 1, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func days(inMonth month: Int64, year: Int64) -> Int64 {
        month == 12 ? 31 : days(year: year, month: month + 1, day: 1) - days(year: year, month: month, day: 1)
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}

/// Takes the parts of a time off the front of a text.
private struct Scanner {
    var rest: ArraySlice<UInt8>

    mutating func number(digits: Int) -> Int64? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }) else { return nil }
        rest = rest.dropFirst(digits)
        return text.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func skipZeroFraction() -> Bool {
        guard skip(".") else { return true }
        let zeros = rest.prefix { $0 == UInt8(ascii: "0") }
        rest = rest.dropFirst(zeros.count)
        return !zeros.isEmpty
    }

    /// Minutes east of UTC, at the end of the text.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return rest.isEmpty ? 0 : nil }
        let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2), rest.isEmpty, hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
