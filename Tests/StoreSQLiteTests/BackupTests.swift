import Foundation
import Ledger
import NIOConcurrencyHelpers
import Ports
import Testing

@testable import StoreSQLite

@Suite("Backup")
struct BackupTests {
    @Test("A backup made while ballots are cast is one of the states in between, whole")
    func whileWriting() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        try store.createLedger(Sample.ledger)
        // Enough pages for several steps of the copy.
        let first = try store.cast((0..<4_000).map { Sample.ballot($0, padding: 1_000) }, in: Sample.election)
        let firstHead = try #require(first.committed).head
        let heads = NIOLockedValueBox([firstHead])
        let isDone = NIOLockedValueBox(false)
        let writer = Task.detached {
            var voter = 10_000
            while !isDone.withLockedValue({ $0 }) {
                let commit = try store.cast((0..<20).map { Sample.ballot(voter + $0) }, in: Sample.election)
                voter += 20
                if let head = commit.committed?.head { heads.withLockedValue { $0.append(head) } }
            }
        }
        while heads.withLockedValue({ $0.count }) < 3 { await Task.yield() }
        let copy = try TemporaryFolder()
        let progress = NIOLockedValueBox((steps: 0, done: 0, total: -1))
        try store.backup(to: copy.database) { done, total in progress.withLockedValue { $0 = ($0.steps + 1, done, total) } }
        isDone.withLockedValue { $0 = true }
        try await writer.value
        try store.close()
        let told = progress.withLockedValue { $0 }
        #expect(told.steps > 1 && told.done == told.total, "progress was told: \(told)")
        let found = try copy.withStore { copied throws in
            let found = try Sample.replay(copied)
            #expect(heads.withLockedValue { $0.contains(found.head) }, "the copy is a state that was committed")
            #expect(try copied.cast([Sample.ballot(0, choice: 1), Sample.ballot(9_999)], in: Sample.election).outcomes.first == .conflict)
            return found
        }
        #expect(UInt64(found.entries.count) == found.head.size)
    }

    @Test("A backup that fails leaves nothing behind")
    func failure() throws {
        let folder = try TemporaryFolder()
        try folder.withStore { store throws in
            try store.createLedger(.system)
            #expect(throws: StoreError.self) { try store.backup(to: folder.path + "/none/backup.db") { _, _ in } }
            #expect(throws: StoreError.self) { try store.backup(to: folder.database) { _, _ in } }
            #expect(try store.ledgers() == [.system], "and the store itself is not overwritten")
        }
    }
}
