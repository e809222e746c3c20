internal import Dispatch
public import Identity
public import Ledger
public import LedgerService
public import Logging
internal import NIOConcurrencyHelpers
public import Ports

/// People and selling units as the system ledger tells of them, and the one line in which they change.
///
/// Owns the two pure states behind one lock. Whatever changes people or units for good is decided, appended and applied in the
/// line, one at a time: durable before anybody sees it. What requests bring about (a failed log-on, a refused unit) is done at
/// once under the lock, and its entries wait, in order, to be appended before the request is answered; while the store can't
/// be written they keep waiting.
public final class StaffRecord: Sendable {
    struct State: Sendable {
        var desk: StaffDesk
        var devices: DeviceRegistry
        var limiter = EntryLimiter()
        /// Entries of what has been done, to be appended.
        var waiting: [SystemEntry] = []
        /// How many had no room among them.
        var lost = 0
    }

    /// Most entries that wait while the store can't be written; a refusal beyond them is logged and no more.
    private static let waitingMax = 10_000

    let store: any StaffStore
    private let system: SystemLedger
    private let state: NIOLockedValueBox<State>
    private let queue = DispatchQueue(label: "urna.staff")
    private let logger: Logger

    /// Reads people and units back from the system ledger, which is open.
    ///
    /// - Throws: `corrupted` when an entry can't be read; `unavailable` when the sessions that a stop cut off can't be ended.
    public init(
        system: SystemLedger, store: any StaffStore, sessions limits: SessionBook.Limits = .standard, lockOut: LockOut = .standard,
        policy: DevicePolicy = .standard, at now: Timestamp, logger: Logger
    ) throws {
        var desk = StaffDesk(limits: limits, lockOut: lockOut)
        var devices = DeviceRegistry(policy: policy)
        try system.readAll { entry, _ in
            _ = desk.apply(entry)
            devices.apply(entry)
        }
        try system.append(desk.endInterrupted(at: now))
        state = NIOLockedValueBox(State(desk: desk, devices: devices))
        self.system = system
        self.store = store
        self.logger = logger
    }

    // MARK: - Anywhere

    /// Looks; never waits for the store.
    func reading<Value>(_ body: (State) -> Value) -> Value { state.withLockedValue { body($0) } }

    /// Does something that needs no entry.
    func changing<Value>(_ body: (inout State) -> Value) -> Value { state.withLockedValue { body(&$0) } }

    /// Does something at once, and waits until its entries are appended, as far as they can be now.
    func acting<Value>(_ body: (inout State) -> (Value, [SystemEntry])) async -> Value {
        let (value, isQuiet) = state.withLockedValue { state in
            let (value, entries) = body(&state)
            Self.keep(entries, in: &state)
            return (value, entries.isEmpty)
        }
        if !isQuiet { await settle() }
        return value
    }

    /// Appends what waits; what can't be appended now stays.
    func settle() async {
        do throws(OfficeFailure) {
            try await inLine { _ in }
        } catch {
            logger.error("what people and units did is not on record yet", metadata: ["error": "\(error)"])
        }
    }

    /// Runs in the line, behind everything that was done before.
    ///
    /// - Throws: `store` when what waits can't be appended; what `body` throws.
    func inLine<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Turn) throws(OfficeFailure) -> Value
    ) async throws(OfficeFailure) -> Value {
        let result: Result<Value, OfficeFailure> = await withCheckedContinuation { continuation in
            queue.async {
                do throws(OfficeFailure) {
                    try self.appendWaiting()
                    continuation.resume(returning: .success(try body(Turn(record: self))))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    // MARK: - In the line

    /// What may be done by whoever's turn it is.
    struct Turn: ~Copyable {
        fileprivate let record: StaffRecord

        var store: any StaffStore { record.store }
        /// The state of the moment.
        var state: State { record.reading { $0 } }

        /// Does something at once; its entries go with the next commit of this turn.
        func acting<Value>(_ body: (inout State) -> Value) -> Value { record.changing(body) }

        /// Appends what was decided, and applies it. Nothing has changed when it throws.
        func commit(_ entries: [SystemEntry], changing changes: [SecretChange] = []) throws(OfficeFailure) {
            try append(entries, changing: changes)
            apply(entries)
        }

        /// Appends what has been done, or what somebody else applies.
        func append(_ entries: [SystemEntry], changing changes: [SecretChange] = []) throws(OfficeFailure) {
            do throws(StoreError) {
                try record.system.append(entries, changing: changes)
            } catch {
                throw .store(error)
            }
        }

        /// Takes in what is in the ledger already, and records the sessions that it ended.
        func apply(_ entries: [SystemEntry]) {
            record.state.withLockedValue { state in
                for entry in entries {
                    state.devices.apply(entry)
                    StaffRecord.keep(state.desk.apply(entry), in: &state)
                }
            }
            do throws(OfficeFailure) {
                try record.appendWaiting()
            } catch {
                record.logger.error("ended sessions are not on record yet", metadata: ["error": "\(error)"])
            }
        }

        /// Has entries of what was done appended as soon as that is possible.
        func keep(_ entries: [SystemEntry]) {
            record.state.withLockedValue { StaffRecord.keep(entries, in: &$0) }
        }
    }

    static func keep(_ entries: [SystemEntry], in state: inout State) {
        let room = max(0, waitingMax - state.waiting.count)
        state.waiting += entries.prefix(room)
        state.lost += max(0, entries.count - room)
    }

    private func appendWaiting() throws(OfficeFailure) {
        let (entries, lost) = state.withLockedValue { state in
            defer { state.lost = 0 }
            return (state.waiting, state.lost)
        }
        if lost > 0 { logger.critical("entries were lost while the store could not be written", metadata: ["entries": "\(lost)"]) }
        guard !entries.isEmpty else { return }
        do throws(StoreError) {
            try system.append(entries)
        } catch {
            throw .store(error)
        }
        state.withLockedValue { $0.waiting.removeFirst(entries.count) }
    }
}
