public import Crypto

/// The bytes of a witness's signature (c2sp.org/tlog-cosignature): `u64 big-endian seconds ‖ 64 bytes of Ed25519`, made over
///
///     cosignature/v1
///     time <seconds>
///     <the whole text of the checkpoint>
///
/// It states: at that time, this was the largest tree that I have seen for this origin, and consistent with all before.
public struct Cosignature: Hashable, Sendable {
    public let time: Timestamp
    public let signature: [UInt8]

    static let byteCount = 8 + 64

    /// Reads the 72 bytes after the key id of a signature line.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        let seconds = bytes[..<8].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard let signed = Int64(exactly: seconds) else { return nil }
        time = Timestamp(seconds: signed)
        signature = Array(bytes[8...])
    }

    init(time: Timestamp, signature: [UInt8]) {
        self.time = time
        self.signature = signature
    }

    var bytes: [UInt8] { withUnsafeBytes(of: UInt64(time.seconds).bigEndian) { Array($0) } + signature }

    static func message(time: Timestamp, text: [UInt8]) -> [UInt8] {
        Array("cosignature/v1\ntime \(time.seconds)\n".utf8) + text
    }
}

/// Signs checkpoints as a witness. It only signs: that the checkpoint extends the last one is for its owner to check and to store first.
///
/// One key for each cosigner: the signed message does not name the cosigner.
public struct Cosigner: Sendable {
    /// The public half, to be published.
    public let verifierKey: NoteVerifierKey
    private let privateKey: Curve25519.Signing.PrivateKey

    /// - Throws: ``NoteError/invalidName`` when the name may not stand in a note.
    public init(name: String, privateKey: Curve25519.Signing.PrivateKey) throws(NoteError) {
        verifierKey = try NoteVerifierKey(name: name, algorithm: .cosignature, publicKey: Array(privateKey.publicKey.rawRepresentation))
        self.privateKey = privateKey
    }

    /// Makes a cosigner from the 32 secret bytes of an Ed25519 key; throws as ``NoteSigner/init(name:seed:)`` does.
    public init(name: String, seed: [UInt8]) throws(NoteError) {
        try self.init(name: name, privateKey: ed25519Key(seed: seed))
    }

    /// The signature line for a checkpoint.
    ///
    /// - Parameters:
    ///   - checkpoint: whose log signature was verified.
    ///   - time: now; before 1970 is a programming error.
    public func cosign(_ checkpoint: Checkpoint, at time: Timestamp) -> NoteSignature {
        precondition(time.seconds >= 0, "witnesses sign after 1970")
        let message = Cosignature.message(time: time, text: Array(checkpoint.text.utf8))
        let cosignature = Cosignature(time: time, signature: ed25519Signature(of: message, by: privateKey))
        return NoteSignature(name: verifierKey.name, keyID: verifierKey.id, signature: cosignature.bytes)
    }
}
