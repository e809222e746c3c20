/// A writer of one flat JSON object on one line.
///
/// Names are made unique and values bounded, so that a line has a bounded length whatever is logged.
struct JSONLine {
    /// Longest text value, in bytes of UTF-8: a message and a stack of causes, not a dump of a request.
    static let valueBytesMax = 2048
    /// Longest name of a field, in Unicode scalars.
    static let nameScalarsMax = 64
    /// Most fields of a line, and most elements of an array.
    static let fieldsMax = 64

    private var bytes: [UInt8] = [UInt8(ascii: "{")]
    private var names: Set<String> = []

    /// Adds a field. A name already taken gets underscores appended until it is free; fields beyond the bound are left out.
    mutating func add(_ name: String, _ value: String) {
        guard begin(name) else { return }
        append(quoted: value, bytesMax: Self.valueBytesMax)
    }

    mutating func add(_ name: String, _ values: [String]) {
        guard begin(name) else { return }
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.prefix(Self.fieldsMax).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(quoted: value, bytesMax: Self.valueBytesMax)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// The object with a line feed after it.
    func finished() -> [UInt8] {
        bytes + [UInt8(ascii: "}"), UInt8(ascii: "\n")]
    }

    private mutating func begin(_ name: String) -> Bool {
        guard names.count < Self.fieldsMax else { return false }
        var free = String(String.UnicodeScalarView(name.unicodeScalars.prefix(Self.nameScalarsMax)))
        while !names.insert(free).inserted { free += "_" }
        if names.count > 1 { bytes.append(UInt8(ascii: ",")) }
        append(quoted: free, bytesMax: Self.valueBytesMax)
        bytes.append(UInt8(ascii: ":"))
        return true
    }

    private mutating func append(quoted text: String, bytesMax: Int) {
        bytes.append(UInt8(ascii: "\""))
        var left = bytesMax
        for scalar in text.unicodeScalars {
            left -= UTF8.width(scalar)
            guard left >= 0 else {
                bytes.append(contentsOf: "…".utf8)
                break
            }
            append(scalar)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Escapes what JSON demands, and every other control and line separator, which some readers take for a line's end.
    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x22: bytes.append(contentsOf: "\\\"".utf8)
        case 0x5C: bytes.append(contentsOf: "\\\\".utf8)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0x00..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
            let hex = String(scalar.value, radix: 16)
            bytes.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - hex.utf8.count))\(hex)".utf8)
        default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
}
