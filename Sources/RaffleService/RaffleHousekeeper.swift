internal import Identity
internal import Ledger
public import LedgerService
public import Logging
internal import Ports
internal import Raffles
public import ServiceLifecycle

/// What has to happen to raffles by the clock: closing times, units that fall silent, another try with a store that failed, draws that wait
/// for it, and once a minute the newest checkpoint of every raffle in the system ledger.
public struct RaffleHousekeeper: Service {
    private let directory: RaffleDirectory
    private let desk: SalesDesk
    private let room: DrawRoom
    private let system: SystemLedger
    private let watch: UnitWatch?
    private let logger: Logger

    private static let checkpointMilliseconds: Int64 = 60_000

    /// - Parameter watch: of the selling units; nil when nobody watches them.
    public init(
        directory: RaffleDirectory, desk: SalesDesk, room: DrawRoom, system: SystemLedger, watch: UnitWatch? = nil, logger: Logger
    ) {
        self.watch = watch
        self.directory = directory
        self.desk = desk
        self.room = room
        self.system = system
        self.logger = logger
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            do throws(DeskFailure) {
                try await room.noteInterruptions(in: directory.all)
            } catch {
                logger.error("interrupted draws are not on record", metadata: ["error": "\(error)"])
            }
            var recorded: [RaffleID: TreeHead] = [:]
            var due = desk.now.adding(milliseconds: Self.checkpointMilliseconds)
            while !Task.isCancelled {
                await tick()
                if desk.now >= due {
                    due = desk.now.adding(milliseconds: Self.checkpointMilliseconds)
                    record(&recorded)
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Everything that is due now. Sales that wait are decided before a closing that they came in time for.
    func tick() async {
        // Also when it was an order that found the store well again, between two looks.
        if await desk.checkHealth(), desk.takeFailure(), !noteRecovery() { desk.keepFailure() }
        await room.keepPromises(in: directory.all)
        for raffle in directory.all where raffle.isClosingDue(at: desk.now) {
            do throws(DeskFailure) {
                _ = try await desk.perform(.tick, on: raffle, by: .schedule)
            } catch {
                logger.error("a raffle was not closed in time", metadata: ["raffle": "\(raffle.id)", "error": "\(error)"])
            }
        }
        do {
            let isNeeded = directory.all.contains { [.active, .suspended, .closed].contains($0.summary.state) }
            try watch?.look(at: desk.now, isNeeded: isNeeded, in: system)
        } catch {
            logger.error("which units are connected is not on record", metadata: ["error": "\(error)"])
        }
        guard directory.isBehind else { return }
        do {
            let directory = directory
            try await desk.inTurn { try directory.announce() }
        } catch {
            logger.error("the system ledger does not know of every raffle", metadata: ["error": "\(error)"])
        }
    }

    /// The log could not take an event while the store was full, so it is told afterwards.
    ///
    /// - Returns: false when it could not be told.
    private func noteRecovery() -> Bool {
        let act = SystemEntry.Act(at: Timestamp(seconds: desk.now.milliseconds / 1_000), by: .system)
        do throws(StoreError) {
            try system.append(.event(SystemEvent(.bufferFull, data: [("recovered", .bool(true))]), act: act))
            return true
        } catch {
            logger.error("that the store was full is not on record", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func record(_ recorded: inout [RaffleID: TreeHead]) {
        for raffle in directory.all {
            let head = raffle.ledger.published.head
            guard recorded[raffle.id] != head else { continue }
            do throws(StoreError) {
                try system.append(.checkpoint(origin: raffle.ledger.origin, head: head))
                recorded[raffle.id] = head
            } catch {
                logger.error("a checkpoint was not recorded in the system ledger", metadata: ["error": "\(error)"])
            }
        }
    }
}

extension RunningRaffle {
    /// Whether selling should have ended: by the clock, or by a cap.
    func isClosingDue(at now: Instant) -> Bool {
        let summary = summary
        guard summary.state == .active || summary.state == .suspended else { return false }
        return summary.closesAt.map { now >= $0 } ?? false
    }
}
