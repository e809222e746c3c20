extension LoginVerifier {
    /// A signature algorithm that tokens may be signed with: asymmetric ones alone, so that no published key can make a token.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
        case rs256 = "RS256"
        /// ECDSA with P-256 and SHA-256 (RFC 7518 §3.4).
        case es256 = "ES256"
        /// EdDSA, with Ed25519 (RFC 8037 §3.1).
        case edDSA = "EdDSA"
    }
}

extension String {
    /// Whether both are the same bytes: `==` holds for canonically equivalent text, which no other software calls equal.
    func isIdentical(to other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}
