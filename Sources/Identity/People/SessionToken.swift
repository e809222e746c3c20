internal import Ledger

/// What a person's browser or tool shows after the log-on: `urna_session_` and 43 characters of base64url. Prints as `[redacted]`.
///
/// 256 random bits, so that a plain SHA-256 is enough to keep it by, and a look-up by hash tells a guesser nothing.
public struct SessionToken: Secret, Sendable {
    public static let prefix = "urna_session_"
    public static let randomByteCount = 32

    /// The whole token, to be given out once.
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

    var hash: Hash { Hash.sha256(Array(text.utf8)) }
}
