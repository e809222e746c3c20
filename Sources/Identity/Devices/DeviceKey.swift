internal import Crypto
internal import Ledger

/// The Ed25519 key of a selling unit, on the unit itself. Prints as `[redacted]`.
public struct DeviceKey: Secret, Sendable {
    public static let seedByteCount = 32

    private let key: Curve25519.Signing.PrivateKey

    /// - Parameter seed: 32 bytes from the system's random source; nil for any other number.
    public init?(seed: [UInt8]) {
        guard seed.count == Self.seedByteCount, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
        self.key = key
    }

    public var publicKey: DevicePublicKey {
        guard let key = DevicePublicKey(bytes: Array(key.publicKey.rawRepresentation)) else {
            preconditionFailure("a public key is one")
        }
        return key
    }

    /// Signs a request. Deterministic up to the signature's own randomness.
    public func sign(_ request: DeviceRequest) -> SignedRequest {
        guard let signature = try? key.signature(for: request.message) else {
            preconditionFailure("Ed25519 signs every message")
        }
        return SignedRequest(request, signature: Array(signature))
    }
}
