import Ledger
import Testing

@testable import Identity

@Suite struct PeopleTOTPTests {
    private let totp = TOTP(secret: Array("12345678901234567890".utf8))

    @Test(
        "Codes are those of RFC 6238 appendix B",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func vectors(seconds: Int64, code: String) {
        let step = TOTP.step(atSeconds: seconds)
        #expect(totp.digits(8, ofStep: step) == code)
        #expect(totp.code(atStep: step) == String(code.suffix(6)))
        #expect(totp.step(of: String(code.suffix(6)), atSeconds: seconds, after: nil) == step)
    }

    @Test("The step before and after are taken, those beyond not")
    func window() {
        let now: Int64 = 1_234_567_890
        let step = TOTP.step(atSeconds: now)
        for aside in Int64(-4)...4 {
            let answer = totp.step(of: totp.code(atStep: step + aside), atSeconds: now, after: nil)
            #expect(answer == (abs(aside) <= 1 ? step + aside : nil), "\(aside)")
        }
    }

    @Test("A code that was used, and those before it, are not taken again")
    func replay() {
        let now: Int64 = 1_234_567_890
        let step = TOTP.step(atSeconds: now)
        #expect(totp.step(of: totp.code(atStep: step), atSeconds: now, after: step) == nil)
        #expect(totp.step(of: totp.code(atStep: step - 1), atSeconds: now, after: step) == nil)
        #expect(totp.step(of: totp.code(atStep: step + 1), atSeconds: now, after: step) == step + 1)
    }

    @Test("What is no code is wrong", arguments: ["", "00592", "0059245", "00592a", "89005924"])
    func malformed(code: String) {
        #expect(totp.step(of: code, atSeconds: 1_234_567_890, after: nil) == nil)
    }

    @Test("Codes may be typed in two groups")
    func spaces() {
        #expect(totp.step(of: "005 924", atSeconds: 1_234_567_890, after: nil) != nil)
    }

    @Test("The secret is written in the base32 of RFC 4648, in an otpauth URI")
    func uri() throws {
        #expect(totp.base32 == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(TOTP(secret: Array("foobar890123456789012".utf8)).base32.hasPrefix("MZXW6YTBOI"))
        let ada = try #require(StaffID("ada.l"))
        #expect(
            totp.uri(issuer: "Urna vote/é", user: ada)
                == "otpauth://totp/Urna%20vote%2F%C3%A9:ada.l?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Urna%20vote%2F%C3%A9"
                + "&algorithm=SHA1&digits=6&period=30")
    }

    @Test("A sealed secret opens for its person, under its key, unchanged; and not otherwise")
    func sealing() throws {
        let ada = try #require(StaffID("ada"))
        let bob = try #require(StaffID("bob"))
        let key = Fixtures.master.staffSealing
        let sealed = SealedTOTP(totp, of: ada, key: key, nonce: [UInt8](0..<12))
        #expect(SealedTOTP(bytes: sealed.bytes).open(for: ada, key: key) == totp)
        #expect(sealed.open(for: bob, key: key) == nil)
        #expect(sealed.open(for: ada, key: Fixtures.ring.sealedStorage) == nil)
        for index in sealed.bytes.indices {
            var bytes = sealed.bytes
            bytes[index] ^= 1
            #expect(SealedTOTP(bytes: bytes).open(for: ada, key: key) == nil, "byte \(index)")
        }
        for count in 0..<sealed.bytes.count {
            #expect(SealedTOTP(bytes: Array(sealed.bytes.prefix(count))).open(for: ada, key: key) == nil)
        }
    }
}
