internal import Elections
internal import NIOCore
internal import Raffles
internal import ResultsService

/// Leads watchers from the front door to the hub of live results.
struct WatcherDesk: Sendable {
    /// Whether an election or raffle can be watched here, and the hub fed with it.
    enum Presence: Sendable {
        case present
        case unknown
        /// The upstream that knows cannot be reached.
        case unavailable
    }

    let hub: ResultsHub
    /// Asked on the channel's event loop.
    let presence: @Sendable (WatchedSubject, any EventLoop) -> EventLoopFuture<Presence>

    /// Takes over a channel; on its event loop.
    ///
    /// - Returns: true when the hub has the channel and the caller has to leave its pipeline; false when it was answered and closed.
    func watch(_ request: WatchRequest, _ channel: any Channel, dateLine: [UInt8]) -> EventLoopFuture<Bool> {
        guard let subject = request.subject else {
            return channel.eventLoop.makeSucceededFuture(refuse(channel, .notFound, dateLine))
        }
        if request.isSocket, !isUpgrade(request) {
            return channel.eventLoop.makeSucceededFuture(refuse(channel, .badRequest, dateLine))
        }
        let (hub, desk) = (hub, self)
        return presence(subject, channel.eventLoop).map { presence in
            switch presence {
            case .present:
                let kind: WatcherKind = request.isSocket ? .webSocket(key: request.socketKey ?? "") : .eventStream
                let resume = ResumePosition.parse(header: request.lastEventID, query: lastEventID(inQuery: request.query))
                return hub.attach(channel, to: subject, as: kind, resume: resume) == .attached
            case .unknown: return desk.refuse(channel, .notFound, dateLine)
            case .unavailable: return desk.refuse(channel, .overloaded, dateLine)
            }
        }
    }

    private func isUpgrade(_ request: WatchRequest) -> Bool {
        request.upgrade?.lowercased() == "websocket" && request.socketVersion == "13"
            && request.socketKey.map { WebSocketHandshake.isValid(key: $0) } == true
    }

    private func refuse(_ channel: any Channel, _ kind: ProblemKind, _ dateLine: [UInt8]) -> Bool {
        let detail =
            switch kind {
            case .notFound: "There is nothing of this id to watch here."
            case .badRequest: "Open this address as a WebSocket of version 13."
            default: "The results cannot be had right now."
            }
        let response = Problem(kind, detail: detail).http1Response(dateLine: dateLine, keepsAlive: false, allocator: channel.allocator)
        channel.writeAndFlush(response).whenComplete { _ in channel.close(promise: nil) }
        return false
    }
}

/// The value of `last_event_id` in a query.
func lastEventID(inQuery query: String) -> String? {
    for pair in query.split(separator: "&") where pair.hasPrefix("last_event_id=") {
        return String(pair.dropFirst("last_event_id=".count))
    }
    return nil
}

extension WatchRequest {
    /// Nil for an id that nothing can have.
    fileprivate var subject: WatchedSubject? {
        isRaffle ? RaffleID(id).map { .raffle($0) } : ElectionID(id).map { .election($0) }
    }
}
