import NIOCore
import NIOEmbedded
import NIOWebSocket
import TestSupport
import Testing

@testable import ResultsService

@Suite("WebSocket")
struct WebSocketTests {
    @Test("The handshake's example in RFC 6455, section 1.3")
    func accept() {
        #expect(WebSocketHandshake.accept(key: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test("A key is the base64 of 16 bytes")
    func keys() {
        #expect(WebSocketHandshake.isValid(key: "dGhlIHNhbXBsZSBub25jZQ=="))
        for key in ["", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===", "dGhlIHNhbXBsZSBub25jZ\r\n==", "dGhlIHNhbXBsZSBub25jZ===="]
        {
            #expect(!WebSocketHandshake.isValid(key: key))
        }
    }

    @Test("Frames read back as they were meant, at every length encoding", arguments: [0, 1, 125, 126, 65_535, 65_536])
    func frames(length: Int) throws {
        let payload = ByteBuffer(bytes: (0..<length).map { UInt8(truncatingIfNeeded: $0) })
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 1 << 20)))
        try channel.writeInbound(WebSocketFrame.text(payload))
        let frame = try #require(try channel.readInbound(as: NIOWebSocket.WebSocketFrame.self))
        #expect(frame.fin && frame.opcode == .text && frame.maskKey == nil && frame.unmaskedData == payload)
    }

    /// A masked frame as a client sends it, made by SwiftNIO.
    private func clientFrame(_ opcode: WebSocketOpcode, _ payload: [UInt8], fin: Bool = true, masked: Bool = true) throws -> [UInt8] {
        let channel = EmbeddedChannel(handler: WebSocketFrameEncoder())
        let mask: WebSocketMaskingKey? = masked ? [0x12, 0x34, 0x56, 0x78] : nil
        let frame = NIOWebSocket.WebSocketFrame(fin: fin, opcode: opcode, maskKey: mask, data: ByteBuffer(bytes: payload))
        try channel.writeOutbound(frame)
        var bytes: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            bytes += buffer.readableBytesView
        }
        return bytes
    }

    private func parse(_ bytes: [UInt8], pieces: Int = .max) -> [WebSocketFrameParser.Event] {
        var parser = WebSocketFrameParser()
        var events: [WebSocketFrameParser.Event] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            var buffer = ByteBuffer(bytes: rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
            while let event = parser.next(&buffer) {
                events.append(event)
                if case .violation = event { return events }
            }
        }
        return events
    }

    @Test("Pings and closes are seen, everything else is ignored, in pieces of any size", arguments: 1...20)
    func inbound(pieces: Int) throws {
        let bytes =
            try clientFrame(.text, Array(repeating: 1, count: 300)) + clientFrame(.ping, Array("hello".utf8))
            + clientFrame(.text, [1], fin: false) + clientFrame(.ping, []) + clientFrame(.continuation, [2]) + clientFrame(.pong, [3])
            + clientFrame(.binary, []) + clientFrame(.connectionClose, [0x03, 0xE8, 0x62])
        #expect(parse(bytes, pieces: pieces) == [.ping(ByteBuffer(string: "hello")), .ping(ByteBuffer()), .close(.normal)])
    }

    @Test("What a client must not send is a violation")
    func violations() throws {
        let tooBig = try clientFrame(.text, Array(repeating: 0, count: 4097))
        #expect(parse(tooBig) == [.violation(.messageTooBig)])
        let tooBigTogether = try clientFrame(.text, Array(repeating: 0, count: 4096), fin: false) + clientFrame(.continuation, [0])
        #expect(parse(tooBigTogether) == [.violation(.messageTooBig)])
        #expect(parse([0x82, 0xFF] + Array(repeating: 0xFF, count: 8) + [0, 0, 0, 0]) == [.violation(.messageTooBig)])
        let cases: [[UInt8]] = [
            try clientFrame(.text, [1], masked: false), try clientFrame(.continuation, [1]), try clientFrame(.ping, [], fin: false),
            try clientFrame(.text, [1], fin: false) + clientFrame(.text, [1]), [0xC1, 0x80], [0x83, 0x80], [0x8B, 0x80], [0x89, 0xFE],
            try clientFrame(.connectionClose, [1]), try clientFrame(.connectionClose, [0x03, 0xED]),
            try clientFrame(.connectionClose, [0, 0]),
        ]
        for bytes in cases {
            #expect(parse(bytes) == [.violation(.protocolError)], "\(bytes)")
        }
        #expect(parse(try clientFrame(.connectionClose, [])) == [.close(nil)])
    }

    @Test("Random bytes never stop the parser from reading on or refusing", arguments: 0..<200 as Range<UInt64>)
    func fuzz(seed: UInt64) throws {
        var random = Dice(seed: seed)
        var bytes = try clientFrame(.text, [1, 2, 3]) + clientFrame(.ping, [4]) + clientFrame(.connectionClose, [0x03, 0xE8])
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        #expect(parse(bytes, pieces: 1) == parse(bytes), "seed \(seed)")
    }
}
