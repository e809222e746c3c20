internal import Crypto

/// A public key that signs notes under a name, and its text form, the *vkey* (c2sp.org/signed-note):
///
///     <name>+<8 hexadecimal digits of the key id>+<base64 of type byte ‖ public key>
///
/// Base64 contains `+`, so only the first two separate. The type byte also tells what a signature is made over.
public struct NoteVerifierKey: Sendable {
    public enum Algorithm: UInt8, Sendable {
        /// Ed25519 over the text.
        case ed25519 = 0x01
        /// ECDSA on P-256 with SHA-256 over the text; the key is a DER SubjectPublicKeyInfo.
        case ecdsaP256 = 0x02
        /// Ed25519 over a time and the text: what witnesses sign.
        case cosignature = 0x04
    }

    public let name: String
    public let algorithm: Algorithm
    /// Bytes of the public key, without the type byte.
    public let publicKey: [UInt8]
    /// The first four bytes of a hash over name, type and key: names the key in signature lines.
    public let id: UInt32

    private let key: Key

    private enum Key: Sendable {
        case ed25519(Curve25519.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
    }

    /// Checks a name and a public key.
    public init(name: String, algorithm: Algorithm, publicKey: [UInt8]) throws(NoteError) {
        guard NoteName.isValid(name) else { throw .invalidName }
        do {
            key =
                switch algorithm {
                case .ed25519, .cosignature: .ed25519(try Curve25519.Signing.PublicKey(rawRepresentation: publicKey))
                case .ecdsaP256: .p256(try P256.Signing.PublicKey(derRepresentation: publicKey))
                }
        } catch {
            throw .malformedKey(reason: "public key")
        }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        id = Self.id(name: name, algorithm: algorithm, publicKey: publicKey)
    }

    /// Reads the text form; the key id in it must be the one that name and key give.
    public init(parsing text: String) throws(NoteError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformedKey(reason: "needs name, key id and key") }
        guard let id = Hex.decode(Array(parts[1])), id.count == 4 else { throw .malformedKey(reason: "key id") }
        guard let typed = Base64.decode(Array(parts[2])), let type = typed.first else { throw .malformedKey(reason: "base64") }
        guard let algorithm = Algorithm(rawValue: type) else { throw .malformedKey(reason: "unknown type \(type)") }
        try self.init(name: String(Substring(parts[0])), algorithm: algorithm, publicKey: Array(typed.dropFirst()))
        guard self.idBytes == id else { throw .malformedKey(reason: "key id belongs to another name or key") }
    }

    /// The text form.
    public var text: String { "\(name)+\(Hex.encode(idBytes))+\(Base64.encode([algorithm.rawValue] + publicKey))" }

    private var idBytes: [UInt8] { withUnsafeBytes(of: id.bigEndian) { Array($0) } }

    private static func id(name: String, algorithm: Algorithm, publicKey: [UInt8]) -> UInt32 {
        let named =
            switch algorithm {
            case .ed25519, .cosignature: Array(name.utf8) + [UInt8(ascii: "\n"), algorithm.rawValue] + publicKey
            // Key services know keys, not names: this id is over the key alone.
            case .ecdsaP256: publicKey
            }
        return UInt32(bigEndian: Hash.sha256(named).withUnsafeBytes { $0.load(as: UInt32.self) })
    }

    /// Whether `signature`, the bytes after the key id, is by this key over `text`.
    ///
    /// - Returns: nil when it is not; else the time that a cosignature states, if it is one.
    func verify(_ signature: [UInt8], over text: [UInt8]) -> VerifiedSignature? {
        switch (key, algorithm) {
        case (.ed25519(let key), .cosignature):
            guard let cosignature = Cosignature(bytes: signature) else { return nil }
            let isValid = key.isValidSignature(cosignature.signature, for: Cosignature.message(time: cosignature.time, text: text))
            return isValid ? VerifiedSignature(key: self, time: cosignature.time) : nil
        case (.ed25519(let key), _):
            return key.isValidSignature(signature, for: text) ? VerifiedSignature(key: self, time: nil) : nil
        case (.p256(let key), _):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return nil }
            return key.isValidSignature(signature, for: text) ? VerifiedSignature(key: self, time: nil) : nil
        }
    }
}

extension NoteVerifierKey: Hashable {
    public static func == (left: NoteVerifierKey, right: NoteVerifierKey) -> Bool {
        left.id == right.id && left.algorithm == right.algorithm && left.publicKey == right.publicKey
            && left.name.hasSameBytes(as: right.name)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
    }
}

/// A signature that was checked, and who made it.
public struct VerifiedSignature: Hashable, Sendable {
    public let key: NoteVerifierKey
    /// When a witness signed; nil for other signatures.
    public let time: Timestamp?
}
