internal import Dispatch
internal import Elections
internal import Foundation
internal import Ledger
internal import LedgerService
public import Logging
internal import NIOCore
public import Ports
internal import Synchronization

/// The one writer: takes submissions in order, commits them in groups, and answers each after it is durable.
///
/// Promises: an answer `recorded` is sent only after the entry is on stable storage; commands run in order with the ballots that
/// were queued before them, so a close is a barrier; the queue is bounded and a full one refuses at once.
public final class BallotBox: Sendable {
    public struct Limits: Sendable {
        /// Ballots waiting at most: two seconds of work, so that nobody waits in vain.
        public var queuedMax = 65_536
        /// Their bytes at most.
        public var queuedBytesMax = 64 << 20
        /// Entries in one commit at most; larger ones gain nothing and delay the first.
        public var batchMax = 4_096
        /// How long a batch gathers when the writer was idle.
        public var linger = Duration.microseconds(500)
        /// Receipts of earlier ballots being looked up at once, at most.
        public var lookupsMax = 1_024

        public init() {}
    }

    private enum Work: Sendable {
        case ballot(Submission)
        case command(@Sendable () -> Void)
    }

    private let store: any BallotStore
    private let queue: WorkQueue<Work>
    private let limits: Limits
    private let metrics: VoteMetrics
    private let logger: Logger
    private let lookups: ReceiptLookup
    private let now: @Sendable () -> Int64

    public init(
        store: any BallotStore, limits: Limits = Limits(), metrics: VoteMetrics, logger: Logger, now: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.limits = limits
        self.metrics = metrics
        self.logger = logger
        self.now = now
        queue = WorkQueue(itemsMax: limits.queuedMax, bytesMax: limits.queuedBytesMax)
        lookups = ReceiptLookup(store: store, outstandingMax: limits.lookupsMax)
    }

    /// Queues a ballot. False when the queue is full: answer 503 now.
    public func submit(_ submission: Submission) -> Bool {
        queue.push(.ballot(submission), bytes: submission.request.entry.count)
    }

    /// Runs `body` on the writer's thread, after everything queued before it.
    public func perform<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let accepted = queue.pushControl(.command { continuation.resume(with: Result(catching: body)) })
            if !accepted {
                continuation.resume(throwing: StoreError(.unavailable, "the server is shutting down"))
            }
        }
    }

    /// Whether the store took what it was last given. When it did not, tries it again: call every second or so.
    public func checkHealth() async -> Bool {
        if isHealthy { return true }
        let store = store
        do {
            try await perform { try store.checkWritable() }
            healthy.store(true, ordering: .relaxed)
            logger.notice("the store takes ballots again")
            return true
        } catch {
            return false
        }
    }

    /// Whether the last commit succeeded.
    public var isHealthy: Bool { healthy.load(ordering: .relaxed) }
    private let healthy = Synchronization.Atomic(true)

    public var queueDepth: Int { queue.depth }

    /// Starts the writer's thread.
    public func start() {
        let thread = Thread { self.writeUntilClosed() }
        thread.name = "urna.writer"
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
                self.lookups.finish()
                continuation.resume()
            }
        }
    }

    private let stopped = DispatchSemaphore(value: 0)

    private func writeUntilClosed() {
        let linger = limits.linger
        let pause = UInt32(clamping: linger.components.attoseconds / 1_000_000_000_000)
        while let work = queue.takeAll(linger: { if pause > 0 { usleep(pause) } }) {
            process(work)
        }
        stopped.signal()
    }

    private func process(_ work: [Work]) {
        var batch: [Submission] = []
        batch.reserveCapacity(min(work.count, limits.batchMax))
        for item in work {
            switch item {
            case .ballot(let submission):
                if let first = batch.first, first.election !== submission.election || batch.count >= limits.batchMax {
                    commit(&batch)
                }
                batch.append(submission)
            case .command(let run):
                commit(&batch)
                run()
            }
        }
        commit(&batch)
    }

    /// Commits one election's ballots and answers them.
    private func commit(_ batch: inout [Submission]) {
        var shuffler = BatchShuffler()
        defer { batch.removeAll(keepingCapacity: true) }
        guard let election = batch.first?.election else { return }
        let state = election.stateNow(at: now())
        guard state == .open else { return answer(batch, after: state, of: election) }
        var answers = AnswerSheet(count: batch.count)
        // The order of arrival next to a log of requests could link a voter to a ballot.
        batch.shuffle(using: &shuffler)
        let started = DispatchTime.now().uptimeNanoseconds
        do {
            let commit = try store.cast(batch.map { $0.request }, in: election.id)
            // A batch of repeated ballots writes nothing and so says nothing about the store.
            if commit.committed != nil { healthy.store(true, ordering: .relaxed) }
            metrics.committed(
                entries: commit.committed?.run.count ?? 0, nanoseconds: DispatchTime.now().uptimeNanoseconds - started)
            answer(batch, commit, of: election, &answers)
        } catch {
            metrics.storeFailed()
            healthy.store(false, ordering: .relaxed)
            logger.error("a batch was not stored", metadata: ["error": "\(error)", "ballots": "\(batch.count)"])
            for submission in batch { answers.add(.unavailable(error), to: submission.reply) }
            if error.code == .corrupted { stop(because: error) }
        }
        answers.send()
    }

    /// Answers ballots of an election that takes none: those that were recorded in time get their receipts again.
    private func answer(_ batch: [Submission], after state: ElectionState, of election: RunningElection) {
        var answers = AnswerSheet(count: batch.count)
        do {
            for (submission, outcome) in zip(batch, try store.standing(batch.map { $0.request }, in: election.id)) {
                switch outcome {
                case .repeated(let index), .appended(let index):
                    lookups.find(index, in: election, opening: submission.opening, reply: submission.reply)
                case .conflict: answers.add(.alreadyVoted, to: submission.reply)
                case nil: answers.add(.notOpen(state), to: submission.reply)
                }
            }
        } catch {
            answers = AnswerSheet(count: batch.count)
            for submission in batch { answers.add(.unavailable(error), to: submission.reply) }
            if error.code == .corrupted { stop(because: error) }
        }
        answers.send()
    }

    /// What is stored contradicts what this process knows: to go on could sign a fork of the ledger.
    private func stop(because error: StoreError) -> Never {
        logger.critical("stopping: the store is not what it was", metadata: ["error": "\(error)"])
        preconditionFailure("the store is not what it was: \(error.message)")
    }

    private func answer(_ batch: [Submission], _ commit: CastCommit, of election: RunningElection, _ answers: inout AnswerSheet) {
        let committed = commit.committed.map { committed in
            election.adopt(committed, of: batch, positions: commit.requestOfEntry)
        }
        for (submission, outcome) in zip(batch, commit.outcomes) {
            switch outcome {
            case .appended(let index):
                guard let committed else { preconditionFailure("an appended ballot belongs to a committed run") }
                let offset = Int(index - committed.run.firstIndex)
                answers.add(.recorded(committed, offset: offset, opening: submission.opening, isNew: true), to: submission.reply)
            case .repeated(let index):
                if let committed, index >= committed.run.firstIndex {
                    let offset = Int(index - committed.run.firstIndex)
                    answers.add(.recorded(committed, offset: offset, opening: submission.opening, isNew: false), to: submission.reply)
                } else {
                    lookups.find(index, in: election, opening: submission.opening, reply: submission.reply)
                }
            case .conflict:
                answers.add(.alreadyVoted, to: submission.reply)
            }
        }
    }
}
