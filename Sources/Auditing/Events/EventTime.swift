public import Ledger

/// A moment in milliseconds since 1970-01-01 00:00 UTC, read from the times of all ledgers.
///
/// Some ledgers write whole seconds and others three decimals; as texts the two do not sort, so events are compared by this.
public struct EventTime: Hashable, Sendable, Comparable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public init(_ timestamp: Timestamp) {
        milliseconds = timestamp.seconds * 1000
    }

    /// Reads an RFC 3339 time with any offset and a fraction down to milliseconds, or nil.
    ///
    /// Digits finer than a millisecond are refused unless they are zeros: dropping them would move an event across a boundary.
    public init?(_ text: String) {
        var bytes = Array(text.utf8)
        var fraction: Int64 = 0
        // The first 19 characters are the date and the time to the second.
        if bytes.count > 19, bytes[19] == UInt8(ascii: ".") {
            let digits = bytes[20...].prefix { UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }
            guard !digits.isEmpty, digits.dropFirst(3).allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
            let padded = Array(digits.prefix(3)) + Array(repeating: UInt8(ascii: "0"), count: max(0, 3 - digits.count))
            fraction = padded.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
            bytes.removeSubrange(19..<(20 + digits.count))
        }
        guard let second = Timestamp(parsing: String(decoding: bytes, as: UTF8.self)) else { return nil }
        milliseconds = second.seconds * 1000 + fraction
    }

    /// RFC 3339 in UTC with exactly three decimals.
    public var text: String {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let fraction = remainder < 0 ? remainder + 1000 : remainder
        let second = Timestamp(seconds: remainder < 0 ? quotient - 1 : quotient).text
        return "\(second.dropLast()).\(String(1000 + fraction).dropFirst())Z"
    }

    public static func < (left: EventTime, right: EventTime) -> Bool { left.milliseconds < right.milliseconds }
}
