internal import Elections
internal import NIOCore

/// Which elections a fan-out node follows, and who waits to hear whether one exists.
///
/// State only.
struct UpstreamDirectory<Waiter: Sendable>: Sendable {
    enum Request {
        case answer(UpstreamAvailability)
        /// The waiter will be answered together with those before it.
        case wait
        /// The same, and the caller has to start following the election.
        case start
    }

    private enum Entry {
        case probing([Waiter])
        case known(lastHeard: NIODeadline)
        /// Nothing more will come; the last snapshot stays with the hub.
        case finished
        case unknown(until: NIODeadline)
    }

    private let electionsMax: Int
    private let waitersMax: Int
    private let unknownFor: TimeAmount
    private var entries: [ElectionID: Entry] = [:]
    private var isStopped = false

    init(electionsMax: Int, waitersMax: Int = 10_000, unknownFor: TimeAmount = .seconds(10)) {
        self.electionsMax = electionsMax
        self.waitersMax = waitersMax
        self.unknownFor = unknownFor
    }

    /// What is known without asking upstream.
    func availability(of election: ElectionID, at now: NIODeadline) -> UpstreamAvailability? {
        switch entries[election] {
        case .known, .finished: .known
        case .unknown(let until) where now < until: .unknown
        default: nil
        }
    }

    mutating func request(_ election: ElectionID, waiter: Waiter, at now: NIODeadline) -> Request {
        guard !isStopped else { return .answer(.unavailable) }
        if let availability = availability(of: election, at: now) { return .answer(availability) }
        if case .probing(var waiters)? = entries[election] {
            guard waiters.count < waitersMax else { return .answer(.unavailable) }
            waiters.append(waiter)
            entries[election] = .probing(waiters)
            return .wait
        }
        if entries[election] == nil, occupied >= electionsMax {
            entries = entries.filter { entry in
                if case .unknown(let until) = entry.value { now < until } else { true }
            }
            guard occupied < electionsMax else { return .answer(.unavailable) }
        }
        entries[election] = .probing([waiter])
        return .start
    }

    /// Entries that count against the limit: what is finished costs no connection, and there are only as many as upstream has held.
    private var occupied: Int {
        entries.values.count { entry in
            if case .finished = entry { false } else { true }
        }
    }

    /// The probe was answered; returns who waits for it.
    ///
    /// Nothing is remembered of a failed one, so that the next request asks again.
    mutating func probed(_ election: ElectionID, _ availability: UpstreamAvailability, at now: NIODeadline) -> [Waiter] {
        guard case .probing(let waiters)? = entries[election] else { return [] }
        switch availability {
        case .known: entries[election] = .known(lastHeard: now)
        case .unknown: entries[election] = .unknown(until: now + unknownFor)
        case .unavailable: entries[election] = nil
        }
        return waiters
    }

    mutating func heard(_ election: ElectionID, at now: NIODeadline) {
        if case .known? = entries[election] { entries[election] = .known(lastHeard: now) }
    }

    mutating func finished(_ election: ElectionID) {
        entries[election] = .finished
    }

    mutating func vanished(_ election: ElectionID, at now: NIODeadline) {
        entries[election] = .unknown(until: now + unknownFor)
    }

    /// Time since the least recently heard of the followed elections was heard of; nil when none is followed.
    func staleness(at now: NIODeadline) -> TimeAmount? {
        entries.values.compactMap { entry in
            if case .known(let lastHeard) = entry { now - lastHeard } else { nil }
        }.max()
    }

    /// No further requests are taken; returns all who wait.
    mutating func stop() -> [Waiter] {
        isStopped = true
        let waiters = entries.values.flatMap { entry in
            if case .probing(let waiters) = entry { waiters } else { [Waiter]() }
        }
        entries = [:]
        return waiters
    }
}

/// What is known upstream about an election.
public enum UpstreamAvailability: Sendable, Hashable {
    /// It exists, and is followed.
    case known
    /// Upstream has no such election: 404.
    case unknown
    /// Upstream can't be asked, or this node follows as many as it may: 503.
    case unavailable
}
