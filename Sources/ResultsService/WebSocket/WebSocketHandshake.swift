internal import Crypto
internal import NIOCore

/// The server's half of the opening handshake (RFC 6455, section 4.2.2).
public enum WebSocketHandshake {
    private static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// Whether `key` is the base64 form of 16 bytes, as `Sec-WebSocket-Key` must be.
    public static func isValid(key: some StringProtocol) -> Bool {
        let bytes = Array(key.utf8)
        return bytes.count == 24 && bytes[22] == UInt8(ascii: "=") && bytes[23] == UInt8(ascii: "=")
            && bytes[..<22].allSatisfy { alphabet.contains($0) }
    }

    /// The value of `Sec-WebSocket-Accept` that proves the key was read.
    public static func accept(key: some StringProtocol) -> String {
        var hash = Insecure.SHA1()
        Array((key + guid).utf8).withUnsafeBytes { hash.update(bufferPointer: $0) }
        return base64(Array(hash.finalize()))
    }

    static func response(key: some StringProtocol) -> ByteBuffer {
        ByteBuffer(
            string: """
                HTTP/1.1 101 Switching Protocols\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Accept: \(accept(key: key))\r
                \r

                """)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func base64(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < group.count ? UInt32(group[start + $1]) : 0) }
            for position in 0..<4 {
                let index = Int(bits >> UInt32(18 - 6 * position) & 0x3F)
                text.append(position <= group.count ? alphabet[index] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
