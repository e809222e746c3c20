internal import Elections
internal import NIOCore
internal import VoteService

/// The answers that the front door gives itself, as HTTP/1.1.
enum HotResponse {
    /// A ballot's receipt, written straight to where it is sent from.
    static func receipt(
        _ batch: CommittedBatch, offset: Int, opening: Receipt.Opening?, isNew: Bool, keepsAlive: Bool, dateLine: [UInt8],
        allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        batch.withReceipt(at: offset, opening: opening) { byteCount, write in
            var buffer = allocator.buffer(capacity: byteCount + 192)
            buffer.writeStaticString(isNew ? "HTTP/1.1 201 Created\r\n" : "HTTP/1.1 200 OK\r\n")
            buffer.writeBytes(dateLine)
            if !keepsAlive { buffer.writeStaticString("Connection: close\r\n") }
            buffer.writeStaticString("Content-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: ")
            buffer.writeString(String(byteCount))
            buffer.writeStaticString("\r\n\r\n")
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: byteCount) { room in
                write(UnsafeMutableRawBufferPointer(rebasing: room[..<byteCount]))
                return byteCount
            }
            return buffer
        }
    }

    /// What a plain read found in memory.
    static func read(_ answer: HotAnswer, keepsAlive: Bool, dateLine: [UInt8], allocator: ByteBufferAllocator) -> ByteBuffer {
        var body = answer.body
        var buffer = allocator.buffer(capacity: body.readableBytes + 256)
        buffer.writeStaticString("HTTP/1.1 200 OK\r\n")
        buffer.writeBytes(dateLine)
        if !keepsAlive { buffer.writeStaticString("Connection: close\r\n") }
        buffer.writeString("Content-Type: \(answer.contentType)\r\nCache-Control: \(answer.cacheControl)\r\n")
        buffer.writeString("X-Content-Type-Options: nosniff\r\nContent-Length: \(body.readableBytes)\r\n\r\n")
        buffer.writeBuffer(&body)
        return buffer
    }
}
