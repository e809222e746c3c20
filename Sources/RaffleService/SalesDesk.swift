internal import Dispatch
internal import Foundation
internal import LedgerService
public import Logging
public import Ports
public import Raffles
internal import Synchronization
internal import Telemetry

/// The one writer of all raffles: takes orders in turn, commits them in groups, and answers each after it is durable.
///
/// Promises: an answer is sent only after its entries are on stable storage; orders of one raffle are carried out in the order in which
/// they came, so a close is a barrier; the queue is bounded and a full one refuses at once. A store that fails loses nothing: those who
/// waited are told to try again, and nothing is sold until it takes writes again.
public final class SalesDesk: Sendable {
    public struct Limits: Sendable {
        /// Orders waiting at most.
        public var queuedMax = 16_384
        /// The sales in them at most: some seconds of work, so that nobody waits in vain.
        public var queuedSalesMax = 65_536
        /// Sales in one commit at most; more gain nothing and delay the first.
        public var batchMax = 4_096
        /// How long a batch gathers when the writer was idle.
        public var linger = Duration.microseconds(500)

        public init() {}
    }

    /// An order on its way to the ledger.
    private struct Request: Sendable {
        var raffle: RunningRaffle
        var order: RunningRaffle.Order
        var sales: Int
        var reply: @Sendable (Result<RaffleDecision, StoreError>) -> Void
    }

    private enum Work: Sendable {
        case request(Request)
        case control(@Sendable () -> Void)
    }

    let store: any RaffleStore
    private let queue: WorkQueue<Work>
    private let limits: Limits
    private let metrics: RaffleMetrics
    private let logger: Logger
    private let clock: @Sendable () -> Instant

    public init(
        store: any RaffleStore, limits: Limits = Limits(), metrics: RaffleMetrics, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        self.limits = limits
        self.metrics = metrics
        self.logger = logger
        clock = now
        queue = WorkQueue(itemsMax: limits.queuedMax, bytesMax: limits.queuedSalesMax)
    }

    /// The server's clock.
    public var now: Instant { clock() }

    // MARK: Orders

    /// Uploads sales of a unit that has shown who it is: exactly once each, however often they come.
    ///
    /// - Returns: one outcome a sale, in their order.
    public func upload(_ sales: [SaleUpload], to raffle: RunningRaffle, by unit: RSUID) async throws(DeskFailure) -> [UploadOutcome] {
        guard !sales.isEmpty else { return [] }
        // Nearly always all commitments are right; that is found out here, on the caller's thread, and not on the writer's.
        let isSuspect = !raffle.hasRightCommitments(sales, of: unit)
        let command = RaffleCommand.upload(sales, validation: isSuspect ? raffle.keys.validation : nil)
        guard case .uploads(let outcomes) = try await perform(command, on: raffle, by: RaffleActor(unit: unit), sales: sales.count) else {
            preconditionFailure("an upload is answered with outcomes")
        }
        for case .refused(let refusal) in outcomes { metrics.refused.member(refusal.code.rawValue).increment() }
        return outcomes
    }

    /// Has a command carried out in turn.
    ///
    /// - Throws: `refused` (which is on record) or `unavailable`.
    func perform(
        _ command: RaffleCommand, on raffle: RunningRaffle, by actor: RaffleActor, sales: Int = 0
    ) async throws(DeskFailure) -> RaffleOutcome {
        let order = RunningRaffle.Order(command: command, actor: actor)
        return try await asDesk {
            let decision: RaffleDecision = try await withCheckedThrowingContinuation { continuation in
                let request = Request(raffle: raffle, order: order, sales: sales) { continuation.resume(with: $0) }
                // People's commands are few and are never turned away; only sales come in floods.
                let isAccepted = sales > 0 ? queue.push(.request(request), bytes: sales) : queue.pushControl(.request(request))
                if !isAccepted {
                    continuation.resume(throwing: StoreError(.unavailable, "too many sales are waiting, or the server is shutting down"))
                }
            }
            if let refusal = decision.refusal, sales == 0 { metrics.refused.member(refusal.code.rawValue).increment() }
            return try decision.result.get()
        }
    }

