import Foundation
import GRDB
import Ledger
import Ports
import TestSupport
import Testing

@testable import StoreSQLite

@Suite("Damage is found and named")
struct DamageTests {
    /// Expects a replay to refuse, with all of `texts` in its message.
    private func expectDamage(_ folder: TemporaryFolder, _ texts: String...) throws {
        try folder.withStore { store throws in
            do {
                _ = try store.replay(Sample.ledger) { _ in }
                Issue.record("the damage was not found")
            } catch let error as StoreError {
                #expect(error.code == .corrupted, "\(error)")
                for text in texts { #expect(error.message.contains(text), "\(error)") }
            }
            #expect(throws: StoreError.self, "and nothing is appended to it") { try store.cast([Sample.ballot(99)], in: Sample.election) }
        }
    }

    private func damaged(sealed: Bool = false, _ sql: String, _ arguments: StatementArguments = []) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try Sample.fill(folder, sealed: sealed)
        try folder.tamper(sql, arguments)
        return folder
    }

    /// Turns one bit of a column of the second run.
    private func flipped(_ column: String, at offset: Int, sealed: Bool = false) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try Sample.fill(folder, sealed: sealed)
        var bytes = [UInt8](try #require(try folder.fetch("SELECT \(column) FROM run WHERE first = 10") as Data?))
        bytes[offset < 0 ? bytes.count + offset : offset] ^= 0x01
        try folder.tamper("UPDATE run SET \(column) = ? WHERE first = 10", [Data(bytes)])
        return folder
    }

    @Test("A changed byte of an entry", arguments: [2, 20, 60, 140, 400, -1])
    func entry(offset: Int) throws {
        try expectDamage(try flipped("entries", at: offset), "election/alpha", "10")
    }

    @Test("A changed length of an entry", arguments: [0, 1])
    func frame(offset: Int) throws {
        try expectDamage(try flipped("entries", at: offset), "election/alpha", "10")
    }

    @Test("A changed root", arguments: [0, 31])
    func root(offset: Int) throws {
        try expectDamage(try flipped("root", at: offset), "entries 10..<20")
    }

    @Test("A changed byte of what opens the sealed ballots", arguments: [0, 1, 2, 40, 200, -32, -1])
    func sealed(offset: Int) throws {
        let folder = try flipped("sealed", at: offset, sealed: true)
        try expectDamage(folder, "sealed ballots", "10")
        try folder.withStore { store throws in
            #expect(try store.sealedBallots(of: Sample.election, from: 0, limit: 5).count == 10, "pages before it are sound")
            #expect(throws: StoreError.self) { try store.sealedBallots(of: Sample.election, from: 10, limit: 5) }
        }
    }

    @Test(
        "A changed head",
        arguments: [
            "UPDATE ledger SET size = 29", "UPDATE ledger SET size = 31", "UPDATE ledger SET root = zeroblob(32)",
            "UPDATE ledger SET size = -1", "UPDATE ledger SET root = x'00'", "UPDATE ledger SET size = 'many'",
        ])
    func head(sql: String) throws {
        try expectDamage(try damaged(sql))
    }

    @Test("A missing run in the middle")
    func missing() throws {
        let folder = try damaged("DELETE FROM run WHERE first = 10")
        try expectDamage(folder, "entry 10 is missing")
        try folder.withStore { store throws in
            #expect(throws: StoreError.self) { try store.entries(of: Sample.ledger, in: 5..<25) }
            #expect(throws: StoreError.self) { try store.headCovering(15, of: Sample.ledger) }
        }
    }

    @Test("Missing runs at the end: as after restoring a part")
    func cutOff() throws {
        try expectDamage(try damaged("DELETE FROM run WHERE first = 20"), "size 30", "size 20")
    }

    @Test("A whole older state of the runs under the newer head, and the other way round")
    func rolledBack() throws {
        try expectDamage(try damaged("DELETE FROM run; UPDATE ledger SET size = 30"), "size 0")
        try expectDamage(try damaged("UPDATE ledger SET size = 20, root = (SELECT root FROM run WHERE first = 10)"), "size 20")
    }

    @Test("Runs in another order")
    func reordered() throws {
        let folder = try damaged(
            """
            UPDATE run SET first = 100 WHERE first = 0; UPDATE run SET first = 0 WHERE first = 10;
            UPDATE run SET first = 10 WHERE first = 100
            """)
        try expectDamage(folder, "entries 0..<10")
    }

    @Test(
        "A count, an index or a block of the wrong kind",
        arguments: [
            "count = 9", "count = 11", "count = 0", "count = -1", "count = 9223372036854775807", "count = 'ten'", "entries = x''",
            "entries = 'text'", "root = 'text'", "entries = zeroblob(1)", "first = -5", "sealed = 7",
        ])
    func kinds(change: String) throws {
        try expectDamage(try damaged("UPDATE run SET \(change) WHERE first = 10"))
    }

    @Test("Another writer's commit is not built upon")
    func overtaken() throws {
        let folder = try TemporaryFolder()
        try Sample.fill(folder)
        try folder.withStore { store throws in
            _ = try store.replay(Sample.ledger) { _ in }
            try store.pool.write { try $0.execute(sql: "UPDATE ledger SET size = 31") }
            do {
                _ = try store.cast([Sample.ballot(99)], in: Sample.election)
                Issue.record("the ledger was forked")
            } catch let error as StoreError {
                #expect(error.code == .corrupted, "\(error)")
            }
        }
    }

    /// Any byte of the file may change. Then the store refuses, or gives what was written; it never gives anything else.
    @Test("A changed byte anywhere in the file", arguments: 0..<8)
    func anywhere(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed))
        let folder = try TemporaryFolder()
        try Sample.fill(folder, sealed: seed % 2 == 1)
        let original = [UInt8](try Data(contentsOf: URL(filePath: folder.database)))
        let expected = try folder.withStore { try Sample.replay($0) }
        var refused = 0
        for _ in 0..<60 {
            var changed = original
            let offset = dice.roll(changed.count)
            changed[offset] ^= UInt8(1 << dice.roll(8))
            for name in ["urna.db-wal", "urna.db-shm"] { try? FileManager.default.removeItem(atPath: folder.path + "/" + name) }
            try Data(changed).write(to: URL(filePath: folder.database))
            do {
                let found = try folder.withStore { try Sample.replay($0) }
                #expect(found.entries == expected.entries && found.head == expected.head, "seed \(seed), byte \(offset)")
            } catch let error as StoreError {
                refused += 1
                #expect(error.code != .inUse, "seed \(seed), byte \(offset): \(error)")
            }
        }
        #expect(refused > 0, "seed \(seed)")
    }
}
