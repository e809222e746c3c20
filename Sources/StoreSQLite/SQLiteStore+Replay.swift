internal import Elections
internal import Foundation
internal import GRDB
public import Ledger
internal import NIOConcurrencyHelpers
public import Ports

extension SQLiteStore {
    /// Bytes of entries read before they are hashed together: enough to keep every core busy, small beside the memory of a server.
    private static let groupBytes = 8 << 20

    public func replay(_ ledger: LedgerID, visit: ([EntryRun]) throws -> Void) throws -> TreeHead {
        let isElection = ledger != .system
        return try pool.read { database in
            guard let stored = try Row.fetchOne(database, sql: "SELECT * FROM ledger WHERE name = ?", arguments: [ledger.description]),
                let storedRoot = Hash(bytes: stored["root"] as Data)
            else { throw StoreError(.notFound, "there is no ledger \(ledger)") }
            let storedHead = TreeHead(size: UInt64(stored["size"] as Int64), root: storedRoot)
            var state = OpenLedger(rowID: stored["id"])
            let rows = try Row.fetchCursor(
                database, sql: "SELECT first, count, root, entries FROM run WHERE ledger = ? ORDER BY first", arguments: [state.rowID])
            var group: [StoredRun] = []
            var groupBytes = 0
            func flush() throws {
                let runs = try Self.decode(group, of: ledger, scanningKeys: isElection)
                for (stored, decoded) in zip(group, runs) {
                    try Self.extend(&state, with: decoded, root: stored.root, ledger: ledger)
                }
                try visit(runs.map(\.run))
                group = []
                groupBytes = 0
            }
            while let row = try rows.next() {
                let stored = StoredRun(
                    first: UInt64(row["first"] as Int64), count: row["count"], root: row["root"], entries: [UInt8](row["entries"] as Data))
                groupBytes += stored.entries.count
                group.append(stored)
                if groupBytes >= Self.groupBytes { try flush() }
            }
            try flush()
            let head = TreeHead(size: state.range.size, root: state.range.root)
            guard head == storedHead else {
                throw StoreError(
                    .corrupted,
                    "ledger \(ledger): the stored head (size \(storedHead.size), root \(storedHead.root.base64)) is not that of the entries "
                        + "(size \(head.size), root \(head.root.base64)): do not use this data; restore a backup")
            }
            let box = NIOLockedValueBox(state)
            open.withLockedValue { $0[ledger] = box }
            return head
        }
    }

    private struct StoredRun: Sendable {
        var first: UInt64
        var count: Int
        var root: Data
        var entries: [UInt8]
    }

    private struct DecodedRun: Sendable {
        var run: EntryRun
        /// Ballot keys in the run, with their index.
        var keys: [(key: Hash, index: UInt64)]
    }

    /// Frames and hashes runs on every core.
    private static func decode(_ group: [StoredRun], of ledger: LedgerID, scanningKeys: Bool) throws -> [DecodedRun] {
        var results = [DecodedRun?](repeating: nil, count: group.count)
        results.withUnsafeMutableBufferPointer { buffer in
            // Each iteration writes its own element.
            nonisolated(unsafe) let slots = buffer
            DispatchQueue.concurrentPerform(iterations: group.count) { position in
                let stored = group[position]
                guard let run = EntryRun(firstIndex: stored.first, framed: stored.entries, count: stored.count) else { return }
                slots[position] = DecodedRun(run: run, keys: scanningKeys ? run.ballotKeys() : [])
            }
        }
        return try zip(group, results).map { stored, decoded in
            guard let decoded else {
                throw StoreError(.corrupted, "ledger \(ledger): the block that starts at entry \(stored.first) is damaged")
            }
            return decoded
        }
    }

    private static func extend(_ state: inout OpenLedger, with decoded: DecodedRun, root: Data, ledger: LedgerID) throws {
        guard decoded.run.firstIndex == state.range.size else {
            throw StoreError(
                .corrupted, "ledger \(ledger): entry \(state.range.size) is missing (the next block starts at \(decoded.run.firstIndex))")
        }
        for leaf in decoded.run.leafHashes { state.range.append(leaf) }
        guard Hash(bytes: root) == state.range.root else {
            throw StoreError(
                .corrupted,
                "ledger \(ledger): entries \(decoded.run.firstIndex)..<\(decoded.run.endIndex) do not lead to the root stored with them: "
                    + "one of them was changed; restore a backup")
        }
        for (key, index) in decoded.keys { state.spent.insert(key, index: index) }
    }
}

extension EntryRun {
    /// The ballot keys spent in this run.
    func ballotKeys() -> [(key: Hash, index: UInt64)] {
        var keys: [(key: Hash, index: UInt64)] = []
        keys.reserveCapacity(count)
        bytes.withUnsafeBytes { buffer in
            for offset in 0..<count {
                guard let key = BallotEntryScanner.ballotKey(UnsafeRawBufferPointer(rebasing: buffer[range(at: offset)])) else { continue }
                keys.append((key, firstIndex + UInt64(offset)))
            }
        }
        return keys
    }
}
