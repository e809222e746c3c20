internal import Crypto

/// A TOTP secret as it is stored: AES-256-GCM under the installation's key, bound to its person. Prints as `[redacted]`.
///
/// Bytes: nonce (12) ‖ ciphertext ‖ tag (16).
public struct SealedTOTP: Secret, Hashable, Sendable {
    public static let nonceByteCount = 12
    private static let tagByteCount = 16

    public let bytes: [UInt8]

    /// Wraps bytes that were stored.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// - Parameter nonce: 12 bytes from the system's random source, never used before.
    public init(_ totp: TOTP, of user: StaffID, key: SecretKey, nonce: [UInt8]) {
        precondition(nonce.count == Self.nonceByteCount, "a nonce has \(Self.nonceByteCount) bytes")
        guard let given = try? AES.GCM.Nonce(data: nonce),
            let box = try? AES.GCM.seal(totp.secret, using: key.symmetric, nonce: given, authenticating: Self.context(user))
        else { preconditionFailure("AES-GCM seals with a key and a nonce of the right size") }
        bytes = nonce + Array(box.ciphertext) + Array(box.tag)
    }

    /// The secret; nil when the bytes were changed, belong to another person or were sealed under another key.
    public func open(for user: StaffID, key: SecretKey) -> TOTP? {
        guard bytes.count >= Self.nonceByteCount + TOTP.secretByteCount + Self.tagByteCount,
            let nonce = try? AES.GCM.Nonce(data: bytes.prefix(Self.nonceByteCount)),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: bytes.dropFirst(Self.nonceByteCount).dropLast(Self.tagByteCount),
                tag: bytes.suffix(Self.tagByteCount)),
            let secret = try? AES.GCM.open(box, using: key.symmetric, authenticating: Self.context(user))
        else { return nil }
        return TOTP(secret: Array(secret))
    }

    private static func context(_ user: StaffID) -> [UInt8] { Array("urna-totp-v1\n\(user)".utf8) }
}

extension SecretKey {
    fileprivate var symmetric: SymmetricKey { withUnsafeBytes { SymmetricKey(data: $0) } }
}

extension MasterKey {
    /// The key under which what people prove themselves with is stored.
    public var staffSealing: SecretKey { SecretKey(derive("staff-sealing", "system")) }
}
