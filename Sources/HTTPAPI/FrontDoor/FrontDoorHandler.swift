internal import Elections
internal import Ledger
internal import Logging
internal import NIOCore
internal import NIOExtras
internal import VoteService

/// The first handler of every connection: answers the hot requests itself and hands the connection on at the first other one.
///
/// One request at a time: what a client sends ahead waits in `received`, and reading pauses when that is long or when the client does
/// not read its answers. A connection pays for the full HTTP server only when it asks for something that needs it; from then on the
/// handler passes bytes on, and watches that requests arrive in time.
final class FrontDoorHandler: ChannelInboundHandler, RemovableChannelHandler, CastReceiver, @unchecked Sendable {
    // Unchecked: all state is touched on the channel's event loop only; `finishCast` is called there by contract.
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        /// Between requests, or in the midst of one's bytes.
        case reading
        /// A ballot is being committed.
        case casting(keepsAlive: Bool)
        /// Somebody else is about to take the connection.
        case handingOver
        /// The full HTTP server has it. Whether a request's body is arriving.
        case passing(isInBody: Bool)
        /// The last answer is out; what still comes in is thrown away, since closing on it could cost the client the answer.
        case lingering
    }

    private let house: FrontDoor
    private let door: LoopDoor
    private var context: ChannelHandlerContext?
    private var phase = Phase.reading
    private var received: ByteBuffer?
    private var ticket: UInt64 = 0
    private var deadline: Int64
    private var isReadPaused = false
    private var isDraining = false
    private var isInputClosed = false

    init(house: FrontDoor, door: LoopDoor) {
        self.house = house
        self.door = door
        deadline = door.now + house.limits.idleSeconds
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        door.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        door.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = Self.unwrapInboundIn(data)
        switch phase {
        case .lingering: return
        case .passing(let isInBody):
            // The first bytes of a request start its time.
            if !isInBody, deadline == .max { deadline = door.now + house.limits.requestSeconds }
            return context.fireChannelRead(data)
        case .reading, .casting, .handingOver: break
        }
        if received == nil || received?.readableBytes == 0 {
            received = bytes
            if case .reading = phase { deadline = door.now + house.limits.requestSeconds }
        } else {
            received?.writeBuffer(&bytes)
        }
        if case .reading = phase { serve(context) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // More than one request's worth waiting: let the client's own window fill up.
        switch phase {
        case .casting, .handingOver: if (received?.readableBytes ?? 0) > HotRequest.headBytesMax { pauseReading(context) }
        case .reading, .passing, .lingering: break
        }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .reading = phase, context.channel.isWritable {
            resumeReading(context)
            serve(context)
        }
        context.fireChannelWritabilityChanged()
    }

    private func pauseReading(_ context: ChannelHandlerContext) {
        guard !isReadPaused else { return }
        isReadPaused = true
        _ = context.channel.setOption(.autoRead, value: false)
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadPaused else { return }
        isReadPaused = false
        _ = context.channel.setOption(.autoRead, value: true)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .passing = phase { return context.fireUserInboundEventTriggered(event) }
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            isInputClosed = true
            switch phase {
            // What waits for room to be answered is still answered.
            case .reading: if context.channel.isWritable { context.close(promise: nil) }
            case .lingering: context.close(promise: nil)
            case .casting, .handingOver, .passing: break
            }
        } else if event is ChannelShouldQuiesceEvent {
            drain()
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Serving

    /// Takes as many whole requests from `received` as can be answered now.
    private func serve(_ context: ChannelHandlerContext) {
        while case .reading = phase, let buffer = received, buffer.readableBytes > 0 {
            // A client that does not read what it asked for is asked to wait, not given more.
            guard context.channel.isWritable else { return pauseReading(context) }
            let outcome = buffer.withUnsafeReadableBytes { HotRequest.parse($0) }
            switch outcome {
            case .incomplete:
                return
            case .notHot:
                return handOver(context)
            case .hot(let request):
                switch request.route {
                case .stream, .socket, .raffleStream:
                    return watch(request, context)
                case .read(let read):
                    guard answer(read, request, buffer, context) else { return handOver(context) }
                case .cast:
                    guard request.bodyLength <= house.limits.bodyBytesMax else {
                        requestStarted = house.metrics.start()
                        return refuse(
                            .ballot(BallotError(.tooLarge, field: "body", message: "the body is longer than a ballot may be")), context)
                    }
                    guard buffer.readableBytes >= request.headLength + request.bodyLength else { return }
                    cast(request, context)
                }
            }
        }
    }

    /// False when the full HTTP server has to answer, which judges and words refusals.
    private func answer(_ read: HotRead, _ request: HotRequest, _ buffer: ByteBuffer, _ context: ChannelHandlerContext) -> Bool {
        let started = house.metrics.start()
        let election = buffer.withUnsafeReadableBytes { String(decoding: $0[request.election], as: UTF8.self) }
        guard let answer = house.read(read, election) else { return false }
        consume(request.headLength)
        let response = HotResponse.read(
            answer, keepsAlive: request.keepsAlive, dateLine: door.dateLine, allocator: context.channel.allocator)
        house.metrics.finish(route: read.label, status: 200, started: started)
        send(response, keepsAlive: request.keepsAlive, context)
        return true
    }

    private func cast(_ request: HotRequest, _ context: ChannelHandlerContext) {
        guard let buffer = received else { return }
        guard let intake = house.intake else {
            consume(request.headLength + request.bodyLength)
            return refuse(.unknownElection, keepsAlive: request.keepsAlive, context)
        }
        ticket &+= 1
        let reply = Reply.onLoop(context.eventLoop, self, ticket: ticket)
        let started = house.metrics.start()
        requestStarted = started
        let refusal = buffer.withUnsafeReadableBytes { bytes -> CastRefusal? in
            func slice(_ range: Range<Int>?) -> UnsafeRawBufferPointer? { range.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) } }
            return intake.admit(
                election: UnsafeRawBufferPointer(rebasing: bytes[request.election]),
                authorization: slice(request.authorization), contentType: slice(request.contentType),
                body: UnsafeRawBufferPointer(rebasing: bytes[request.headLength..<request.headLength + request.bodyLength]),
                now: door.now, reply: reply)
        }
        consume(request.headLength + request.bodyLength)
        if let refusal {
            refuse(refusal, keepsAlive: request.keepsAlive, context)
        } else {
            phase = .casting(keepsAlive: request.keepsAlive)
        }
    }

    private var requestStarted: UInt64 = 0

    private func consume(_ count: Int) {
        received?.moveReaderIndex(forwardBy: count)
        if received?.readableBytes == 0 { received = nil }
    }

    func finishCast(ticket: UInt64, with answer: CastAnswer) {
        guard case .casting(let keepsAlive) = phase, ticket == self.ticket, let context else { return }
        phase = .reading
        let response: ByteBuffer
        switch answer {
        case .recorded(let batch, let offset, let opening, let isNew):
            response = HotResponse.receipt(
                batch, offset: offset, opening: opening, isNew: isNew, keepsAlive: keepsAlive, dateLine: door.dateLine,
                allocator: context.channel.allocator)
        case .repeated(let batch, let opening):
            response = HotResponse.receipt(
                batch, offset: 0, opening: opening, isNew: false, keepsAlive: keepsAlive, dateLine: door.dateLine,
                allocator: context.channel.allocator)
        case .alreadyVoted:
            refuse(.alreadyVoted, keepsAlive: keepsAlive, context)
            return serve(context)
        case .notOpen(let state):
            refuse(.notOpen(state), keepsAlive: keepsAlive, context)
            return serve(context)
        case .unavailable(let error):
            refuse(.unavailable(error), keepsAlive: keepsAlive, context)
            return serve(context)
        }
        house.metrics.finish(.cast, status: 201, started: requestStarted)
        send(response, keepsAlive: keepsAlive, context)
        serve(context)
    }

    // MARK: Refusing

    private func refuse(_ refusal: CastRefusal, _ context: ChannelHandlerContext) {
        refuse(refusal, keepsAlive: false, context)
    }

    private func refuse(_ refusal: CastRefusal, keepsAlive: Bool, _ context: ChannelHandlerContext) {
        let problem = Problem(refusal)
        house.intake?.metrics.refuse(problem.kind.name)
        house.metrics.finish(.cast, status: problem.kind.status, started: requestStarted)
        let response = problem.http1Response(dateLine: door.dateLine, keepsAlive: keepsAlive, allocator: context.channel.allocator)
        send(response, keepsAlive: keepsAlive, context)
    }

    private func send(_ response: ByteBuffer, keepsAlive: Bool, _ context: ChannelHandlerContext) {
        guard keepsAlive, !isDraining, !isInputClosed || (received?.readableBytes ?? 0) > 0 else { return sendLast(response, context) }
        context.writeAndFlush(Self.wrapOutboundOut(response), promise: nil)
        deadline = door.now + (received == nil ? house.limits.idleSeconds : house.limits.requestSeconds)
        if context.channel.isWritable { resumeReading(context) }
    }

    /// Sends the connection's last answer, then lets the client finish before the socket goes.
    private func sendLast(_ response: ByteBuffer, _ context: ChannelHandlerContext) {
        phase = .lingering
        received = nil
        deadline = door.now + Self.lingerSeconds
        resumeReading(context)
        let channel = context.channel
        let isLastWord = isDraining || isInputClosed
        context.writeAndFlush(Self.wrapOutboundOut(response)).whenComplete { _ in
            channel.close(mode: isLastWord ? .all : .output, promise: nil)
        }
    }

    /// Enough for an answer to travel, and for a client that is still sending to notice.
    private static let lingerSeconds: Int64 = 2

    // MARK: Handing over

    /// Gives the connection, and what was received of it, to the full HTTP server.
    private func handOver(_ context: ChannelHandlerContext) {
        phase = .handingOver
        isOldVersion = received.map { HotRequest.isOldVersion($0) } ?? false
        house.handOver(context.channel).whenComplete { [self] result in
            guard let context = self.context else { return }
            guard case .success = result else { return context.close(promise: nil) }
            phase = .passing(isInBody: false)
            deadline = door.now + house.limits.requestSeconds
            passOn(context)
        }
    }

    /// Gives the connection to the hub of live results.
    private func watch(_ request: HotRequest, _ context: ChannelHandlerContext) {
        guard let buffer = received else { return }
        let watch = buffer.withUnsafeReadableBytes { WatchRequest(request, in: $0) }
        consume(request.headLength)
        phase = .handingOver
        deadline = .max
        house.watchers.watch(watch, context.channel, dateLine: door.dateLine).whenComplete { [self] result in
            guard let context = self.context else { return }
            switch result {
            case .success(true):
                passOn(context)
                context.pipeline.syncOperations.removeHandler(self, promise: nil)
            case .success(false): break
            case .failure: context.close(promise: nil)
            }
        }
    }

    /// What was received beyond the request goes to whoever stands behind now.
    private func passOn(_ context: ChannelHandlerContext) {
        resumeReading(context)
        if let rest = received, rest.readableBytes > 0 {
            received = nil
            context.fireChannelRead(Self.wrapInboundOut(rest))
            context.fireChannelReadComplete()
        }
        received = nil
        if isInputClosed { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        if isDraining { context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    private var isOldVersion = false

    // MARK: Told by `RequestWatch`

    /// - Parameter mayTakeLong: for uploads of any length; they are bounded by what is silent for too long alone.
    func headArrived(mayTakeLong: Bool) {
        phase = .passing(isInBody: true)
        deadline = mayTakeLong ? .max : door.now + house.limits.requestSeconds
    }

    func requestEnded() {
        phase = .passing(isInBody: false)
        deadline = .max
    }

    /// Whether the connection has to end with the answer that is under way.
    var endsWithAnswer: Bool { isOldVersion }

    /// The answer is out; a body that goes on after it is of no use to anybody.
    func answerEnded() {
        if case .passing(isInBody: true) = phase { deadline = door.now + house.limits.requestSeconds }
    }

    typealias InboundOut = ByteBuffer

    // MARK: Time and shutdown

    func isOverdue(at now: Int64) -> Bool {
        switch phase {
        case .reading, .passing, .lingering: now > deadline
        case .casting, .handingOver: false
        }
    }

    /// Closes a connection that took too long; one in the midst of a hot request is told why.
    func giveUp() {
        guard let context else { return }
        guard case .reading = phase, context.channel.isWritable, (received?.readableBytes ?? 0) > 0 else {
            return context.close(promise: nil)
        }
        let response = Problem(.requestTimeout, detail: "The request did not arrive in time.")
            .http1Response(dateLine: door.dateLine, keepsAlive: false, allocator: context.channel.allocator)
        sendLast(response, context)
    }

    /// Finishes the request that is under way, if any, and closes.
    private func drain() {
        isDraining = true
        switch phase {
        case .reading, .lingering: context?.close(promise: nil)
        case .casting, .handingOver, .passing: break
        }
    }
}
