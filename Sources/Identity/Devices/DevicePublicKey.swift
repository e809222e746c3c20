internal import Crypto
internal import Ledger

/// The Ed25519 key that a selling unit signs with, as the server knows it.
public struct DevicePublicKey: Hashable, Sendable, CustomStringConvertible {
    public static let byteCount = 32

    public let bytes: [UInt8]

    /// Nil unless these are the 32 bytes of a key.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)) != nil else { return nil }
        self.bytes = bytes
    }

    /// Reads base64url without padding.
    public init?(_ text: String) {
        guard let bytes = Base64URL.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    public var text: String { Base64URL.encode(bytes) }
    public var description: String { text }

    /// Whether the signature of a message is by this key.
    public func isValid(signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
