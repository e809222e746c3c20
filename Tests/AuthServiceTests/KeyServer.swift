import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// An identity provider's key set on a port of this machine, which tests make slow, broken or hostile.
final class KeyServer: Sendable {
    enum Answer: Sendable {
        case keys([UInt8], after: TimeAmount = .zero)
        case status(HTTPResponseStatus, location: String? = nil)
        /// A byte now and then, for ever.
        case drip
        /// More than anyone asked for.
        case flood
        /// Nothing.
        case silence
    }

    private struct State {
        var answer: Answer
        var requestCount = 0
    }

    private let state: NIOLockedValueBox<State>
    private let channel: any Channel

    private init(state: NIOLockedValueBox<State>, channel: any Channel) {
        self.state = state
        self.channel = channel
    }

    static func start(_ answer: Answer) async throws -> KeyServer {
        let state = NIOLockedValueBox(State(answer: answer))
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        KeyHandler {
                            state.withLockedValue { state in
                                state.requestCount += 1
                                return state.answer
                            }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return KeyServer(state: state, channel: channel)
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/keys" }
    var requestCount: Int { state.withLockedValue { $0.requestCount } }

    func answer(_ answer: Answer) {
        state.withLockedValue { $0.answer = answer }
    }

    func stop() async throws {
        try await channel.close()
    }
}

private final class KeyHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let next: @Sendable () -> KeyServer.Answer
    private var drip: RepeatedTask?

    init(_ next: @escaping @Sendable () -> KeyServer.Answer) {
        self.next = next
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        switch next() {
        case .keys(let bytes, let delay):
            let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: delay) {
                let (handler, context) = loopBound.value
                handler.send(.ok, ["content-length": "\(bytes.count)"], bytes, context)
            }
        case .status(let status, let location):
            send(status, HTTPHeaders([("content-length", "0")] + (location.map { [("location", $0)] } ?? [])), [], context)
        case .drip: startDrip(context)
        case .flood: send(.ok, [:], [UInt8](repeating: 0x20, count: 4 << 20), context)
        case .silence: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        drip?.cancel()
        context.fireChannelInactive()
    }

    /// A client that has heard enough closes: no failure of the test.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func send(_ status: HTTPResponseStatus, _ headers: HTTPHeaders, _ body: [UInt8], _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func startDrip(_ context: ChannelHandlerContext) {
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "100000"])
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
        drip = context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(10)) { _ in
            let part = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: [0x20])))
            loopBound.value.writeAndFlush(NIOAny(part), promise: nil)
        }
    }
}
