import Ledger
import Testing

@testable import Identity

@Suite struct KeyTests {
    // RFC 4231 section 4: key, data, HMAC-SHA-256.
    @Test(
        "HMAC-SHA256 gives the answers of RFC 4231",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func rfc4231(key: [UInt8], message: [UInt8], tag: String) {
        #expect(MACKey(key).authenticate(message).hex == tag)
    }

    // RFC 5869 appendix A.1 to A.3: secret, salt, info, output.
    @Test(
        "HKDF-SHA256 gives the answers of RFC 5869",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 22), hex("000102030405060708090a0b0c"), hex("f0f1f2f3f4f5f6f7f8f9"),
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            ),
            (
                [UInt8](0x00...0x4F), [UInt8](0x60...0xAF), [UInt8](0xB0...0xFF),
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                    + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
            ),
            (
                [UInt8](repeating: 0x0B, count: 22), [], [],
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
            ),
        ])
    func rfc5869(secret: [UInt8], salt: [UInt8], info: [UInt8], output: String) {
        let expected = hex(output)
        #expect(hkdf(secret: secret, salt: salt, info: info, byteCount: expected.count) == expected)
    }

    // Computed with Python's hmac module from the derivation's description.
    @Test("An election's keys are what their description says")
    func derivation() {
        let ring = Fixtures.ring
        let message = Array("message".utf8)
        let expected: [(MACKey, String)] = [
            (ring.ballotToken, "94c0416387cef9410b5150a26a5cb834ffae71783d8f1dc89cd7dc46198b2a70"),
            (ring.ballotKey, "9773034e7a69192a46310a504095f3baba7cf5f4f2503d9a1d4401027efa53b7"),
            (ring.votingCode, "b5543c81a46ef2db34b5e61e5f457cc0c732a1c71b059dbcc541fe5866a365d4"),
            (ring.rollHash, "436d58381105cd22d4f7df041d37cd69d2566ac269476710691681f36d9c1776"),
            (ring.sealedSalt, "13d6581a90debaac53a9df0bc60bdb45b6fb4dcdb1e26b3a7058b816e34e7b87"),
        ]
        for (key, bytes) in expected { #expect(key.authenticate(message) == MACKey(hex(bytes)).authenticate(message)) }
        #expect(
            ring.sealedStorage.withUnsafeBytes { Array($0) }
                == hex("c4e6ef867b855ee0164978806b9439da6a9193bb006511f94588e9cbd9b3f726"))
    }

    @Test("Keys differ by purpose, election and master key")
    func separation() throws {
        let otherMaster = try #require(MasterKey(bytes: Array(1...32)))
        let rings = [Fixtures.ring, Fixtures.otherRing, otherMaster.ring(forElection: "mayor-2026")]
        let tags = rings.flatMap { ring in
            [ring.ballotToken, ring.ballotKey, ring.votingCode, ring.rollHash, ring.sealedSalt].map { $0.authenticate([]) }
        }
        #expect(Set(tags).count == 15)
    }

    @Test("A master key has 32 bytes", arguments: [0, 31, 32, 33, 64])
    func masterKeyLength(count: Int) {
        #expect((MasterKey(bytes: [UInt8](repeating: 7, count: count)) != nil) == (count == 32))
    }

    @Test("No way of printing a secret shows it")
    func redaction() throws {
        let voter = try VoterID("grace.hopper@example.org")
        let hash = Fixtures.ring.hash(of: voter)
        let token = BallotTokenIssuer(keys: Fixtures.ring).issue(to: hash, expiresAtSeconds: 2_000_000_000)
        let admin = AdminToken(randomBytes: Array(0..<32))
        let code = VotingCodes(keys: Fixtures.ring, roll: .emptyTree).code(serial: 5)
        let secrets: [any Secret] = [
            Fixtures.master, Fixtures.ring, Fixtures.ring.ballotToken, Fixtures.ring.sealedStorage, voter, hash, token, admin, code,
            VotingCodes(keys: Fixtures.ring, roll: .emptyTree), BallotTokenIssuer(keys: Fixtures.ring),
            BallotTokenVerifier(keys: Fixtures.ring),
        ]
        struct Holder {
            let held: any Secret
        }
        for secret in secrets {
            var dumped = ""
            dump(secret, to: &dumped)
            dump([Holder(held: secret)], to: &dumped)
            let printed = ["\(secret)", String(describing: secret), String(reflecting: secret)]
            #expect(printed == [String](repeating: "[redacted]", count: 3))
            #expect(Mirror(reflecting: secret).children.isEmpty)
            let all = dumped + "\(Holder(held: secret)) \(Optional(secret) as Any) \([secret])"
            #expect(!all.contains("grace"))
            #expect(!all.contains(token.text) && !all.contains(admin.text) && !all.contains(code.text) && !all.contains(hash.value.hex))
            #expect(!all.contains("Crypto.") && !all.contains("SHA256") && !all.contains("elements"))
        }
    }
}
