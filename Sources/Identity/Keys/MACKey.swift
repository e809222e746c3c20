internal import Crypto
public import Ledger

/// A key for HMAC-SHA256 (RFC 2104) with its two padded blocks hashed in advance. Prints as `[redacted]`.
///
/// Keeping the state after each block saves half the work on every short message: two compressions are left instead of
/// four. May be used from many threads at once.
public struct MACKey: Secret, Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// Longest key that is used as it is; a longer one is hashed first.
    private static let blockByteCount = 64

    /// - Parameter key: of any length; 32 random bytes are the right choice.
    init(_ key: [UInt8]) {
        var block = key.count > Self.blockByteCount ? Array(SHA256.hash(data: key)) : key
        block += [UInt8](repeating: 0, count: Self.blockByteCount - block.count)
        inner = Self.started(block.map { $0 ^ 0x36 })
        outer = Self.started(block.map { $0 ^ 0x5C })
    }

    /// The 32-byte tag of a message.
    public func authenticate(_ message: UnsafeRawBufferPointer) -> Hash {
        var hasher = inner
        hasher.update(bufferPointer: message)
        let digest = hasher.finalize()
        var last = outer
        digest.withUnsafeBytes { last.update(bufferPointer: $0) }
        return last.finalize().withUnsafeBytes { Hash(copying: $0) }
    }

    /// The 32-byte tag of a message.
    public func authenticate(_ message: [UInt8]) -> Hash {
        message.withUnsafeBytes { authenticate($0) }
    }

    private static func started(_ block: [UInt8]) -> SHA256 {
        var hasher = SHA256()
        block.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return hasher
    }
}
