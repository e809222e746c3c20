internal import Elections
internal import NIOCore

/// Follows one election upstream: decides when to connect, from where to resume, and what to pass on.
///
/// Performs nothing itself.
struct UpstreamStateMachine {
    enum Response: Equatable {
        /// Read the body.
        case follow
        /// Upstream says that the newest snapshot is the last one.
        case finished(ResultsSnapshot?)
        /// Upstream does not know the election (any more).
        case unknown
        case retry(TimeAmount)
    }

    /// First and longest pause before reconnecting.
    static let pauseMin = TimeAmount.milliseconds(250)
    static let pauseMax = TimeAmount.seconds(15)
    /// How long a lower tree size than before is taken for an upstream node that lags, before it is believed.
    static let regressionGrace = TimeAmount.seconds(30)

    private let election: ElectionID
    private var newest: ResultsSnapshot?
    private var epoch: UInt64 = 0
    private var failures = 0
    private var regression: (snapshot: ResultsSnapshot, since: NIODeadline)?

    init(election: ElectionID) {
        self.election = election
    }

    /// What to send as `Last-Event-ID`.
    var lastEventID: String? { newest.map { String($0.sequence) } }

    /// The response head has come.
    ///
    /// An election that was there before and is now unknown is asked for again: servers restart.
    mutating func responded(status: UInt, isEventStream: Bool, jitter: Double) -> Response {
        switch status {
        case 200 where isEventStream:
            return .follow
        case 204:
            newest?.isFinal = true
            return .finished(newest)
        case 404 where newest == nil, 410 where newest == nil:
            return .unknown
        default:
            return .retry(pause(jitter: jitter))
        }
    }

    /// An event has come; returns what to publish, if it is news.
    mutating func received(_ event: StreamEvent, at now: NIODeadline) -> ResultsSnapshot? {
        guard event.name == "results", let sequence = UInt64(canonicalDecimal: event.id) else { return heard(at: now) }
        let snapshot = ResultsSnapshot(election: election, epoch: String(epoch), sequence: sequence, json: ByteBuffer(bytes: event.data))
        failures = 0
        guard let newest, sequence <= newest.sequence else {
            regression = nil
            self.newest = snapshot
            return snapshot
        }
        if sequence == newest.sequence {
            regression = nil
            return nil
        }
        regression = (snapshot, regression?.since ?? now)
        return heard(at: now)
    }

    /// Anything has come, if only a heartbeat; returns a snapshot from rebuilt state once it has to be believed.
    mutating func heard(at now: NIODeadline) -> ResultsSnapshot? {
        failures = 0
        guard let regression, now - regression.since >= Self.regressionGrace else { return nil }
        self.regression = nil
        epoch += 1
        var snapshot = regression.snapshot
        snapshot.epoch = String(epoch)
        newest = snapshot
        return snapshot
    }

    /// The connection has ended or could not be made; returns how long to wait.
    ///
    /// - Parameters:
    ///   - retryMilliseconds: what upstream asked for, if the stream was ended in order.
    ///   - jitter: a random number in 0..<1.
    mutating func disconnected(retryMilliseconds: UInt64?, jitter: Double) -> TimeAmount {
        // Upstream's own number is for browsers by the million; a node that feeds many comes back sooner, but not at once.
        guard let retryMilliseconds, failures == 0 else { return pause(jitter: jitter) }
        failures += 1
        let asked = TimeAmount.milliseconds(Int64(clamping: min(retryMilliseconds, 60_000)))
        return scaled(min(asked, .seconds(1)), by: 0.5 + 0.5 * jitter)
    }

    /// Doubles with every failure in a row; half of it is random.
    private mutating func pause(jitter: Double) -> TimeAmount {
        let doubled = Self.pauseMin.nanoseconds << Int64(min(failures, 16))
        failures += 1
        return scaled(min(.nanoseconds(doubled), Self.pauseMax), by: 0.5 + 0.5 * jitter)
    }

    private func scaled(_ amount: TimeAmount, by factor: Double) -> TimeAmount {
        .nanoseconds(Int64(Double(amount.nanoseconds) * factor))
    }
}
