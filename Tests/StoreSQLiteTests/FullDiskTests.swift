import Elections
import GRDB
import Identity
import Ledger
import Ports
import Testing

@testable import StoreSQLite

@Suite("A full disk")
struct FullDiskTests {
    private func limit(_ store: SQLiteStore, toPages more: Int?) throws {
        try store.pool.writeWithoutTransaction { database throws in
            let used = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(more.map { used + $0 } ?? 1_073_741_823)")
        }
    }

    private func expectFull(_ body: () throws -> Void) {
        do {
            try body()
            Issue.record("it was written")
        } catch let error as StoreError {
            #expect(error.code == .unavailable && error.isRetriable, "\(error)")
            #expect(error.message.contains("disk is full"), "\(error)")
        } catch {
            Issue.record("\(error)")
        }
    }

    /// Pages that are left when the disk fills: in the middle of a block, of the table or of its index.
    @Test("A batch that does not fit changes nothing, and fits when there is room again", arguments: 0..<6)
    func cast(pages: Int) throws {
        let folder = try TemporaryFolder()
        try Sample.fill(folder)
        try folder.withStore { store throws in
            let before = try Sample.replay(store)
            try limit(store, toPages: pages)
            let batch = (100..<400).map { Sample.ballot($0, padding: 500) }
            for _ in 0..<3 { expectFull { _ = try store.cast(batch, in: Sample.election) } }
            let repeats = try store.cast([Sample.ballot(5), Sample.ballot(6, choice: 1)], in: Sample.election)
            #expect(repeats.outcomes == [.repeated(5), .conflict])
            let after = try Sample.replay(store)
            #expect(after.entries == before.entries && after.head == before.head)
            try limit(store, toPages: nil)
            try store.checkWritable()
            let commit = try store.cast(batch, in: Sample.election)
            #expect(commit.outcomes == batch.indices.map { .appended(UInt64(30 + $0)) })
        }
        let found = try folder.withStore { try Sample.replay($0) }
        #expect(found.entries.count == 330)
    }

    @Test("Writing is found not to work, and to work again")
    func check() throws {
        let folder = try TemporaryFolder()
        try folder.withStore { store throws in
            try store.createLedger(.system)
            try limit(store, toPages: 0)
            expectFull { try store.checkWritable() }
            try limit(store, toPages: nil)
            try store.checkWritable()
        }
    }

    @Test("A roll that does not fit leaves the old one")
    func roll() throws {
        let folder = try TemporaryFolder()
        try folder.withStore { store throws in
            func voters(_ count: Int) -> [RollVoter] {
                (0..<count).map { Hash.sha256([UInt8($0 % 256), UInt8($0 / 256)]) }
                    .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
                    .map { RollVoter(voter: VoterHash($0), region: "", sealedID: Array(repeating: 0, count: 60)) }
            }
            try store.replaceRoll(of: Sample.election, with: voters(10))
            try limit(store, toPages: 2)
            expectFull { try store.replaceRoll(of: Sample.election, with: voters(2_000)) }
            #expect(try store.voterCount(of: Sample.election) == 10)
            try limit(store, toPages: nil)
            try store.replaceRoll(of: Sample.election, with: voters(2_000))
            #expect(try store.voterCount(of: Sample.election) == 2_000)
        }
    }
}
