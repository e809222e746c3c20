public import Elections
internal import Foundation
internal import GRDB
internal import Ledger
public import Ports

extension SQLiteStore: BallotStore {
    public func cast(_ batch: [CastRequest], in election: ElectionID) throws(StoreError) -> CastCommit {
        let ledger = LedgerID.election(election.text)
        return try writing(ledger) { state in
            var admission = Admission(batch: batch, nextIndex: state.range.size)
            for position in batch.indices {
                try admission.admit(position, spent: state.spent) { (index) throws(StoreError) in
                    try self.entries(of: ledger, in: index..<index + 1).entry(at: 0)
                }
            }
            guard admission.run.count > 0 else {
                return CastCommit(outcomes: admission.outcomes, committed: nil, requestOfEntry: [])
            }
            let committed = try self.commit(admission.run, sealed: admission.sealedFrames, to: ledger, &state)
            for (offset, position) in admission.requestOfEntry.enumerated() {
                state.spent.insert(batch[position].ballotKey, index: committed.run.firstIndex + UInt64(offset))
            }
            return CastCommit(outcomes: admission.outcomes, committed: committed, requestOfEntry: admission.requestOfEntry)
        }
    }

    public func standing(_ batch: [CastRequest], in election: ElectionID) throws(StoreError) -> [CastOutcome?] {
        let ledger = LedgerID.election(election.text)
        return try writing(ledger) { state in
            try batch.map { request in
                try request.standing(spent: state.spent) { (index) throws(StoreError) in
                    try self.entries(of: ledger, in: index..<index + 1).entry(at: 0)
                }
            }
        }
    }

    public func sealedBallots(of election: ElectionID, from index: UInt64, limit: Int) throws(StoreError) -> [SealedBallot] {
        let ledger = LedgerID.election(election.text)
        return try read { database in
            // From the run that holds `index`, found by the table's own order: pages of a long ledger stay quick to the end.
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT first, count, entries, sealed FROM run JOIN ledger ON ledger.id = run.ledger
                    WHERE ledger.name = ? AND sealed IS NOT NULL AND first >= coalesce((
                        SELECT max(first) FROM run JOIN ledger ON ledger.id = run.ledger WHERE ledger.name = ? AND first <= ?), 0)
                    ORDER BY first
                    """, arguments: [ledger.description, ledger.description, Int64(clamping: index)])
            var page: [SealedBallot] = []
            while page.count < limit, let row = try rows.next() {
                let run = try Self.decode(row, of: ledger)
                guard let frames = SealedFrames.frames(try row.bytes("sealed")),
                    let boxes = EntryRun(firstIndex: run.firstIndex, framed: frames, count: run.count)
                else { throw Self.damagedSealed(ledger, run.firstIndex) }
                for offset in 0..<run.count where run.firstIndex + UInt64(offset) >= index {
                    page.append(
                        SealedBallot(
                            index: run.firstIndex + UInt64(offset), entry: run.entry(at: offset), sealed: boxes.entry(at: offset)))
                }
            }
            return page
        }
    }

    static func damagedSealed(_ ledger: LedgerID, _ first: UInt64) -> StoreError {
        StoreError(
            .corrupted, "ledger \(ledger): what opens the sealed ballots from entry \(first) on is damaged: restore a backup")
    }
}

/// Decides, request by request, what becomes of a batch. Pure but for looking up a stored entry.
private struct Admission {
    let batch: [CastRequest]
    var outcomes: [CastOutcome] = []
    var run: EntryRun
    var requestOfEntry: [Int] = []
    private var sealed = SealedFrames()
    /// Keys of this batch, and the position of the request that took each.
    private var taken: [Hash: (position: Int, index: UInt64)] = [:]

    init(batch: [CastRequest], nextIndex: UInt64) {
        self.batch = batch
        run = EntryRun(firstIndex: nextIndex)
        run.reserveCapacity(entries: batch.count, bytes: batch.reduce(0) { $0 + $1.entry.count + 2 })
        outcomes.reserveCapacity(batch.count)
        requestOfEntry.reserveCapacity(batch.count)
        taken.reserveCapacity(batch.count)
    }

    var sealedFrames: [UInt8]? { sealed.stored }

    mutating func admit(
        _ position: Int, spent: SpentKeys, stored: (UInt64) throws(StoreError) -> [UInt8]
    ) throws(StoreError) {
        let request = batch[position]
        if let (first, index) = taken[request.ballotKey] {
            outcomes.append(request.isSameBallot(as: batch[first].entry) ? .repeated(index) : .conflict)
            return
        }
        if let outcome = try request.standing(spent: spent, stored: stored) {
            outcomes.append(outcome)
            return
        }
        let index = run.endIndex
        run.append(request.entry, leafHash: request.leafHash)
        if let box = request.sealed { sealed.append(box) }
        requestOfEntry.append(position)
        taken[request.ballotKey] = (position, index)
        outcomes.append(.appended(index))
    }
}

extension CastRequest {
    /// What became of this ballot, or of another under its key; nil when its key is not spent.
    fileprivate func standing(spent: SpentKeys, stored: (UInt64) throws(StoreError) -> [UInt8]) throws(StoreError) -> CastOutcome? {
        var candidates: [UInt64] = []
        // Nearly always empty, and then without an allocation.
        spent.candidates(for: ballotKey) { index in
            candidates.append(index)
            return false
        }
        for index in candidates {
            let entry = try stored(index)
            guard let key = entry.withUnsafeBytes({ BallotEntryScanner.ballotKey($0) }) else {
                throw StoreError(.corrupted, "entry \(index) should be a ballot and is not")
            }
            if key == ballotKey { return isSameBallot(as: entry) ? .repeated(index) : .conflict }
        }
        return nil
    }
}
