extension JSONValue {
    /// The canonical text (RFC 8785): no spaces, members sorted by the UTF-16 units of their names, one spelling of each string and number.
    ///
    /// Names within an object must differ; values that were parsed do.
    public func canonical() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(256)
        encode(canonicalInto: &output)
        return output
    }

    /// Appends the canonical text to a buffer.
    public func encode(canonicalInto output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): CanonicalJSON.append(value, to: &output)
        case .number(let value): JSONNumber.append(value, to: &output)
        case .string(let value): CanonicalJSON.append(string: value, to: &output)
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                value.encode(canonicalInto: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in CanonicalJSON.sorted(members).enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                CanonicalJSON.append(string: member.name, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.encode(canonicalInto: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }
}

/// The pieces of canonical JSON, for callers that write an entry straight into a buffer.
public enum CanonicalJSON {
    /// Appends a string with its quotes, escaping only what RFC 8785 escapes.
    public static func append(string: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let isWritten: Void? = string.utf8.withContiguousStorageIfAvailable { append(unescaped: $0, to: &output) }
        if isWritten == nil {
            Array(string.utf8).withUnsafeBufferPointer { append(unescaped: $0, to: &output) }
        }
        output.append(UInt8(ascii: "\""))
    }

    /// Appends a whole number of at most ``JSONValue/integerMax`` in size.
    public static func append(_ integer: Int64, to output: inout [UInt8]) {
        precondition(integer.magnitude <= JSONValue.integerMax.magnitude, "JSON keeps whole numbers up to 2^53 - 1")
        var text = String(integer)
        text.withUTF8 { output.append(contentsOf: $0) }
    }

    /// Whether one name sorts before another by UTF-16 units, decided on UTF-8 bytes.
    ///
    /// The two orders differ only between U+E000…U+FFFF (lead bytes EE and EF) and the characters beyond (F0 and up), whose surrogates are D800…DFFF.
    public static func isOrdered(_ left: String, before right: String) -> Bool {
        var others = right.utf8.makeIterator()
        for byte in left.utf8 {
            guard let other = others.next() else { return false }
            if byte != other { return rank(byte) < rank(other) }
        }
        return others.next() != nil
    }

    static func sorted(_ members: [JSONMember]) -> [JSONMember] {
        let isSorted = zip(members, members.dropFirst()).allSatisfy { !isOrdered($1.name, before: $0.name) }
        return isSorted ? members : members.sorted { isOrdered($0.name, before: $1.name) }
    }

    private static func rank(_ byte: UInt8) -> UInt8 {
        byte == 0xEE || byte == 0xEF ? byte + 8 : byte
    }

    private static func append(unescaped bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        var start = 0
        for index in bytes.indices {
            let byte = bytes[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
            append(escapeFor: byte, to: &output)
            start = index + 1
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
    }

    private static func append(escapeFor byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        default:
            output.append(contentsOf: "u00".utf8)
            output.append(Hex.digit(byte >> 4))
            output.append(Hex.digit(byte & 0x0F))
        }
    }
}
