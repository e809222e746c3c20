internal import Ledger

// A token in JWS compact serialisation (RFC 7515 §3.1), each part in base64url without padding:
//
//     header . payload . signature        the signature is over the text before the second dot

extension LoginVerifier {
    /// A token taken apart, of which nothing is believed yet.
    struct Token {
        /// Longest token: tokens with many claims have 2 to 4 KiB, and servers limit a header to 8.
        static let byteCountMax = 8_192
        /// Longest key id; thumbprints have 43 bytes, names of hosted keys below 200.
        private static let keyIDByteCountMax = 256
        private static let limits = JSONLimits(depthMax: 16, bytesMax: byteCountMax)

        let algorithm: Algorithm
        let keyID: String?
        let claims: JSONValue
        let signedBytes: [UInt8]
        let signature: [UInt8]

        /// Takes a token apart.
        ///
        /// Of the header, `alg`, `kid`, `typ` and `crit` are read. Keys and addresses of keys that stand in it (`jwk`, `jku`, `x5c`, `x5u`) are
        /// the sender's word alone and never looked at.
        ///
        /// - Throws: `login` when the token is none, or signed in a way that is not allowed.
        init(parsing text: String, allowed: Set<Algorithm>) throws(IssuanceRefusal) {
            guard text.utf8.count <= Self.byteCountMax else { throw .login("the login token is longer than \(Self.byteCountMax) bytes") }
            let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.count == 3 else { throw .login("the login token is not a signed token of three parts") }
            let header = try Self.object(parts[0], "header")
            guard header["crit"] == nil else { throw .login("the login token demands an extension that is not known here") }
            algorithm = try Self.algorithm(header, allowed: allowed)
            keyID = try Self.keyID(header)
            try Self.checkType(header)
            claims = try Self.object(parts[1], "payload")
            guard let signature = Base64URL.decode(Array(parts[2])), !signature.isEmpty else {
                throw .login("the login token has no signature")
            }
            self.signature = signature
            signedBytes = Array(text.utf8.prefix(parts[0].count + 1 + parts[1].count))
        }

        private static func object(_ part: Substring.UTF8View, _ name: String) throws(IssuanceRefusal) -> JSONValue {
            guard let bytes = Base64URL.decode(Array(part)) else { throw .login("the login token's \(name) is not base64url") }
            guard let json = try? JSONValue.parse(bytes, limits: limits), json.objectValue != nil else {
                throw .login("the login token's \(name) is not a JSON object")
            }
            return json
        }

        private static func algorithm(_ header: JSONValue, allowed: Set<Algorithm>) throws(IssuanceRefusal) -> Algorithm {
            guard let algorithm = header["alg"]?.stringValue.flatMap({ Algorithm(rawValue: $0) }), allowed.contains(algorithm) else {
                let names = Algorithm.allCases.filter { allowed.contains($0) }.map(\.rawValue).joined(separator: ", ")
                throw .login("the login token's signature algorithm is not allowed; allowed: \(names)")
            }
            return algorithm
        }

        private static func keyID(_ header: JSONValue) throws(IssuanceRefusal) -> String? {
            guard let value = header["kid"] else { return nil }
            guard let id = value.stringValue, id.utf8.count <= keyIDByteCountMax else {
                throw .login("the login token's key id is not one")
            }
            return id
        }

        /// An ID token or an access token (RFC 7519 §5.1, RFC 9068 §2.1); not, say, a logout token, which is signed with the same keys.
        private static func checkType(_ header: JSONValue) throws(IssuanceRefusal) {
            guard let value = header["typ"] else { return }
            let type = value.stringValue?.lowercased() ?? ""
            let name = type.hasPrefix("application/") ? String(type.dropFirst("application/".count)) : type
            guard name == "jwt" || name == "at+jwt" else { throw .login("the login token is of a type that is not for logging in") }
        }
    }
}
