internal import Synchronization

/// Counters of a `ResultsHub`, cheap enough to be updated per batch on every event loop and read at any time.
public final class ResultsMetrics: Sendable {
    /// A reading of all counters; each is exact, together they are not one instant.
    public struct Reading: Sendable, Hashable {
        /// Watchers now, by kind.
        public var eventStreamWatchers = 0
        public var webSocketWatchers = 0
        public var bridgedWatchers = 0
        /// Snapshots sent out, after coalescing.
        public var published = 0
        /// Snapshots that were replaced by a newer one, repeated or stale before they were sent.
        public var coalesced = 0
        /// Snapshots handed to a watcher.
        public var deliveries = 0
        /// Deliveries put off because the watcher was not reading.
        public var skipped = 0
        /// Watchers closed because they did not read.
        public var closedSlow = 0
        /// Watchers turned away for want of room.
        public var refused = 0

        public var watchers: Int { eventStreamWatchers + webSocketWatchers + bridgedWatchers }
    }

    let eventStreamWatchers = Atomic(0)
    let webSocketWatchers = Atomic(0)
    let bridgedWatchers = Atomic(0)
    let published = Atomic(0)
    let coalesced = Atomic(0)
    let deliveries = Atomic(0)
    let skipped = Atomic(0)
    let closedSlow = Atomic(0)
    let refused = Atomic(0)

    init() {}

    func countWatcher(isWebSocket: Bool, by change: Int) {
        if isWebSocket {
            webSocketWatchers.add(change, ordering: .relaxed)
        } else {
            eventStreamWatchers.add(change, ordering: .relaxed)
        }
    }

    public var reading: Reading {
        Reading(
            eventStreamWatchers: eventStreamWatchers.load(ordering: .relaxed),
            webSocketWatchers: webSocketWatchers.load(ordering: .relaxed),
            bridgedWatchers: bridgedWatchers.load(ordering: .relaxed),
            published: published.load(ordering: .relaxed),
            coalesced: coalesced.load(ordering: .relaxed),
            deliveries: deliveries.load(ordering: .relaxed),
            skipped: skipped.load(ordering: .relaxed),
            closedSlow: closedSlow.load(ordering: .relaxed),
            refused: refused.load(ordering: .relaxed)
        )
    }
}
