import Elections
import Foundation
import Identity
import Ledger
import NIOConcurrencyHelpers
import Ports
import StoreSQLite

/// A store whose commits can be held up or refused.
final class GatedStore: BallotStore {
    private let store: SQLiteStore
    private let gate = NSCondition()
    private let isShut = NIOLockedValueBox(false)
    private let isFailing = NIOLockedValueBox(false)
    private let waiting = NIOLockedValueBox(0)

    init(_ store: SQLiteStore) { self.store = store }

    /// Commits wait from now on.
    func shut() { isShut.withLockedValue { $0 = true } }

    func open() {
        gate.lock()
        isShut.withLockedValue { $0 = false }
        gate.broadcast()
        gate.unlock()
    }

    func fail(_ fails: Bool) { isFailing.withLockedValue { $0 = fails } }

    var isHoldingACommit: Bool { waiting.withLockedValue { $0 > 0 } }

    private func pass() throws(StoreError) {
        gate.lock()
        waiting.withLockedValue { $0 += 1 }
        while isShut.withLockedValue({ $0 }) { gate.wait() }
        waiting.withLockedValue { $0 -= 1 }
        gate.unlock()
        if isFailing.withLockedValue({ $0 }) { throw StoreError(.unavailable, "the disk is full", cause: "a test") }
    }

    func cast(_ batch: [CastRequest], in election: ElectionID) throws(StoreError) -> CastCommit {
        try pass()
        return try store.cast(batch, in: election)
    }

    func standing(_ batch: [CastRequest], in election: ElectionID) throws(StoreError) -> [CastOutcome?] {
        try store.standing(batch, in: election)
    }

    func checkWritable() throws(StoreError) {
        try pass()
        try store.checkWritable()
    }

    func sealedBallots(of election: ElectionID, from index: UInt64, limit: Int) throws(StoreError) -> [SealedBallot] {
        try store.sealedBallots(of: election, from: index, limit: limit)
    }
    func createLedger(_ ledger: LedgerID) throws(StoreError) { try store.createLedger(ledger) }
    func ledgers() throws(StoreError) -> [LedgerID] { try store.ledgers() }
    func replay(_ ledger: LedgerID, visit: ([EntryRun]) throws -> Void) throws -> TreeHead { try store.replay(ledger, visit: visit) }
    func append(_ entries: [[UInt8]], to ledger: LedgerID) throws(StoreError) -> CommittedRun { try store.append(entries, to: ledger) }
    func entries(of ledger: LedgerID, in range: Range<UInt64>) throws(StoreError) -> EntryRun { try store.entries(of: ledger, in: range) }
    func headCovering(_ index: UInt64, of ledger: LedgerID) throws(StoreError) -> TreeHead { try store.headCovering(index, of: ledger) }
}