    /// Runs `body` on the writer's thread, after everything queued before it.
    func inTurn<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isAccepted = queue.pushControl(.control { continuation.resume(with: Result(catching: body)) })
            if !isAccepted { continuation.resume(throwing: StoreError(.unavailable, "the server is shutting down")) }
        }
    }

    // MARK: Health

    /// Whether the last commit succeeded.
    public var isHealthy: Bool { healthy.load(ordering: .relaxed) }
    private let healthy = Synchronization.Atomic(true)

    /// Whether the store took what it was last given. When it did not, tries it again: call every second or so.
    ///
    /// - Returns: true as well when it has just recovered.
    public func checkHealth() async -> Bool {
        if isHealthy { return true }
        return (try? await inTurn { try self.requireHealth() }) != nil
    }

    /// Whether the store failed since this was asked last. While it failed the log could not tell of it.
    func takeFailure() -> Bool { hasFailed.exchange(false, ordering: .relaxed) }
    /// Has ``takeFailure()`` tell of the failure once more, because it is not on record yet.
    func keepFailure() { hasFailed.store(true, ordering: .relaxed) }
    private let hasFailed = Synchronization.Atomic(false)

    /// Orders waiting.
    public var queueDepth: Int { queue.depth }

    // MARK: The writer's thread

    /// Starts the writer's thread.
    public func start() {
        let thread = Thread { self.writeUntilClosed() }
        thread.name = "urna.sales"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Refuses new work; what was accepted is still committed and answered. Returns when the writer has stopped.
    public func shutDown() async {
        queue.close()
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                self.stopped.wait()
                self.stopped.signal()
                continuation.resume()
            }
        }
    }

    private let stopped = DispatchSemaphore(value: 0)

    private func writeUntilClosed() {
        let pause = UInt32(clamping: limits.linger.components.attoseconds / 1_000_000_000_000)
        while let work = queue.takeAll(linger: { if pause > 0 { usleep(pause) } }) { process(work) }
        stopped.signal()
    }

    /// Requests gather by raffle, so that a commit of each takes in what came mixed; a control comes after all before it.
    private func process(_ work: [Work]) {
        var groups: [(raffle: RunningRaffle, requests: [Request], sales: Int)] = []
        for item in work {
            switch item {
            case .request(let request):
                let place: Int
                if let known = groups.firstIndex(where: { $0.raffle === request.raffle }) {
                    place = known
                } else {
                    place = groups.count
                    groups.append((request.raffle, [], 0))
                }
                groups[place].requests.append(request)
                groups[place].sales += request.sales
                if groups[place].sales >= limits.batchMax {
                    commit(groups[place].requests)
                    groups[place].requests = []
                    groups[place].sales = 0
                }
            case .control(let run):
                for group in groups { commit(group.requests) }
                groups = []
                run()
            }
        }
        for group in groups { commit(group.requests) }
    }

    private func commit(_ requests: [Request]) {
        guard let raffle = requests.first?.raffle else { return }
        do throws(StoreError) {
            let decisions = try commit(requests.map(\.order), on: raffle)
            for (request, decision) in zip(requests, decisions) { request.reply(.success(decision)) }
        } catch {
            for request in requests { request.reply(.failure(error)) }
        }
    }

    /// Commits orders of one raffle, durably. On the writer's thread.
    func commit(
        _ orders: [RunningRaffle.Order], on raffle: RunningRaffle, keeping values: [KeptValue] = []
    ) throws(StoreError) -> [RaffleDecision] {
        let started = DispatchTime.now().uptimeNanoseconds
        do throws(StoreError) {
            try requireHealth()
            let decisions = try raffle.commit(orders, at: clock(), keeping: values, in: store)
            measure(decisions, nanoseconds: DispatchTime.now().uptimeNanoseconds - started)
            return decisions
        } catch {
            fail(with: error)
            throw error
        }
    }

    /// After a failure nothing is decided until the store takes writes again: deciding first would mean reading ledgers again each time.
    private func requireHealth() throws(StoreError) {
        guard !isHealthy else { return }
        try store.checkWritable()
        healthy.store(true, ordering: .relaxed)
        logger.notice("the store takes sales again")
    }

    private func fail(with error: StoreError) {
        metrics.storeFailures.increment()
        keepFailure()
        healthy.store(false, ordering: .relaxed)
        logger.error("orders were not stored", metadata: ["error": "\(error)"])
        guard error.code == .corrupted else { return }
        // What is stored contradicts what this process knows: to go on could sign a fork of a ledger.
        logger.critical("stopping: the store is not what it was", metadata: ["error": "\(error)"])
        preconditionFailure("the store is not what it was: \(error.message)")
    }

    private func measure(_ decisions: [RaffleDecision], nanoseconds: UInt64) {
        var recorded = 0
        for decision in decisions {
            guard case .uploads(let outcomes) = decision.outcome else { continue }
            for case .recorded in outcomes { recorded += 1 }
        }
        guard recorded > 0 else { return }
        metrics.sales.increment(by: UInt64(recorded))
        metrics.batchSizes.observe(Double(recorded))
        metrics.commitSeconds.observe(Double(nanoseconds) / 1e9)
    }
}

extension RunningRaffle {
    /// Whether every sale carries the commitment of the validation number that its ticket must have.
    func hasRightCommitments(_ sales: [SaleUpload], of unit: RSUID) -> Bool {
        let key = unitKey(of: unit)
        return sales.allSatisfy { sale in
            guard sale.rsu == unit, let ticket = sale.ticket else { return false }
            return key.number(sequence: sale.sequence).commitment(raffle: id, ticket: ticket) == sale.commitment
        }
    }
}
