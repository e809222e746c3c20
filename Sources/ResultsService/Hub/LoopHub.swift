internal import NIOCore
internal import Synchronization

/// The part of the hub that lives on one event loop: its watchers, one clock for all of them, and the work of serving them in slices.
///
/// Confined to its event loop. No closure, task or timer per watcher; a publish costs one write per watcher of shared bytes.
final class LoopHub {
    let eventLoop: any EventLoop
    let configuration: ResultsHubConfiguration
    private let metrics: ResultsMetrics
    private let places: WatcherPlaces
    private let periods: Periods

    private var topics: [WatchedSubject: Topic] = [:]
    private var live = 0
    /// Ticks since the loop hub was made.
    private(set) var now: UInt32 = 0
    private var isTicking = false
    private var wheel: TimerWheel<WatcherHandler>
    private var stalled: [WatcherHandler] = []

    private var passes: [Topic] = []
    private var due: [WatcherHandler] = []
    private var isServing = false
    private var isServiceScheduled = false

    private var ending = CircularBuffer<WatcherHandler>()
    private var isEndingScheduled = false
    private var lastEnding = NIODeadline.uptimeNanoseconds(0)
    private var closesPerTick: Int
    private var drained: EventLoopPromise<Void>?

    /// The configuration's times in ticks.
    struct Periods {
        let heartbeat, ping, rotation, slow: UInt32

        init(_ configuration: ResultsHubConfiguration) {
            func ticks(_ duration: Duration) -> UInt32 {
                UInt32(min(max(1, (duration / configuration.tick).rounded(.up)), 1e9))
            }
            heartbeat = ticks(configuration.heartbeat)
            ping = ticks(configuration.webSocketPing)
            rotation = ticks(configuration.rotation)
            slow = ticks(configuration.slowTimeout)
        }
    }

    /// Time given to sockets between two slices. A task without delay would be run before any socket is looked at.
    private static let breath = TimeAmount.microseconds(20)

