internal import Foundation
internal import GRDB
public import Ledger
internal import NIOConcurrencyHelpers
public import Ports

extension SQLiteStore: LedgerStore {
    public func createLedger(_ ledger: LedgerID) throws(StoreError) {
        let rowID = try write { database in
            try database.execute(
                sql: "INSERT INTO ledger (name, size, root) VALUES (?, 0, ?)",
                arguments: [ledger.description, Data(TreeHead.empty.root.bytes)])
            return database.lastInsertedRowID
        }
        open.withLockedValue { $0[ledger] = NIOLockedValueBox(OpenLedger(rowID: rowID)) }
    }

    public func ledgers() throws(StoreError) -> [LedgerID] {
        try read { database in
            try String.fetchAll(database, sql: "SELECT name FROM ledger ORDER BY id").map { name in
                if name == LedgerID.system.description { return .system }
                guard name.hasPrefix("election/") else {
                    throw StoreError(.corrupted, "the database holds a ledger of an unknown kind: \(name)")
                }
                return .election(String(name.dropFirst("election/".count)))
            }
        }
    }

    public func checkWritable() throws(StoreError) {
        try write { database in
            try database.execute(sql: "CREATE TABLE IF NOT EXISTS probe (moment INTEGER); DELETE FROM probe; INSERT INTO probe VALUES (1)")
        }
    }

    public func append(_ entries: [[UInt8]], to ledger: LedgerID) throws(StoreError) -> CommittedRun {
        try append(entries, to: ledger) { _ in }
    }

    /// Appends entries and does `also` in the same transaction.
    func append(_ entries: [[UInt8]], to ledger: LedgerID, also: (Database) throws -> Void) throws(StoreError) -> CommittedRun {
        try writing(ledger) { state in
            var run = EntryRun(firstIndex: state.range.size)
            for entry in entries { run.append(entry, leafHash: Hash.leaf(entry)) }
            return try self.commit(run, sealed: nil, to: ledger, &state, also: also)
        }
    }

    /// Writes a run and moves the head, durably; then, and only then, the right edge in memory.
    func commit(
        _ run: EntryRun, sealed: [UInt8]?, to ledger: LedgerID, _ state: inout OpenLedger, also: (Database) throws -> Void = { _ in }
    ) throws -> CommittedRun {
        var range = state.range
        for leaf in run.leafHashes { range.append(leaf) }
        let head = TreeHead(size: range.size, root: range.root)
        let rowID = state.rowID
        try write { database in
            try Self.insert(run, sealed: sealed, head: head, rowID: rowID, in: database)
            try also(database)
        }
        state.range = range
        return CommittedRun(run: run, head: head)
    }

    private static func insert(_ run: EntryRun, sealed: [UInt8]?, head: TreeHead, rowID: Int64, in database: Database) throws {
        let root = Data(head.root.bytes)
        let inserted = try database.cachedStatement(
            sql: "INSERT INTO run (ledger, first, count, root, entries, sealed) VALUES (?, ?, ?, ?, ?, ?)")
        inserted.setUncheckedArguments([
            rowID, Int64(run.firstIndex), run.count, root, Data(run.bytes), sealed.map { Data($0) },
        ])
        try inserted.execute()
        // The old size in the condition is the compare-and-swap that keeps two writers from forking the ledger.
        let moved = try database.cachedStatement(sql: "UPDATE ledger SET size = ?, root = ? WHERE id = ? AND size = ?")
        moved.setUncheckedArguments([Int64(head.size), root, rowID, Int64(run.firstIndex)])
        try moved.execute()
        guard database.changesCount == 1 else {
            throw StoreError(.corrupted, "the head of a ledger moved without this writer: another process wrote to the database")
        }
    }

    public func entries(of ledger: LedgerID, in range: Range<UInt64>) throws(StoreError) -> EntryRun {
        try read { database in try Self.entries(of: ledger, in: range, database) }
    }

    static func entries(of ledger: LedgerID, in range: Range<UInt64>, _ database: Database) throws -> EntryRun {
        var result = EntryRun(firstIndex: range.lowerBound)
        guard !range.isEmpty else { return result }
        let statement = try database.cachedStatement(
            sql: """
                SELECT first, count, entries FROM run JOIN ledger ON ledger.id = run.ledger
                WHERE ledger.name = ? AND run.first < ? AND run.first >= (
                    SELECT max(first) FROM run JOIN ledger ON ledger.id = run.ledger WHERE ledger.name = ? AND first <= ?)
                ORDER BY first
                """)
        let name = ledger.description
        let rows = try Row.fetchCursor(statement, arguments: [name, Int64(range.upperBound), name, Int64(range.lowerBound)])
        while let row = try rows.next() {
            let run = try decode(row, of: ledger)
            for offset in 0..<run.count where range.contains(run.firstIndex + UInt64(offset)) {
                result.append(run.entry(at: offset), leafHash: run.leafHashes[offset])
            }
        }
        guard result.endIndex == range.upperBound else {
            throw StoreError(.notFound, "ledger \(ledger) has no entry \(result.endIndex)")
        }
        return result
    }

    static func decode(_ row: Row, of ledger: LedgerID) throws -> EntryRun {
        let first = UInt64(row["first"] as Int64)
        let count: Int = row["count"]
        let entries: Data = row["entries"]
        guard let run = EntryRun(firstIndex: first, framed: [UInt8](entries), count: count) else {
            throw StoreError(.corrupted, "ledger \(ledger): the block that starts at entry \(first) is damaged")
        }
        return run
    }

    public func headCovering(_ index: UInt64, of ledger: LedgerID) throws(StoreError) -> TreeHead {
        try read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT first, count, run.root AS root FROM run JOIN ledger ON ledger.id = run.ledger
                    WHERE ledger.name = ? AND first <= ? ORDER BY first DESC LIMIT 1
                    """, arguments: [ledger.description, Int64(index)])
            guard let row, let root = Hash(bytes: row["root"] as Data) else {
                throw StoreError(.notFound, "ledger \(ledger) has no entry \(index)")
            }
            let size = UInt64(row["first"] as Int64) + UInt64(row["count"] as Int64)
            guard index < size else { throw StoreError(.notFound, "ledger \(ledger) has no entry \(index)") }
            return TreeHead(size: size, root: root)
        }
    }
}
