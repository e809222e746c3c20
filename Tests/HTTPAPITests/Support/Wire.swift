import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A connection of a client without manners: any bytes out, all bytes in.
final class Wire: Sendable {
    private struct Inbox {
        var bytes: [UInt8] = []
        var isClosed = false
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let inbox: NIOLockedValueBox<Inbox>

        init(_ inbox: NIOLockedValueBox<Inbox>) { self.inbox = inbox }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = Self.unwrapInboundIn(data)
            inbox.withLockedValue { $0.bytes += buffer.readableBytesView }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed? = event as? ChannelEvent { inbox.withLockedValue { $0.isClosed = true } }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
        func channelInactive(context: ChannelHandlerContext) { inbox.withLockedValue { $0.isClosed = true } }
    }

    private let channel: any Channel
    private let inbox: NIOLockedValueBox<Inbox>

    private init(channel: any Channel, inbox: NIOLockedValueBox<Inbox>) {
        self.channel = channel
        self.inbox = inbox
    }

    /// - Parameters:
    ///   - reads: false for a client that never reads, and has little room for what it is sent.
    ///   - address: to connect from, such as 127.0.0.2.
    static func open(port: Int, reads: Bool = true, from address: String? = nil) async throws -> Wire {
        let inbox = NIOLockedValueBox(Inbox())
        var bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 1 << 18 : 4_096)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Collector(inbox)) }
            }
        if let address { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: address, port: 0)) }
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        return Wire(channel: channel, inbox: inbox)
    }

    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get() }
    func send(_ text: String) async throws { try await send(Array(text.utf8)) }
    /// Sends what a server may no longer want: errors are none of this client's business.
    func trySend(_ text: String) { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }
    var isWritable: Bool { channel.isWritable }

    func finishSending() async throws { try await channel.close(mode: .output).get() }
    func close() { channel.close(promise: nil) }

    /// Everything that has come and was not taken.
    var received: String { inbox.withLockedValue { String(decoding: $0.bytes, as: UTF8.self) } }
    var receivedBytes: [UInt8] { inbox.withLockedValue { $0.bytes } }
    var isClosed: Bool { inbox.withLockedValue { $0.isClosed } }

    /// The next whole response.
    func answer(within limit: Duration = .seconds(10), toHead: Bool = false) async throws -> Answer {
        let deadline = ContinuousClock.now + limit
        while true {
            let (answer, isClosed) = try inbox.withLockedValue { inbox in
                (try Answer.take(from: &inbox.bytes, isClosed: inbox.isClosed, toHead: toHead), inbox.isClosed)
            }
            if let answer { return answer }
            guard !isClosed, .now < deadline else {
                throw WireError(description: "\(isClosed ? "closed" : "no answer in time") after: \(received.prefix(200))")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Waits until what has come holds `text`.
    func receives(_ text: String, within limit: Duration = .seconds(5)) async throws -> Bool {
        try await eventually(within: limit) { self.received.contains(text) }
    }

    func closes(within limit: Duration = .seconds(5)) async throws -> Bool {
        try await eventually(within: limit) { self.isClosed }
    }
}

/// Waits for a condition; false when it did not come true in time.
func eventually(within limit: Duration = .seconds(5), _ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard .now < deadline else { return false }
        try await Task.sleep(for: .milliseconds(2))
    }
    return true
}
