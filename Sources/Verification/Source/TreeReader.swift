internal import Ledger
internal import Synchronization

/// Reads tiles and entry bundles of one tree size, and checks their form: lengths, counts, nothing after the end.
///
/// A log may delete a partial tile once the full one exists, so a missing partial is cut from the full one.
final class TreeReader: Sendable {
    private let source: any LedgerSource
    private let bytesRead = Atomic<UInt64>(0)

    init(_ source: any LedgerSource) {
        self.source = source
    }

    /// Bytes that the source has given so far, form right or wrong.
    var fetchedBytes: UInt64 { bytesRead.load(ordering: .relaxed) }

    /// The first `width` entries of a bundle.
    func bundle(_ index: UInt64, width: Int) async throws(TreeReadError) -> Bundle {
        guard let path = EntryBundle.path(index: index, width: width), let fullPath = EntryBundle.path(index: index) else {
            throw .malformed("there is no bundle of \(width) entries")
        }
        if let bytes = try await read(.tile(path: path), limit: LedgerItemLimit.entryBundle) {
            return try Bundle(bytes, count: width, kept: width, path: path)
        }
        if width < EntryBundle.fullWidth, let bytes = try await read(.tile(path: fullPath), limit: LedgerItemLimit.entryBundle) {
            return try Bundle(bytes, count: EntryBundle.fullWidth, kept: width, path: fullPath)
        }
        throw .missing(path)
    }

    /// The hashes of a tile.
    func hashes(_ tile: Tile) async throws(TreeReadError) -> [Hash] {
        if let bytes = try await read(.tile(path: tile.path), limit: LedgerItemLimit.tile) {
            return try hashes(bytes, count: tile.width, path: tile.path)
        }
        if !tile.isFull, let full = Tile(level: tile.level, index: tile.index),
            let bytes = try await read(.tile(path: full.path), limit: LedgerItemLimit.tile)
        {
            return Array(try hashes(bytes, count: full.width, path: full.path).prefix(tile.width))
        }
        throw .missing(tile.path)
    }

    /// Any item; nil when the source doesn't have it.
    func read(_ item: LedgerItem, limit: Int) async throws(TreeReadError) -> [UInt8]? {
        do {
            let bytes = try await source.read(item, limit: limit)
            bytesRead.add(UInt64(bytes?.count ?? 0), ordering: .relaxed)
            return bytes
        } catch {
            switch error {
            case .tooLong: throw .malformed("\(error)")
            case .unreachable(let reason): throw .unreachable(reason)
            }
        }
    }

    private func hashes(_ bytes: [UInt8], count: Int, path: String) throws(TreeReadError) -> [Hash] {
        guard bytes.count == count * Hash.byteCount else {
            throw .malformed("\(path) has \(bytes.count) bytes instead of \(count * Hash.byteCount)")
        }
        return bytes.withUnsafeBytes { raw in
            (0..<count).map { position in
                let start = position * Hash.byteCount
                return Hash(copying: UnsafeRawBufferPointer(rebasing: raw[start..<start + Hash.byteCount]))
            }
        }
    }
}

/// Why a part of the tree can't be had.
enum TreeReadError: Error, Equatable {
    /// The source says that it doesn't have it.
    case missing(String)
    case malformed(String)
    /// The source failed: nothing is known.
    case unreachable(String)
}

/// The entries of one bundle, in place.
struct Bundle: Sendable {
    let bytes: [UInt8]
    let ranges: ArraySlice<Range<Int>>

    init(_ bytes: [UInt8], count: Int, kept: Int, path: String) throws(TreeReadError) {
        self.bytes = bytes
        do {
            ranges = try bytes.withUnsafeBytes { raw throws(EntryBundleError) in
                try EntryBundle.ranges(in: raw, count: count)
            }.prefix(kept)
        } catch {
            throw .malformed("\(path): \(error)")
        }
    }

    /// Runs `body` over one entry.
    func withEntry<Result>(_ position: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[ranges[position]])) }
    }

    /// Runs `body` over each entry with its position in the bundle.
    func withEntries(_ body: (_ position: Int, _ entry: UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { raw in
            for (position, range) in ranges.enumerated() {
                body(position, UnsafeRawBufferPointer(rebasing: raw[range]))
            }
        }
    }
}
