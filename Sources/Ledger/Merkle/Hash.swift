internal import Crypto

/// A SHA-256 value: exactly 32 bytes, stored inline so that trees and proofs hold no small arrays.
///
/// Tree hashing is RFC 9162 section 2.1.1: a leaf is SHA-256(0x00 ‖ entry), a node is SHA-256(0x01 ‖ left ‖ right).
/// The first byte keeps a node from being passed off as a leaf.
@frozen
public struct Hash: Hashable, Sendable, BitwiseCopyable {
    /// Bytes in every hash.
    public static let byteCount = 32

    // Loaded in memory order: equal words mean equal bytes, and the words are the bytes.
    @usableFromInline let word0: UInt64
    @usableFromInline let word1: UInt64
    @usableFromInline let word2: UInt64
    @usableFromInline let word3: UInt64

    /// Copies 32 bytes; any other count is a programming error.
    @inlinable
    public init(copying bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == 32, "a hash has 32 bytes")
        self = bytes.loadUnaligned(as: Hash.self)
    }

    /// Takes 32 bytes from outside, or nil when there are more or fewer.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        let copied = bytes.withContiguousStorageIfAvailable { Hash(copying: UnsafeRawBufferPointer($0)) }
        self = copied ?? Array(bytes).withUnsafeBytes { Hash(copying: $0) }
    }

    init(_ digest: SHA256.Digest) {
        self = digest.withUnsafeBytes { $0.loadUnaligned(as: Hash.self) }
    }

    /// Runs `body` over the 32 bytes, in place.
    @inlinable
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeBytes(of: self, body)
    }

    /// The 32 bytes as an array.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}

// MARK: - Hashing

extension Hash {
    /// The root of the tree without leaves: SHA-256 of nothing. It is not the hash of an empty entry.
    public static let emptyTree = Hash.sha256([])

    /// 32 zero bytes, to fill storage that is not yet in use.
    static let zero = Hash(word0: 0, word1: 0, word2: 0, word3: 0)

    private init(word0: UInt64, word1: UInt64, word2: UInt64, word3: UInt64) {
        self.word0 = word0
        self.word1 = word1
        self.word2 = word2
        self.word3 = word3
    }

    /// The leaf hash of an entry: SHA-256(0x00 ‖ entry).
    public static func leaf(_ entry: UnsafeRawBufferPointer) -> Hash {
        var digest = SHA256()
        Swift.withUnsafeBytes(of: UInt8(0x00)) { digest.update(bufferPointer: $0) }
        digest.update(bufferPointer: entry)
        return Hash(digest.finalize())
    }

    /// The leaf hash of an entry: SHA-256(0x00 ‖ entry).
    public static func leaf(_ entry: [UInt8]) -> Hash {
        entry.withUnsafeBytes { leaf($0) }
    }

    /// The hash of an interior node: SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: Hash, _ right: Hash) -> Hash {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * byteCount, alignment: 8) { buffer in
            buffer[0] = 0x01
            buffer.storeBytes(of: left, toByteOffset: 1, as: Hash.self)
            buffer.storeBytes(of: right, toByteOffset: 1 + byteCount, as: Hash.self)
            var digest = SHA256()
            digest.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return Hash(digest.finalize())
        }
    }

    /// The plain SHA-256 of some bytes, without a tree prefix.
    public static func sha256(_ bytes: UnsafeRawBufferPointer) -> Hash {
        var digest = SHA256()
        digest.update(bufferPointer: bytes)
        return Hash(digest.finalize())
    }

    /// The plain SHA-256 of some bytes, without a tree prefix.
    public static func sha256(_ bytes: [UInt8]) -> Hash {
        bytes.withUnsafeBytes { sha256($0) }
    }
}

// MARK: - Order

extension Hash: Comparable {
    /// Orders hashes as their bytes, read from the first.
    public static func < (left: Hash, right: Hash) -> Bool {
        if left.word0 != right.word0 { return UInt64(bigEndian: left.word0) < UInt64(bigEndian: right.word0) }
        if left.word1 != right.word1 { return UInt64(bigEndian: left.word1) < UInt64(bigEndian: right.word1) }
        if left.word2 != right.word2 { return UInt64(bigEndian: left.word2) < UInt64(bigEndian: right.word2) }
        return UInt64(bigEndian: left.word3) < UInt64(bigEndian: right.word3)
    }
}
