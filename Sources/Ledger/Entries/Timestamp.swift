/// A moment in whole seconds since 1970-01-01 00:00 UTC, without leap seconds.
public struct Timestamp: Hashable, Sendable, Comparable {
    public var seconds: Int64

    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// The start of the interval of `step` seconds that this moment is in: 60 takes the seconds away.
    ///
    /// Times in ledgers are coarse so that they can't be matched with times of log-ins.
    public func floored(toMultipleOf step: Int64) -> Timestamp {
        precondition(step > 0, "the step is at least a second")
        let rest = seconds % step
        return Timestamp(seconds: seconds - (rest < 0 ? rest + step : rest))
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }
}
