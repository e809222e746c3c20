internal import NIOCore

/// The bytes of an SSE response on an HTTP/1.1 connection.
///
/// ```
/// HTTP/1.1 200 OK … Transfer-Encoding: chunked
/// d\r\n  retry: 4217\n\n  \r\n                              once, first
/// <hex>\r\n  id: 42\nevent: results\ndata: {…}\n\n  \r\n    per snapshot; a raffle's are named raffle
/// 3\r\n  :\n\n  \r\n                                        heartbeat
/// 0\r\n\r\n                                                 end
/// ```
enum EventStreamWire {
    static let heartbeatEvent = ByteBuffer(string: ":\n\n")
    static let heartbeatChunk = chunk(heartbeatEvent)
    private static let lastChunk: StaticString = "0\r\n\r\n"

    /// `no-transform` stops proxies from compressing, which buffers; the connection serves nothing after the stream.
    private static let head: StaticString = """
        HTTP/1.1 200 OK\r
        Content-Type: text/event-stream; charset=utf-8\r
        Cache-Control: no-store, no-transform\r
        X-Accel-Buffering: no\r
        Access-Control-Allow-Origin: *\r
        Connection: close\r
        Transfer-Encoding: chunked\r
        \r

        """

    /// The response head and the first chunk, which tells the client how long to wait before it reconnects.
    static func opening(retryMilliseconds: Int) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(320)
        buffer.writeStaticString(head)
        buffer.writeImmutableBuffer(chunk(retry(milliseconds: retryMilliseconds)))
        return buffer
    }

    /// The last bytes of the body; a retry time comes first when the client should keep away longer than it was told.
    static func ending(retryMilliseconds: Int?) -> ByteBuffer {
        var buffer = retryMilliseconds.map { chunk(retry(milliseconds: $0)) } ?? ByteBuffer()
        buffer.writeStaticString(lastChunk)
        return buffer
    }

    static func retry(milliseconds: Int) -> ByteBuffer {
        ByteBuffer(string: "retry: \(milliseconds)\n\n")
    }

    static func event(named name: String, sequence: UInt64, payload: ByteBuffer) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(payload.readableBytes + 64)
        buffer.writeString("id: \(sequence)\nevent: \(name)\n")
        // A line break inside the payload (JSON allows it between tokens) would end the field.
        for line in payload.readableBytesView.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            buffer.writeStaticString("data: ")
            buffer.writeBytes(line)
            buffer.writeInteger(UInt8(ascii: "\n"))
        }
        buffer.writeInteger(UInt8(ascii: "\n"))
        return buffer
    }

    static func chunk(_ body: ByteBuffer) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(body.readableBytes + 16)
        buffer.writeString(String(body.readableBytes, radix: 16))
        buffer.writeStaticString("\r\n")
        buffer.writeImmutableBuffer(body)
        buffer.writeStaticString("\r\n")
        return buffer
    }
}
