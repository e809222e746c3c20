internal import HummingbirdCore
internal import HummingbirdHTTP2
internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import VoteService

/// What every connection's front door has behind it.
final class FrontDoor: Sendable {
    /// Nil where no ballots are taken: on a fan-out node.
    let intake: BallotIntake?
    let limits: DoorLimits
    let metrics: RequestMetrics
    let watchers: WatcherDesk
    /// Answers a plain read from memory; nil leaves it to the full HTTP server.
    let read: @Sendable (HotRead, _ election: String) -> HotAnswer?
    private let http1: HTTP1Channel
    private let http2: HTTP2Channel
    private let logger: Logger
    private let clock: @Sendable () -> Int64
    private let doors = NIOLockedValueBox<[ObjectIdentifier: NIOLoopBoundBox<LoopDoor>]>([:])

    init(
        intake: BallotIntake?, limits: DoorLimits, metrics: RequestMetrics, watchers: WatcherDesk,
        read: @escaping @Sendable (HotRead, _ election: String) -> HotAnswer?,
        responder: @escaping HTTPChannelHandler.Responder, logger: Logger, clock: @escaping @Sendable () -> Int64
    ) {
        self.intake = intake
        self.limits = limits
        self.metrics = metrics
        self.watchers = watchers
        self.read = read
        self.logger = logger
        self.clock = clock
        var configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestWatch()], idleTimeout: .seconds(limits.idleSeconds))
        configuration.httpDecoder = .init(
            maxHeaderFieldSize: HotRequest.headBytesMax, maxHeaderListSize: HotRequest.headBytesMax, maxHeaderFieldCount: 100)
        http1 = HTTP1Channel(responder: responder, configuration: configuration)
        http2 = HTTP2Channel(
            responder: responder,
            configuration: .init(idleTimeout: .seconds(limits.idleSeconds), streamConfiguration: configuration))
    }

    /// Puts the front door into a new connection's pipeline. On the connection's event loop.
    func receive(_ channel: any Channel) throws {
        let handler = FrontDoorHandler(house: self, door: door(of: channel.eventLoop))
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    /// Serves a connection that negotiated HTTP/2.
    func receiveHTTP2(_ channel: any Channel) -> EventLoopFuture<Void> {
        let (http2, logger) = (http2, logger)
        return http2.setup(channel: channel, logger: logger).map { value in
            Task { await http2.handle(value: value, logger: logger) }
        }
    }

    /// Puts the full HTTP/1.1 server behind the front door.
    func handOver(_ channel: any Channel) -> EventLoopFuture<Void> {
        let (http1, logger) = (http1, logger)
        return http1.setup(channel: channel, logger: logger).map { value in
            Task { await http1.handle(value: value, logger: logger) }
        }
    }

    private func door(of loop: any EventLoop) -> LoopDoor {
        let key = ObjectIdentifier(loop)
        if let known = doors.withLockedValue({ $0[key] }) { return known.value }
        let door = LoopDoor(clock: clock)
        door.start(on: loop)
        let box = NIOLoopBoundBox(door, eventLoop: loop)
        doors.withLockedValue { $0[key] = box }
        return door
    }
}

/// A request for live results, as the front door read it.
struct WatchRequest: Sendable {
    /// Of the election or raffle.
    var id: String
    var isRaffle: Bool
    var isSocket: Bool
    var query: String
    var lastEventID: String?
    var upgrade: String?
    var socketKey: String?
    var socketVersion: String?
}

extension WatchRequest {
    /// - Parameter bytes: what `request` was parsed from.
    init(_ request: HotRequest, in bytes: UnsafeRawBufferPointer) {
        func text(_ range: Range<Int>?) -> String? { range.map { String(decoding: bytes[$0], as: UTF8.self) } }
        self.init(
            id: text(request.election) ?? "", isRaffle: request.route == .raffleStream, isSocket: request.route == .socket,
            query: text(request.query) ?? "", lastEventID: text(request.lastEventID), upgrade: text(request.upgrade),
            socketKey: text(request.webSocketKey), socketVersion: text(request.webSocketVersion))
    }
}

/// The answer to a plain read: 200 with this body.
struct HotAnswer: Sendable {
    var body: ByteBuffer
    var contentType: String
    var cacheControl: String
}
