public import Ledger

/// A code that binds a selling unit to its operator: shown once to who manages devices, typed at the unit. Prints as `[redacted]`.
///
/// 80 random bits as 16 symbols and a check symbol, written `XXXX-XXXX-XXXX-XXXX-C`; good once, for one unit, for a short time.
public struct EnrolmentCode: Secret, Sendable {
    public static let randomByteCount = 10
    private static let symbolCount = 17
    private static let groupCount = 4

    private let values: [UInt8]

    /// - Parameter randomBytes: 10 from the system's random source.
    public init(randomBytes: [UInt8]) {
        precondition(randomBytes.count == Self.randomByteCount, "a code has \(Self.randomByteCount) random bytes")
        var values: [UInt8] = []
        for group in stride(from: 0, to: Self.randomByteCount, by: 5) {
            let bits = randomBytes[group..<group + 5].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            for shift in stride(from: 35, through: 0, by: -5) { values.append(UInt8(bits >> UInt64(shift) & 31)) }
        }
        self.values = values + [Base32Symbols.check(of: values)]
    }

    /// Reads what was typed: any case, spaces and dashes anywhere, `O` for 0, `I` and `L` for 1. Nil for a typing error.
    public init?(typed text: String) {
        var values: [UInt8] = []
        for byte in text.utf8 where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "-") {
            guard values.count < Self.symbolCount, let value = Base32Symbols.value(of: byte) else { return nil }
            values.append(value)
        }
        guard values.count == Self.symbolCount, Base32Symbols.isChecked(values) else { return nil }
        self.values = values
    }

    /// The code as it is shown.
    public var text: String {
        let symbols = values.map { Base32Symbols.alphabet[Int($0)] }
        return stride(from: 0, to: symbols.count, by: Self.groupCount)
            .map { String(decoding: symbols[$0..<min($0 + Self.groupCount, symbols.count)], as: UTF8.self) }
            .joined(separator: "-")
    }

    /// What is kept in the code's place.
    public var hash: Hash { Hash.sha256(Array("urna-enrolment-v1\n".utf8) + values) }
}
