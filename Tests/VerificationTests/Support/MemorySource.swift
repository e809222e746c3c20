import Ledger
import Synchronization
import Verification

/// A ledger in memory whose every byte a test can change.
final class MemorySource: LedgerSource {
    private let state: Mutex<[String: [UInt8]]>
    private let reads = Mutex<[String]>([])
    /// Paths at which the source fails as a whole.
    let unreachable: Set<String>

    init(_ items: [String: [UInt8]], unreachable: Set<String> = []) {
        state = Mutex(items)
        self.unreachable = unreachable
    }

    func read(_ item: LedgerItem, limit: Int) async throws(LedgerSourceError) -> [UInt8]? {
        reads.withLock { $0.append(item.path) }
        if unreachable.contains(item.path) { throw .unreachable("the line is cut") }
        guard let bytes = state.withLock({ $0[item.path] }) else { return nil }
        guard bytes.count <= limit else { throw .tooLong(item, limit: limit) }
        return bytes
    }

    var readCount: Int { reads.withLock { $0.count } }
}

/// Builds what a log with these entries serves, signed by `signer`.
struct ServedLog {
    var entries: [[UInt8]]
    var signer: NoteSigner
    /// Everything by path; tests change it.
    var items: [String: [UInt8]] = [:]
    private(set) var tree = MerkleTree(recentTiles: 64)

    init(_ entries: [[UInt8]], signer: NoteSigner) {
        self.entries = entries
        self.signer = signer
        for entry in entries { tree.append(.leaf(entry)) }
        let size = UInt64(entries.count)
        items[ExportLayout.checkpoint] = checkpoint(tree.head)
        for tile in Tile.all(size: size) {
            items[tile.path] = try? tree.tile(tile)
            guard tile.level == 0, let path = EntryBundle.path(index: tile.index, width: tile.width) else { continue }
            let first = Int(tile.index) * EntryBundle.fullWidth
            items[path] = try? EntryBundle.encode(entries[first..<first + tile.width])
        }
        items[ExportLayout.Document.ledger.rawValue] = JSONValue.object([("kind", .string("system")), ("log", log)]).canonical()
    }

    var origin: String { signer.name }
    var source: MemorySource { MemorySource(items) }

    /// What the server says about its log.
    var log: JSONValue {
        .object([("origin", .string(origin)), ("verifierKey", .string(signer.verifierKey.text)), ("size", .whole(tree.size))])
    }

    func checkpoint(_ head: TreeHead) -> [UInt8] {
        Array(signer.signedCheckpoint(origin: origin, head: head).utf8)
    }

    /// The signed checkpoint of the first `size` entries.
    func checkpoint(ofSize size: Int) -> [UInt8] {
        var range = CompactRange()
        for entry in entries.prefix(size) { range.append(.leaf(entry)) }
        return checkpoint(range.head)
    }

    func bundlePath(of index: Int) -> String {
        let first = index / EntryBundle.fullWidth
        let width = min(EntryBundle.fullWidth, entries.count - first * EntryBundle.fullWidth)
        return EntryBundle.path(index: UInt64(first), width: width) ?? ""
    }

    /// Where in its bundle's bytes an entry begins, after its length.
    func offset(of index: Int) -> Int {
        let first = index / EntryBundle.fullWidth * EntryBundle.fullWidth
        return entries[first..<index].reduce(2) { $0 + $1.count + 2 }
    }
}
