/// HMAC with SHA-256 (RFC 2104, FIPS 198-1) under one key, whose two pads are hashed once.
public struct HMACSHA256: Sendable {
    private static let innerPad: UInt32 = 0x3636_3636
    private static let outerPad: UInt32 = 0x5c5c_5c5c

    private let inner: Digest256
    private let outer: Digest256

    /// Takes a key of any length.
    public init(key: [UInt8]) {
        let short = key.count > SHA256.blockBytes ? SHA256.hash(key).bytes : key
        let padded = short + [UInt8](repeating: 0, count: SHA256.blockBytes - short.count)
        inner = Self.absorbing(padded.map { $0 ^ UInt8(truncatingIfNeeded: Self.innerPad) })
        outer = Self.absorbing(padded.map { $0 ^ UInt8(truncatingIfNeeded: Self.outerPad) })
    }

    /// Takes a key of 32 bytes.
    public init(key: Digest256) {
        var inner = Digest256.initial
        inner.absorb(MessageBlock(key: key, pad: Self.innerPad))
        var outer = Digest256.initial
        outer.absorb(MessageBlock(key: key, pad: Self.outerPad))
        self.inner = inner
        self.outer = outer
    }

    /// The code of a message.
    public func authenticate(_ message: [UInt8]) -> Digest256 {
        var hash = SHA256(state: inner, absorbedBlocks: 1)
        hash.update(message)
        return Self.closing(outer, hash.finalize())
    }

    /// The code of a message of exactly 32 bytes, in two compressions.
    @inline(__always)
    func authenticate(_ message: Digest256) -> Digest256 {
        Self.closing(outer, Self.closing(inner, message))
    }

    /// The code of `message ‖ mark`, in two compressions.
    func authenticate(_ message: Digest256, mark: UInt8) -> Digest256 {
        var state = inner
        // 33 bytes and the end mark; the pad's 64 bytes count as message.
        state.absorb(MessageBlock(message, ending: UInt32(mark) << 24 | 0x0080_0000, messageBits: 97 * 8))
        return Self.closing(outer, state)
    }

    /// The code of `message ‖ mark ‖ parts`.
    func authenticate(_ message: Digest256, mark: UInt8, _ parts: [[UInt8]]) -> Digest256 {
        var hash = SHA256(state: inner, absorbedBlocks: 1)
        hash.update(message)
        hash.update([mark])
        for part in parts { hash.update(part) }
        return Self.closing(outer, hash.finalize())
    }

    /// The hash whose state after one block is `state` and whose message ends with these 32 bytes.
    @inline(__always)
    private static func closing(_ state: Digest256, _ digest: Digest256) -> Digest256 {
        var state = state
        state.absorb(MessageBlock(digest, ending: 0x8000_0000, messageBits: 96 * 8))
        return state
    }

    private static func absorbing(_ block: [UInt8]) -> Digest256 {
        var state = Digest256.initial
        block.withUnsafeBytes { state.absorb(MessageBlock(loading: $0.baseAddress.unsafelyUnwrapped)) }
        return state
    }
}
