public import Raffles

/// What a unit's two clocks show at one moment.
public struct ClockReading: Hashable, Sendable {
    /// The time of day, which people and networks can set.
    public var wall: Instant
    /// Milliseconds since any fixed moment, which nothing sets; it has to run on while the machine sleeps (`CLOCK_BOOTTIME`).
    public var monotonicMilliseconds: Int64

    public init(wall: Instant, monotonicMilliseconds: Int64) {
        self.wall = wall
        self.monotonicMilliseconds = monotonicMilliseconds
    }
}

/// The time of day jumped against the monotonic clock.
public struct ClockStep: Hashable, Sendable {
    /// What the clock should have shown.
    public let expected: Instant
    public let actual: Instant
    /// Negative when it was set back.
    public var milliseconds: Int64 { actual.milliseconds(since: expected) }
}

/// The time by which a unit sells and stops selling.
///
/// It is the latest of: the wall clock, corrected by what the server said last; the last known server time (before there is one, the wall
/// clock at the start, or the latest time in the journal) and what the monotonic clock counted since; and the latest time in the journal. So a wall clock that is set back
/// changes nothing, and one that is set forward can only end sales early.
public struct ClockGuard: Sendable {
    /// A wall clock that is further off than this jumped; less is how networks correct it.
    public static let toleranceMilliseconds: Int64 = 2000

    private var anchor: Instant
    private var anchorMonotonic: Int64
    /// Server time less wall clock, as it was at the last answer.
    public private(set) var offsetMilliseconds: Int64 = 0
    private var last: ClockReading
    /// Nothing that the unit does is earlier than this.
    private var floor: Instant?

    /// - Parameter latest: the latest time in the journal.
    public init(at reading: ClockReading, latest: Instant? = nil) {
        // A clock that was set back while the unit was off: time goes on from what is written down.
        anchor = latest.map { max($0, reading.wall) } ?? reading.wall
        anchorMonotonic = reading.monotonicMilliseconds
        last = reading
        floor = latest
    }

    /// The time at a reading.
    public func now(_ reading: ClockReading) -> Instant {
        let counted = anchor.adding(milliseconds: max(0, reading.monotonicMilliseconds - anchorMonotonic))
        let shown = reading.wall.adding(milliseconds: offsetMilliseconds)
        return max(counted, shown, floor ?? counted)
    }

    /// Takes a reading in, and says whether the wall clock jumped since the one before; a jump is told once.
    public mutating func observe(_ reading: ClockReading) -> ClockStep? {
        let elapsed = max(0, reading.monotonicMilliseconds - last.monotonicMilliseconds)
        let expected = last.wall.adding(milliseconds: elapsed)
        last.wall = reading.wall
        last.monotonicMilliseconds = max(last.monotonicMilliseconds, reading.monotonicMilliseconds)
        let step = ClockStep(expected: expected, actual: reading.wall)
        return step.milliseconds.magnitude > UInt64(Self.toleranceMilliseconds) ? step : nil
    }

    /// Takes the server's time in. What was sold stays earlier than what will be sold, whatever the server says.
    ///
    /// - Returns: how far the unit's clock was off: server less wall clock, in milliseconds.
    @discardableResult
    public mutating func synchronise(server: Instant, at reading: ClockReading) -> Int64 {
        anchor = server
        anchorMonotonic = reading.monotonicMilliseconds
        offsetMilliseconds = server.milliseconds(since: reading.wall)
        return offsetMilliseconds
    }

    /// Keeps the guard from ever giving an earlier time than one that was written down.
    public mutating func record(_ time: Instant) {
        floor = max(floor ?? time, time)
    }
}
