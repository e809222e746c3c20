internal import NIOConcurrencyHelpers
public import NIOCore
internal import Synchronization

/// How a watcher is connected.
public enum WatcherKind: Sendable, Hashable {
    /// Server-sent events.
    case eventStream
    /// A WebSocket whose upgrade request carried this `Sec-WebSocket-Key`.
    case webSocket(key: String)
}

/// What became of a channel handed to the hub.
public enum AttachOutcome: Sendable, Hashable {
    /// The hub serves the channel from now on; the caller takes its own handlers out.
    case attached
    /// The final results are known to the watcher: answered 204 (a WebSocket as well), so that it does not come back.
    case finished
    /// No room, or the process stops: answered 503 with `Retry-After`.
    case busy
    /// Not a valid `Sec-WebSocket-Key`: answered 400.
    case badRequest
    /// The channel was closed before it could be served.
    case closed
}

/// What the front door should answer to a request for a stream, before a response is begun.
public enum Admission: Sendable, Hashable {
    case admit
    /// 204: stop reconnecting.
    case noContent
    /// 503 with this `Retry-After`.
    case unavailable(retryAfterSeconds: Int)
}

/// Feeds the newest results of every election, and the newest of every raffle, to all who watch.
///
/// Snapshots are opaque bytes, encoded once per publish. Watchers are promised: the newest snapshot at once, unless they have it;
/// ids that only rise; the last snapshot of any burst; at most `eventsPerSecondMax` events. Nothing is kept for a slow watcher but that it
/// is owed the newest snapshot.
public final class ResultsHub: Sendable {
    public let metrics = ResultsMetrics()
    public let configuration: ResultsHubConfiguration
    private let loops: [(loop: any EventLoop, hub: NIOLoopBoundBox<LoopHub>)]
    private let loopIndex: [ObjectIdentifier: Int]
    private let feeds = NIOLockedValueBox<[WatchedSubject: Feed]>([:])
    private let places: WatcherPlaces
    private let isDraining = Atomic(false)
    private let nextLoop = Atomic(0)

    /// The state of one election or raffle, under the lock.
    fileprivate struct Feed {
        var coalescer: PublishCoalescer
        var waiting: (@Sendable () -> ResultsSnapshot?)?
        var newest: Broadcast?
        var version: UInt64 = 0
    }

    /// - Parameter group: the event loops whose channels will be attached; each gets its own share of the hub.
    public init(group: any EventLoopGroup, configuration: ResultsHubConfiguration = .init()) {
        self.configuration = configuration
        let metrics = metrics
        let places = WatcherPlaces(configuration.watchersMax)
        self.places = places
        loops = group.makeIterator().map { loop in
            let hub = LoopHub(eventLoop: loop, configuration: configuration, metrics: metrics, places: places)
            return (loop, NIOLoopBoundBox.makeBoxSendingValue(hub, as: LoopHub.self, eventLoop: loop))
        }
        loopIndex = Dictionary(uniqueKeysWithValues: loops.enumerated().map { (ObjectIdentifier($1.loop), $0) })
    }

    // MARK: Publishing

    /// Publishes a snapshot: at once, or with the next event the rate allows. Of several in between only the last is sent.
    ///
    /// Stale and repeated snapshots are dropped; a final one is sent at once, and after it its streams end.
    public func publish(_ snapshot: ResultsSnapshot) {
        changed(snapshot.subject, isFinal: snapshot.isFinal) { snapshot }
    }

