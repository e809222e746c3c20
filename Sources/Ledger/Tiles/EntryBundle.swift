/// Up to 256 entries of a log as bytes (c2sp.org/tlog-tiles): for each entry its length as two big-endian bytes, then the entry.
///
///     tile/entries/<index>[.p/<width>]
///
///     0014 7b2274223a2262616c6c6f74222c226e223a317d  0012 7b2274223a2264726177222c226e223a337d
///
/// Bundle n holds the entries 256 × n and up; all but the last bundle of a log hold 256.
public enum EntryBundle {
    /// Entries in a full bundle.
    public static let fullWidth = Tile.fullWidth
    /// The longest entry: its length has two bytes.
    public static let entryBytesMax = 65_535

    /// Appends one entry to a bundle, or to any file of entries in this form.
    ///
    /// - Throws: ``EntryBundleError/entryTooLong(bytes:)`` for more than ``entryBytesMax`` bytes; nothing is appended then.
    public static func append(_ entry: UnsafeRawBufferPointer, to bundle: inout [UInt8]) throws(EntryBundleError) {
        guard entry.count <= entryBytesMax else { throw .entryTooLong(bytes: entry.count) }
        bundle.append(UInt8(truncatingIfNeeded: entry.count >> 8))
        bundle.append(UInt8(truncatingIfNeeded: entry.count))
        bundle.append(contentsOf: entry)
    }

    /// Appends one entry, as ``append(_:to:)-(UnsafeRawBufferPointer,_)`` does.
    public static func append(_ entry: [UInt8], to bundle: inout [UInt8]) throws(EntryBundleError) {
        guard entry.count <= entryBytesMax else { throw .entryTooLong(bytes: entry.count) }
        bundle.append(UInt8(truncatingIfNeeded: entry.count >> 8))
        bundle.append(UInt8(truncatingIfNeeded: entry.count))
        bundle.append(contentsOf: entry)
    }

    /// The bundle of 1 to 256 entries.
    public static func encode(_ entries: some Collection<[UInt8]>) throws(EntryBundleError) -> [UInt8] {
        guard (1...fullWidth).contains(entries.count) else { throw .wrongCount(expected: fullWidth, found: entries.count) }
        var bundle: [UInt8] = []
        bundle.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
        for entry in entries {
            try append(entry, to: &bundle)
        }
        return bundle
    }

    /// Where each entry of a bundle lies in its bytes.
    ///
    /// - Parameter count: entries that the bundle must hold, 1…256; known from the tree size.
    /// - Throws: ``EntryBundleError`` when the bytes end early or hold another number of entries.
    public static func ranges(in bundle: UnsafeRawBufferPointer, count: Int) throws(EntryBundleError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(count)
        var offset = 0
        while offset < bundle.count {
            guard ranges.count < count else { throw .wrongCount(expected: count, found: count + 1) }
            guard bundle.count - offset >= 2 else { throw .truncated(offset: offset) }
            let length = Int(bundle[offset]) << 8 | Int(bundle[offset + 1])
            guard bundle.count - offset - 2 >= length else { throw .truncated(offset: offset) }
            ranges.append(offset + 2..<offset + 2 + length)
            offset += 2 + length
        }
        guard ranges.count == count else { throw .wrongCount(expected: count, found: ranges.count) }
        return ranges
    }

    /// The entries of a bundle; throws as ``ranges(in:count:)`` does.
    public static func decode(_ bundle: [UInt8], count: Int) throws(EntryBundleError) -> [[UInt8]] {
        let ranges = bundle.withUnsafeBytes { bytes in
            Result { () throws(EntryBundleError) in try Self.ranges(in: bytes, count: count) }
        }
        return try ranges.get().map { Array(bundle[$0]) }
    }

    /// The path of a bundle below a log's prefix, or nil when the width is not 1…256.
    public static func path(index: UInt64, width: Int = fullWidth) -> String? {
        guard (1...fullWidth).contains(width) else { return nil }
        return "tile/entries/" + TilePath.text(index: index, width: width)
    }

    /// Reads a bundle's path, or nil for any other spelling.
    public static func parse(path: String) -> (index: UInt64, width: Int)? {
        let prefix = "tile/entries/"
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        return TilePath.parse(path.utf8.dropFirst(prefix.utf8.count))
    }
}

/// Why bytes are not the bundle they should be.
public enum EntryBundleError: Error, Hashable, Sendable {
    case entryTooLong(bytes: Int)
    /// The bytes end inside the entry that starts at `offset`.
    case truncated(offset: Int)
    case wrongCount(expected: Int, found: Int)
}

extension EntryBundleError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .entryTooLong(let bytes): "an entry has \(bytes) bytes, the most is \(EntryBundle.entryBytesMax)"
        case .truncated(let offset): "the bundle ends inside the entry at byte \(offset)"
        case .wrongCount(let expected, let found): "the bundle holds \(found) or more entries instead of \(expected)"
        }
    }
}
