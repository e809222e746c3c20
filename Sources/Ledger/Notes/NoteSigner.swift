public import Crypto

/// Signs notes with an Ed25519 key under a name: what a log does with its checkpoints.
public struct NoteSigner: Sendable {
    /// The public half, to be published.
    public let verifierKey: NoteVerifierKey
    private let privateKey: Curve25519.Signing.PrivateKey

    public var name: String { verifierKey.name }

    /// - Throws: ``NoteError/invalidName`` when the name may not stand in a note.
    public init(name: String, privateKey: Curve25519.Signing.PrivateKey) throws(NoteError) {
        verifierKey = try NoteVerifierKey(name: name, algorithm: .ed25519, publicKey: Array(privateKey.publicKey.rawRepresentation))
        self.privateKey = privateKey
    }

    /// Makes a signer from the 32 secret bytes of an Ed25519 key.
    ///
    /// - Throws: ``NoteError/malformedKey(reason:)`` unless there are 32; ``NoteError/invalidName``.
    public init(name: String, seed: [UInt8]) throws(NoteError) {
        try self.init(name: name, privateKey: ed25519Key(seed: seed))
    }

    /// Signs a text of lines: the note with one signature.
    ///
    /// - Throws: ``NoteError`` when the text may not be signed: no line feed at its end, control characters, too long.
    public func sign(_ text: String) throws(NoteError) -> SignedNote {
        let bytes = Array(text.utf8)
        try SignedNote.check(text: bytes)
        return try SignedNote(text: text, signatures: [signature(over: bytes)])
    }

    /// The signature line over a text that is known to be in order.
    func signature(over text: [UInt8]) -> NoteSignature {
        NoteSignature(name: name, keyID: verifierKey.id, signature: ed25519Signature(of: text, by: privateKey))
    }
}

/// Reads the 32 secret bytes of an Ed25519 key.
func ed25519Key(seed: [UInt8]) throws(NoteError) -> Curve25519.Signing.PrivateKey {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
        throw .malformedKey(reason: "an Ed25519 key has 32 secret bytes")
    }
    return key
}

func ed25519Signature(of message: [UInt8], by key: Curve25519.Signing.PrivateKey) -> [UInt8] {
    guard let signature = try? key.signature(for: message) else {
        preconditionFailure("Ed25519 signs every message")
    }
    return Array(signature)
}
