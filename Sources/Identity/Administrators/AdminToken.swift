public import Ledger

/// What an administrator shows to be let in: `urna_admin_` and 43 characters of base64url. Prints as `[redacted]`.
///
/// The prefix lets secret scanners find a token that was pasted where it should not be. With 256 random bits behind it, a
/// plain SHA-256 is enough to store it by: there is nothing to guess that a slow hash would protect.
public struct AdminToken: Secret, Sendable {
    public static let prefix = "urna_admin_"
    public static let randomByteCount = 32

    /// The whole token, to be shown once.
    public let text: String

    /// - Parameter randomBytes: 32, from the system's random source.
    public init(randomBytes: [UInt8]) {
        precondition(randomBytes.count == Self.randomByteCount, "a token has \(Self.randomByteCount) random bytes")
        text = Self.prefix + Base64URL.encode(randomBytes)
    }

    /// Reads a token; nil unless it has the one form above.
    public init?(_ text: String) {
        guard text.utf8.starts(with: Self.prefix.utf8) else { return nil }
        let rest = String(decoding: text.utf8.dropFirst(Self.prefix.utf8.count), as: UTF8.self)
        guard let bytes = Base64URL.decode(rest), bytes.count == Self.randomByteCount else { return nil }
        self.text = text
    }

    /// What is stored in the token's place: SHA-256 of its text.
    public var hash: Hash { Hash.sha256(Array(text.utf8)) }
}
