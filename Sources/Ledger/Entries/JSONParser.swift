/// How much JSON is read before it is refused.
public struct JSONLimits: Sendable {
    /// Arrays and objects inside each other.
    public var depthMax: Int
    public var bytesMax: Int

    /// Deep enough for every document here, shallow enough for any stack; 1 MiB is a definition with thousands of candidates.
    public static let `default` = JSONLimits(depthMax: 32, bytesMax: 1 << 20)

    public init(depthMax: Int = 32, bytesMax: Int = 1 << 20) {
        self.depthMax = depthMax
        self.bytesMax = bytesMax
    }
}

/// Where and why bytes are not the JSON that is accepted.
public struct JSONParseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte at which reading stopped, from 0.
    public let offset: Int
    /// Says what is wrong; holds no part of the input.
    public let message: String

    public var description: String { "\(message) at byte \(offset)" }
}

extension JSONValue {
    /// Reads one JSON text (RFC 8259), strictly.
    ///
    /// Refused: names that appear twice in an object (as bytes, however escaped), invalid UTF-8, a byte order mark, unpaired surrogates, text after the
    /// value, numbers beyond doubles, and whole numbers that would lose digits.
    public static func parse(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits = .default) throws(JSONParseError) -> JSONValue {
        guard bytes.count <= limits.bytesMax else {
            throw JSONParseError(offset: limits.bytesMax, message: "longer than \(limits.bytesMax) bytes")
        }
        var parser = JSONParser(bytes: bytes, depthLeft: limits.depthMax)
        return try parser.document()
    }

    /// Reads one JSON text, as ``parse(_:limits:)-(UnsafeRawBufferPointer,_)`` does.
    public static func parse(_ bytes: [UInt8], limits: JSONLimits = .default) throws(JSONParseError) -> JSONValue {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(JSONParseError) in try parse(bytes, limits: limits) }
        }
        return try result.get()
    }
}

/// Reads a JSON text from front to back, once.
struct JSONParser {
    let bytes: UnsafeRawBufferPointer
    var depthLeft: Int
    var offset = 0

    init(bytes: UnsafeRawBufferPointer, depthLeft: Int) {
        self.bytes = bytes
        self.depthLeft = depthLeft
    }

    mutating func document() throws(JSONParseError) -> JSONValue {
        skipSpace()
        let value = try value()
        skipSpace()
        guard offset == bytes.count else { throw failure("more text after the value") }
        return value
    }

    private mutating func value() throws(JSONParseError) -> JSONValue {
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw failure(offset == bytes.count ? "the text ends where a value is needed" : "not the start of a value")
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONParseError) -> JSONValue {
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[offset...].starts(with: expected) else { throw failure("not the start of a value") }
        offset += expected.count
        return value
    }

    private mutating func array() throws(JSONParseError) -> JSONValue {
        try descend()
        defer { depthLeft += 1 }
        var values: [JSONValue] = []
        if skip(UInt8(ascii: "]")) { return .array(values) }
        repeat {
            skipSpace()
            values.append(try value())
            skipSpace()
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw failure("needs a comma or the end of the array") }
        return .array(values)
    }

    private mutating func object() throws(JSONParseError) -> JSONValue {
        try descend()
        defer { depthLeft += 1 }
        var members: [JSONMember] = []
        var names = SeenNames()
        if skip(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            let start = offset
            guard next == UInt8(ascii: "\"") else { throw failure("needs a member name in quotes") }
            let name = try string()
            guard names.insert(name, after: members) else {
                throw JSONParseError(offset: start, message: "a member name that the object already has")
            }
            skipSpace()
            guard skip(UInt8(ascii: ":")) else { throw failure("needs a colon") }
            skipSpace()
            members.append(JSONMember(name, try value()))
            skipSpace()
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw failure("needs a comma or the end of the object") }
        return .object(members)
    }

    /// Enters an array or object, and skips the space after its bracket.
    private mutating func descend() throws(JSONParseError) {
        guard depthLeft > 0 else { throw failure("nested too deeply") }
        depthLeft -= 1
        offset += 1
        skipSpace()
    }

    /// The byte at the offset; 0, which starts nothing, at the end.
    var next: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte, offset < bytes.count else { return false }
        offset += 1
        return true
    }

    private mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    func failure(_ message: String) -> JSONParseError {
        JSONParseError(offset: offset, message: message)
    }
}

/// The names an object has so far; keeps a set only when there are many, so that no input costs quadratic time.
private struct SeenNames {
    private var set: Set<[UInt8]> = []

    /// Adds a name, unless it is there.
    mutating func insert(_ name: String, after members: [JSONMember]) -> Bool {
        guard members.count >= 16 else {
            return !members.contains { $0.name.hasSameBytes(as: name) }
        }
        if set.isEmpty { set = Set(members.map { Array($0.name.utf8) }) }
        return set.insert(Array(name.utf8)).inserted
    }
}
