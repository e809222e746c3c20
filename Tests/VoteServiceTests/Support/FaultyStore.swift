import Elections
import Foundation
import Identity
import Ledger
import Ports
import StoreSQLite

/// A store that blocks or fails when told, and else does what the one behind it does.
final class FaultyStore: BallotStore, RollStore {
    enum Call: Hashable { case cast, lookup }

    private struct State {
        var blocked: Set<Call> = []
        var waiting: [Call: Int] = [:]
        var failure: StoreError?
        var casts = 0
    }

    private let store: SQLiteStore
    private let condition = NSCondition()
    nonisolated(unsafe) private var state = State()

    init(_ store: SQLiteStore) {
        self.store = store
    }

    private func changing<Value>(_ body: (inout State) -> Value) -> Value {
        condition.withLock {
            defer { condition.broadcast() }
            return body(&state)
        }
    }

    /// From now on such calls stop at the door.
    func block(_ call: Call) { changing { _ = $0.blocked.insert(call) } }
    func unblock(_ call: Call) { changing { _ = $0.blocked.remove(call) } }
    /// Makes every later write fail, or none.
    func fail(_ error: StoreError?) { changing { $0.failure = error } }
    var casts: Int { changing { $0.casts } }

    /// Returns when a call of this kind stands at the door; false after ten seconds.
    func waitUntilBlocked(_ call: Call) -> Bool {
        let deadline = Date(timeIntervalSinceNow: 10)
        return condition.withLock {
            while state.waiting[call, default: 0] == 0 {
                guard condition.wait(until: deadline) else { return false }
            }
            return true
        }
    }

    private func pass(_ call: Call) {
        condition.withLock {
            state.waiting[call, default: 0] += 1
            condition.broadcast()
            while state.blocked.contains(call) { condition.wait() }
            state.waiting[call, default: 0] -= 1
        }
    }

    private func failIfTold() throws(StoreError) {
        if let failure = changing({ $0.failure }) { throw failure }
    }

    func cast(_ batch: [CastRequest], in election: ElectionID) throws(StoreError) -> CastCommit {
        pass(.cast)
        changing { $0.casts += 1 }
        try failIfTold()
        return try store.cast(batch, in: election)
    }

    func standing(_ batch: [CastRequest], in election: ElectionID) throws(StoreError) -> [CastOutcome?] {
        try store.standing(batch, in: election)
    }

    func headCovering(_ index: UInt64, of ledger: LedgerID) throws(StoreError) -> TreeHead {
        pass(.lookup)
        return try store.headCovering(index, of: ledger)
    }

    func append(_ entries: [[UInt8]], to ledger: LedgerID) throws(StoreError) -> CommittedRun {
        try failIfTold()
        return try store.append(entries, to: ledger)
    }

    func checkWritable() throws(StoreError) {
        try failIfTold()
        try store.checkWritable()
    }

    func createLedger(_ ledger: LedgerID) throws(StoreError) { try store.createLedger(ledger) }
    func ledgers() throws(StoreError) -> [LedgerID] { try store.ledgers() }
    func replay(_ ledger: LedgerID, visit: ([EntryRun]) throws -> Void) throws -> TreeHead { try store.replay(ledger, visit: visit) }
    func entries(of ledger: LedgerID, in range: Range<UInt64>) throws(StoreError) -> EntryRun { try store.entries(of: ledger, in: range) }
    func sealedBallots(of election: ElectionID, from index: UInt64, limit: Int) throws(StoreError) -> [SealedBallot] {
        try store.sealedBallots(of: election, from: index, limit: limit)
    }

    func replaceRoll(of election: ElectionID, with voters: [RollVoter]) throws(StoreError) {
        try store.replaceRoll(of: election, with: voters)
    }
    func voterCount(of election: ElectionID) throws(StoreError) -> Int { try store.voterCount(of: election) }
    func issuedCount(of election: ElectionID) throws(StoreError) -> Int { try store.issuedCount(of: election) }
    func voter(serial: UInt32, of election: ElectionID) throws(StoreError) -> EnrolledVoter? {
        try store.voter(serial: serial, of: election)
    }
    func voter(_ hash: VoterHash, of election: ElectionID) throws(StoreError) -> EnrolledVoter? {
        try store.voter(hash, of: election)
    }
    func issue(_ serials: [UInt32], of election: ElectionID, at now: Timestamp) throws(StoreError) -> [Timestamp?] {
        try store.issue(serials, of: election, at: now)
    }
    func reissue(_ serial: UInt32, of election: ElectionID, at now: Timestamp) throws(StoreError) {
        try store.reissue(serial, of: election, at: now)
    }
    func voters(of election: ElectionID, from serial: UInt32, limit: Int) throws(StoreError) -> [EnrolledVoter] {
        try store.voters(of: election, from: serial, limit: limit)
    }
}
