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
            try Row.fetchAll(database, sql: "SELECT name FROM ledger ORDER BY id").map { row in
                let name = try row.text("name")
                guard let ledger = LedgerID(name) else {
                    throw StoreError(.corrupted, "the database holds a ledger of an unknown kind: \(name)")
                }
                return ledger
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
    ///
    /// - Parameter evenWithoutEntries: do `also` even when there are no entries.
    func append(
        _ entries: [[UInt8]], to ledger: LedgerID, evenWithoutEntries: Bool = false, also: (Database) throws -> Void
    ) throws(StoreError) -> CommittedRun {
        try writing(ledger) { state in
            guard !entries.isEmpty else {
                if evenWithoutEntries { try self.write(also) }
                return CommittedRun(run: EntryRun(firstIndex: state.range.size), head: state.range.head)
            }
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
        let head = range.head
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
        let rows = try Row.fetchCursor(
            statement, arguments: [name, Int64(clamping: range.upperBound), name, Int64(clamping: range.lowerBound)])
        while let row = try rows.next() {
            let first = try row.number("first")
            let count = try row.count("count")
            // The block is neither copied nor hashed as a whole: what is asked for is mostly one entry of thousands.
            let isSound = try row.withUnsafeData(named: "entries") { data in
                data?.withUnsafeBytes { result.append(framed: $0, firstIndex: first, count: count, within: range) } ?? false
            }
            guard isSound else { throw damaged(ledger, first) }
        }
        guard result.endIndex == range.upperBound else {
            throw StoreError(.notFound, "ledger \(ledger) has no entry \(result.endIndex)")
        }
        return result
    }

    static func decode(_ row: Row, of ledger: LedgerID) throws -> EntryRun {
        let first = try row.number("first")
        guard let run = EntryRun(firstIndex: first, framed: try row.bytes("entries"), count: try row.count("count")) else {
            throw damaged(ledger, first)
        }
        return run
    }

    static func damaged(_ ledger: LedgerID, _ first: UInt64) -> StoreError {
        StoreError(.corrupted, "ledger \(ledger): the block that starts at entry \(first) is damaged: restore a backup")
    }

    public func headCovering(_ index: UInt64, of ledger: LedgerID) throws(StoreError) -> TreeHead {
        try read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT first, count, run.root AS root FROM run JOIN ledger ON ledger.id = run.ledger
                    WHERE ledger.name = ? AND first <= ? ORDER BY first DESC LIMIT 1
                    """, arguments: [ledger.description, Int64(clamping: index)])
            guard let row else {
                throw StoreError(.notFound, "ledger \(ledger) has no entry \(index)")
            }
            let size = try row.number("first") + row.number("count")
            guard index < size else { throw StoreError(.notFound, "ledger \(ledger) has no entry \(index)") }
            return TreeHead(size: size, root: try row.hash("root"))
        }
    }
}

extension EntryRun {
    /// Appends those entries of a stored block whose index is in `range`.
    ///
    /// - Returns: false when the frames do not add up to `count` entries, or leave a gap behind what is here.
    fileprivate mutating func append(
        framed: UnsafeRawBufferPointer, firstIndex: UInt64, count: Int, within range: Range<UInt64>
    ) -> Bool {
        var offset = 0
        var index = firstIndex
        while offset < framed.count {
            guard offset + 2 <= framed.count else { return false }
            let start = offset + 2
            offset = start + (Int(framed[offset]) << 8 | Int(framed[offset + 1]))
            guard offset <= framed.count else { return false }
            if range.contains(index) {
                guard index == endIndex else { return false }
                let entry = UnsafeRawBufferPointer(rebasing: framed[start..<offset])
                append(Array(entry), leafHash: Hash.leaf(entry))
            }
            index += 1
        }
        return index == firstIndex + UInt64(count)
    }
}
