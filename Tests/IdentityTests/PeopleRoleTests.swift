import Ledger
import Testing

@testable import Identity

@Suite struct PeopleRoleTests {
    @Test("An operator sells and does nothing that needs a supervisor")
    func operatorRole() {
        #expect(StaffRole.operatorRole.permissions == [.sell, .markTicket, .reprintTicket, .readRaffles])
    }

    @Test("A regulator and support change nothing", arguments: [StaffRole.regulator, .support])
    func readers(role: StaffRole) {
        let reading: Set<Permission> = [
            .viewElections, .readRaffles, .readReports, .readValidationNumbers, .readEvents, .runVerification,
        ]
        #expect(role.permissions.isSubset(of: reading))
        #expect(role.standsAlone)
    }

    @Test("No role holds everything, and each permission is some role's")
    func coverage() {
        for role in StaffRole.allCases { #expect(role.permissions.count < Permission.allCases.count) }
        #expect(Set(StaffRole.allCases).permissions == Set(Permission.allCases))
    }

    @Test("Who sets up does not draw, and who draws does not acknowledge")
    func separation() {
        #expect(StaffRole.admin.permissions.isDisjoint(with: [.draw, .acknowledge, .approveVoid, .sell, .payClaims]))
        #expect(StaffRole.drawOfficial.permissions.isDisjoint(with: [.acknowledge, .approveVoid, .configureRaffle]))
        #expect(StaffRole.eventManager.permissions.isDisjoint(with: [.draw, .configureRaffle, .manageUsers]))
    }

    @Test("Roles add up, and those that stand alone stand alone")
    func combinations() {
        #expect(Set([StaffRole.eventManager, .drawOfficial]).isAllowed)
        #expect(Set([StaffRole.eventManager, .drawOfficial]).permissions.isSuperset(of: [.draw, .acknowledge]))
        #expect(!Set([StaffRole.regulator, .admin]).isAllowed)
        #expect(!Set([StaffRole.support, .regulator]).isAllowed)
        #expect(!Set<StaffRole>().isAllowed)
        #expect(Set(StaffRole.allCases).names == StaffRole.allCases.map(\.rawValue))
    }

    @Test("API tokens keep working: the owner does everything, the organiser makes no people, the auditor reads")
    func tokens() throws {
        #expect(AdminRole.owner.permissions == Set(Permission.allCases))
        #expect(AdminRole.organiser.permissions.isSuperset(of: [.manageElections, .configureRaffle, .operateRaffle, .draw, .acknowledge]))
        #expect(AdminRole.organiser.permissions.isDisjoint(with: [.manageUsers, .manageRemoteAccess]))
        #expect(AdminRole.auditor.permissions == StaffRole.regulator.permissions)
        let id = try #require(AdministratorID("ada"))
        let ada = try #require(
            Administrator(id: id, name: "Ada", role: .owner, createdAt: Timestamp(seconds: 0), tokenHash: .sha256([])))
        #expect(Authority(ada).may(.manageUsers))
        #expect(!Authority(ada, isRemote: true).may(.manageUsers))
    }

    @Test("From outside nobody governs people, draws or alters records, and the refusal is put on record")
    func remote() throws {
        let who = try #require(PrincipalID("grace"))
        let near = Authority(who, Set(Permission.allCases))
        let far = Authority(who, Set(Permission.allCases), isRemote: true)
        #expect(Set(Permission.allCases.filter { near.may($0) && !far.may($0) }) == Authority.deniedRemotely)
        #expect(throws: PermissionRefusal(principal: who, permission: .manageUsers, isRemote: true)) { try far.require(.manageUsers) }
        #expect(throws: Never.self) { try far.require(.readEvents) }
        let refusal = PermissionRefusal(principal: who, permission: .manageUsers, isRemote: true)
        #expect(
            String(decoding: refusal.event.data.canonical(), as: UTF8.self) == #"{"permission":"manage-users","remote":true}"#)
        #expect(refusal.message.contains("outside"))
    }

    @Test("An operator is refused to enable a unit, change a price and reprint a counterfoil")
    func supervisedActions() throws {
        let who = Authority(try #require(PrincipalID("op7")), StaffRole.operatorRole.permissions)
        for permission in [Permission.manageDevices, .configureRaffle, .reprintCounterfoil] {
            let error = #expect(throws: PermissionRefusal.self) { try who.require(permission) }
            #expect(error?.permission == permission)
        }
    }

    @Test("Ids keep to their rule", arguments: ["", "a b", "é", "a/b", String(repeating: "a", count: 65), "system", "Schedule"])
    func ids(text: String) {
        #expect(StaffID(text) == nil)
        #expect(DeviceID(text) == nil)
    }
}
