import Elections
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

@testable import ResultsService

/// A listener that understands just enough HTTP to hand channels to a hub.
final class TestFrontDoor: Sendable {
    let hub: ResultsHub
    let group: MultiThreadedEventLoopGroup
    let port: Int
    private let listener: any Channel
    private let accepted = NIOLockedValueBox<[any Channel]>([])

    init(_ configuration: ResultsHubConfiguration = fast, loops: Int = 1, sendBufferBytes: Int? = nil) async throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        let hub = ResultsHub(group: group, configuration: configuration)
        self.hub = hub
        var bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [accepted] channel in
                accepted.withLockedValue { $0.append(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RequestHandler(hub: hub))
                }
            }
        if let sendBufferBytes {
            bootstrap = bootstrap.childChannelOption(.socketOption(.so_sndbuf), value: .init(sendBufferBytes))
        }
        listener = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        guard let port = listener.localAddress?.port else { preconditionFailure("a bound listener has a port") }
        self.port = port
    }

    /// The server's ends of all connections so far, in the order they came.
    var channels: [any Channel] { accepted.withLockedValue { $0 } }

    func stop() async throws {
        try await listener.close().get()
        try await group.shutdownGracefully()
    }
}

/// Reads one request head and gives the channel away.
private final class RequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let hub: ResultsHub
    private var received = ""

    init(hub: ResultsHub) {
        self.hub = hub
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard received.contains("\r\n\r\n") else { return }
        let lines = received.split(separator: "\r\n", omittingEmptySubsequences: true)
        let path = lines[0].split(separator: " ")[1]
        let query = path.firstRange(of: "?last_event_id=").map { path[$0.upperBound...] }
        let resume = ResumePosition.parse(header: header("last-event-id", lines), query: query)
        let kind = header("sec-websocket-key", lines).map { WatcherKind.webSocket(key: String($0)) } ?? .eventStream
        let election = electionID(String(path.split(separator: "/")[1]))
        if hub.attach(context.channel, to: election, as: kind, resume: resume) == .attached {
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }

    private func header(_ name: String, _ lines: [Substring]) -> Substring? {
        lines.first { $0.lowercased().hasPrefix(name + ": ") }.map { $0.dropFirst(name.count + 2) }
    }
}
