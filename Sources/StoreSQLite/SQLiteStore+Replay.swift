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
        do {
            return try pool.read { database in try replay(ledger, in: database, visit: visit) }
        } catch let error as DatabaseError {
            throw StoreError(sqlite: error)
        }
    }

    private func replay(_ ledger: LedgerID, in database: Database, visit: ([EntryRun]) throws -> Void) throws -> TreeHead {
        let isElection = if case .election = ledger { true } else { false }
        guard let stored = try Row.fetchOne(database, sql: "SELECT * FROM ledger WHERE name = ?", arguments: [ledger.description])
        else { throw StoreError(.notFound, "there is no ledger \(ledger)") }
        let storedHead = TreeHead(size: try stored.number("size"), root: try stored.hash("root"))
        var state = OpenLedger(rowID: Int64(try stored.number("id")))
        let rows = try Row.fetchCursor(
            database, sql: "SELECT first, count, root, entries, sealed FROM run WHERE ledger = ? ORDER BY first", arguments: [state.rowID])
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
                first: try row.number("first"), count: try row.count("count"), root: try row.hash("root"),
                entries: try row.bytes("entries"), sealed: try row.bytesIfAny("sealed"))
            groupBytes += stored.entries.count + (stored.sealed?.count ?? 0)
            group.append(stored)
            if groupBytes >= Self.groupBytes { try flush() }
        }
        try flush()
        let head = state.range.head
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

    private struct StoredRun: Sendable {
        var first: UInt64
        var count: Int
        var root: Hash
        var entries: [UInt8]
        var sealed: [UInt8]?
    }

    private struct DecodedRun: Sendable {
        var run: EntryRun
        /// Ballot keys in the run, with their index.
        var keys: [(key: Hash, index: UInt64)]
        var isSealedSound: Bool
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
                slots[position] = DecodedRun(
                    run: run, keys: scanningKeys ? run.ballotKeys() : [],
                    isSealedSound: stored.sealed.map { SealedFrames.frames($0) != nil } ?? true)
            }
        }
        return try zip(group, results).map { stored, decoded in
            guard let decoded else { throw damaged(ledger, stored.first) }
            guard decoded.isSealedSound else { throw damagedSealed(ledger, stored.first) }
            return decoded
        }
    }

    private static func extend(_ state: inout OpenLedger, with decoded: DecodedRun, root: Hash, ledger: LedgerID) throws {
        guard decoded.run.firstIndex == state.range.size else {
            throw StoreError(
                .corrupted, "ledger \(ledger): entry \(state.range.size) is missing (the next block starts at \(decoded.run.firstIndex))")
        }
        for leaf in decoded.run.leafHashes { state.range.append(leaf) }
        guard root == state.range.root else {
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
