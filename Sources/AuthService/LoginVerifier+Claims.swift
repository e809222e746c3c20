internal import Identity
internal import Ledger

extension LoginVerifier {
    /// The voter that a token names, whose signature has been checked (OpenID Connect Core §3.1.3.7, RFC 7519 §4.1).
    ///
    /// - Throws: `login` when the token is from or for somebody else, outside its time, or names no voter.
    static func voter(in claims: JSONValue, as configuration: Configuration, at now: Timestamp) throws(IssuanceRefusal) -> VoterID {
        guard claims["iss"]?.stringValue?.isIdentical(to: configuration.issuer) == true else {
            throw .login("the login token is from another identity provider")
        }
        guard isAudience(configuration.audience, in: claims["aud"]) else { throw .login("the login token was made for another service") }
        try checkTimes(of: claims, leeway: Double(configuration.leewaySeconds), now: Double(now.seconds))
        guard let text = claims[configuration.claim]?.stringValue else {
            throw .login("the login token's claim \"\(configuration.claim)\" is missing or no text")
        }
        // Whoever may type in an address at the provider may type in anybody's.
        if configuration.claim == "email", claims["email_verified"]?.boolValue != true {
            throw .login("the identity provider has not verified the e-mail address")
        }
        do throws(VoterIDError) {
            return try VoterID(text)
        } catch {
            throw .login("the login token's claim \"\(configuration.claim)\" does not name a voter: \(error.message)")
        }
    }

    private static func isAudience(_ audience: String, in claim: JSONValue?) -> Bool {
        if let one = claim?.stringValue { return one.isIdentical(to: audience) }
        return claim?.arrayValue?.contains { $0.stringValue?.isIdentical(to: audience) == true } == true
    }

    private static func checkTimes(of claims: JSONValue, leeway: Double, now: Double) throws(IssuanceRefusal) {
        guard let expiry = claims["exp"]?.numberValue else { throw .login("the login token does not say when it expires") }
        guard now < expiry + leeway else { throw .login("the login token has expired; log in again") }
        for name in ["nbf", "iat"] {
            guard let claim = claims[name] else { continue }
            guard let time = claim.numberValue else { throw .login("the login token's \"\(name)\" is no time") }
            guard now + leeway >= time else { throw .login("the login token is not valid yet") }
        }
    }
}
