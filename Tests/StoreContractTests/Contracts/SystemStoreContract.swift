import Identity
import Ledger
import Ports
import Testing

/// Every promise of `SystemStore`.
struct SystemStoreContract<Fixture: StoreFixture> {
    private func administrator(_ id: String, token: String, at seconds: Int64 = 1_000) throws -> Administrator {
        let known = try #require(AdministratorID(id))
        return try #require(
            Administrator(
                id: known, name: "Name of \(id)", role: .owner, createdAt: Timestamp(seconds: seconds),
                tokenHash: Hash.sha256(Array(token.utf8))))
    }

    func addsAnAdministratorWithItsEntry() throws {
        let fixture = try Fixture()
        let first = try administrator("first", token: "1", at: 1_000)
        let second = try administrator("second", token: "2", at: 2_000)
        try fixture.withStore { store throws in
            try store.createLedger(.system)
            #expect(try store.administrators().isEmpty)
            #expect(try store.add(first, entry: [1]).head.size == 1)
            #expect(try store.add(second, entry: [2]).run.firstIndex == 1)
        }
        try fixture.withStore { store throws in
            #expect(try store.administrators() == [first, second])
            #expect(try store.replay(.system) { _ in }.size == 2)
        }
    }

    func addsNeitherWithoutTheOther() throws {
        let fixture = try Fixture()
        let first = try administrator("first", token: "1")
        try fixture.withStore { store throws in
            try store.createLedger(.system)
            let head = try store.add(first, entry: [1]).head
            expect(.conflict) { _ = try store.add(try administrator("first", token: "other"), entry: [2]) }
            expect(.conflict, "two people never share a token") { _ = try store.add(try administrator("second", token: "1"), entry: [2]) }
            #expect(try store.administrators() == [first])
            #expect(try store.replay(.system) { _ in } == head)
            #expect(try store.append([[3]], to: .system).run.firstIndex == 1, "and the ledger goes on")
        }
    }

    func restoresWhatABackupHolds() throws {
        let fixture = try Fixture()
        let first = try administrator("first", token: "1")
        var head = TreeHead.empty
        try fixture.withStore { store throws in
            try store.createLedger(.system)
            _ = try store.add(first, entry: [1])
            head = try store.append((0..<500).map { [UInt8]("entry \($0)".utf8) }, to: .system).head
            try store.backup(to: fixture.backupPath) { done, total in #expect(done <= total) }
            expect(.conflict, "a backup replaces nothing") { try store.backup(to: fixture.backupPath) { _, _ in } }
            _ = try store.append([[9]], to: .system)
        }
        try Fixture(restoring: fixture.backupPath).withStore { store throws in
            #expect(try store.replay(.system) { _ in } == head)
            #expect(try store.administrators() == [first])
            #expect(try store.append([[8]], to: .system).run.firstIndex == 501, "a restored store takes writes")
        }
    }
}
