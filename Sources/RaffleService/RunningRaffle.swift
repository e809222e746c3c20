internal import Crypto
internal import Ledger
public import LedgerService
internal import NIOConcurrencyHelpers
internal import Ports
public import Raffles

/// A raffle that is being served: its record, its ledger and its keys.
///
/// Only the writer's thread changes it. Readers of the record wait for a commit under way, so that nobody sees what is not durable;
/// `summary` never waits.
public final class RunningRaffle: Sendable {
    public let id: RaffleID
    public let definition: RaffleDefinition
    /// Consecutive over all raffles of the installation.
    public let eventNumber: UInt64
    public let ledger: ServedLedger
    /// Which number is at each position.
    public let order: NumberOrder
    let keys: RaffleKeys

    private struct Held {
        var record: RaffleRecord
        /// The record is ahead of the store, because an append failed: it has to be read again.
        var isStale = false
    }

    private let held: NIOLockedValueBox<Held>
    private let newest: NIOLockedValueBox<RaffleSummary>

    init(id: RaffleID, creation: RaffleCreation, keys: RaffleKeys, ledger: ServedLedger, record: RaffleRecord) {
        self.id = id
        definition = creation.definition
        eventNumber = creation.eventNumber
        self.keys = keys
        self.ledger = ledger
        order = NumberOrder(range: definition.numbers, allocation: definition.allocation, key: keys.order)
        newest = NIOLockedValueBox(RaffleSummary(record))
        held = NIOLockedValueBox(Held(record: record))
    }

    /// What anyone may see, as of the newest durable entry.
    public var summary: RaffleSummary { newest.withLockedValue { $0 } }

    /// Reads from the record, while it stands still. Do not let the record itself out: a copy of a large one is slow.
    public func reading<Value>(_ body: (RaffleRecord) throws -> Value) rethrows -> Value {
        try held.withLockedValue { try body($0.record) }
    }

    // MARK: Numbers and keys

    /// The numbers at these positions, in the order in which a unit sells them.
    public func numbers(in positions: Range<Int>) -> [UInt32] { order.numbers(at: positions) }

    /// The key with which a unit makes its validation numbers; to be sent to that unit alone.
    public func unitKey(of rsu: RSUID) -> UnitValidationKey { keys.validation.unit(rsu) }

    /// The validation number of a ticket, made again: for reprints, reports and checks.
    public func validationNumber(of ticket: TicketID) -> ValidationNumber { keys.validation.number(of: ticket) }

    // MARK: On the writer's thread

    /// One command and who gives it.
    struct Order: Sendable {
        var command: RaffleCommand
        var actor: RaffleActor
    }

    /// Decides on commands one after the other and makes all their entries durable in one commit.
    ///
    /// - Throws: nothing is recorded then, and the record is as it was.
    func commit(
        _ orders: [Order], at now: Instant, keeping values: [KeptValue] = [], in store: any RaffleStore
    ) throws(StoreError) -> [RaffleDecision] {
        let result: Result<[RaffleDecision], StoreError> = held.withLockedValue { held in
            do throws(StoreError) {
                return .success(try commit(orders, at: now, keeping: values, in: store, &held))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func commit(
        _ orders: [Order], at now: Instant, keeping values: [KeptValue], in store: any RaffleStore, _ held: inout Held
    ) throws(StoreError) -> [RaffleDecision] {
        if held.isStale { try reload(&held, from: store) }
        var decisions: [RaffleDecision] = []
        decisions.reserveCapacity(orders.count)
        var entries: [[UInt8]] = []
        for order in orders {
            let decision = held.record.perform(order.command, by: order.actor, at: now)
            for entry in decision.entries { entries.append(entry.encoded()) }
            decisions.append(decision)
        }
        guard !entries.isEmpty || !values.isEmpty else { return decisions }
        do throws(StoreError) {
            let committed =
                values.isEmpty
                ? try store.append(entries, to: .raffle(id.text)) : try store.append(entries, to: id, keeping: values)
            ledger.adopt(committed)
        } catch {
            held.isStale = true
            // Usually reading still works where writing does not: readers get back what is durable at once.
            try? reload(&held, from: store)
            throw error
        }
        let summary = RaffleSummary(held.record)
        newest.withLockedValue { $0 = summary }
        return decisions
    }

    /// Reads the record again after a failed append.
    func recover(from store: any RaffleStore) throws(StoreError) {
        let result: Result<Void, StoreError> = held.withLockedValue { held in
            guard held.isStale else { return .success(()) }
            do throws(StoreError) {
                return .success(try reload(&held, from: store))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private func reload(_ held: inout Held, from store: any RaffleStore) throws(StoreError) {
        // The old record goes first: two large ones may not fit.
        held.record = RaffleRecord(orderKey: keys.order)
        let head = try RaffleRestorer.fold(ledger.id, of: store, into: &held.record) { _ in }
        let known = ledger.published.head
        if head.size > known.size {
            // The append was reported as failed and is there all the same.
            ledger.adopt(CommittedRun(run: try store.entries(of: ledger.id, in: known.size..<head.size), head: head))
        }
        held.isStale = false
        let summary = RaffleSummary(held.record)
        newest.withLockedValue { $0 = summary }
    }
}
