import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// An upstream server that does, connection after connection, what the test's script says.
final class ScriptedUpstream: Sendable {
    /// What happens to a request: these bytes, then a close or silence. An answer before a close says so, or the client might send its
    /// next request on the connection that is about to go.
    struct Reply: Sendable {
        var bytes: String
        var closes = true

        static let notFound = Reply(bytes: "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        static let election = Reply(bytes: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
        static let finished = Reply(bytes: "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

        /// A response head and `events`, unframed: the body ends with the connection.
        static func stream(_ events: String, closes: Bool = true) -> Reply {
            Reply(bytes: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + events, closes: closes)
        }
    }

    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let url: String
    private let listener: any Channel
    private let heads = NIOLockedValueBox<[String]>([])

    /// - Parameter script: from the request line and the number of requests with the same line before it to the reply.
    init(_ script: @escaping @Sendable (_ requestLine: String, _ count: Int) -> Reply) async throws {
        let heads = heads
        listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = ScriptHandler { head in
                        let line = String(head.prefix { $0 != "\r\n" })
                        let count = heads.withLockedValue { heads in
                            defer { heads.append(head) }
                            return heads.count { $0.hasPrefix(line) }
                        }
                        return script(line, count)
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        url = "http://127.0.0.1:\(listener.localAddress?.port ?? 0)"
    }

    /// The `Last-Event-ID` of every request for a stream so far, in order; empty when it had none.
    var lastEventIDs: [String] {
        heads.withLockedValue { heads in
            heads.filter { $0.contains("/results/stream") }.map { head in
                head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("last-event-id: ") }.map { String($0.dropFirst(15)) } ?? ""
            }
        }
    }

    var requests: Int { heads.withLockedValue { $0.count } }

    func stop() async throws {
        try await listener.close().get()
        try await group.shutdownGracefully()
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let reply: (String) -> ScriptedUpstream.Reply
    private var received = ""

    init(_ reply: @escaping (String) -> ScriptedUpstream.Reply) {
        self.reply = reply
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard received.contains("\r\n\r\n") else { return }
        let reply = reply(received)
        received = ""
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply.bytes)), promise: nil)
        if reply.closes { context.close(promise: nil) }
    }
}
