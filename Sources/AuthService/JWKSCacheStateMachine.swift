internal import Ledger

/// Decides when a key set is loaded anew, and how long an old one is good.
///
/// A load is wanted when there is no set, when the set is past its age, when a token names a key that the set lacks, or when the
/// file has changed. One load runs at a time, and whatever strangers send, loads start at most every 30 seconds.
struct JWKSCacheStateMachine {
    /// Between the starts of two loads while a set is held: made-up key ids must not turn this server against the provider.
    static let loadIntervalSeconds: Int64 = 30
    /// The same while no set is held and every login fails.
    static let retryIntervalSeconds: Int64 = 5
    /// A set is used for this many times its age while the provider can't be reached; then logins stop, for a key that the provider
    /// withdrew in the meantime must not be good for ever.
    static let ageFactorMax: Int64 = 6

    enum Action {
        /// Go on with what is held, if anything.
        case useHeld
        /// A load is under way: wait for it, then ask again.
        case waitForLoad
        /// Load, tell `loaded` or `failed`, then ask again.
        case load
    }

    private let ageSecondsMax: Int64
    private var held: (set: JWKSKeySet, since: Timestamp)?
    private var isLoading = false
    private var lastStart: Timestamp?
    private var lastMark: JWKSMark?

    init(ageSecondsMax: Int64) {
        self.ageSecondsMax = ageSecondsMax
    }

    /// What to do for a token that needs a key.
    ///
    /// - Parameters:
    ///   - mark: of the source at present.
    ///   - isMissing: whether a set lacks the key.
    mutating func decide(at now: Timestamp, mark: JWKSMark?, isMissing: (JWKSKeySet) -> Bool) -> Action {
        let isChanged = mark != nil && mark != lastMark
        let isWanted = held.map { isPast(ageSecondsMax, since: $0.since, at: now) || isMissing($0.set) } ?? true
        guard isWanted || isChanged else { return .useHeld }
        guard !isLoading else { return .waitForLoad }
        let interval = usableSet(at: now) == nil ? Self.retryIntervalSeconds : Self.loadIntervalSeconds
        if !isChanged, let lastStart, !isPast(interval, since: lastStart, at: now) { return .useHeld }
        isLoading = true
        lastStart = now
        lastMark = mark
        return .load
    }

    mutating func loaded(_ set: JWKSKeySet, at now: Timestamp) {
        isLoading = false
        held = (set, now)
    }

    /// The old set stays.
    mutating func failed() {
        isLoading = false
    }

    /// The set to check tokens with; nil when there is none or it is too old.
    func usableSet(at now: Timestamp) -> JWKSKeySet? {
        guard let held, !isPast(ageSecondsMax * Self.ageFactorMax, since: held.since, at: now) else { return nil }
        return held.set
    }

    /// Whether the time has gone by. A clock that was set back counts as time gone by, else it would stop all loads until it caught up.
    private func isPast(_ seconds: Int64, since start: Timestamp, at now: Timestamp) -> Bool {
        abs(now.seconds - start.seconds) >= seconds
    }
}
