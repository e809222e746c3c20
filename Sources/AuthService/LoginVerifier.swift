public import Identity
public import Ledger
public import Logging

/// Tells who a voter is from an OpenID Connect bearer token.
///
/// Believes a token only when a key that the configured provider publishes has signed it, with an algorithm that is allowed and that
/// is the key's own, for this service, within its time. Nothing in a token decides how it is checked. May be used from many tasks at
/// once; keeps the provider's keys, and fetches them anew when they age or a token names a new one.
public struct LoginVerifier: Sendable {
    private let configuration: Configuration
    private let cache: JWKSCache

    /// - Parameter logger: is told of key sets that could not be loaded; never of tokens or voters.
    public init(configuration: Configuration, logger: Logger) {
        self.init(configuration: configuration, source: configuration.keys.source, logger: logger)
    }

    init(configuration: Configuration, source: any JWKSSource, logger: Logger) {
        self.configuration = configuration
        cache = JWKSCache(source: source, ageSecondsMax: configuration.keysAgeSecondsMax, logger: logger)
    }

    /// Loads the keys, so that a wrong place is noticed at start-up and not by the first voter.
    ///
    /// - Returns: how many keys can be used.
    /// - Throws: `login` when there is nothing to be had; the log tells why. Later calls try again.
    public func prepare(at now: Timestamp) async throws(IssuanceRefusal) -> Int {
        try await cache.keySet(at: now) { _ in false }.keys.count
    }

    /// The voter who bears the token.
    ///
    /// - Parameters:
    ///   - token: the token alone, without `Bearer`.
    /// - Throws: `login`, with a message that is safe to show and repeats nothing of the token. Waits at most 5 seconds for keys.
    public func voter(bearing token: String, at now: Timestamp) async throws(IssuanceRefusal) -> VoterID {
        let token = try Token(parsing: token, allowed: configuration.algorithms)
        let key = try await key(of: token, at: now)
        guard key.isSignature(token.signature, of: token.signedBytes) else { throw .login("the login token's signature is wrong") }
        return try Self.voter(in: token.claims, as: configuration, at: now)
    }

    private func key(of token: Token, at now: Timestamp) async throws(IssuanceRefusal) -> JWKSKey {
        switch try await cache.match(id: token.keyID, algorithm: token.algorithm, at: now) {
        case .key(let key): return key
        case .missing: throw .login("the login token is signed with a key that the identity provider does not publish")
        case .ambiguous: throw .login("the login token does not say which of the identity provider's keys signed it")
        case .unfit: throw .login("the login token's key is not for its signature algorithm")
        }
    }
}