    /// Says that something has changed. `render` is called when the next event is due, so that results which are never sent
    /// are never made; it may be called on an event loop and must not block. It returns nil when there is nothing to send.
    public func changed(_ subject: WatchedSubject, isFinal: Bool = false, render: @escaping @Sendable () -> ResultsSnapshot?) {
        let now = NIODeadline.now()
        let decision = feeds.withLockedValue { feeds in
            var feed = feeds[subject] ?? Feed(coalescer: PublishCoalescer(eventsPerSecondMax: configuration.eventsPerSecondMax))
            if feed.waiting != nil { metrics.coalesced.add(1, ordering: .relaxed) }
            feed.waiting = render
            let decision = feed.coalescer.offer(at: now, urgent: isFinal)
            feeds[subject] = feed
            return decision
        }
        switch decision {
        case .emit:
            emit(subject)
        case .schedule(let due):
            loops[0].loop.scheduleTask(deadline: due) { [weak self] in
                guard let self else { return }
                self.feeds.withLockedValue { $0[subject]?.coalescer.emissionDue(at: .now()) }
                self.emit(subject)
            }
        case .wait:
            break
        }
    }

    private func emit(_ subject: WatchedSubject) {
        let render = feeds.withLockedValue { feeds in
            defer { feeds[subject]?.waiting = nil }
            return feeds[subject]?.waiting
        }
        guard let snapshot = render?() else { return }
        precondition(snapshot.subject == subject, "results of \(snapshot.subject) published as those of \(subject)")
        // Encoded outside the lock; the few that turn out to be stale are wasted.
        let stamp = configuration.stamp ? NIODeadline.now().uptimeNanoseconds : nil
        let encoded = EncodedSnapshot(snapshot, stamp: stamp)
        let broadcast = feeds.withLockedValue { $0[subject]?.succeed(with: encoded) }
        guard let broadcast else {
            metrics.coalesced.add(1, ordering: .relaxed)
            return
        }
        metrics.published.add(1, ordering: .relaxed)
        for (loop, hub) in loops {
            loop.execute { hub.value.publish(broadcast, to: subject) }
        }
    }

    /// The newest snapshot, as published.
    public func newest(_ subject: WatchedSubject) -> ResultsSnapshot? {
        broadcast(subject)?.encoded.snapshot
    }

    private func broadcast(_ subject: WatchedSubject) -> Broadcast? {
        feeds.withLockedValue { $0[subject]?.newest }
    }

    // MARK: Watching

    /// What to answer to a request for a stream. `attach` asks this itself; routes that bridge a `ResultsStream` ask it first.
    public func admission(to subject: WatchedSubject, resume: ResumePosition) -> Admission {
        if let newest = newest(subject), newest.isFinal, resume.isUpToDate(with: newest) { return .noContent }
        guard !isDraining.load(ordering: .relaxed), !places.areTaken else {
            return .unavailable(retryAfterSeconds: configuration.retryAfterSeconds)
        }
        return .admit
    }

    /// Takes over a channel on which a request for a stream was just read, and writes everything from the response head on.
    ///
    /// The channel must move `ByteBuffer`s and belong to the hub's group; call on its event loop. On `.attached` the caller removes its
    /// handlers, and must write and read no more. On any other outcome the response was written and the channel closed.
    public func attach(
        _ channel: any Channel, to subject: WatchedSubject, as kind: WatcherKind, resume: ResumePosition
    ) -> AttachOutcome {
        let hub = loopHub(of: channel.eventLoop)
        guard channel.isActive else { return .closed }
        var isWebSocket = false
        let opening: ByteBuffer
        switch kind {
        case .eventStream:
            opening = EventStreamWire.opening(retryMilliseconds: .random(in: configuration.retryMilliseconds))
        case .webSocket(let key):
            guard WebSocketHandshake.isValid(key: key) else { return refuse(channel, .badRequest, RefusalResponse.badWebSocketKey) }
            opening = WebSocketHandshake.response(key: key)
            isWebSocket = true
        }
        switch admission(to: subject, resume: resume) {
        case .noContent:
            return refuse(channel, .finished, RefusalResponse.finished)
        case .unavailable:
            return refuseAsBusy(channel)
        case .admit:
            guard places.reserve() else { return refuseAsBusy(channel) }
        }
        let newest = broadcast(subject)
        guard hub.attach(channel, to: subject, isWebSocket: isWebSocket, opening: opening, resume: resume, newest: newest) else {
            places.release()
            return .closed
        }
        return .attached
    }

