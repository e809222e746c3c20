internal import NIOCore

/// Reads the frames of a client that has nothing to say (RFC 6455, section 5).
///
/// Data is counted and thrown away as it arrives, so that a connection holds at most one control payload (125 bytes). Text is not
/// checked for UTF-8, because nothing looks at it.
struct WebSocketFrameParser {
    enum Event: Equatable {
        case ping(ByteBuffer)
        /// The peer closes; the code is what to answer with.
        case close(WebSocketCloseCode?)
        /// The connection has to be closed with this code; the parser must not be fed again.
        case violation(WebSocketCloseCode)
    }

    private enum State {
        case header
        case payload(opcode: UInt8, remaining: UInt64)
    }

    /// Longest data message accepted, in bytes.
    private let messageBytesMax: UInt64
    private var state = State.header
    /// The bytes of a header that came in pieces: at most 2 + 8 + 4.
    private var header: [UInt8] = []
    private var control: [UInt8] = []
    private var mask: UInt32 = 0
    /// Bytes of the data message in progress; nil between messages.
    private var messageBytes: UInt64?

    init(messageBytesMax: UInt64 = 4096) {
        self.messageBytesMax = messageBytesMax
    }

    /// Consumes `buffer` up to the next event; nil when it is used up.
    mutating func next(_ buffer: inout ByteBuffer) -> Event? {
        while true {
            switch state {
            case .header:
                guard let byte = buffer.readInteger(as: UInt8.self) else { return nil }
                header.append(byte)
                guard header.count >= 2, header.count == headerLength else {
                    if header.count == 2, let code = violationInFirstTwoBytes { return .violation(code) }
                    continue
                }
                if let code = beginPayload() { return .violation(code) }
            case .payload(let opcode, let remaining) where opcode < 0x8:
                let taken = min(remaining, UInt64(buffer.readableBytes))
                buffer.moveReaderIndex(forwardBy: Int(taken))
                guard taken == remaining else {
                    state = .payload(opcode: opcode, remaining: remaining - taken)
                    return nil
                }
                state = .header
            case .payload(let opcode, let remaining):
                let taken = min(Int(remaining), buffer.readableBytes)
                control += buffer.readBytes(length: taken) ?? []
                guard taken == Int(remaining) else {
                    state = .payload(opcode: opcode, remaining: remaining - UInt64(taken))
                    return nil
                }
                state = .header
                if let event = endControl(opcode: opcode) { return event }
            }
        }
    }

    private var headerLength: Int {
        switch header[1] & 0x7F {
        case 126: 2 + 2 + 4
        case 127: 2 + 8 + 4
        default: 2 + 4
        }
    }

    /// What is wrong with the first two bytes, checked before more is read.
    private var violationInFirstTwoBytes: WebSocketCloseCode? {
        let isFinal = header[0] & 0x80 != 0
        let opcode = header[0] & 0x0F
        let isMasked = header[1] & 0x80 != 0
        guard header[0] & 0x70 == 0, isMasked else { return .protocolError }
        switch opcode {
        case 0x0: return messageBytes == nil ? .protocolError : nil
        case 0x1, 0x2: return messageBytes == nil ? nil : .protocolError
        case 0x8, 0x9, 0xA: return isFinal && header[1] & 0x7F <= 125 ? nil : .protocolError
        default: return .protocolError
        }
    }

    private mutating func beginPayload() -> WebSocketCloseCode? {
        let extended = header[2..<(header.count - 4)]
        let length = extended.isEmpty ? UInt64(header[1] & 0x7F) : extended.reduce(0) { $0 << 8 | UInt64($1) }
        mask = header.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
        let opcode = header[0] & 0x0F
        let isFinal = header[0] & 0x80 != 0
        header.removeAll(keepingCapacity: true)
        if opcode < 0x8 {
            let (total, overflowed) = (messageBytes ?? 0).addingReportingOverflow(length)
            guard !overflowed, total <= messageBytesMax else { return .messageTooBig }
            messageBytes = isFinal ? nil : total
        }
        state = .payload(opcode: opcode, remaining: length)
        return nil
    }

    private mutating func endControl(opcode: UInt8) -> Event? {
        for index in control.indices {
            control[index] ^= UInt8(truncatingIfNeeded: mask >> UInt32(24 - 8 * (index % 4)))
        }
        defer { control = [] }
        switch opcode {
        case 0x9:
            return .ping(ByteBuffer(bytes: control))
        case 0x8:
            guard !control.isEmpty else { return .close(nil) }
            guard control.count >= 2 else { return .violation(.protocolError) }
            let code = WebSocketCloseCode(rawValue: UInt16(control[0]) << 8 | UInt16(control[1]))
            return code.isAllowedOnTheWire ? .close(code) : .violation(.protocolError)
        default:
            return nil
        }
    }
}
