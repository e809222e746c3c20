internal import NIOCore

/// Frames a server sends (RFC 6455, section 5.2): complete, unmasked, so that one buffer serves every watcher.
///
/// ```
/// byte 0   FIN(0x80) | opcode
/// byte 1   length 0–125, or 126 + 2 bytes, or 127 + 8 bytes, big endian
/// payload
/// ```
enum WebSocketFrame {
    static let ping = frame(opcode: 0x9, ByteBuffer())

    static func text(_ payload: ByteBuffer) -> ByteBuffer { frame(opcode: 0x1, payload) }
    static func pong(_ payload: ByteBuffer) -> ByteBuffer { frame(opcode: 0xA, payload) }

    static func close(_ code: WebSocketCloseCode?) -> ByteBuffer {
        frame(opcode: 0x8, code.map { ByteBuffer(integer: $0.rawValue) } ?? ByteBuffer())
    }

    private static func frame(opcode: UInt8, _ payload: ByteBuffer) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(payload.readableBytes + 10)
        buffer.writeInteger(0x80 | opcode)
        switch payload.readableBytes {
        case ...125:
            buffer.writeInteger(UInt8(payload.readableBytes))
        case ...Int(UInt16.max):
            buffer.writeInteger(UInt8(126))
            buffer.writeInteger(UInt16(payload.readableBytes))
        default:
            buffer.writeInteger(UInt8(127))
            buffer.writeInteger(UInt64(payload.readableBytes))
        }
        buffer.writeImmutableBuffer(payload)
        return buffer
    }
}

/// Why a WebSocket is closed (RFC 6455, section 7.4.1).
struct WebSocketCloseCode: Hashable, Sendable {
    let rawValue: UInt16

    /// Nothing more will follow.
    static let normal = WebSocketCloseCode(rawValue: 1000)
    /// This process stops serving the connection; another one will.
    static let goingAway = WebSocketCloseCode(rawValue: 1001)
    static let protocolError = WebSocketCloseCode(rawValue: 1002)
    /// More inbound traffic than a watcher has reason to send.
    static let policyViolation = WebSocketCloseCode(rawValue: 1008)
    static let messageTooBig = WebSocketCloseCode(rawValue: 1009)

    /// Whether a peer may put this code into a close frame.
    var isAllowedOnTheWire: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
