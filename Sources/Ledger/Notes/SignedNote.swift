/// A text and the signatures under it (c2sp.org/signed-note):
///
///     <text, one or more lines, each ending in LF>
///     <LF>
///     — <name> <base64 of key id ‖ signature><LF>       one or more
///
/// Signatures cover the text with its last line feed, not the blank line. Read as UTF-8 bytes throughout: Swift's `Character` joins CR LF
/// and compares accents loosely, and neither may happen to something that is signed.
public struct SignedNote: Sendable {
    /// Longest note, as the reference implementation has it.
    public static let bytesMax = 1_000_000
    /// Most signature lines: four times what every verifier has to accept, and a bound on the work a note can cause.
    public static let signaturesMax = 64

    /// The signed text; ends with a line feed.
    public let text: String
    public let signatures: [NoteSignature]

    /// Puts signatures under a text.
    public init(text: String, signatures: [NoteSignature]) throws(NoteError) {
        try Self.check(text: Array(text.utf8))
        guard !signatures.isEmpty else { throw .unsigned }
        guard signatures.count <= Self.signaturesMax else { throw .tooManySignatures }
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note; no signature is checked yet.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.bytesMax else { throw .tooLong(bytes: bytes.count) }
        guard let blank = Self.lastBlankLine(in: bytes), blank + 1 < bytes.count, bytes.last == UInt8(ascii: "\n") else {
            throw .unsigned
        }
        let textBytes = bytes[..<blank]
        guard let text = String(validating: textBytes, as: UTF8.self) else { throw .notUTF8 }
        try Self.check(text: textBytes)

        let lines = bytes[(blank + 1)...].dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count <= Self.signaturesMax else { throw .tooManySignatures }
        var signatures: [NoteSignature] = []
        for (index, line) in lines.enumerated() {
            guard let signature = NoteSignature(line: line) else { throw .malformedSignature(line: index) }
            signatures.append(signature)
        }
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note; no signature is checked yet.
    public init(parsing note: String) throws(NoteError) {
        try self.init(parsing: Array(note.utf8))
    }

    /// The note as it is sent; reading a note and writing it gives the same bytes.
    public var encoded: String {
        var bytes = Array(text.utf8)
        bytes.append(UInt8(ascii: "\n"))
        for signature in signatures {
            signature.append(to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The note with one more signature line.
    public func adding(_ signature: NoteSignature) throws(NoteError) -> SignedNote {
        try SignedNote(text: text, signatures: signatures + [signature])
    }

    /// Checks the signatures by these keys, and passes over all others.
    ///
    /// A line belongs to a key when name (as bytes) and key id agree; the order of lines means nothing.
    ///
    /// - Returns: one verified signature for each key that signed, in the order of `keys`; at least one.
    /// - Throws: ``NoteError/invalidSignature(name:)`` when any line of a known key does not verify, even if others do;
    ///   ``NoteError/noKnownSignature`` when no line is by a known key.
    public func verify(keys: [NoteVerifierKey]) throws(NoteError) -> [VerifiedSignature] {
        let message = Array(text.utf8)
        var verified: [VerifiedSignature] = []
        for key in keys where !verified.contains(where: { $0.key == key }) {
            var first: VerifiedSignature?
            for line in signatures where line.keyID == key.id && line.name.hasSameBytes(as: key.name) {
                guard let signature = key.verify(line.signature, over: message) else { throw .invalidSignature(name: key.name) }
                first = first ?? signature
            }
            if let first { verified.append(first) }
        }
        guard !verified.isEmpty else { throw .noKnownSignature }
        return verified
    }

    /// What every signed text has to be: lines, each with its line feed, without other control characters.
    static func check(text: some BidirectionalCollection<UInt8>) throws(NoteError) {
        guard text.count <= bytesMax else { throw .tooLong(bytes: text.count) }
        guard text.last == UInt8(ascii: "\n") else { throw .textWithoutLineFeed }
        guard text.allSatisfy({ $0 >= 0x20 || $0 == UInt8(ascii: "\n") }) else { throw .controlCharacter }
    }

    /// The index of the line feed that is the last blank line.
    private static func lastBlankLine(in bytes: [UInt8]) -> Int? {
        var index = bytes.count - 1
        while index > 0 {
            if bytes[index] == UInt8(ascii: "\n") && bytes[index - 1] == UInt8(ascii: "\n") { return index }
            index -= 1
        }
        return nil
    }
}

extension SignedNote: Hashable {
    public static func == (left: SignedNote, right: SignedNote) -> Bool {
        left.signatures == right.signatures && left.text.hasSameBytes(as: right.text)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(signatures)
    }
}
