import Crypto
import CryptoExtras
import Foundation
import Ledger
import Testing

@testable import AuthService

@Suite struct LoginRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fragment: String
        let make: @Sendable () throws -> String

        init(_ name: String, says fragment: String, _ make: @escaping @Sendable () throws -> String) {
            testDescription = name
            self.fragment = fragment
            self.make = make
        }

        init(_ name: String, says fragment: String, header: [(String, JSONValue?)] = [], claims: [(String, JSONValue?)] = []) {
            self.init(name, says: fragment) { try Mint.token(.rsa, header: header, claims: claims) }
        }
    }

    @Test(
        "A token that was not signed as it has to be is refused",
        arguments: [
            Case("alg none, no signature", says: "not allowed") { try Mint.token(header: ["alg": "none"]) { _ in [] } },
            Case("alg none, some signature", says: "not allowed", header: [("alg", "none")]),
            Case("alg nOnE", says: "not allowed", header: [("alg", "nOnE")]),
            Case("alg in lower case", says: "not allowed", header: [("alg", "rs256")]),
            Case("no alg", says: "not allowed", header: [("alg", nil)]),
            Case("alg as a list", says: "not allowed", header: [("alg", ["RS256"])]),
            Case("HS256 with the public key's PEM", says: "not allowed") { try hmacToken(Array(publicKeyPEM.utf8)) },
            Case("HS256 with the public key's modulus", says: "not allowed") {
                try hmacToken(Array((TestKey.rsa.jwk["n"]?.stringValue ?? "").utf8))
            },
            Case("RS512", says: "not allowed", header: [("alg", "RS512")]),
            Case("PS256", says: "not allowed", header: [("alg", "PS256")]),
            Case("RSA key, ES256 header", says: "not for its signature algorithm", header: [("alg", "ES256")]),
            Case("RSA key, EdDSA header", says: "not for its signature algorithm", header: [("alg", "EdDSA")]),
            Case("P-256 key, RS256 header", says: "not for its signature algorithm") { try Mint.token(.p256, header: [("alg", "RS256")]) },
            Case("RSA signature, P-256 key and header", says: "signature is wrong", header: [("alg", "ES256"), ("kid", "ec-1")]),
            Case("Ed25519 signature, P-256 key and header", says: "signature is wrong") {
                try Mint.token(.ed25519, header: [("alg", "ES256"), ("kid", "ec-1")])
            },
            Case("ES256 signature in DER", says: "signature is wrong") {
                let key = P256.Signing.PrivateKey()
                return try Mint.token(header: Mint.header(.p256)) { Array(try key.signature(for: $0).derRepresentation) }
            },
            Case("another RSA key under the same id", says: "signature is wrong") { try Mint.token(.otherRSA, header: [("kid", "rsa-1")]) },
            Case("swapped key ids", says: "signature is wrong", header: [("kid", "rsa-2")]),
            Case("unknown key id", says: "does not publish", header: [("kid", "rsa-9")]),
            Case("a key of the set that is too weak", says: "not for its signature algorithm") { try Mint.token(.weakRSA) },
            Case("a secret key of the set", says: "not for its signature algorithm", header: [("kid", "shared")]),
            Case("a key in the header", says: "does not publish") {
                try Mint.token(.otherEd25519, header: [("jwk", TestKey.otherEd25519.jwk)])
            },
            Case("a key in the header under a known id", says: "signature is wrong") {
                try Mint.token(.otherEd25519, header: [("kid", "ed-1"), ("jwk", TestKey.otherEd25519.jwk)])
            },
            Case("a certificate in the header", says: "does not publish") { try Mint.token(.otherEd25519, header: [("x5c", ["MIIB"])]) },
            Case("an address of keys in the header", says: "does not publish") {
                try Mint.token(.otherEd25519, header: [("jku", "https://evil.example/jwks.json")])
            },
            Case("no signature", says: "no signature") { try Mint.token(header: Mint.header(.rsa)) { _ in [] } },
            Case("signature cut short", says: "signature is wrong") {
                try Mint.token(header: Mint.header(.rsa)) { Array(try TestKey.rsa.sign($0).dropLast()) }
            },
            Case("signature of another token", says: "signature is wrong") {
                let other = try Mint.token(.rsa, claims: [("sub", "eve")]).split(separator: ".")
                let own = try Mint.token(.rsa).split(separator: ".")
                return [own[0], own[1], other[2]].joined(separator: ".")
            },
            Case("payload of another token", says: "signature is wrong") {
                let other = try Mint.token(.rsa, claims: [("sub", "eve")]).split(separator: ".")
                let own = try Mint.token(.rsa).split(separator: ".")
                return [own[0], other[1], own[2]].joined(separator: ".")
            },
            Case("crit", says: "extension", header: [("crit", ["b64"]), ("b64", false)]),
            Case("crit, empty", says: "extension", header: [("crit", [])]),
            Case("crit, null", says: "extension", header: [("crit", nil), ("crit", .null)]),
            Case("key id that is a number", says: "key id", header: [("kid", 1)]),
            Case("key id of 300 bytes", says: "key id", header: [("kid", .string(String(repeating: "k", count: 300)))]),
            Case("a logout token", says: "type", header: [("typ", "logout+jwt")]),
            Case("typ that is a number", says: "type", header: [("typ", 1)]),
        ])
    func signing(refused: Case) async throws {
        try await expectRefusal(of: refused)
    }

    @Test(
        "A token that says the wrong things is refused",
        arguments: [
            Case("another issuer", says: "another identity provider", claims: [("iss", "https://evil.example")]),
            Case("issuer with a slash more", says: "another identity provider", claims: [("iss", .string(Mint.issuer + "/"))]),
            Case("issuer in other letters", says: "another identity provider", claims: [("iss", .string(Mint.issuer.uppercased()))]),
            Case("issuers as a list", says: "another identity provider", claims: [("iss", [.string(Mint.issuer)])]),
            Case("no issuer", says: "another identity provider", claims: [("iss", nil)]),
            Case("another audience", says: "another service", claims: [("aud", "shop")]),
            Case("other audiences", says: "another service", claims: [("aud", ["shop", "urna2"])]),
            Case("an audience deeper down", says: "another service", claims: [("aud", [["urna"]])]),
            Case("audience as an object", says: "another service", claims: [("aud", ["urna": true])]),
            Case("no audience", says: "another service", claims: [("aud", nil)]),
            Case("expired", says: "expired", claims: [("exp", .integer(Mint.now.seconds - 60))]),
            Case("expired long ago", says: "expired", claims: [("exp", 0)]),
            Case("no end", says: "when it expires", claims: [("exp", nil)]),
            Case("an end in words", says: "when it expires", claims: [("exp", "1900000000")]),
            Case("not valid yet", says: "not valid yet", claims: [("nbf", .integer(Mint.now.seconds + 61))]),
            Case("issued in the future", says: "not valid yet", claims: [("iat", .integer(Mint.now.seconds + 61))]),
            Case("a start in words", says: "is no time", claims: [("nbf", "0")]),
            Case("issued null", says: "is no time", claims: [("iat", .null)]),
            Case("no subject", says: "missing", claims: [("sub", nil)]),
            Case("subject as a number", says: "missing", claims: [("sub", 7)]),
            Case("empty subject", says: "does not name a voter", claims: [("sub", " ")]),
            Case("subject with a control", says: "does not name a voter", claims: [("sub", "a\u{7}b")]),
            Case("subject too long", says: "does not name a voter", claims: [("sub", .string(String(repeating: "x", count: 129)))]),
        ])
    func claims(refused: Case) async throws {
        try await expectRefusal(of: refused)
    }

    @Test(
        "What is no token is refused",
        arguments: [
            Case("nothing", says: "three parts") { "" },
            Case("one part", says: "three parts") { "junk" },
            Case("two parts", says: "three parts") { "e30.e30" },
            Case("five parts", says: "three parts") { "e30.e30.e30.e30.e30" },
            Case("empty parts", says: "header is not a JSON object") { ".." },
            Case("other characters", says: "header is not base64url") { "!!!.???.***" },
            Case("padding", says: "header is not base64url") { "e30=.e30.AA" },
            Case("spare bits", says: "header is not base64url") { "e31.e30.AA" },
            Case("a header that is a list", says: "header is not a JSON object") { Base64URL.encode(Array("[]".utf8)) + ".e30.AA" },
            Case("a header that names alg twice", says: "header is not a JSON object") {
                Base64URL.encode(Array("{\"alg\":\"none\",\"alg\":\"RS256\"}".utf8)) + ".e30.AA"
            },
            Case("a payload that names sub twice", says: "payload is not a JSON object") {
                let message =
                    Base64URL.encode(Mint.header(.rsa).canonical()) + "." + Base64URL.encode(Array("{\"sub\":\"a\",\"sub\":\"b\"}".utf8))
                return message + "." + Base64URL.encode(try TestKey.rsa.sign(Array(message.utf8)))
            },
            Case("a payload that is no object", says: "payload is not a JSON object") {
                try Mint.token(header: Mint.header(.rsa), claims: "ada", sign: TestKey.rsa.sign)
            },
            Case("nested deeply", says: "payload is not a JSON object") {
                let deep = String(repeating: "{\"a\":", count: 1_000) + "1" + String(repeating: "}", count: 1_000)
                return Base64URL.encode(Mint.header(.rsa).canonical()) + "." + Base64URL.encode(Array(deep.utf8)) + ".AA"
            },
            Case("one byte too long", says: "longer than 8192 bytes") { String(repeating: "a", count: 8_193) },
            Case("a good token, too long", says: "longer than 8192 bytes") {
                try Mint.token(.rsa, claims: [("padding", .string(String(repeating: "x", count: 6_500)))])
            },
        ])
    func junk(refused: Case) async throws {
        try await expectRefusal(of: refused)
    }

    private func expectRefusal(of refused: Case) async throws {
        let secret: JSONValue = ["kty": "oct", "kid": "shared", "k": .string(Base64URL.encode(Array("a shared secret".utf8)))]
        let keys = [TestKey.rsa, .otherRSA, .p256, .ed25519, .weakRSA].map(\.jwk) + [secret]
        let source = StubSource(keySetBytes(keys))
        let verifier = try LoginVerifier.forTests(source)
        #expect(await verifier.outcome(of: try Mint.token(.rsa)) == .voter("ada@example.org"), "the unchanged token is good")
        let outcome = await verifier.outcome(of: try refused.make())
        #expect(outcome.isRefused(saying: refused.fragment), "\(outcome)")
        #expect(source.loadCount == 1)
    }

    private static let publicKeyPEM: String = {
        let numbers = ["n", "e"].map { Base64URL.decode(TestKey.rsa.jwk[$0]?.stringValue ?? "") ?? [] }
        guard let key = try? _RSA.Signing.PublicKey(n: numbers[0], e: numbers[1]) else { preconditionFailure("the key is good") }
        return key.pemRepresentation
    }()

    /// The classic: a public key used as a shared secret.
    private static func hmacToken(_ secret: [UInt8]) throws -> String {
        try Mint.token(header: Mint.header(.rsa).with("alg", "HS256")) {
            Array(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: secret)))
        }
    }
}
