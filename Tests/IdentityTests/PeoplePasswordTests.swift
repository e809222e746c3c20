import Ledger
import Testing

@testable import Identity

@Suite struct PeoplePasswordTests {
    private let salt = [UInt8](0..<16)
    private let ada = StaffID("ada")

    @Test("scrypt gives the values of RFC 7914 section 12")
    func vectors() throws {
        let small = try #require(PasswordCost(logRounds: 4, blockSize: 1, parallelism: 1))
        #expect(small.derive(password: [], salt: []) == hex("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"))
        let large = try #require(PasswordCost(logRounds: 14))
        #expect(
            large.derive(password: Array("pleaseletmein".utf8), salt: Array("SodiumChloride".utf8))
                == hex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"))
    }

    @Test("A hash reads back from its text, and matches its password only")
    func roundTrip() throws {
        let hash = PasswordHash(of: "correct horse battery", cost: .tests, salt: salt)
        #expect(hash.text.hasPrefix("$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$"))
        let read = try #require(PasswordHash(hash.text))
        #expect(read == hash)
        #expect(read.matches("correct horse battery"))
        for wrong in ["correct horse batterY", "correct horse battery ", "", "correct horse batter"] { #expect(!read.matches(wrong)) }
        #expect(hash != PasswordHash(of: "correct horse battery", cost: .tests, salt: [UInt8](1...16)))
    }

    @Test("A text that was changed anywhere is refused, or is another hash")
    func tampering() {
        let text = PasswordHash(of: "correct horse battery", cost: .tests, salt: salt).text
        for index in text.utf8.indices {
            var bytes = Array(text.utf8)
            let offset = text.utf8.distance(from: text.utf8.startIndex, to: index)
            bytes[offset] = bytes[offset] == UInt8(ascii: "B") ? UInt8(ascii: "C") : UInt8(ascii: "B")
            guard let changed = PasswordHash(String(decoding: bytes, as: UTF8.self)) else { continue }
            #expect(!changed.matches("correct horse battery"), "byte \(offset)")
        }
        for bad in ["", "$scrypt$", text + "=", text + "A", String(text.dropLast()), text.replacing("ln=4", with: "ln=04")] {
            #expect(PasswordHash(bad) == nil, "\(bad)")
        }
    }

    @Test("A stored hash can't ask for more memory or time than there is")
    func bounds() {
        let text = PasswordHash(of: "correct horse battery", cost: .tests, salt: salt).text
        for cost in ["ln=17,r=8,p=1", "ln=63,r=8,p=1", "ln=0,r=8,p=1", "ln=4,r=17,p=1", "ln=4,r=8,p=5", "ln=-4,r=8,p=1", "ln=4,r=8"] {
            #expect(PasswordHash(text.replacing("ln=4,r=8,p=1", with: cost)) == nil, "\(cost)")
        }
    }

    @Test("Every cost that is let through can be paid", arguments: [(16, 8, 1), (15, 16, 1), (15, 1, 1), (1, 1, 4), (10, 16, 4)])
    func extremes(logRounds: Int, blockSize: Int, parallelism: Int) throws {
        let cost = try #require(PasswordCost(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism))
        #expect(cost.derive(password: [1], salt: salt).count == 32)
        #expect(PasswordCost(logRounds: 16, blockSize: 1) == nil)
        #expect(PasswordCost(logRounds: 17, blockSize: 8) == nil)
    }

    @Test("A cheaper hash is known for one")
    func upgrade() {
        #expect(PasswordHash(of: "correct horse battery", cost: .tests, salt: salt).isWeaker(than: .standard))
        #expect(!PasswordHash(of: "correct horse battery", cost: .tests, salt: salt).isWeaker(than: .tests))
        #expect(PasswordCost.standard == PasswordCost(logRounds: 15, blockSize: 8, parallelism: 1))
    }

    @Test("Accents may be typed in either way")
    func unicode() {
        let hash = PasswordHash(of: "caf\u{E9} au lait matin", cost: .tests, salt: salt)
        #expect(hash.matches("cafe\u{301} au lait matin"))
        #expect(!hash.matches("cafe au lait matin"))
    }

    @Test(
        "Short, long and obvious passwords are not taken",
        arguments: [
            ("elevenchars", .tooShort), (String(repeating: "ab1 ", count: 33), .tooLong), ("tab\tin the middle", .forbiddenCharacter),
            ("Password2026!", .tooCommon), ("PASSWORD1234", .tooCommon), ("abababababab", .tooCommon), ("aaaaaaaaaaaa", .tooCommon),
            ("abcdefghijkl", .tooCommon), ("123456789012", .tooCommon), ("098765432109", .tooCommon), ("1qaz2wsx3edc", .tooCommon),
            ("Raffle-2026!!", .tooCommon), ("ada123456789", .isUserID), ("AdaAdaAdaAda", .isUserID),
        ] as [(String, PasswordPolicy.Problem)])
    func policy(password: String, problem: PasswordPolicy.Problem) throws {
        #expect(PasswordPolicy.problem(with: password, for: try #require(ada)) == problem)
    }

    @Test(
        "Passwords at the bounds are taken",
        arguments: ["twelve chars", "Zäune über dem Fluß", String(repeating: "q7#", count: 42) + "zz", "tulip ada garden 7"])
    func accepted(password: String) throws {
        #expect(PasswordPolicy.problem(with: password, for: try #require(ada)) == nil)
    }

    @Test("A PIN is good for its operator at its unit only")
    func pins() throws {
        let ada = try #require(ada)
        let bob = try #require(StaffID("bob"))
        let one = try #require(DeviceID("RSU-A"))
        let two = try #require(DeviceID("RSU-B"))
        let hash = try #require(PinHash(of: "284013", operator: ada, device: one, cost: .tests, salt: salt))
        let read = try #require(PinHash(hash.text))
        #expect(read.matches("284013", operator: ada, device: one))
        #expect(!read.matches("284014", operator: ada, device: one))
        #expect(!read.matches("284013", operator: bob, device: one))
        #expect(!read.matches("284013", operator: ada, device: two))
        for bad in ["28401", "1234567890123", "28401a", "", "111111", "123456", "987654", "890123", "٢٨٤٠١٣"] {
            #expect(PinHash(of: bad, operator: ada, device: one, cost: .tests, salt: salt) == nil, "\(bad)")
        }
    }

    @Test("Nothing prints a password, a hash, a PIN or a code")
    func secrecy() throws {
        let ada = try #require(ada)
        let hash = PasswordHash(of: "correct horse battery", cost: .tests, salt: salt)
        let request = LogonRequest(name: "ada", password: "correct horse battery", code: "123456", isRemote: false)
        let secret = StaffSecret(user: ada, password: hash, isTemporary: false)
        let values: [any Secret] = [
            hash, request, secret, TOTP(secret: [UInt8](repeating: 7, count: 20)), SessionToken(randomBytes: [UInt8](0..<32)),
            EnrolmentCode(randomBytes: [UInt8](0..<10)),
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(text.contains("[redacted]") && !text.contains("horse") && !text.contains("scrypt"))
            }
        }
    }
}
