extension LoginVerifier {
    /// Whose tokens are believed, and what in them names the voter.
    public struct Configuration: Hashable, Sendable {
        /// Exactly what the tokens' `iss` says.
        public let issuer: String
        /// What the tokens' `aud` must hold: the client id under which the provider knows this election platform.
        public let audience: String
        public let keys: JWKSLocation
        /// The claim whose value is the voter's id on the roll. With `email`, the provider must also say `email_verified`.
        public let claim: String
        public let algorithms: Set<Algorithm>
        /// How far the provider's clock may be from ours, in seconds.
        public let leewaySeconds: Int64
        /// After how many seconds keys are fetched anew; they are used for six times as long while that fails.
        public let keysAgeSecondsMax: Int64

        /// Longest leeway: what a badly kept clock may be off by. More would let tokens live on long after their end.
        public static let leewaySecondsMax: Int64 = 300

        /// - Parameters:
        ///   - leewaySeconds: 0 to 300.
        ///   - keysAgeSecondsMax: 60 to 86,400.
        /// - Throws: naming what is wrong, for the operator.
        public init(
            issuer: String, audience: String, keys: JWKSLocation, claim: String = "sub",
            algorithms: Set<Algorithm> = Set(Algorithm.allCases),
            leewaySeconds: Int64 = 60, keysAgeSecondsMax: Int64 = 600
        ) throws(ConfigurationError) {
            guard !issuer.isEmpty else { throw ConfigurationError("the issuer is missing") }
            guard !audience.isEmpty else {
                throw ConfigurationError("the audience is missing; without one, tokens made for anyone would do")
            }
            guard !claim.isEmpty else { throw ConfigurationError("the claim that names the voter is missing") }
            guard !algorithms.isEmpty else { throw ConfigurationError("no signature algorithm is allowed") }
            guard (0...Self.leewaySecondsMax).contains(leewaySeconds) else {
                throw ConfigurationError("the leeway is 0 to \(Self.leewaySecondsMax) seconds")
            }
            guard (60...86_400).contains(keysAgeSecondsMax) else { throw ConfigurationError("keys are kept 60 to 86400 seconds") }
            self.issuer = issuer
            self.audience = audience
            self.keys = keys
            self.claim = claim
            self.algorithms = algorithms
            self.leewaySeconds = leewaySeconds
            self.keysAgeSecondsMax = keysAgeSecondsMax
        }
    }

    /// What is wrong with a configuration. For the operator.
    public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
        public let message: String

        init(_ message: String) {
            self.message = message
        }

        public var description: String { message }
    }
}
