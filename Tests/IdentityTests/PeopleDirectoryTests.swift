import Ledger
import Testing

@testable import Identity

@Suite struct PeopleDirectoryTests {
    private let act = SystemEntry.Act(at: StaffHouse.at(0), by: .system)

    @Test("An id is never used again, whoever had it and however it is written")
    func unique() throws {
        var house = StaffHouse()
        try house.add("ada", [.operatorRole])
        let profile = StaffProfile(name: "Ada", roles: [.operatorRole])
        let owner = try #require(AdministratorID("owner"))
        house.commit(.administratorAdded(id: owner, name: "Owner", role: .owner, at: StaffHouse.at(0), by: nil))
        let device = try #require(DeviceID("RSU-A"))
        let key = try #require(DeviceKey(seed: [UInt8](repeating: 1, count: 32))).publicKey
        house.commit(.device(.registered(device: device, name: "A", key: key), act: act))
        house.commit(.administratorRemoved(id: owner, at: StaffHouse.at(1), by: owner))
        for name in ["ada", "ADA", "owner", "Owner", "rsu-a"] {
            let id = try #require(StaffID(name))
            #expect(throws: StaffError.idTaken) { try house.desk.directory.adding(id, profile, act: act) }
        }
    }

    @Test("Roles, names and ends keep to their rules")
    func rules() throws {
        let directory = StaffDirectory()
        let id = try #require(StaffID("ada"))
        for (profile, error) in [
            (StaffProfile(name: "", roles: [.admin]), .nameInvalid), (StaffProfile(name: "Ada\n", roles: [.admin]), .nameInvalid),
            (StaffProfile(name: "Ada", roles: []), .rolesExclude),
            (StaffProfile(name: "Ada", roles: [.regulator, .eventManager]), .rolesExclude),
            (StaffProfile(name: "Ada", roles: [.support]), .endMissing),
        ] as [(StaffProfile, StaffError)] {
            #expect(throws: error) { try directory.adding(id, profile, act: act) }
        }
        #expect(throws: StaffError.unknown) {
            try directory.changing(id, to: StaffProfile(name: "Ada", roles: [.admin]), act: act)
        }
    }

    @Test("A change is recorded with what was before and after, and never with a secret")
    func changes() throws {
        var house = StaffHouse()
        let id = try house.add("ada", [.operatorRole])
        let after = StaffProfile(name: "Ada L.", roles: [.eventManager, .operatorRole])
        let entry = try house.desk.directory.changing(id, to: after, renewed: [.totp, .password], act: act)
        #expect(
            String(decoding: entry.encode(), as: UTF8.self)
                == #"{"after":{"name":"Ada L.","roles":["operator","event-manager"],"status":"active","until":null},"#
                + #""at":"\#(StaffHouse.at(0).text)","before":{"name":"ada","roles":["operator"],"status":"active","until":null},"#
                + #""by":"system","component":"SRV-1","renewed":["password","totp"],"type":"user-changed","user":"ada"}"#)
        house.commit(entry)
        #expect(house.desk.directory[id]?.profile == after)
        #expect(throws: StaffError.nothingChanges) { try house.desk.directory.changing(id, to: after, act: act) }
        for entry in house.ledger { #expect(!String(decoding: entry.encode(), as: UTF8.self).contains("scrypt")) }
    }

    @Test("Entries with what may be absent read back, and twisted ones are refused")
    func entries() throws {
        let ada = try #require(StaffID("ada"))
        let profile = StaffProfile(name: "Ada", roles: [.support], status: .disabled, until: StaffHouse.at(9))
        let check = SoftwareVerification(
            program: "urna", version: "1", trigger: .draw, aggregate: .sha256([]),
            changed: [.init(path: "a", expected: nil, actual: .sha256([1])), .init(path: "b", expected: .sha256([2]), actual: nil)])
        let valid = SoftwareVerification(program: "urna", version: "1", trigger: .start, aggregate: .sha256([]), changed: [])
        let entries: [SystemEntry] = [
            .staff(.userAdded(user: ada, profile: profile), act: act),
            .staff(.logonFailed(user: nil, why: .unknownUser, isRemote: true, attempts: 60), act: act),
            .softwareVerified(check, act: act), .softwareVerified(valid, act: act), .event(SystemEvent(.clockStep), act: act),
        ]
        for entry in entries { #expect(try SystemEntry(decoding: entry.encode()) == entry) }
        let text = String(decoding: SystemEntry.softwareVerified(check, act: act).encode(), as: UTF8.self)
        #expect(throws: SystemEntryError.notCanonical) {
            try SystemEntry(decoding: Array(text.replacing(#""result":"INVALID""#, with: #""result":"VALID""#).utf8))
        }
        #expect(throws: SystemEntryError.field("changed")) {
            try SystemEntry(decoding: Array(text.replacing(#""actual":null"#, with: #""actual":7"#).utf8))
        }
        let added = String(decoding: entries[0].encode(), as: UTF8.self)
        #expect(throws: SystemEntryError.field("roles")) {
            try SystemEntry(decoding: Array(added.replacing(#"["support"]"#, with: #"["king"]"#).utf8))
        }
        #expect(throws: SystemEntryError.notCanonical) {
            try SystemEntry(decoding: Array(added.replacing(#"["support"]"#, with: #"["support","support"]"#).utf8))
        }
        #expect(throws: SystemEntryError.field("by")) {
            try SystemEntry(decoding: Array(added.replacing(#""by":"system""#, with: #""by":"a b""#).utf8))
        }
    }
}