    private func loopHub(of loop: any EventLoop) -> LoopHub {
        guard let index = loopIndex[ObjectIdentifier(loop)] else { preconditionFailure("the channel's event loop is not one of the hub's") }
        return loops[index].hub.value
    }

    private func refuseAsBusy(_ channel: any Channel) -> AttachOutcome {
        metrics.refused.add(1, ordering: .relaxed)
        return refuse(channel, .busy, RefusalResponse.busy(retryAfterSeconds: configuration.retryAfterSeconds))
    }

    private func refuse(_ channel: any Channel, _ outcome: AttachOutcome, _ response: ByteBuffer) -> AttachOutcome {
        channel.writeAndFlush(response, promise: nil)
        channel.close(promise: nil)
        return outcome
    }

    /// The same events as an asynchronous sequence, for connections that someone else frames (HTTP/2).
    ///
    /// Ends after the final snapshot, at rotation and at drain. Dropping it, or cancelling the task that reads it, unsubscribes. Nil when
    /// there is no room.
    public func stream(of subject: WatchedSubject, resume: ResumePosition) -> ResultsStream? {
        guard !isDraining.load(ordering: .relaxed), places.reserve() else {
            metrics.refused.add(1, ordering: .relaxed)
            return nil
        }
        let newest = broadcast(subject)
        let position = nextLoop.add(1, ordering: .relaxed).newValue
        let (loop, hub) = loops[Int(UInt(bitPattern: position) % UInt(loops.count))]
        let mailbox = StreamMailbox(
            openingRetryMilliseconds: .random(in: configuration.retryMilliseconds),
            seenVersion: newest.map { resume.isUpToDate(with: $0.encoded.snapshot) ? $0.version : 0 } ?? 0)
        metrics.bridgedWatchers.add(1, ordering: .relaxed)
        loop.execute { hub.value.add(mailbox, to: subject, newest: self.broadcast(subject)) }
        return ResultsStream(mailbox: mailbox) { [self] in
            metrics.bridgedWatchers.subtract(1, ordering: .relaxed)
            places.release()
            loop.execute { hub.value.remove(mailbox, from: subject) }
        }
    }

    // MARK: Stopping

    /// Ends all streams politely, at most `closesPerTick` at a time, and lets no new watcher in.
    ///
    /// - Parameter window: the time to spread the closing over; returns when all are closed, or when it has passed.
    /// - Returns: watchers still connected.
    @discardableResult
    public func drain(within window: Duration) async -> Int {
        isDraining.store(true, ordering: .relaxed)
        // Planned for the first four fifths, so that what is slow still fits.
        let planned = TimeAmount(window * 0.8)
        let (signal, continuation) = AsyncStream.makeStream(of: Void.self)
        let all = loops.map { loop, hub in loop.flatSubmit { hub.value.drain(within: planned) } }
        EventLoopFuture.andAllComplete(all, on: loops[0].loop).whenComplete { _ in continuation.finish() }
        let deadline = loops[0].loop.scheduleTask(in: TimeAmount(window)) { continuation.finish() }
        for await _ in signal {}
        deadline.cancel()
        return metrics.reading.watchers
    }
}

extension ResultsHub.Feed {
    /// Takes `encoded` over as the newest unless it is stale; returns what the loops have to be told.
    fileprivate mutating func succeed(with encoded: EncodedSnapshot) -> Broadcast? {
        let payloadVersion: UInt64
        switch SnapshotSuccession(of: encoded.snapshot, after: newest?.encoded.snapshot) {
        case .drop: return nil
        case .replace: payloadVersion = version + 1
        case .finish: payloadVersion = newest?.payloadVersion ?? version + 1
        }
        version += 1
        let broadcast = Broadcast(version: version, payloadVersion: payloadVersion, encoded: encoded)
        newest = broadcast
        return broadcast
    }
}
