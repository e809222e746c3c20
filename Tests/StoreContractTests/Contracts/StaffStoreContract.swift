import Identity
import Ledger
import Ports
import Testing

/// Every promise of `StaffStore`.
struct StaffStoreContract<Fixture: StoreFixture> {
    private let ada: StaffID
    private let bob: StaffID
    private let unit: DeviceID
    private let cost: PasswordCost

    init() throws {
        ada = try #require(StaffID("ada"))
        bob = try #require(StaffID("bob"))
        unit = try #require(DeviceID("RSU-A"))
        cost = try #require(PasswordCost(logRounds: 4))
    }

    private func secret(_ user: StaffID, _ password: String, full: Bool = false) -> StaffSecret {
        StaffSecret(
            user: user, password: PasswordHash(of: password, cost: cost, salt: [UInt8](repeating: 1, count: 16)), isTemporary: full,
            totp: full ? SealedTOTP(bytes: [1, 2, 3]) : nil, lastStep: full ? 57_000_000 : nil)
    }

    private func pin(_ person: StaffID, _ digits: String) throws -> DeviceSecret {
        let hash = PinHash(of: digits, operator: person, device: unit, cost: cost, salt: [UInt8](repeating: 2, count: 16))
        return DeviceSecret(device: unit, operatorID: person, pin: try #require(hash))
    }

    func keepsTheLastSecretWithItsEntry() throws {
        let fixture = try Fixture()
        let first = secret(ada, "first")
        let second = secret(ada, "second", full: true)
        let other = secret(bob, "other")
        try fixture.withStore { store throws in
            try store.createLedger(.system)
            #expect(try store.staffSecret(of: ada) == nil)
            let head = try store.append([[1], [2]], to: .system, changing: [.putStaff(first), .putStaff(other)]).head
            #expect(head.size == 2)
            #expect(try store.append([], to: .system, changing: [.putStaff(second)]).head == head, "a change without an entry")
        }
        try fixture.withStore { store throws in
            #expect(try store.replay(.system) { _ in }.size == 2)
            #expect(try store.staffSecret(of: ada) == second)
            #expect(try store.staffSecret(of: bob) == other)
            #expect(try store.staffSecrets() == [second, other])
            _ = try store.append([[3]], to: .system, changing: [.removeStaff(ada)])
            #expect(try store.staffSecret(of: ada) == nil)
            #expect(try store.staffSecrets() == [other])
        }
    }

    func keepsThePinOfEachOperator() throws {
        let fixture = try Fixture()
        let (mine, yours, new) = (try pin(ada, "135790"), try pin(bob, "246801"), try pin(ada, "908172"))
        try fixture.withStore { store throws in
            try store.createLedger(.system)
            _ = try store.append([], to: .system, changing: [.putDevice(mine), .putDevice(yours)])
            #expect(try store.deviceSecrets(of: unit) == [mine, yours])
            _ = try store.append([], to: .system, changing: [.putDevice(new)])
        }
        try fixture.withStore { store throws in
            #expect(try store.deviceSecret(of: unit, operator: ada) == new)
            #expect(try store.deviceSecret(of: unit, operator: bob) == yours)
            _ = try store.replay(.system) { _ in }
            _ = try store.append([], to: .system, changing: [.removeDevice(unit)])
            #expect(try store.deviceSecrets(of: unit).isEmpty)
        }
    }

    func changesNothingWithoutTheLedger() throws {
        try Fixture().withStore { store throws in
            expect(.notFound) { _ = try store.append([[1]], to: .system, changing: [.putStaff(secret(ada, "first"))]) }
            #expect(try store.staffSecrets().isEmpty)
        }
    }
}
