public import Ledger

/// Consecutive ledger entries in one block of memory.
///
/// Layout of `bytes`: for each entry `u16 big-endian length ‖ entry`, the frame of a C2SP entry bundle, so that a run can be
/// stored, served and hashed without being taken apart.
public struct EntryRun: Sendable {
    /// Index of the first entry in its ledger.
    public var firstIndex: UInt64
    public private(set) var bytes: [UInt8]
    /// Offset of each entry's first byte (behind its length) in `bytes`.
    public private(set) var starts: [Int]
    /// Leaf hash of each entry.
    public private(set) var leafHashes: [Hash]

    public init(firstIndex: UInt64) {
        self.firstIndex = firstIndex
        bytes = []
        starts = []
        leafHashes = []
    }

    public var count: Int { starts.count }
    public var endIndex: UInt64 { firstIndex + UInt64(count) }

    /// The longest entry that a bundle's two length bytes can frame.
    public static let entryBytesMax = 65_535

    /// - Precondition: `entry` has at most `entryBytesMax` bytes.
    public mutating func append(_ entry: [UInt8], leafHash: Hash) {
        precondition(entry.count <= Self.entryBytesMax, "a ledger entry is longer than a bundle can frame")
        bytes.append(UInt8(truncatingIfNeeded: entry.count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: entry.count))
        starts.append(bytes.count)
        bytes.append(contentsOf: entry)
        leafHashes.append(leafHash)
    }

    public mutating func reserveCapacity(entries: Int, bytes byteCount: Int) {
        starts.reserveCapacity(entries)
        leafHashes.reserveCapacity(entries)
        bytes.reserveCapacity(byteCount)
    }

    /// The byte range of the entry at `offset` (0…count-1) within `bytes`.
    public func range(at offset: Int) -> Range<Int> {
        let start = starts[offset]
        let length = Int(bytes[start - 2]) << 8 | Int(bytes[start - 1])
        return start..<start + length
    }

    public func entry(at offset: Int) -> [UInt8] { Array(bytes[range(at: offset)]) }
}

extension EntryRun {
    /// Reads a stored block back, hashing every entry.
    ///
    /// - Returns: nil when the frames do not add up to exactly `count` entries.
    public init?(firstIndex: UInt64, framed: [UInt8], count: Int) {
        guard (0...framed.count / 2).contains(count) else { return nil }
        self.init(firstIndex: firstIndex)
        bytes = framed
        starts.reserveCapacity(count)
        leafHashes.reserveCapacity(count)
        let wellFramed = framed.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                guard offset + 2 <= buffer.count else { return false }
                let length = Int(buffer[offset]) << 8 | Int(buffer[offset + 1])
                let start = offset + 2
                guard start + length <= buffer.count else { return false }
                starts.append(start)
                leafHashes.append(Hash.leaf(UnsafeRawBufferPointer(rebasing: buffer[start..<start + length])))
                offset = start + length
            }
            return true
        }
        guard wellFramed, starts.count == count else { return nil }
    }
}