    init(eventLoop: any EventLoop, configuration: ResultsHubConfiguration, metrics: ResultsMetrics, places: WatcherPlaces) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        self.metrics = metrics
        self.places = places
        periods = Periods(configuration)
        wheel = TimerWheel(ticksMax: Int(max(periods.heartbeat, periods.ping)))
        closesPerTick = configuration.closesPerTick
    }

    // MARK: Watchers

    /// Puts a handler on `channel` and sends `opening`, then the newest snapshot unless the watcher has it.
    ///
    /// - Returns: whether the channel is served; if not, it was or will be closed.
    func attach(
        _ channel: any Channel, to subject: WatchedSubject, isWebSocket: Bool, opening: ByteBuffer, resume: ResumePosition,
        newest: Broadcast?
    ) -> Bool {
        let topic = topic(subject, newest: newest)
        let rotation = Double(periods.rotation) * Double.random(in: 0.8...1.2)
        let rotateAt = now &+ UInt32(max(1, rotation))
        let watcher = WatcherHandler(loop: self, topic: topic, isWebSocket: isWebSocket, rotateAt: rotateAt, now: now)
        do {
            try configure(channel)
            try channel.pipeline.syncOperations.addHandler(watcher)
        } catch {
            channel.close(promise: nil)
            return false
        }
        topic.insert(watcher)
        live += 1
        metrics.countWatcher(isWebSocket: isWebSocket, by: 1)
        watcher.enqueue(NIOAny(opening))
        if let newest {
            if resume.isUpToDate(with: newest.encoded.snapshot) { watcher.sentVersion = newest.version }
            serve(watcher, newest)
        }
        watcher.flush()
        wheel.schedule(watcher, after: Int(nextVisit(watcher) &- now))
        startTicking()
        return true
    }

    /// A watcher needs a few hundred bytes at a time in either direction.
    private func configure(_ channel: any Channel) throws {
        guard let options = channel.syncOptions else { return }
        try options.setOption(.writeBufferWaterMark, value: .init(low: 1024, high: 4096))
        try options.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 512))
        try options.setOption(.maxMessagesPerRead, value: 1)
        try options.setOption(.autoRead, value: true)
    }

    /// The watcher's connection is gone.
    func remove(_ watcher: WatcherHandler) {
        watcher.topic.remove(watcher)
        live -= 1
        metrics.countWatcher(isWebSocket: watcher.isWebSocket, by: -1)
        places.release()
        if live == 0 {
            drained?.succeed(())
            drained = nil
        }
    }

    func add(_ stream: StreamMailbox, to subject: WatchedSubject, newest: Broadcast?) {
        let topic = topic(subject, newest: newest)
        topic.insert(stream)
        stream.begin(rotateAt: now &+ UInt32(max(1, Double(periods.rotation) * Double.random(in: 0.8...1.2))), now: now)
        if let newest { stream.deposit(newest, now: now) }
        startTicking()
    }

    func remove(_ stream: StreamMailbox, from subject: WatchedSubject) {
        topics[subject]?.remove(stream)
    }

    private func topic(_ subject: WatchedSubject, newest: Broadcast?) -> Topic {
        if let topic = topics[subject] { return topic }
        let topic = Topic(broadcast: newest)
        topics[subject] = topic
        return topic
    }

    // MARK: Publishing

    /// Begins to send `broadcast` to its watchers on this loop.
    func publish(_ broadcast: Broadcast, to subject: WatchedSubject) {
        guard let topic = topics[subject] else { return }
        let wasInProgress = topic.isPassInProgress
        guard topic.begin(broadcast) else { return }
        for stream in topic.streams.values {
            stream.deposit(broadcast, now: now)
        }
        if !wasInProgress { passes.append(topic) }
        serveSlice()
    }

    /// Sends what the watcher lacks of `broadcast`, or notes that it is owed; returns whether a write was made.
    @discardableResult
    private func serve(_ watcher: WatcherHandler, _ broadcast: Broadcast, frame: NIOAny? = nil) -> Bool {
        guard watcher.endReason == nil else { return false }
        let lacksPayload = watcher.sentVersion < broadcast.payloadVersion
        if lacksPayload {
            guard watcher.isWritable else {
                watcher.isOwed = true
                metrics.skipped.add(1, ordering: .relaxed)
                listAsStalled(watcher)
                return false
            }
            watcher.sentVersion = broadcast.version
            watcher.isOwed = false
            watcher.lastWrite = now
            watcher.write(frame ?? Self.frame(of: broadcast, for: watcher))
            if frame == nil { metrics.deliveries.add(1, ordering: .relaxed) }
        }
        if broadcast.isFinal { end(watcher, .final) }
        return lacksPayload
    }

    /// The watcher reads again.
    func deliverOwed(to watcher: WatcherHandler) {
        guard let broadcast = watcher.topic.broadcast else { return }
        serve(watcher, broadcast)
    }

    private static func frame(of broadcast: Broadcast, for watcher: WatcherHandler) -> NIOAny {
        NIOAny(watcher.isWebSocket ? broadcast.encoded.webSocketFrame : broadcast.encoded.chunk)
    }

    /// Serves one slice of what is to be done and arranges for the next.
    private func serveSlice() {
        // A write can fail at once, which can lead back here.
        guard !isServing, !isServiceScheduled else { return }
        isServing = true
        var budget = configuration.deliveriesPerSlice
        while budget > 0, let topic = passes.last {
            guard let broadcast = topic.broadcast else { preconditionFailure("a pass without a broadcast") }
            serve(topic, broadcast, budget: &budget)
            if !topic.isPassInProgress { passes.removeAll { $0 === topic } }
        }
        while budget > 0, let watcher = due.popLast() {
            visit(watcher)
            budget -= 1
        }
        isServing = false
        guard !passes.isEmpty || !due.isEmpty else { return }
        isServiceScheduled = true
        eventLoop.assumeIsolated().scheduleTask(in: Self.breath) {
            self.isServiceScheduled = false
            self.serveSlice()
        }
    }

    private func serve(_ topic: Topic, _ broadcast: Broadcast, budget: inout Int) {
        let chunk = NIOAny(broadcast.encoded.chunk)
        let webSocketFrame = NIOAny(broadcast.encoded.webSocketFrame)
        var deliveries = 0
        while budget > 0, let watcher = topic.next() {
            if serve(watcher, broadcast, frame: watcher.isWebSocket ? webSocketFrame : chunk) {
                deliveries += 1
                budget -= 1
            }
        }
        metrics.deliveries.add(deliveries, ordering: .relaxed)
    }

    // MARK: Time

    private func startTicking() {
        guard !isTicking else { return }
        isTicking = true
        scheduleTick(at: .now() + TimeAmount(configuration.tick))
    }

    private func scheduleTick(at deadline: NIODeadline) {
        eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.tick()
            if self.isTicking {
                // Not a fixed rhythm: after a stall, ticks that were missed are not made up for.
                self.scheduleTick(at: .now() + TimeAmount(self.configuration.tick))
            }
        }
    }

    private func tick() {
        now &+= 1
        due += wheel.advance()
        endStalled()
        var isIdle = live == 0
        for (subject, topic) in topics {
            for stream in topic.streams.values {
                stream.tick(now: now, heartbeatTicks: periods.heartbeat)
                isIdle = false
            }
            if topic.isEmpty, !topic.isPassInProgress { topics[subject] = nil }
        }
        serveSlice()
        if isIdle, due.isEmpty {
            isTicking = false
            wheel.removeAll()
        }
    }

    /// The watcher's turn on the wheel: rotate it, or break its silence, or do nothing.
    private func visit(_ watcher: WatcherHandler) {
        guard watcher.isConnected, watcher.endReason == nil else { return }
        watcher.resetInboundAllowance()
        if now >= watcher.rotateAt {
            end(watcher, .rotation)
            return
        }
        if now &- watcher.lastWrite >= silence(watcher) {
            if watcher.isWritable {
                watcher.write(NIOAny(watcher.isWebSocket ? WebSocketFrame.ping : EventStreamWire.heartbeatChunk))
            } else {
                listAsStalled(watcher)
            }
            watcher.lastWrite = now
        }
        wheel.schedule(watcher, after: Int(max(nextVisit(watcher), now &+ 1) &- now))
    }

    private func silence(_ watcher: WatcherHandler) -> UInt32 {
        watcher.isWebSocket ? periods.ping : periods.heartbeat
    }

    private func nextVisit(_ watcher: WatcherHandler) -> UInt32 {
        min(watcher.lastWrite &+ silence(watcher), watcher.rotateAt)
    }

    private func listAsStalled(_ watcher: WatcherHandler) {
        guard !watcher.isListedAsStalled else { return }
        watcher.isListedAsStalled = true
        stalled.append(watcher)
    }

    private func endStalled() {
        stalled.removeAll { watcher in
            guard watcher.isConnected, !watcher.isWritable, now &- watcher.unwritableSince < periods.slow else {
                watcher.isListedAsStalled = false
                if watcher.isConnected, !watcher.isWritable { end(watcher, .slow) }
                return true
            }
            return false
        }
    }

    // MARK: Ending

    /// Queues the watcher's end; closing is rationed.
    private func end(_ watcher: WatcherHandler, _ reason: EndReason) {
        // One that was to be ended politely but does not read is not waited for a second time: it stays queued.
        guard watcher.endReason == nil else { return }
        watcher.endReason = reason
        ending.append(watcher)
        scheduleEnding()
    }

    private func scheduleEnding() {
        guard !isEndingScheduled else { return }
        isEndingScheduled = true
        let next = max(lastEnding + TimeAmount(configuration.closeInterval), .now() + Self.breath)
        eventLoop.assumeIsolated().scheduleTask(deadline: next) {
            self.isEndingScheduled = false
            self.endBatch()
        }
    }

    private func endBatch() {
        lastEnding = .now()
        for _ in 0..<min(closesPerTick, ending.count) {
            let watcher = ending.removeFirst()
            guard watcher.isConnected, let reason = watcher.endReason else { continue }
            if reason == .slow { metrics.closedSlow.add(1, ordering: .relaxed) }
            watcher.end(reason, drainRetryMilliseconds: configuration.drainRetryMilliseconds)
        }
        if !ending.isEmpty { scheduleEnding() }
    }

    /// Ends every watcher, spread over `window` as far as `closesPerTick` allows; done when the last is gone.
    func drain(within window: TimeAmount) -> EventLoopFuture<Void> {
        let batches = max(1, window.nanoseconds / max(1, TimeAmount(configuration.closeInterval).nanoseconds))
        closesPerTick = min(configuration.closesPerTick, max(1, (live + Int(batches) - 1) / Int(batches)))
        for topic in topics.values {
            for stream in topic.streams.values {
                stream.end(retryMilliseconds: .random(in: configuration.drainRetryMilliseconds))
            }
            for watcher in topic.watchers {
                end(watcher, .drain)
            }
        }
        guard live > 0 else { return eventLoop.makeSucceededVoidFuture() }
        let drained = self.drained ?? eventLoop.makePromise(of: Void.self)
        self.drained = drained
        return drained.futureResult
    }
}
