internal import Foundation
internal import Ledger
internal import Verification

/// Downloads the ledger of an election or a raffle into the layout of `ExportLayout`.
///
/// Everything goes to `OUT.partial`, each file whole or not at all; the folder gets its name when it is complete and its entries
/// lead to the root that the checkpoint signs. A run that finds `OUT.partial` goes on with the checkpoint in it.
struct LedgerExport {
    let client: ServerClient
    let subject: ExportSubject
    let out: String
    /// Told of entries done and in all.
    let progress: (Int, Int) -> Void

    /// Requests under way at once: enough to hide the way to a distant server, few enough to be polite.
    private static let requestsMax = 8
    /// Bundles fetched together; their entries are hashed before the next are asked for.
    private static let bundlesAtOnce: UInt64 = 64

    private var partial: ExportFolder { ExportFolder(path: out + ".partial") }
    private var base: String { subject.base }

    func run() async throws -> TreeHead {
        try ExportFolder.requireFree(out)
        let document = try await client.get(base)
        let key = try ElectionPlace(document).key()
        let head = try await pinnedHead(key)
        let files = try await copyEntries(head, beside: subject.files(document: document, key: key))
        try await copyTiles(head)
        for file in try await files.finished(client) { try partial.write(file.bytes, to: file.path) }
        try partial.write(Array(subject.readme(key, head).utf8), to: ExportLayout.readme)
        try partial.move(to: out)
        return head
    }

    /// The checkpoint that everything is cut at: of the run before, or the newest.
    private func pinnedHead(_ key: NoteVerifierKey) async throws -> TreeHead {
        if let bytes = partial.read(ExportLayout.checkpoint), let head = try? Self.open(bytes, key) { return head }
        try partial.removeAll()
        guard let bytes = try await client.bytes(base + "/log/checkpoint", limit: LedgerItemLimit.checkpoint) else {
            throw CommandFailure.failed("the server has no checkpoint of \(subject.id)")
        }
        let head = try Self.open(bytes, key)
        try partial.write(bytes, to: ExportLayout.checkpoint)
        return head
    }

    private static func open(_ bytes: [UInt8], _ key: NoteVerifierKey) throws(CommandFailure) -> TreeHead {
        do {
            return try Checkpoint.open(SignedNote(parsing: bytes), origin: key.name, logKey: key).head
        } catch {
            throw .failed("the checkpoint cannot be trusted: \(error)")
        }
    }

    // MARK: - Entries

    /// - Returns: the files beside the ledger, which have seen every entry.
    private func copyEntries(_ head: TreeHead, beside files: ExportSubject.Files) async throws -> ExportSubject.Files {
        var files = files
        let width = UInt64(EntryBundle.fullWidth)
        let bundles = (head.size + width - 1) / width
        var range = CompactRange()
        for start in stride(from: 0, to: bundles, by: Int(Self.bundlesAtOnce)) {
            let indexes = Array(start..<min(start + Self.bundlesAtOnce, bundles))
            let fetched = try await concurrently(indexes) { index in
                try await bundle(index, width: Int(min(width, head.size - index * width)))
            }
            for bundle in fetched {
                for entry in bundle {
                    try files.take(entry)
                    range.append(Hash.leaf(entry))
                }
            }
            progress(Int(range.size), Int(head.size))
        }
        guard range.root == head.root else {
            throw CommandFailure.failed(
                "the entries do not lead to the root that the checkpoint signs: the server's ledger, or \(partial.path), is damaged")
        }
        return files
    }

    /// The entries of a bundle, from the run before or from the server; written when it is new.
    private func bundle(_ index: UInt64, width: Int) async throws -> [[UInt8]] {
        guard let path = EntryBundle.path(index: index, width: width), let fullPath = EntryBundle.path(index: index) else {
            preconditionFailure("a bundle holds 1 to 256 entries")
        }
        if let kept = partial.read(path), let entries = try? EntryBundle.decode(kept, count: width) { return entries }
        if let bytes = try await client.bytes("\(base)/log/\(path)", limit: LedgerItemLimit.entryBundle) {
            let entries = try decode(bytes, width, path)
            try partial.write(bytes, to: path)
            return entries
        }
        // The log has filled the bundle since the checkpoint, and may no longer serve the part.
        guard width < EntryBundle.fullWidth,
            let bytes = try await client.bytes("\(base)/log/\(fullPath)", limit: LedgerItemLimit.entryBundle)
        else { throw missing(path) }
        let entries = Array(try decode(bytes, EntryBundle.fullWidth, fullPath).prefix(width))
        try partial.write(EntryBundle.encode(entries), to: path)
        return entries
    }

    private func decode(_ bytes: [UInt8], _ count: Int, _ path: String) throws(CommandFailure) -> [[UInt8]] {
        do {
            return try EntryBundle.decode(bytes, count: count)
        } catch {
            throw .failed("\(path) from the server is damaged: \(error)")
        }
    }

    // MARK: - Hashes

    private func copyTiles(_ head: TreeHead) async throws {
        var batch: [Tile] = []
        for tile in Tile.all(size: head.size) {
            batch.append(tile)
            guard batch.count == Int(Self.bundlesAtOnce) else { continue }
            _ = try await concurrently(batch) { try await copy($0) }
            batch = []
        }
        _ = try await concurrently(batch) { try await copy($0) }
    }

    private func copy(_ tile: Tile) async throws {
        let length = tile.width * Hash.byteCount
        if partial.read(tile.path)?.count == length { return }
        if let bytes = try await client.bytes("\(base)/log/\(tile.path)", limit: LedgerItemLimit.tile) {
            guard bytes.count == length else { throw CommandFailure.failed("\(tile.path) from the server is damaged") }
            return try partial.write(bytes, to: tile.path)
        }
        guard !tile.isFull, let full = Tile(level: tile.level, index: tile.index),
            let bytes = try await client.bytes("\(base)/log/\(full.path)", limit: LedgerItemLimit.tile), bytes.count >= length
        else { throw missing(tile.path) }
        try partial.write(Array(bytes.prefix(length)), to: tile.path)
    }

    private func missing(_ path: String) -> CommandFailure {
        .failed("the server has no \(path), though its checkpoint covers it")
    }

    /// Runs `body` over all items, a few at a time; results in the order of the items.
    private func concurrently<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ body: @escaping (Item) async throws -> Value
    ) async throws -> [Value] {
        nonisolated(unsafe) let body = body
        return try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var results = [Value?](repeating: nil, count: items.count)
            var next = 0
            while next < min(Self.requestsMax, items.count) {
                let position = next
                group.addTask { (position, try await body(items[position])) }
                next += 1
            }
            while let (position, value) = try await group.next() {
                results[position] = value
                guard next < items.count else { continue }
                let following = next
                group.addTask { (following, try await body(items[following])) }
                next += 1
            }
            return results.compactMap(\.self)
        }
    }
}
