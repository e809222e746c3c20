import Crypto
import CryptoExtras
import Foundation
import Ledger

@testable import AuthService

/// A real key pair, made anew for each run of the tests.
struct TestKey: Sendable {
    let algorithm: String
    /// The public half, as a provider publishes it.
    let jwk: JSONValue
    let sign: @Sendable ([UInt8]) throws -> [UInt8]

    var id: String { jwk["kid"]?.stringValue ?? "" }

    static let rsa = makeRSA("rsa-1", bits: 2_048)
    static let otherRSA = makeRSA("rsa-2", bits: 2_048)
    static let weakRSA = makeRSA("rsa-weak", bits: 1_024)
    static let p256 = makeP256("ec-1")
    static let ed25519 = makeEd25519("ed-1")
    static let otherEd25519 = makeEd25519("ed-2")

    /// The three kinds, as most tests want them in a set.
    static let all = [rsa, p256, ed25519]

    private static func makeRSA(_ id: String, bits: Int) -> TestKey {
        guard let key = try? _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits)),
            let numbers = try? key.publicKey.getKeyPrimitives()
        else { preconditionFailure("an RSA key can be made") }
        return TestKey(
            algorithm: "RS256",
            jwk: [
                "kty": "RSA", "kid": .string(id), "n": .string(Base64URL.encode(Array(numbers.modulus))),
                "e": .string(Base64URL.encode(Array(numbers.publicExponent))),
            ],
            sign: { Array(try key.signature(for: SHA256.hash(data: $0), padding: .insecurePKCS1v1_5).rawRepresentation) })
    }

    private static func makeP256(_ id: String) -> TestKey {
        let key = P256.Signing.PrivateKey()
        let point = Array(key.publicKey.rawRepresentation)
        return TestKey(
            algorithm: "ES256",
            jwk: [
                "kty": "EC", "crv": "P-256", "kid": .string(id), "x": .string(Base64URL.encode(Array(point[..<32]))),
                "y": .string(Base64URL.encode(Array(point[32...]))),
            ],
            sign: { Array(try key.signature(for: $0).rawRepresentation) })
    }

    private static func makeEd25519(_ id: String) -> TestKey {
        let key = Curve25519.Signing.PrivateKey()
        return TestKey(
            algorithm: "EdDSA",
            jwk: [
                "kty": "OKP", "crv": "Ed25519", "kid": .string(id),
                "x": .string(Base64URL.encode(Array(key.publicKey.rawRepresentation))),
            ],
            sign: { Array(try key.signature(for: $0)) })
    }
}

extension JSONValue {
    /// The object with members set, or taken out where the value is nil.
    func with(_ changes: [(String, JSONValue?)]) -> JSONValue {
        var members = objectValue ?? []
        for (name, value) in changes {
            members.removeAll { $0.name == name }
            if let value { members.append(JSONMember(name, value)) }
        }
        return .object(members.map { ($0.name, $0.value) })
    }

    func with(_ name: String, _ value: JSONValue?) -> JSONValue {
        with([(name, value)])
    }
}

/// The bytes of a key set.
func keySetBytes(_ keys: [JSONValue]) -> [UInt8] {
    JSONValue.object([("keys", .array(keys))]).canonical()
}

func keySetBytes(_ keys: [TestKey]) -> [UInt8] {
    keySetBytes(keys.map(\.jwk))
}

/// Makes tokens as the provider of the tests would, or worse.
enum Mint {
    static let now = Timestamp(seconds: 1_800_000_000)
    static let issuer = "https://id.example.org/realm"
    static let audience = "urna"

    /// What a good token says: valid from a minute ago for ten minutes, for Ada.
    static let claims: JSONValue = [
        "iss": .string(issuer), "aud": .string(audience), "sub": "Ada@Example.org", "iat": .integer(now.seconds - 60),
        "nbf": .integer(now.seconds - 60), "exp": .integer(now.seconds + 540),
    ]

    static func header(_ key: TestKey) -> JSONValue {
        ["alg": .string(key.algorithm), "kid": .string(key.id), "typ": "JWT"]
    }

    /// A token as the key's owner makes it, with changes.
    static func token(
        _ key: TestKey, header changes: [(String, JSONValue?)] = [], claims claimChanges: [(String, JSONValue?)] = []
    ) throws -> String {
        try token(header: header(key).with(changes), claims: claims.with(claimChanges), sign: key.sign)
    }

    static func token(header: JSONValue, claims: JSONValue = Mint.claims, sign: ([UInt8]) throws -> [UInt8]) throws -> String {
        let message = Base64URL.encode(header.canonical()) + "." + Base64URL.encode(claims.canonical())
        return message + "." + Base64URL.encode(try sign(Array(message.utf8)))
    }
}
