import Ledger
import Testing

@testable import Identity

@Suite struct AdministratorTests {
    // Computed with Python's hashlib and base64 modules.
    @Test("A token and its hash are what their description says")
    func token() throws {
        let token = AdminToken(randomBytes: Array(0..<32))
        #expect(token.text == "urna_admin_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
        #expect(token.hash.hex == "d6fb53a9fcea167535f57e0445cb21a3d6d58d73706ee835cdd627459a13a326")
        #expect(try #require(AdminToken(token.text)).hash == token.hash)
    }

    @Test(
        "Only the one form is a token",
        arguments: [
            "", "urna_admin_", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "urna_admin_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9",
            "urna_admin_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "URNA_ADMIN_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
            "urna_admin_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh", "urna_admin_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8A",
            " urna_admin_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        ])
    func notTokens(text: String) {
        #expect(AdminToken(text) == nil)
    }

    @Test("A directory finds the bearer of a token, and nobody for another token")
    func lookUp() throws {
        var directory = AdminDirectory()
        for number in UInt8(0)..<20 { try directory.add(admin("a\(number)", token: number, role: .owner)) }
        for number in UInt8(0)..<20 { #expect(directory.administrator(bearing: token(number))?.id.text == "a\(number)") }
        #expect(directory.administrator(bearing: token(20)) == nil)
        try directory.remove(id("a7"))
        #expect(directory.administrator(bearing: token(7)) == nil)
        #expect(directory.administrator(bearing: token(8)) != nil)
        #expect(AdminDirectory().administrator(bearing: token(0)) == nil)
    }

    @Test("A directory refuses a taken id or token, an unknown id, and to lose its last owner")
    func refusals() throws {
        var directory = AdminDirectory()
        try directory.add(admin("ada", token: 1, role: .owner))
        try directory.add(admin("ben", token: 2, role: .auditor))
        let before = directory
        #expect(throws: AdminDirectoryError.idTaken) { try directory.add(admin("ada", token: 3, role: .owner)) }
        #expect(throws: AdminDirectoryError.tokenTaken) { try directory.add(admin("cy", token: 1, role: .owner)) }
        #expect(throws: AdminDirectoryError.unknown) { try directory.remove(id("cy")) }
        #expect(throws: AdminDirectoryError.lastOwner) { try directory.remove(id("ada")) }
        #expect(directory == before)
        try directory.add(admin("cy", token: 3, role: .owner))
        try directory.remove(id("ada"))
        #expect(directory.administrators.map(\.id.text) == ["ben", "cy"])
    }

    @Test("A directory has a bound")
    func bound() throws {
        var directory = AdminDirectory()
        for number in 0..<AdminDirectory.administratorsMax {
            let hash = Hash.sha256(Array("\(number)".utf8))
            let time = Timestamp(seconds: 0)
            let next = Administrator(id: try id("a\(number)"), name: "A", role: .owner, createdAt: time, tokenHash: hash)
            try directory.add(#require(next))
        }
        #expect(throws: AdminDirectoryError.full) { try directory.add(admin("one-more", token: 1, role: .owner)) }
    }

    @Test(
        "Names and ids keep their rules",
        arguments: [
            ("a", true), ("ada-2", true), ("", false), ("Ada", false), ("a b", false), ("é", false),
            (String(repeating: "a", count: 64), true),
            (String(repeating: "a", count: 65), false),
        ])
    func ids(text: String, valid: Bool) {
        #expect((AdministratorID(text) != nil) == valid)
    }

    @Test(
        "A name has 1 to 100 bytes and no controls",
        arguments: [
            ("Ada Lovelace", true), ("", false), ("a\nb", false), (String(repeating: "é", count: 50), true),
            (String(repeating: "é", count: 51), false),
        ])
    func names(name: String, valid: Bool) throws {
        let administrator = Administrator(
            id: try id("ada"), name: name, role: .owner, createdAt: Timestamp(seconds: 0), tokenHash: .emptyTree)
        #expect((administrator != nil) == valid)
    }

    private func token(_ number: UInt8) -> AdminToken {
        AdminToken(randomBytes: [UInt8](repeating: number, count: 32))
    }

    private func admin(_ text: String, token number: UInt8, role: AdminRole) throws -> Administrator {
        let hash = token(number).hash
        let administrator = Administrator(id: try id(text), name: text, role: role, createdAt: Timestamp(seconds: 0), tokenHash: hash)
        return try #require(administrator)
    }

    private func id(_ text: String) throws -> AdministratorID {
        try #require(AdministratorID(text))
    }
}
