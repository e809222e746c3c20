/// SHA-256 (FIPS 180-4), fed piece by piece.
///
/// This module has its own so that what decides a draw can be read and built without anything else.
/// Where `Crypto` is imported too, write `Draws.SHA256` or `Crypto.SHA256`.
public struct SHA256: Sendable {
    /// Bytes in a message block.
    static let blockBytes = 64

    private var state: Digest256
    private var pending: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
    private var pendingCount = 0
    private var total: UInt64

    /// Starts an empty message.
    public init() {
        state = .initial
        total = 0
    }

    /// Goes on from a state that has taken in `absorbed` whole blocks.
    init(state: Digest256, absorbedBlocks: UInt64) {
        self.state = state
        total = absorbedBlocks * UInt64(Self.blockBytes)
    }

    /// Adds bytes to the message.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard var next = bytes.baseAddress, bytes.count > 0 else { return }
        var left = bytes.count
        total &+= UInt64(left)
        if pendingCount > 0 {
            let taken = min(left, Self.blockBytes - pendingCount)
            let start = pendingCount
            withUnsafeMutableBytes(of: &pending) { buffer in
                UnsafeMutableRawBufferPointer(rebasing: buffer[start..<start + taken])
                    .copyMemory(from: UnsafeRawBufferPointer(start: next, count: taken))
            }
            pendingCount += taken
            next += taken
            left -= taken
            guard pendingCount == Self.blockBytes else { return }
            absorbPending()
        }
        var running = state
        while left >= Self.blockBytes {
            running.absorb(MessageBlock(loading: next))
            next += Self.blockBytes
            left -= Self.blockBytes
        }
        state = running
        guard left > 0 else { return }
        withUnsafeMutableBytes(of: &pending) { $0.copyMemory(from: UnsafeRawBufferPointer(start: next, count: left)) }
        pendingCount = left
    }

    /// Adds bytes to the message.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds a text's UTF-8 to the message.
    public mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    /// Adds 32 bytes to the message.
    mutating func update(_ digest: Digest256) {
        withUnsafeTemporaryAllocation(byteCount: Digest256.byteCount, alignment: 8) { buffer in
            digest.write(to: buffer.baseAddress.unsafelyUnwrapped)
            update(UnsafeRawBufferPointer(buffer))
        }
    }

    /// The digest of the message so far; more may be added afterwards.
    public func finalize() -> Digest256 {
        var last = self
        return last.finish()
    }

    private mutating func finish() -> Digest256 {
        let bits = total &* 8
        let start = pendingCount
        withUnsafeMutableBytes(of: &pending) { buffer in
            buffer[start] = 0x80
            for position in start + 1..<max(start + 1, Self.blockBytes) { buffer[position] = 0 }
        }
        if start >= Self.blockBytes - 8 {
            absorbPending()
            pending = (0, 0, 0, 0, 0, 0, 0, 0)
        }
        pending.7 = bits.bigEndian
        absorbPending()
        return state
    }

    private mutating func absorbPending() {
        let block = withUnsafeBytes(of: &pending) { MessageBlock(loading: $0.baseAddress.unsafelyUnwrapped) }
        state.absorb(block)
        pendingCount = 0
    }
}

extension SHA256 {
    /// The digest of these bytes.
    public static func hash(_ bytes: [UInt8]) -> Digest256 {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }

    /// The digest of a text's UTF-8.
    public static func hash(_ text: String) -> Digest256 {
        var hash = SHA256()
        hash.update(text)
        return hash.finalize()
    }
}
