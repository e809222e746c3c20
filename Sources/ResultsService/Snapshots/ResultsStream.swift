internal import NIOConcurrencyHelpers
public import NIOCore

/// What a bridged watcher is to be sent next.
public enum ResultsEvent: Sendable {
    /// First, once.
    case opening(retryMilliseconds: Int)
    case snapshot(EncodedSnapshot)
    /// Nothing has happened for a while.
    case heartbeat
    /// Last, unless the stream ends after a final snapshot: come back after this time, somewhere else.
    case goodbye(retryMilliseconds: Int)

    /// The event in the event-stream format, without HTTP framing.
    public var bytes: ByteBuffer {
        switch self {
        case .opening(let milliseconds), .goodbye(let milliseconds): EventStreamWire.retry(milliseconds: milliseconds)
        case .snapshot(let encoded): encoded.event
        case .heartbeat: EventStreamWire.heartbeatEvent
        }
    }
}

/// The results of an election as they change, for one watcher whose connection the hub does not own.
///
/// Holds at most one snapshot, the newest: a slow reader misses what it was too slow for. For one iterator.
public struct ResultsStream: AsyncSequence, Sendable {
    public typealias Element = ResultsEvent
    public typealias Failure = Never

    private let mailbox: StreamMailbox
    private let signals: AsyncStream<Void>

    init(mailbox: StreamMailbox, onEnd: @escaping @Sendable () -> Void) {
        self.mailbox = mailbox
        signals = mailbox.takeSignals(onEnd: onEnd)
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(mailbox: mailbox, signals: signals.makeAsyncIterator())
    }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let mailbox: StreamMailbox
        fileprivate var signals: AsyncStream<Void>.Iterator

        public mutating func next() async -> ResultsEvent? {
            while true {
                if let event = mailbox.take() { return event }
                guard await signals.next() != nil else { return mailbox.take() }
            }
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> ResultsEvent? {
            while true {
                if let event = mailbox.take() { return event }
                guard await signals.next(isolation: actor) != nil else { return mailbox.take() }
            }
        }
    }
}

/// Where an event loop leaves what a bridged watcher is to be sent; shared between the loop and the reading task.
final class StreamMailbox: Sendable {
    private struct State {
        var opening: Int?
        var snapshot: EncodedSnapshot?
        var isHeartbeatDue = false
        var goodbye: Int?
        var seenVersion: UInt64
        var lastWrite: UInt32 = 0
        var rotateAt: UInt32 = .max
        var signals: AsyncStream<Void>?
    }

    private let state: NIOLockedValueBox<State>
    private let continuation: AsyncStream<Void>.Continuation

    init(openingRetryMilliseconds: Int, seenVersion: UInt64) {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.continuation = continuation
        state = NIOLockedValueBox(State(opening: openingRetryMilliseconds, seenVersion: seenVersion, signals: signals))
    }

    /// Hands out the signals, once: the mailbox must not hold them, or the reader's going away would not be noticed.
    func takeSignals(onEnd: @escaping @Sendable () -> Void) -> AsyncStream<Void> {
        continuation.onTermination = { _ in onEnd() }
        return state.withLockedValue { state in
            guard let signals = state.signals else { preconditionFailure("a mailbox has one reader") }
            state.signals = nil
            return signals
        }
    }

    func begin(rotateAt: UInt32, now: UInt32) {
        state.withLockedValue { state in
            state.rotateAt = rotateAt
            state.lastWrite = now
        }
    }

    func deposit(_ broadcast: Broadcast, now: UInt32) {
        state.withLockedValue { state in
            guard state.seenVersion < broadcast.payloadVersion else { return }
            state.seenVersion = broadcast.version
            state.snapshot = broadcast.encoded
            state.lastWrite = now
        }
        if broadcast.isFinal {
            continuation.finish()
        } else {
            continuation.yield()
        }
    }

    func tick(now: UInt32, heartbeatTicks: UInt32) {
        let (isOld, isSilent) = state.withLockedValue { state in
            let isSilent = now &- state.lastWrite >= heartbeatTicks
            if isSilent {
                state.isHeartbeatDue = true
                state.lastWrite = now
            }
            return (now >= state.rotateAt, isSilent)
        }
        if isOld {
            end(retryMilliseconds: nil)
        } else if isSilent {
            continuation.yield()
        }
    }

    func end(retryMilliseconds: Int?) {
        state.withLockedValue { $0.goodbye = retryMilliseconds }
        continuation.finish()
    }

    /// The next thing to send, if there is one.
    func take() -> ResultsEvent? {
        state.withLockedValue { state in
            if let milliseconds = state.opening.take() { return .opening(retryMilliseconds: milliseconds) }
            if let snapshot = state.snapshot.take() {
                state.isHeartbeatDue = false
                return .snapshot(snapshot)
            }
            if state.isHeartbeatDue {
                state.isHeartbeatDue = false
                return .heartbeat
            }
            return state.goodbye.take().map { .goodbye(retryMilliseconds: $0) }
        }
    }
}
