/// One signature line of a note: `— <name> <base64 of key id ‖ signature>`. The dash is U+2014.
public struct NoteSignature: Sendable {
    public let name: String
    public let keyID: UInt32
    /// The bytes after the key id; what they are depends on the key.
    public let signature: [UInt8]

    static let dash: [UInt8] = [0xE2, 0x80, 0x94, 0x20]

    init(name: String, keyID: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// Reads ``line``, as a witness answers with it, or nil for any other form.
    public init?(parsing line: String) {
        guard line.utf8.last == UInt8(ascii: "\n") else { return nil }
        self.init(line: Array(line.utf8.dropLast())[...])
    }

    /// Reads a line without its line feed, or nil for any other form.
    init?(line: ArraySlice<UInt8>) {
        guard line.starts(with: Self.dash) else { return nil }
        let parts = line.dropFirst(Self.dash.count).split(
            separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = String(validating: parts[0], as: UTF8.self), NoteName.isValid(name),
            let bytes = Base64.decode(Array(parts[1])), bytes.count > 4
        else { return nil }
        self.name = name
        keyID = bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(bytes[4...])
    }

    /// The line with its line feed.
    public var line: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func append(to note: inout [UInt8]) {
        note.append(contentsOf: Self.dash)
        note.append(contentsOf: name.utf8)
        note.append(UInt8(ascii: " "))
        Base64.encode(withUnsafeBytes(of: keyID.bigEndian) { Array($0) } + signature, into: &note)
        note.append(UInt8(ascii: "\n"))
    }
}

extension NoteSignature: Hashable {
    public static func == (left: NoteSignature, right: NoteSignature) -> Bool {
        left.keyID == right.keyID && left.signature == right.signature && left.name.hasSameBytes(as: right.name)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(signature)
    }
}
