public import NIOCore

/// A snapshot with the bytes that go to watchers, made once per publish and shared by all of them.
///
/// The buffers are copy-on-write: handing one to 250,000 channels copies nothing.
public final class EncodedSnapshot: Sendable {
    public let snapshot: ResultsSnapshot
    /// One SSE event framed as one HTTP/1.1 chunk.
    let chunk: ByteBuffer
    /// The SSE event alone, for bodies that are framed by someone else (HTTP/2).
    public let event: ByteBuffer
    /// One unmasked WebSocket text frame.
    let webSocketFrame: ByteBuffer

    /// Encodes `snapshot`.
    ///
    /// - Parameter stamp: nanoseconds of the monotonic clock to put into the payload as member `stamp`; nil leaves the payload unchanged.
    init(_ snapshot: ResultsSnapshot, stamp: UInt64? = nil) {
        self.snapshot = snapshot
        let payload = stamp.map { snapshot.json.stamped($0) } ?? snapshot.json
        event = EventStreamWire.event(named: snapshot.subject.eventName, sequence: snapshot.sequence, payload: payload)
        chunk = EventStreamWire.chunk(event)
        webSocketFrame = WebSocketFrame.text(payload)
    }
}

extension ByteBuffer {
    /// The JSON object with `"stamp":<nanoseconds>` as its first member; unchanged unless it starts with a brace.
    fileprivate func stamped(_ nanoseconds: UInt64) -> ByteBuffer {
        let bytes = readableBytesView
        guard bytes.first == UInt8(ascii: "{") else { return self }
        let rest = bytes.dropFirst()
        let isEmptyObject = rest.first { !UInt8.jsonWhitespace.contains($0) } == UInt8(ascii: "}")
        var stamped = ByteBuffer()
        stamped.reserveCapacity(readableBytes + 32)
        stamped.writeString("{\"stamp\":\(nanoseconds)\(isEmptyObject ? "" : ",")")
        stamped.writeBytes(rest)
        return stamped
    }
}

extension UInt8 {
    fileprivate static let jsonWhitespace: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
}
