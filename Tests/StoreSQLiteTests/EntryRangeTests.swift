import Ledger
import Ports
import Testing

@testable import StoreSQLite

@Suite("Reading entries")
struct EntryRangeTests {
    @Test("Every range across runs of every size gives its entries")
    func ranges() throws {
        let folder = try TemporaryFolder()
        try folder.withStore { store throws in
            try store.createLedger(Sample.ledger)
            var all: [[UInt8]] = []
            for size in [1, 1, 5, 2, 9, 1, 4] {
                let entries = (0..<size).map { Array("entry \(all.count + $0)".utf8) }
                all.append(contentsOf: entries)
                _ = try store.append(entries, to: Sample.ledger)
            }
            for first in 0...all.count {
                for end in first...all.count {
                    let run = try store.entries(of: Sample.ledger, in: UInt64(first)..<UInt64(end))
                    #expect(run.firstIndex == UInt64(first) && run.count == end - first)
                    #expect((0..<run.count).map { run.entry(at: $0) } == Array(all[first..<end]))
                    #expect(run.leafHashes == all[first..<end].map { Hash.leaf($0) })
                }
            }
        }
    }

    @Test("Readers see committed states only while a writer appends")
    func concurrent() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(folder: folder.path)
        try store.createLedger(Sample.ledger)
        _ = try store.append([[0]], to: Sample.ledger)
        let writer = Task.detached {
            for number in 1..<60 {
                _ = try store.append((0..<5).map { [UInt8(number), $0] }, to: Sample.ledger)
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for reader in 0..<3 {
                group.addTask {
                    for _ in 0..<60 {
                        let head = try store.headCovering(0, of: Sample.ledger)
                        #expect(head.size == 1, "reader \(reader)")
                        #expect(try store.entries(of: Sample.ledger, in: 0..<1).entry(at: 0) == [0])
                    }
                }
            }
            try await group.waitForAll()
        }
        try await writer.value
        #expect(try Sample.replay(store).entries.count == 1 + 59 * 5)
        try store.close()
    }
}
