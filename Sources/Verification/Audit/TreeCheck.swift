internal import Ledger

/// Hashes a log's entries into a tree and compares with what is signed and what is served.
///
/// When the entries don't give the signed root, the tiles served tell which entry was changed: if *they* lead to the signed root, the first
/// entry that differs from them is the bad one; if the entries do, the tile is.
struct TreeCheck {
    /// Heads that have to be met on the way: index by size.
    private let sizes: Set<UInt64>
    /// Leaves to remember.
    private let indices: Set<UInt64>

    private(set) var heads: [UInt64: Hash] = [:]
    private(set) var leaves: [UInt64: Hash] = [:]
    /// The tree of the entries so far.
    private(set) var range = CompactRange()
    private var replay = TileReplay()
    /// The tree of the tiles served at level 0, from the first difference on.
    private var servedRange: CompactRange?
    /// The first leaf that the tiles served give another hash.
    private(set) var firstDifference: UInt64?
    /// The type of that entry, when it can be read.
    private(set) var firstDifferenceType: String?
    private(set) var tilesChecked: UInt64 = 0
    private(set) var tileFailure: AuditFailure?

    /// - Parameters:
    ///   - sizes: tree sizes whose root will be asked for.
    ///   - indices: entries whose leaf hash will be asked for.
    init(sizes: Set<UInt64>, indices: Set<UInt64>) {
        self.sizes = sizes
        self.indices = indices
        if sizes.contains(0) { heads[0] = .emptyTree }
    }

    var head: TreeHead { range.head }

    /// The head that the tiles served at level 0 lead to; nil when they are those of the entries.
    var servedHead: TreeHead? { servedRange?.head }

    /// Takes one bundle's leaves.
    ///
    /// - Throws: only `.unreachable`; what is wrong with a tile is kept in `tileFailure`.
    mutating func append(_ piece: BundleWalk.Piece, tilesFrom reader: TreeReader?) async throws(TreeReadError) {
        if let served = piece.served { try compareLeaves(piece, with: served) }
        for leaf in piece.leaves {
            if indices.contains(range.size) { leaves[range.size] = leaf }
            range.append(leaf)
            if sizes.contains(range.size) { heads[range.size] = range.root }
        }
        for computed in replay.append(piece.leaves) { try await compare(computed, with: reader) }
    }

    /// Compares the partial tiles above level 0, once all leaves are in.
    mutating func finish(tilesFrom reader: TreeReader?) async throws(TreeReadError) {
        for computed in replay.partials() { try await compare(computed, with: reader) }
    }

    private mutating func compareLeaves(_ piece: BundleWalk.Piece, with served: Result<[Hash], TreeReadError>) throws(TreeReadError) {
        tilesChecked += 1
        switch served {
        case .success(let hashes):
            if let position = hashes.indices.first(where: { hashes[$0] != piece.leaves[$0] }) {
                if firstDifference == nil {
                    firstDifference = piece.first + UInt64(position)
                    firstDifferenceType = piece.bundle.withEntry(position) { entryType(of: $0) }
                    servedRange = range
                }
            }
            for hash in hashes { servedRange?.append(hash) }
        case .failure(let error):
            try note(error)
            for leaf in piece.leaves { servedRange?.append(leaf) }
        }
    }

    private mutating func compare(_ computed: TileReplay.Computed, with reader: TreeReader?) async throws(TreeReadError) {
        guard let reader else { return }
        tilesChecked += 1
        let served: [Hash]
        do {
            served = try await reader.hashes(computed.tile)
        } catch {
            return try note(error)
        }
        guard let position = served.indices.first(where: { served[$0] != computed.hashes[$0] }) else { return }
        let reason = "\(computed.tile.path) has another hash at position \(position) than its entries give"
        tileFailure = tileFailure ?? AuditFailure(check: .tiles, reason: reason)
    }

    private mutating func note(_ error: TreeReadError) throws(TreeReadError) {
        switch error {
        case .unreachable: throw error
        case .missing(let path): tileFailure = tileFailure ?? AuditFailure(check: .tiles, reason: "\(path) isn't there")
        case .malformed(let reason): tileFailure = tileFailure ?? AuditFailure(check: .tiles, reason: reason)
        }
    }
}
