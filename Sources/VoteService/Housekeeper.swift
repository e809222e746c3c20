internal import Elections
internal import Identity
internal import Ledger
public import LedgerService
public import Logging
public import ServiceLifecycle

/// What has to happen by the clock: opening and closing times, another try with a store that failed, and once a minute the newest
/// checkpoint of every election in the system ledger, which binds their order in time.
public struct Housekeeper: Service {
    private let office: ElectionOffice
    private let box: BallotBox
    private let system: SystemLedger
    private let logger: Logger
    private let clock: @Sendable () -> Int64

    private static let checkpointSeconds: Int64 = 60

    public init(
        office: ElectionOffice, box: BallotBox, system: SystemLedger, logger: Logger, clock: @escaping @Sendable () -> Int64
    ) {
        self.office = office
        self.box = box
        self.system = system
        self.logger = logger
        self.clock = clock
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var recorded: [String: TreeHead] = [:]
            var due = clock() + Self.checkpointSeconds
            while !Task.isCancelled {
                await office.keepSchedule(at: Timestamp(seconds: clock()))
                _ = await box.checkHealth()
                if clock() >= due {
                    due = clock() + Self.checkpointSeconds
                    record(&recorded)
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func record(_ recorded: inout [String: TreeHead]) {
        for election in office.directory.all {
            let head = election.ledger.published.head
            guard recorded[election.id.text] != head else { continue }
            do {
                try system.append(.checkpoint(origin: election.ledger.origin, head: head))
                recorded[election.id.text] = head
            } catch {
                logger.error("a checkpoint was not recorded in the system ledger", metadata: ["error": "\(error)"])
            }
        }
    }
}
