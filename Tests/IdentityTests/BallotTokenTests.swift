import Ledger
import TestSupport
import Testing

@testable import Identity

@Suite struct BallotTokenTests {
    let issuer = BallotTokenIssuer(keys: Fixtures.ring)
    let verifier = BallotTokenVerifier(keys: Fixtures.ring)
    let expiry: Int64 = 1_795_258_620

    // Computed with Python's hmac and base64 modules.
    @Test("A token is what its description says")
    func knownAnswer() throws {
        let token = issuer.issue(to: try Fixtures.voterHash("ada@example.org"), expiresAtSeconds: expiry)
        #expect(token.text == "Af2qmgUyjfjtLHHXiKyppqODOmrkxvxqW9IiXx_6lscqAAAAAGsBePz2V_gU8a-6EzIQhJ_jeXCR")
        #expect(token.text.utf8.count == BallotToken.characterCount)
        #expect(verifier.verify(token.text, now: expiry - 1) == .valid(token.ballotKey))
    }

    @Test("The same voter gets the same token, another voter or expiry another")
    func deterministic() throws {
        let ada = try Fixtures.voterHash("ada")
        let ben = try Fixtures.voterHash("ben")
        #expect(issuer.issue(to: ada, expiresAtSeconds: 9) == issuer.issue(to: ada, expiresAtSeconds: 9))
        #expect(issuer.issue(to: ada, expiresAtSeconds: 9).text != issuer.issue(to: ada, expiresAtSeconds: 10).text)
        #expect(issuer.issue(to: ada, expiresAtSeconds: 9).ballotKey == issuer.issue(to: ada, expiresAtSeconds: 10).ballotKey)
        #expect(issuer.issue(to: ada, expiresAtSeconds: 9).ballotKey != issuer.issue(to: ben, expiresAtSeconds: 9).ballotKey)
    }

    @Test("A token is good until the second before its expiry", arguments: [(-1, true), (0, false), (1, false), (Int64.min / 2, true)])
    func expiryBoundary(offset: Int64, good: Bool) throws {
        let token = issuer.issue(to: try Fixtures.voterHash("ada"), expiresAtSeconds: expiry)
        #expect(verifier.verify(token.text, now: expiry + offset) == (good ? .valid(token.ballotKey) : .expired))
    }

    @Test("A token of another election is forged here, and of another installation too")
    func foreign() throws {
        let other = try #require(MasterKey(bytes: [UInt8](repeating: 1, count: 32))).ring(forElection: "mayor-2026")
        for ring in [Fixtures.otherRing, other] {
            let token = BallotTokenIssuer(keys: ring).issue(to: try Fixtures.voterHash("ada"), expiresAtSeconds: expiry)
            #expect(verifier.verify(token.text, now: 0) == .forged)
        }
    }

    @Test("A token with any one character changed to any other byte is refused")
    func everyCharacter() throws {
        let token = issuer.issue(to: try Fixtures.voterHash("ada"), expiresAtSeconds: expiry)
        let characters = Array(token.text.utf8)
        var forged = 0
        for position in characters.indices {
            for byte in UInt8.min...UInt8.max where byte != characters[position] {
                var changed = characters
                changed[position] = byte
                switch changed.withUnsafeBytes({ verifier.verify($0, now: 0) }) {
                case .forged: forged += 1
                case .malformed: break
                case .valid, .expired: Issue.record("position \(position), byte \(byte)")
                }
            }
        }
        // All of the alphabet but the character itself, except where it changes the version: the first, and 4 bits of the second.
        #expect(forged == 74 * 63 + 15)
    }

    @Test(
        "What is not 76 characters of base64url with the version first is malformed",
        arguments: [
            "", "A", String(repeating: "A", count: 75), String(repeating: "A", count: 77), String(repeating: "A", count: 76),
            "Ag" + String(repeating: "A", count: 74), "AQ==" + String(repeating: "A", count: 72),
            "AQ+/" + String(repeating: "A", count: 72),
            "AQA\n" + String(repeating: "A", count: 72), String(repeating: "\u{0}", count: 76), String(repeating: "é", count: 38),
        ])
    func malformed(text: String) {
        #expect(verifier.verify(text, now: 0) == .malformed)
    }

    @Test("Cut, doubled, shuffled and random tokens are refused")
    func mutations() throws {
        let seed: UInt64 = 11
        var random = Dice(seed: seed)
        let good = Array(issuer.issue(to: try Fixtures.voterHash("ada"), expiresAtSeconds: expiry).text.utf8)
        let other = Array(issuer.issue(to: try Fixtures.voterHash("ben"), expiresAtSeconds: expiry + 1).text.utf8)
        for round in 0..<20_000 {
            var bytes = good
            switch round % 4 {
            case 0:
                bytes.replaceSubrange(
                    Int.random(in: 0..<76, using: &random)..<76, with: other.suffix(Int.random(in: 0...76, using: &random)))
            case 1: bytes.shuffle(using: &random)
            case 2: for _ in 0..<3 { bytes[Int.random(in: 0..<76, using: &random)] = UInt8.random(in: 0...255, using: &random) }
            default: bytes = (0..<76).map { _ in good.randomElement(using: &random) ?? 0 }
            }
            if bytes == good || bytes == other { continue }
            let outcome = bytes.withUnsafeBytes { verifier.verify($0, now: 0) }
            #expect(outcome == .forged || outcome == .malformed, "seed \(seed), round \(round)")
        }
    }

    @Test("The fast decoder reads what the ledger's codec writes")
    func decoder() {
        let seed: UInt64 = 12
        var random = Dice(seed: seed)
        for _ in 0..<500 {
            let bytes = (0..<57).map { _ in UInt8.random(in: 0...255, using: &random) }
            var decoded = [UInt8](repeating: 0, count: 57)
            let text = Array(Base64URL.encode(bytes).utf8)
            let read = text.withUnsafeBytes { text in decoded.withUnsafeMutableBytes { decodeBase64URL(text, into: $0) } }
            #expect(read && decoded == bytes, "seed \(seed)")
        }
    }
}
