internal import NIOCore

/// Decides when an election's next event goes out: at once after a pause, else as soon as the rate allows.
///
/// The last change always goes out: whatever comes too early waits for the one emission that is scheduled.
struct PublishCoalescer {
    enum Decision: Equatable {
        case emit
        /// Call `emissionDue(at:)` and emit at this time.
        case schedule(NIODeadline)
        /// An emission is scheduled already and will carry this change.
        case wait
    }

    private let interval: TimeAmount
    private var lastEmission: NIODeadline?
    private var isScheduled = false

    init(eventsPerSecondMax: Double) {
        interval = eventsPerSecondMax.isFinite && eventsPerSecondMax > 0 ? .nanoseconds(Int64(1e9 / eventsPerSecondMax)) : .zero
    }

    /// Takes note of a change at `now`; an `urgent` one waits for nothing.
    mutating func offer(at now: NIODeadline, urgent: Bool = false) -> Decision {
        let due = lastEmission.map { $0 + interval } ?? now
        if urgent || (due <= now && !isScheduled) {
            lastEmission = now
            return .emit
        }
        guard !isScheduled else { return .wait }
        isScheduled = true
        return .schedule(due)
    }

    /// The scheduled time has come.
    mutating func emissionDue(at now: NIODeadline) {
        isScheduled = false
        lastEmission = now
    }
}
