internal import NIOCore

/// Why a watcher is ended.
enum EndReason {
    /// The election's last snapshot was sent.
    case final
    /// The connection is old enough.
    case rotation
    /// The process is about to stop.
    case drain
    /// The watcher does not read.
    case slow
}

/// One watcher's connection: the only handler of its channel besides TLS.
///
/// Lives on its event loop. Holds a few words of state and no buffer, so that a quarter of a million of them fit.
final class WatcherHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let loop: LoopHub
    let topic: Topic
    let rotateAt: UInt32
    /// Place in the topic, kept by the topic.
    var slot = 0
    /// Version of the newest payload written.
    var sentVersion: UInt64 = 0
    var lastWrite: UInt32
    /// When the channel stopped taking bytes; meaningful while it is not writable.
    private(set) var unwritableSince: UInt32 = 0
    private(set) var isWritable = true
    /// A delivery was put off; the newest snapshot is owed as soon as the channel takes bytes again.
    var isOwed = false
    /// In the loop's list of stalled watchers.
    var isListedAsStalled = false
    var endReason: EndReason?
    private var inboundBytes = 0
    private var webSocket: WebSocketFrameParser?
    private var context: ChannelHandlerContext?

    var isWebSocket: Bool { webSocket != nil }
    var isConnected: Bool { context != nil }

    init(loop: LoopHub, topic: Topic, isWebSocket: Bool, rotateAt: UInt32, now: UInt32) {
        self.loop = loop
        self.topic = topic
        self.rotateAt = rotateAt
        lastWrite = now
        webSocket = isWebSocket ? WebSocketFrameParser() : nil
    }

    // MARK: What the loop asks for

    func write(_ frame: NIOAny) {
        context?.writeAndFlush(frame, promise: nil)
    }

    /// Writes what a later `write` or `flush` sends.
    func enqueue(_ bytes: NIOAny) {
        context?.write(bytes, promise: nil)
    }

    func flush() {
        context?.flush()
    }

    /// Forgives what the client has sent so far; only a WebSocket client has reason to send anything.
    func resetInboundAllowance() {
        if isWebSocket { inboundBytes = 0 }
    }

    /// Says goodbye if the channel takes bytes, and closes it.
    func end(_ reason: EndReason, drainRetryMilliseconds: ClosedRange<Int>) {
        if isWritable, reason != .slow {
            write(NIOAny(goodbye(reason, drainRetryMilliseconds)))
        }
        context?.close(promise: nil)
    }

    /// Only a drained watcher is told to stay away longer: one that is rotated may come back to this very process, and should lose little.
    private func goodbye(_ reason: EndReason, _ drainRetryMilliseconds: ClosedRange<Int>) -> ByteBuffer {
        if isWebSocket { return WebSocketFrame.close(reason == .final ? .normal : .goingAway) }
        return EventStreamWire.ending(retryMilliseconds: reason == .drain ? .random(in: drainRetryMilliseconds) : nil)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isWritable = context.channel.isWritable
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        disconnected()
    }

    func channelInactive(context: ChannelHandlerContext) {
        disconnected()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A client that has closed its sending side is gone, as far as a watcher can be.
        if let event = event as? ChannelEvent, event == .inputClosed {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if isWritable {
            if isOwed { loop.deliverOwed(to: self) }
        } else {
            unwritableSince = loop.now
        }
        context.fireChannelWritabilityChanged()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        inboundBytes += bytes.readableBytes
        guard inboundBytes <= loop.configuration.inboundBytesMax else {
            if isWebSocket {
                close(context, answering: .policyViolation)
            } else {
                context.close(promise: nil)
            }
            return
        }
        while let event = webSocket?.next(&bytes) {
            switch event {
            case .ping(let payload):
                // Not owed: a client that does not read gets no pongs piled up for it.
                if isWritable { write(NIOAny(WebSocketFrame.pong(payload))) }
            case .close(let code):
                close(context, answering: code)
                return
            case .violation(let code):
                close(context, answering: code)
                return
            }
        }
    }

    private func close(_ context: ChannelHandlerContext, answering code: WebSocketCloseCode?) {
        if isWritable { write(NIOAny(WebSocketFrame.close(code))) }
        context.close(promise: nil)
    }

    private func disconnected() {
        guard context != nil else { return }
        context = nil
        loop.remove(self)
    }
}
