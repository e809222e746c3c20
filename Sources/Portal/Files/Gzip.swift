internal import NIOCore
internal import NIOEmbedded
internal import NIOHTTP1
internal import NIOHTTPCompression

/// Compression as HTTP has it, of whole bodies.
public enum Gzip {
    /// The bytes compressed; nil when that saves nothing worth a header.
    public static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= 512 else { return nil }
        // The compressor is made for a connection: it is asked as if somebody who takes gzip wanted these bytes.
        let channel = EmbeddedChannel()
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        do {
            try channel.pipeline.syncOperations.addHandler(HTTPResponseCompressor())
            var request = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
            request.headers.add(name: "accept-encoding", value: "gzip")
            try channel.writeInbound(HTTPServerRequestPart.head(request))
            try channel.writeInbound(HTTPServerRequestPart.end(nil))
            // Flushed once, so that it is compressed in one piece.
            channel.write(HTTPServerResponsePart.head(HTTPResponseHead(version: .http1_1, status: .ok)), promise: nil)
            channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
            channel.write(HTTPServerResponsePart.end(nil), promise: nil)
            channel.flush()
            var (compressed, isGzip) = ([UInt8](), false)
            while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
                switch part {
                case .head(let head): isGzip = head.headers["content-encoding"].contains("gzip")
                case .body(.byteBuffer(let buffer)): compressed += buffer.readableBytesView
                case .body(.fileRegion), .end: break
                }
            }
            return isGzip && compressed.count < bytes.count ? compressed : nil
        } catch {
            return nil
        }
    }
}
