/// The secret number on a bearer ticket that proves a winner: 80 unpredictable bits.
///
/// Printed as 16 symbols of Crockford's base 32 and a check symbol, in groups: `XXXX-XXXX-XXXX-XXXX-C`. The check symbol is the number
/// modulo 37, a prime: any one wrong symbol and any two neighbours swapped give another.
///
/// It is never stored and never in a ledger; see ``commitment(raffle:ticket:)``.
public struct ValidationNumber: Hashable, Sendable {
    public static let byteCount = 10

    private let high: UInt16
    private let low: UInt64

    /// - Parameter bytes: ``byteCount`` bytes, the highest first; nil for any other number of them.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        high = bytes.prefix(2).reduce(0) { $0 << 8 | UInt16($1) }
        low = bytes.dropFirst(2).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Highest byte first.
    public var bytes: [UInt8] {
        [UInt8(high >> 8), UInt8(truncatingIfNeeded: high)] + (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * UInt64($0))) }
    }

    /// Whether both are the same, in a time that does not tell where they differ. Use it wherever a number comes from outside.
    public func matches(_ other: ValidationNumber) -> Bool {
        (UInt64(high ^ other.high) | (low ^ other.low)) == 0
    }
}

// MARK: - Secrecy

extension ValidationNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Not the number: descriptions end up in logs. Ask for ``text`` where it is wanted.
    public var description: String { "[redacted]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

// MARK: - Text

extension ValidationNumber {
    static let symbols = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U".utf8)
    private static let digitCount = 16

    /// The 17 symbols without dashes: what goes into commitments and bar codes.
    public var compactText: String {
        String(decoding: compact, as: UTF8.self)
    }

    /// As printed: `XXXX-XXXX-XXXX-XXXX-C`.
    public var text: String {
        let compact = compact
        var grouped: [UInt8] = []
        for (place, symbol) in compact.enumerated() {
            if place > 0, place % 4 == 0 { grouped.append(UInt8(ascii: "-")) }
            grouped.append(symbol)
        }
        return String(decoding: grouped, as: UTF8.self)
    }

    var compact: [UInt8] {
        var symbols = (0..<Self.digitCount).map { Self.symbols[Int(digit(at: $0))] }
        symbols.append(Self.symbols[checkValue])
        return symbols
    }

    /// Reads what someone typed: small letters, spaces and dashes anywhere, `I` and `L` for 1, `O` for 0.
    ///
    /// Nil when there are not 17 symbols or the check symbol is wrong: a slip of the finger, not a forgery.
    public init?(_ text: String) {
        var values: [UInt8] = []
        for character in text.utf8 where character != UInt8(ascii: "-") && character != UInt8(ascii: " ") {
            guard values.count <= Self.digitCount, let value = Self.value(of: character) else { return nil }
            values.append(value)
        }
        guard values.count == Self.digitCount + 1, values.dropLast().allSatisfy({ $0 < 32 }) else { return nil }
        var number: (high: UInt64, low: UInt64) = (0, 0)
        for value in values.dropLast() {
            number = (number.high << 5 | number.low >> 59, number.low << 5 | UInt64(value))
        }
        high = UInt16(number.high)
        low = number.low
        guard checkValue == values[Self.digitCount] else { return nil }
    }

    private static func value(of character: UInt8) -> UInt8? {
        let isSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character)
        let symbol = isSmall ? character - 32 : character
        switch symbol {
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        case UInt8(ascii: "O"): return 0
        default: return symbols.firstIndex(of: symbol).map { UInt8($0) }
        }
    }

    /// The digit in base 32 at a place, the highest at 0.
    private func digit(at place: Int) -> UInt64 {
        let shift = UInt64(5 * (Self.digitCount - 1 - place))
        let digit = shift >= 64 ? UInt64(high) >> (shift - 64) : low >> shift | UInt64(high) << (64 - shift)
        return digit & 31
    }

    /// The number modulo 37.
    private var checkValue: Int {
        (0..<Self.digitCount).reduce(0) { ($0 * 32 + Int(digit(at: $1))) % 37 }
    }
}
