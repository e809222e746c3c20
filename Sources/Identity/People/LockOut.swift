/// How long a person is locked out after failures in a row.
public struct LockOut: Hashable, Sendable {
    /// Failures after which the person is locked, and again after as many more.
    public let failures: Int
    /// How long the first time; twice as long each time after.
    public let firstSeconds: Int64
    /// And no longer than this: locking somebody out for good is itself an attack.
    public let longestSeconds: Int64

    /// Five failures, 15 minutes, at most a day.
    public static let standard = LockOut(failures: 5, firstSeconds: 15 * 60, longestSeconds: 24 * 3600)

    public init(failures: Int, firstSeconds: Int64, longestSeconds: Int64) {
        precondition(failures > 0 && firstSeconds > 0 && longestSeconds >= firstSeconds, "a lock-out has a number and a time")
        self.failures = failures
        self.firstSeconds = firstSeconds
        self.longestSeconds = longestSeconds
    }

    /// How long this failure, counted from 1, locks the person out; nil when it doesn't.
    public func seconds(afterFailure count: Int) -> Int64? {
        guard count > 0, count % failures == 0 else { return nil }
        let doublings = min(count / failures - 1, 30)
        let (seconds, isOver) = firstSeconds.multipliedReportingOverflow(by: 1 << Int64(doublings))
        return isOver ? longestSeconds : min(seconds, longestSeconds)
    }
}
