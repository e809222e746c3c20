import Foundation
import Identity
import Ledger
import NIOConcurrencyHelpers
import Ports
import Raffles
import StoreSQLite

/// A store of raffles that fails when told, and else does what the one behind it does.
final class FaultyStore: RaffleStore {
    private struct State {
        var failure: StoreError?
        /// Appends that still succeed before `failure` sets in.
        var passes = 0
        var appends = 0
    }

    private let store: SQLiteStore
    private let state = NIOLockedValueBox(State())

    init(_ store: SQLiteStore) { self.store = store }

    /// Makes every write after the next `passes` fail, or none.
    func fail(_ error: StoreError?, after passes: Int = 0) {
        state.withLockedValue {
            $0.failure = error
            $0.passes = passes
        }
    }

    var appends: Int { state.withLockedValue { $0.appends } }

    private func passing() throws(StoreError) {
        let failure: StoreError? = state.withLockedValue { state in
            guard let failure = state.failure else {
                state.appends += 1
                return nil
            }
            guard state.passes > 0 else { return failure }
            state.passes -= 1
            state.appends += 1
            return nil
        }
        if let failure { throw failure }
    }

    func append(_ entries: [[UInt8]], to ledger: LedgerID) throws(StoreError) -> CommittedRun {
        try passing()
        return try store.append(entries, to: ledger)
    }

    func append(_ entries: [[UInt8]], to raffle: RaffleID, keeping values: [KeptValue]) throws(StoreError) -> CommittedRun {
        try passing()
        return try store.append(entries, to: raffle, keeping: values)
    }

    func checkWritable() throws(StoreError) {
        if let failure = state.withLockedValue({ $0.passes > 0 ? nil : $0.failure }) { throw failure }
        try store.checkWritable()
    }

    func kept(_ name: String, of raffle: RaffleID) throws(StoreError) -> [UInt8]? { try store.kept(name, of: raffle) }
    func createLedger(_ ledger: LedgerID) throws(StoreError) { try store.createLedger(ledger) }
    func ledgers() throws(StoreError) -> [LedgerID] { try store.ledgers() }
    func replay(_ ledger: LedgerID, visit: ([EntryRun]) throws -> Void) throws -> TreeHead { try store.replay(ledger, visit: visit) }
    func entries(of ledger: LedgerID, in range: Range<UInt64>) throws(StoreError) -> EntryRun { try store.entries(of: ledger, in: range) }
    func headCovering(_ index: UInt64, of ledger: LedgerID) throws(StoreError) -> TreeHead {
        try store.headCovering(index, of: ledger)
    }
}
