import Ledger
import TestSupport
import Testing

@testable import Identity

@Suite("Ballot tokens with a region")
struct RegionalTokenTests {
    let issuer = BallotTokenIssuer(keys: Fixtures.ring)
    let verifier = BallotTokenVerifier(keys: Fixtures.ring)
    let expiry: Int64 = 1_795_258_620
    let roll = Hash.sha256(Array("roll".utf8))

    // Computed with Python's hmac and base64 modules.
    @Test("A token is what its description says")
    func knownAnswer() throws {
        let token = issuer.issue(to: try Fixtures.voterHash("ada@example.org"), expiresAtSeconds: expiry, region: 513, roll: roll)
        #expect(token.text == "Av2qmgUyjfjtLHHXiKyppqODOmrkxvxqW9IiXx_6lscqAABrAXj8AgFv85MnYu0cv2cLvDroCMwy")
        #expect(token.text.utf8.count == BallotToken.characterCount)
        #expect(verifier.verify(token.text, roll: roll, now: expiry - 1) == .valid(token.ballotKey, region: 513))
        #expect(verifier.verify(token.text, roll: roll, now: expiry) == .expired)
    }

    @Test("Any region and expiry come back as they went in, under the ballot key that the voter has without a region")
    func roundTrip() throws {
        var dice = Dice(seed: 21)
        let voter = try Fixtures.voterHash("ada")
        let key = issuer.issue(to: voter, expiresAtSeconds: 9).ballotKey
        for region: UInt16 in [0, 1, 2, 255, 256, 65_534, 65_535] {
            for expiry: Int64 in [1, 2, 1 << 32, (1 << 48) - 1, Int64(dice.roll(1 << 40)) + 1] {
                let token = issuer.issue(to: voter, expiresAtSeconds: expiry, region: region, roll: roll)
                #expect(token.ballotKey == key && token.expiresAtSeconds == expiry)
                #expect(verifier.verify(token.text, roll: roll, now: expiry - 1) == .valid(key, region: region))
                #expect(verifier.verify(token.text, roll: roll, now: expiry) == .expired)
            }
        }
    }

    @Test("A token with another region, or any bit changed, is forged")
    func forged() throws {
        let voter = try Fixtures.voterHash("ada")
        let token = issuer.issue(to: voter, expiresAtSeconds: expiry, region: 3, roll: roll)
        let bytes = try #require(Base64URL.decode(token.text))
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            let outcome = verifier.verify(Base64URL.encode(changed), roll: roll, now: 0)
            #expect(outcome == (bit < 8 ? .malformed : .forged), "bit \(bit)")
        }
        // The tag of one region under the number of another.
        let other = try #require(Base64URL.decode(issuer.issue(to: voter, expiresAtSeconds: expiry, region: 4, roll: roll).text))
        #expect(verifier.verify(Base64URL.encode(Array(other[..<41]) + Array(bytes[41...])), roll: roll, now: 0) == .forged)
    }

    @Test("A token is of no use in an election that asks for the other version, nor under another roll or election")
    func elsewhere() throws {
        let voter = try Fixtures.voterHash("ada")
        let plain = issuer.issue(to: voter, expiresAtSeconds: expiry)
        let regional = issuer.issue(to: voter, expiresAtSeconds: expiry, region: 1, roll: roll)
        #expect(verifier.verify(plain.text, roll: roll, now: 0) == .malformed)
        #expect(verifier.verify(regional.text, now: 0) == .malformed)
        #expect(verifier.verify(regional.text, roll: .sha256([1]), now: 0) == .forged)
        let other = BallotTokenIssuer(keys: Fixtures.otherRing).issue(to: voter, expiresAtSeconds: expiry, region: 1, roll: roll)
        #expect(verifier.verify(other.text, roll: roll, now: 0) == .forged)
    }
}
