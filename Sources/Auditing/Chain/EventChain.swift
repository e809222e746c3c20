internal import Crypto
public import Ledger

/// A chain of records: h(i) = SHA-256(h(i−1) ‖ canonical JSON of record i), with h(0) of 32 zero bytes.
///
/// A chain shows any change but a shorter end; that is what ``ChainCheckpoint`` is for.
public struct EventChain: Hashable, Sendable {
    /// The hash before the first record.
    public static let start = Hash(zeros: Hash.byteCount)

    /// Records in the chain; the next has this number and one.
    public private(set) var count: UInt64
    /// The hash of the last record, or ``start``.
    public private(set) var last: Hash

    /// An empty chain, or the continuation of one.
    public init(count: UInt64 = 0, last: Hash = EventChain.start) {
        self.count = count
        self.last = last
    }

    /// The hash of a record's bytes after the record with hash `previous`.
    public static func hash(of record: [UInt8], after previous: Hash) -> Hash {
        var digest = SHA256()
        previous.withUnsafeBytes { digest.update(bufferPointer: $0) }
        record.withUnsafeBytes { digest.update(bufferPointer: $0) }
        return Hash(digest.finalize())
    }

    /// Adds the record whose number is next; another number is a programming error.
    ///
    /// - Returns: the record's hash.
    @discardableResult
    public mutating func append(_ record: ChainRecord) -> Hash {
        append(record, encoded: record.encode())
    }

    @discardableResult
    mutating func append(_ record: ChainRecord, encoded: [UInt8]) -> Hash {
        precondition(record.seq == count + 1, "records are numbered from 1 without gaps")
        last = Self.hash(of: encoded, after: last)
        count += 1
        return last
    }
}

extension Hash {
    /// A finished SHA-256.
    init(_ digest: SHA256.Digest) {
        self = digest.withUnsafeBytes { Hash(copying: $0) }
    }

    fileprivate init(zeros count: Int) {
        self = [UInt8](repeating: 0, count: count).withUnsafeBytes { Hash(copying: $0) }
    }
}
