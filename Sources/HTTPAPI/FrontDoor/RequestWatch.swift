internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Stands in the full HTTP/1.1 server: tells the front door when requests begin and end, so that none takes for ever, and tells
/// clients that wait for it to go on with their body (RFC 9110, 10.1.1).
///
/// In the stream of an HTTP/2 connection there is no front door, and nothing is done.
final class RequestWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private weak var door: FrontDoorHandler?
    /// Requests read and not yet answered.
    private var openCount = 0

    func handlerAdded(context: ChannelHandlerContext) {
        door = try? context.pipeline.syncOperations.handler(type: FrontDoorHandler.self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let request):
            openCount += 1
            door?.headArrived(mayTakeLong: request.method == .put && request.path?.contains("/roll") == true)
            // With an answer still to come, this one would be taken for it.
            if door != nil, openCount == 1, request.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(Self.wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .body: break
        case .end: door?.requestEnded()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = Self.unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        openCount -= 1
        door?.answerEnded()
        context.write(data, promise: promise)
        guard door?.endsWithAnswer == true else { return }
        context.flush()
        context.close(promise: nil)
    }
}
