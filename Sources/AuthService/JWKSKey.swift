internal import JWTKit
internal import Ledger

/// One public key that tokens may be signed with (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2).
///
/// A key fits one algorithm, which follows from its type and curve and never from a token: that is what keeps one algorithm's key
/// from being used with another.
struct JWKSKey: Sendable {
    let id: String?
    let algorithm: LoginVerifier.Algorithm
    private let verifier: any JWTAlgorithm

    /// Largest modulus, in bits: checking takes time with its square, and nobody needs more.
    private static let modulusBitsMax = 8_192
    private static let modulusBitsMin = 2_048
    private static let coordinateByteCount = 32

    /// Reads a key.
    ///
    /// - Throws: what makes the key one that no token is checked with: another type or curve, too weak, for another use, or private.
    init(_ json: JSONValue) async throws(JWKSLoadError) {
        id = try Self.text("kid", of: json)
        guard json["d"] == nil else { throw JWKSLoadError("is a private key: anyone who can read it can be anyone") }
        try Self.checkUse(of: json)
        let collection = JWTKeyCollection()
        do {
            switch (try Self.text("kty", of: json), try Self.text("crv", of: json)) {
            case ("RSA", _):
                algorithm = .rs256
                await collection.add(rsa: try Self.rsaKey(json), digestAlgorithm: .sha256)
            case ("EC", "P-256"):
                algorithm = .es256
                let (x, y) = (try Self.coordinate("x", of: json), try Self.coordinate("y", of: json))
                await collection.add(ecdsa: try ES256PublicKey(parameters: (x, y)))
            case ("OKP", "Ed25519"):
                algorithm = .edDSA
                await collection.add(eddsa: try EdDSA.PublicKey(x: try Self.coordinate("x", of: json), curve: .ed25519))
            default:
                throw JWKSLoadError("is neither RSA nor P-256 nor Ed25519")
            }
            verifier = try await collection.getKey()
        } catch let error as JWKSLoadError {
            throw error
        } catch {
            throw JWKSLoadError("is no key: \(error)")
        }
        let named = try Self.text("alg", of: json)
        guard named == nil || named == algorithm.rawValue else {
            throw JWKSLoadError("is for another algorithm than \(algorithm.rawValue)")
        }
    }

    /// Whether this key signed the message.
    func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        // It throws where a signature has the wrong length.
        (try? verifier.verify(signature, signs: message)) ?? false
    }

    private static func checkUse(of json: JSONValue) throws(JWKSLoadError) {
        let use = try text("use", of: json)
        guard use == nil || use == "sig" else { throw JWKSLoadError("is not for signatures") }
        guard let operations = json["key_ops"] else { return }
        guard operations.arrayValue?.contains("verify") == true else { throw JWKSLoadError("is not for checking signatures") }
    }

    private static func rsaKey(_ json: JSONValue) throws -> Insecure.RSA.PublicKey {
        guard let modulus = try text("n", of: json), let exponent = try text("e", of: json) else { throw JWKSLoadError("lacks n or e") }
        guard let bytes = Base64URL.decode(modulus)?.drop(while: { $0 == 0 }), let first = bytes.first else {
            throw JWKSLoadError("has an n that is no base64url")
        }
        let bits = bytes.count * 8 - first.leadingZeroBitCount
        guard (modulusBitsMin...modulusBitsMax).contains(bits) else {
            throw JWKSLoadError("has \(bits) bits; RSA keys have \(modulusBitsMin) to \(modulusBitsMax)")
        }
        // With an exponent of 1 a signature would be the message itself.
        guard let power = Base64URL.decode(exponent)?.drop(while: { $0 == 0 }), let last = power.last, last & 1 == 1, power != [1] else {
            throw JWKSLoadError("has an e that is no odd number above 1")
        }
        return try Insecure.RSA.PublicKey(modulus: Base64URL.encode(Array(bytes)), exponent: exponent)
    }

    private static func coordinate(_ name: String, of json: JSONValue) throws(JWKSLoadError) -> String {
        guard let value = try text(name, of: json), Base64URL.decode(value)?.count == coordinateByteCount else {
            throw JWKSLoadError("has no \(name) of \(coordinateByteCount) bytes in base64url")
        }
        return value
    }

    /// A member that is a string if it is there.
    private static func text(_ name: String, of json: JSONValue) throws(JWKSLoadError) -> String? {
        guard let value = json[name] else { return nil }
        guard let text = value.stringValue else { throw JWKSLoadError("has a \(name) that is no string") }
        return text
    }
}
