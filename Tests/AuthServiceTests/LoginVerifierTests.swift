import Ledger
import Testing

@testable import AuthService

@Suite struct LoginVerifierTests {
    private let verifier: LoginVerifier

    init() throws {
        verifier = try .forTests(StubSource(keySetBytes(TestKey.all)))
    }

    @Test("A token signed with each algorithm names its voter", arguments: [0, 1, 2])
    func algorithms(position: Int) async throws {
        #expect(await verifier.outcome(of: try Mint.token(TestKey.all[position])) == .voter("ada@example.org"))
    }

    @Test("A token without a key id is checked with the one key that fits its algorithm", arguments: [0, 1, 2])
    func withoutKeyID(position: Int) async throws {
        let token = try Mint.token(TestKey.all[position], header: [("kid", nil)])
        #expect(await verifier.outcome(of: token) == .voter("ada@example.org"))
    }

    @Test("Without a key id, two keys that fit are one too many, and none is not enough")
    func ambiguous() async throws {
        let two = try LoginVerifier.forTests(StubSource(keySetBytes([.rsa, .otherRSA])))
        #expect(await two.outcome(of: try Mint.token(.rsa, header: [("kid", nil)])).isRefused(saying: "does not say which"))
        #expect(await two.outcome(of: try Mint.token(.p256, header: [("kid", nil)])).isRefused(saying: "does not publish"))
        #expect(await two.outcome(of: try Mint.token(.otherRSA)) == .voter("ada@example.org"))
    }

    struct Variant: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var header: [(String, JSONValue?)] = []
        var claims: [(String, JSONValue?)] = []
    }

    @Test(
        "What honest providers do differently is accepted",
        arguments: [
            Variant(testDescription: "no typ", header: [("typ", nil)]),
            Variant(testDescription: "an access token", header: [("typ", "at+jwt")]),
            Variant(testDescription: "a long typ", header: [("typ", "application/AT+JWT")]),
            Variant(testDescription: "hints at keys, not followed", header: [("jku", "https://evil.example/keys"), ("x5t", "abc")]),
            Variant(testDescription: "several audiences", claims: [("aud", ["other", "urna"])]),
            Variant(testDescription: "only an end", claims: [("nbf", nil), ("iat", nil)]),
            Variant(testDescription: "times with fractions", claims: [("iat", 1_799_999_999.5), ("exp", 1_800_000_000.5)]),
            Variant(testDescription: "expired within the leeway", claims: [("exp", .integer(Mint.now.seconds - 59))]),
            Variant(
                testDescription: "early within the leeway",
                claims: [("nbf", .integer(Mint.now.seconds + 60)), ("iat", .integer(Mint.now.seconds + 60))]),
            Variant(testDescription: "claims of their own", claims: [("roles", ["a"]), ("acr", nil), ("email_verified", false)]),
        ])
    func accepted(variant: Variant) async throws {
        #expect(
            await verifier.outcome(of: try Mint.token(.p256, header: variant.header, claims: variant.claims)) == .voter("ada@example.org"))
    }

    @Test("Only algorithms that are configured are allowed")
    func configuredAlgorithms() async throws {
        let narrow = try LoginVerifier.forTests(StubSource(keySetBytes(TestKey.all)), algorithms: [.es256])
        #expect(await narrow.outcome(of: try Mint.token(.p256)) == .voter("ada@example.org"))
        #expect(await narrow.outcome(of: try Mint.token(.rsa)).isRefused(saying: "allowed: ES256"))
        #expect(await narrow.outcome(of: try Mint.token(.ed25519)).isRefused(saying: "not allowed"))
    }

    @Test("Another claim can name the voter; an e-mail address has to be verified")
    func otherClaims() async throws {
        let source = StubSource(keySetBytes(TestKey.all))
        let byNumber = try LoginVerifier.forTests(source, claim: "citizen")
        #expect(await byNumber.outcome(of: try Mint.token(.p256, claims: [("citizen", " AB-12 ")])) == .voter("ab-12"))
        #expect(await byNumber.outcome(of: try Mint.token(.p256)).isRefused(saying: "\"citizen\" is missing"))
        let byMail = try LoginVerifier.forTests(source, claim: "email")
        let mail: (String, JSONValue?) = ("email", "eve@example.org")
        #expect(await byMail.outcome(of: try Mint.token(.p256, claims: [mail])).isRefused(saying: "not verified"))
        #expect(
            await byMail.outcome(of: try Mint.token(.p256, claims: [mail, ("email_verified", false)])).isRefused(saying: "not verified"))
        #expect(
            await byMail.outcome(of: try Mint.token(.p256, claims: [mail, ("email_verified", "true")])).isRefused(saying: "not verified"))
        #expect(await byMail.outcome(of: try Mint.token(.p256, claims: [mail, ("email_verified", true)])) == .voter("eve@example.org"))
    }

    @Test("Whichever character of a token is changed, it is refused")
    func everyCharacter() async throws {
        for key in [TestKey.p256, .ed25519] {
            let token = Array(try Mint.token(key).utf8)
            for position in token.indices {
                for replacement in [UInt8(ascii: "A"), UInt8(ascii: "b"), UInt8(ascii: "."), UInt8(ascii: "="), 0]
                where token[position] != replacement {
                    var changed = token
                    changed[position] = replacement
                    let outcome = await verifier.outcome(of: String(decoding: changed, as: UTF8.self))
                    #expect(outcome.isRefused(saying: ""), "\(key.algorithm), character \(position) as \(replacement)")
                }
            }
        }
    }

    @Test("Refusals repeat nothing of the token")
    func messages() async throws {
        let secrets: [(String, JSONValue?)] = [
            ("iss", "sEcReT"), ("aud", "sEcReT"), ("sub", "sEcReT\u{0}"), ("exp", "sEcReT"), ("nbf", "sEcReT"), ("iat", "sEcReT"),
        ]
        for claim in secrets {
            guard case .refused(let message) = await verifier.outcome(of: try Mint.token(.p256, claims: [claim])) else {
                Issue.record("\(claim.0) should be refused")
                continue
            }
            #expect(!message.lowercased().contains("secret"))
        }
        for member in ["alg", "kid", "typ", "crit"] {
            guard case .refused(let message) = await verifier.outcome(of: try Mint.token(.p256, header: [(member, "sEcReT")])) else {
                Issue.record("\(member) should be refused")
                continue
            }
            #expect(!message.lowercased().contains("secret"))
        }
    }
}
