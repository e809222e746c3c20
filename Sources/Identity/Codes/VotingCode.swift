// A voting code, before it is written in symbols:
//
//     serial   30 bits   the voter's position in the roll
//     tag      80 bits   the first 80 bits of HMAC-SHA256(voting-code key of the election, serial as u32, big-endian ‖ digest of the roll)
//
// as 22 symbols of 5 bits, most significant first, and a check symbol; written XXXXX-XXXXX-XXXXX-XXXXX-XXX.

/// A code that a voter types in to vote: short enough to type, checked without a table, and not to be guessed.
///
/// A guess hits with a chance of 1 in 2⁸⁰ for each voter. Prints as `[redacted]`; ``text`` is what goes in the letter.
public struct VotingCode: Secret, Hashable, Sendable {
    /// Most voters of one election: 2³⁰, above a thousand million.
    public static let serialMax: UInt32 = (1 << 30) - 1

    static let tagByteCount = 10
    static let symbolCount = 23
    static let groupCount = 5

    /// The voter's position in the roll, from 0.
    public let serial: UInt32
    let tag: [UInt8]

    init(serial: UInt32, tag: [UInt8]) {
        precondition(serial <= Self.serialMax, "a roll has at most 2³⁰ voters")
        precondition(tag.count == Self.tagByteCount, "a code's tag has \(Self.tagByteCount) bytes")
        self.serial = serial
        self.tag = tag
    }

    /// The code as it is printed: five groups, 27 characters.
    public var text: String {
        var values: [UInt8] = []
        // 30 bits of serial are 6 symbols and 80 bits of tag are 16, so that no symbol holds bits of both.
        for shift in stride(from: 25, through: 0, by: -5) { values.append(UInt8(serial >> UInt32(shift) & 31)) }
        for group in stride(from: 0, to: Self.tagByteCount, by: 5) {
            let bits = tag[group..<group + 5].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            for shift in stride(from: 35, through: 0, by: -5) { values.append(UInt8(bits >> UInt64(shift) & 31)) }
        }
        values.append(Base32Symbols.check(of: values))
        let symbols = values.map { Base32Symbols.alphabet[Int($0)] }
        return stride(from: 0, to: symbols.count, by: Self.groupCount)
            .map { String(decoding: symbols[$0..<min($0 + Self.groupCount, symbols.count)], as: UTF8.self) }
            .joined(separator: "-")
    }

    /// Reads what a voter typed: any case, spaces and dashes anywhere, `O` for 0, `I` and `L` for 1.
    ///
    /// Looks for typing errors only; ``VotingCodes/serial(of:)`` tells whether the code is genuine.
    init(typed text: some Sequence<UInt8>) throws(VotingCodeError) {
        var values: [UInt8] = []
        for byte in text where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "-") {
            guard values.count < Self.symbolCount, let value = Base32Symbols.value(of: byte) else { throw .malformed }
            values.append(value)
        }
        guard values.count == Self.symbolCount else { throw .malformed }
        guard Base32Symbols.isChecked(values) else { throw .mistyped }
        serial = values[..<6].reduce(UInt32(0)) { $0 << 5 | UInt32($1) }
        tag = [6, 14].flatMap { start in
            let bits = values[start..<start + 8].reduce(UInt64(0)) { $0 << 5 | UInt64($1) }
            return stride(from: 32, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt64($0)) }
        }
    }
}

/// Why a text is no voting code of this election. Safe to show to the voter.
public enum VotingCodeError: Error, Hashable, Sendable {
    /// Not 23 symbols, or a character that is none.
    case malformed
    /// The check symbol is wrong: at least one symbol was typed wrongly, or two were swapped.
    case mistyped
    /// Typed rightly, but not made for this election, or for a roll of it that another has replaced.
    case notGenuine

    public var message: String {
        switch self {
        case .malformed: "a voting code has 23 letters and digits, in groups of five"
        case .mistyped: "check the code for a typing error"
        case .notGenuine: "this code is not for this election, or not for its present roll"
        }
    }
}
