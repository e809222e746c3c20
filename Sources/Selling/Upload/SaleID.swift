/// The id of one sale, made by whoever takes the money: a UUID, so that a request that is sent twice sells once.
///
/// The text is the one of RFC 9562 in lower case: `8-4-4-4-12` hexadecimal digits. The version is not looked at.
public struct SaleID: Hashable, Sendable, CustomStringConvertible {
    public static let byteCount = 16

    public let text: String

    /// Reads the one text there is for an id, or nil.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        for (place, byte) in bytes.enumerated() {
            let isDash = place == 8 || place == 13 || place == 18 || place == 23
            let isHex = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            guard isDash ? byte == UInt8(ascii: "-") : isHex else { return nil }
        }
        self.text = text
    }

    /// A version 4 id from 16 random bytes; nil for any other number of them.
    public init?(random bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (place, byte) in bytes.enumerated() {
            if place == 4 || place == 6 || place == 8 || place == 10 { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        self.text = String(decoding: text, as: UTF8.self)
    }

    public var description: String { text }
}
