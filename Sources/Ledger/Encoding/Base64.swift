/// Standard base64 with padding (RFC 4648 section 4): what the log formats use. Strict: one text for each value.
public enum Base64 {
    private static var codec: Base64Codec {
        Base64Codec(
            alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
            value62: UInt8(ascii: "+"), value63: UInt8(ascii: "/"), isPadded: true)
    }

    /// Characters in the text of `byteCount` bytes.
    public static func count(encoding byteCount: Int) -> Int { codec.count(encoding: byteCount) }

    public static func encode(_ bytes: UnsafeRawBufferPointer) -> String { codec.encode(bytes) }

    public static func encode(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { codec.encode($0) } }

    /// Appends the text to a buffer, without a string in between.
    public static func encode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) { codec.encode(bytes, into: &text) }

    /// Appends the text to a buffer, without a string in between.
    public static func encode(_ bytes: [UInt8], into text: inout [UInt8]) { bytes.withUnsafeBytes { codec.encode($0, into: &text) } }

    /// Writes the text over memory with room for ``count(encoding:)`` characters.
    public static func encode(_ bytes: UnsafeRawBufferPointer, into memory: UnsafeMutableRawBufferPointer) {
        codec.encode(bytes, into: memory)
    }

    /// The bytes of a text, or nil unless the text is exactly what encoding them gives.
    public static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? { codec.decode(text) }

    /// The bytes of a text, or nil unless the text is exactly what encoding them gives.
    public static func decode(_ text: [UInt8]) -> [UInt8]? { text.withUnsafeBytes { codec.decode($0) } }

    /// The bytes of a text, or nil unless the text is exactly what encoding them gives.
    public static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }
}
