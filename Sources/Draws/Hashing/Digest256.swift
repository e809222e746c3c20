/// Thirty-two bytes as eight big-endian words: a SHA-256 value, a key or a generator's inner value, without an allocation.
///
/// It is compared in constant time, so it may hold a secret.
public struct Digest256: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    /// Bytes in every value.
    public static let byteCount = 32

    var w0, w1, w2, w3, w4, w5, w6, w7: UInt32

    init(w0: UInt32, w1: UInt32, w2: UInt32, w3: UInt32, w4: UInt32, w5: UInt32, w6: UInt32, w7: UInt32) {
        self.w0 = w0
        self.w1 = w1
        self.w2 = w2
        self.w3 = w3
        self.w4 = w4
        self.w5 = w5
        self.w6 = w6
        self.w7 = w7
    }

    /// The same word eight times.
    init(repeating word: UInt32) {
        self.init(w0: word, w1: word, w2: word, w3: word, w4: word, w5: word, w6: word, w7: word)
    }

    /// Takes exactly 32 bytes, or nil when there are more or fewer.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self = bytes.withUnsafeBytes { buffer in
            func word(_ position: Int) -> UInt32 { buffer.loadUnaligned(fromByteOffset: position * 4, as: UInt32.self).bigEndian }
            return Digest256(
                w0: word(0), w1: word(1), w2: word(2), w3: word(3), w4: word(4), w5: word(5), w6: word(6), w7: word(7))
        }
    }

    /// Takes 64 digits of lower-case hexadecimal, or nil for any other text.
    public init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            write(to: UnsafeMutableRawPointer(buffer.baseAddress.unsafelyUnwrapped))
            count = Self.byteCount
        }
    }

    /// The 32 bytes as 64 digits of lower-case hexadecimal.
    public var hex: String { Hex.encode(bytes) }

    /// The same as `hex`.
    public var description: String { hex }

    /// Writes the 32 bytes at `pointer`, which must have room for them.
    @inline(__always)
    func write(to pointer: UnsafeMutableRawPointer) {
        pointer.storeBytes(of: w0.bigEndian, toByteOffset: 0, as: UInt32.self)
        pointer.storeBytes(of: w1.bigEndian, toByteOffset: 4, as: UInt32.self)
        pointer.storeBytes(of: w2.bigEndian, toByteOffset: 8, as: UInt32.self)
        pointer.storeBytes(of: w3.bigEndian, toByteOffset: 12, as: UInt32.self)
        pointer.storeBytes(of: w4.bigEndian, toByteOffset: 16, as: UInt32.self)
        pointer.storeBytes(of: w5.bigEndian, toByteOffset: 20, as: UInt32.self)
        pointer.storeBytes(of: w6.bigEndian, toByteOffset: 24, as: UInt32.self)
        pointer.storeBytes(of: w7.bigEndian, toByteOffset: 28, as: UInt32.self)
    }

    /// Whether the bytes are equal, in a time that does not depend on where they differ.
    public static func == (left: Digest256, right: Digest256) -> Bool {
        let low = (left.w0 ^ right.w0) | (left.w1 ^ right.w1) | (left.w2 ^ right.w2) | (left.w3 ^ right.w3)
        let high = (left.w4 ^ right.w4) | (left.w5 ^ right.w5) | (left.w6 ^ right.w6) | (left.w7 ^ right.w7)
        return (low | high) == 0
    }
}
