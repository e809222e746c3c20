import Ledger
import Testing

@testable import AuthService

@Suite struct JWKSKeySetTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let key: @Sendable () -> JSONValue
        let fragment: String
        let testDescription: String

        init(_ name: String, says fragment: String, _ key: @escaping @Sendable @autoclosure () -> JSONValue) {
            self.key = key
            self.fragment = fragment
            testDescription = name
        }
    }

    @Test(
        "A key that no token may be checked with is left out, and known as such",
        arguments: [
            Case("symmetric", says: "neither RSA", ["kty": "oct", "k": "c2VjcmV0"]),
            Case("no type", says: "neither RSA", TestKey.rsa.jwk.with("kty", nil)),
            Case("type that is a number", says: "kty that is no string", TestKey.rsa.jwk.with("kty", 1)),
            Case("RSA of 1024 bits", says: "1024 bits", TestKey.weakRSA.jwk),
            Case(
                "RSA of 16,384 bits", says: "16384 bits",
                TestKey.rsa.jwk.with("n", .string(Base64URL.encode([UInt8](repeating: 0xFF, count: 2_048))))),
            Case(
                "RSA of 2048 bits, mostly zeros in front", says: "has 8 bits",
                TestKey.rsa.jwk.with("n", .string(Base64URL.encode([UInt8](repeating: 0, count: 255) + [0x81])))),
            Case("RSA with exponent 1", says: "no odd number above 1", TestKey.rsa.jwk.with("e", "AQ")),
            Case("RSA with an even exponent", says: "no odd number above 1", TestKey.rsa.jwk.with("e", "AQAA")),
            Case("RSA without an exponent", says: "lacks n or e", TestKey.rsa.jwk.with("e", nil)),
            Case("RSA padded", says: "no base64url", TestKey.rsa.jwk.with("n", "AAAA====")),
            Case("RSA for PS256", says: "another algorithm", TestKey.rsa.jwk.with("alg", "PS256")),
            Case("RSA for HS256", says: "another algorithm", TestKey.rsa.jwk.with("alg", "HS256")),
            Case("P-384", says: "neither RSA", TestKey.p256.jwk.with("crv", "P-384")),
            Case("secp256k1", says: "neither RSA", TestKey.p256.jwk.with("crv", "secp256k1")),
            Case("P-256 under the other type", says: "neither RSA", TestKey.p256.jwk.with("kty", "OKP")),
            Case(
                "P-256 with a short x", says: "no x of 32 bytes",
                TestKey.p256.jwk.with("x", .string(Base64URL.encode([UInt8](repeating: 1, count: 31))))),
            Case(
                "P-256 off the curve", says: "is no key",
                TestKey.p256.jwk.with("y", .string(Base64URL.encode([UInt8](repeating: 1, count: 32))))),
            Case("P-256 for ES384", says: "another algorithm", TestKey.p256.jwk.with("alg", "ES384")),
            Case(
                "Ed25519 with a long x", says: "no x of 32 bytes",
                TestKey.ed25519.jwk.with("x", .string(Base64URL.encode([UInt8](repeating: 1, count: 33))))),
            Case("X25519", says: "neither RSA", TestKey.ed25519.jwk.with("crv", "X25519")),
            Case("for encryption", says: "not for signatures", TestKey.rsa.jwk.with("use", "enc")),
            Case("for signing alone", says: "checking signatures", TestKey.rsa.jwk.with("key_ops", ["sign"])),
            Case("operations that are no list", says: "checking signatures", TestKey.rsa.jwk.with("key_ops", "verify")),
            Case(
                "private", says: "private key", TestKey.ed25519.jwk.with("d", .string(Base64URL.encode([UInt8](repeating: 7, count: 32))))),
        ])
    func leftOut(key: Case) async throws {
        let set = try await JWKSKeySet(parsing: keySetBytes([key.key().with("kid", "x"), TestKey.otherEd25519.jwk]))
        #expect(set.keys.map(\.id) == ["ed-2"])
        #expect(set.problems.count == 1 && set.problems[0].hasPrefix("key 1 ") && set.problems[0].contains(key.fragment), "\(set.problems)")
        for algorithm in LoginVerifier.Algorithm.allCases {
            guard case .unfit = set.match(id: "x", algorithm: algorithm) else {
                Issue.record("\(algorithm) should find the key unfit")
                continue
            }
        }
    }

    @Test("A key that says what it is for is used when that is signing")
    func wellDescribed() async throws {
        let set = try await JWKSKeySet(
            parsing: keySetBytes([
                TestKey.rsa.jwk.with([("alg", "RS256"), ("use", "sig"), ("key_ops", ["verify"]), ("x5c", ["MIIB"])]),
                TestKey.p256.jwk.with("alg", "ES256"), TestKey.ed25519.jwk.with([("alg", "EdDSA"), ("kid", nil)]),
            ]))
        #expect(set.problems.isEmpty)
        #expect(set.keys.map(\.id) == ["rsa-1", "ec-1", nil])
        #expect(set.keys.map(\.algorithm) == [.rs256, .es256, .edDSA])
    }

    @Test("Two keys under one id are told apart by their algorithms, and not otherwise")
    func sameID() async throws {
        let keys = [TestKey.rsa, .p256, .ed25519, .otherEd25519].map { $0.jwk.with("kid", "x") }
        let set = try await JWKSKeySet(parsing: keySetBytes(keys))
        guard case .key(let key) = set.match(id: "x", algorithm: .es256), case .ambiguous = set.match(id: "x", algorithm: .edDSA) else {
            Issue.record("ES256 has one key, EdDSA two")
            return
        }
        let message = Array("m".utf8)
        #expect(key.isSignature(try TestKey.p256.sign(message), of: message))
        #expect(!key.isSignature(try TestKey.p256.sign(message), of: Array("n".utf8)))
        #expect(!key.isSignature([], of: message))
    }

    @Test("A set without keys is a set")
    func empty() async throws {
        #expect(try await JWKSKeySet(parsing: keySetBytes([JSONValue]())).keys.isEmpty)
    }

    @Test(
        "What is no key set is refused as a whole",
        arguments: [
            ("", "no JSON"), ("<html>", "no JSON"), ("[]", "no array"), ("{}", "no array"), ("{\"keys\":{}}", "no array"),
            ("{\"keys\":[],\"keys\":[]}", "no JSON"),
            ("{\"keys\":[" + (0...100).map { _ in "{}" }.joined(separator: ",") + "]}", "more than 100"),
            ("{\"keys\":[]}" + String(repeating: " ", count: 262_144), "no JSON"), ("{\"keys\":[[[[[[[[[[]]]]]]]]]]}", "no JSON"),
        ])
    func noSet(text: String, fragment: String) async {
        let error = await #expect(throws: JWKSLoadError.self) { try await JWKSKeySet(parsing: Array(text.utf8)) }
        #expect(error?.description.contains(fragment) == true)
    }

    @Test("A set with members that are no objects keeps its keys")
    func strangeMembers() async throws {
        let set = try await JWKSKeySet(parsing: keySetBytes([1, "x", .null, [], TestKey.p256.jwk]))
        #expect(set.keys.map(\.id) == ["ec-1"])
        #expect(set.problems.count == 4)
    }
}
