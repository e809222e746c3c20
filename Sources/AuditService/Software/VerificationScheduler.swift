internal import Dispatch
public import Logging
public import ServiceLifecycle

/// Verifies the critical files every 24 hours, however long the server runs.
public struct VerificationScheduler: Service {
    private let check: SoftwareCheck
    private let logger: Logger
    /// Reading files blocks: not on the threads of tasks.
    private let queue = DispatchQueue(label: "urna.verification-schedule")

    private static let pause = Duration.seconds(1)
    /// After a failure to write: disks need a while.
    private static let pauseAfterFailure = Duration.seconds(60)

    public init(check: SoftwareCheck, logger: Logger) {
        self.check = check
        self.logger = logger
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let isWell = await tick()
                try? await Task.sleep(for: isWell ? Self.pause : Self.pauseAfterFailure)
            }
        }
    }

    private func tick() async -> Bool {
        guard check.isDue else { return true }
        return await withCheckedContinuation { continuation in
            queue.async {
                do {
                    try check.verifyWhenDue()
                    continuation.resume(returning: true)
                } catch {
                    logger.error("the scheduled verification of the software is not on record", metadata: ["error": "\(error)"])
                    continuation.resume(returning: false)
                }
            }
        }
    }
}
