/// When the programs must be verified next: at least every 24 hours, and at once when they never were.
public struct VerificationSchedule: Hashable, Sendable {
    /// 24 hours.
    public static let intervalMillisecondsMax: Int64 = 24 * 3600 * 1000

    /// Milliseconds between two verifications.
    public let interval: Int64
    /// When the programs were last verified, with whatever result.
    public private(set) var last: EventTime?

    /// - Parameter interval: milliseconds, at most 24 hours.
    public init(interval: Int64 = VerificationSchedule.intervalMillisecondsMax, last: EventTime? = nil) {
        precondition((1...Self.intervalMillisecondsMax).contains(interval), "programs are verified at least every 24 hours")
        self.interval = interval
        self.last = last
    }

    /// Whether to verify now. A clock that stands before the last verification was set back, and proves nothing: yes.
    public func isDue(at now: EventTime) -> Bool {
        guard let last else { return true }
        return now < last || now.milliseconds - last.milliseconds >= interval
    }

    /// Milliseconds from now until it is due; 0 when it is.
    public func millisecondsUntilDue(at now: EventTime) -> Int64 {
        guard let last, !isDue(at: now) else { return 0 }
        return interval - (now.milliseconds - last.milliseconds)
    }

    /// Takes note of a verification that was finished.
    public mutating func verified(at time: EventTime) {
        last = time
    }
}
