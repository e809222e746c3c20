/// The tree of a growing log, as the server keeps it in memory: append a leaf hash, get the root, prove inclusion and consistency.
///
/// Kept: the roots of complete subtrees of 256 leaves and above (about 64 bytes for each 256 leaves), and every hash inside the newest tiles of
/// 256 leaves. The inside of an older tile is hashed again when a proof needs it, from leaves that the caller reads back; they are
/// checked against the root kept here, so damaged storage is found and never served.
///
/// A value: copies are independent. The one owner appends; nothing here locks.
public struct MerkleTree: Sendable {
    /// Reads back the 256 leaf hashes of a full tile, by tile index.
    public typealias TileLeaves = (_ tile: UInt64) throws -> [Hash]

    /// Tiles whose inside stays in memory: 64 tiles are 16,384 entries and 1 MiB.
    public static let recentTilesDefault = 64

    /// Leaves so far; the next leaf gets this index.
    public private(set) var size: UInt64 = 0
    /// `upper[k][i]` is the root over the leaves `i << (8 + k) ..< (i + 1) << (8 + k)`.
    var upper: [[Hash]] = []
    var recent: RecentTiles

    /// Makes an empty tree.
    ///
    /// - Parameter recentTiles: full tiles to hold in memory besides the one being filled, 0 or more.
    public init(recentTiles: Int = recentTilesDefault) {
        recent = RecentTiles(slots: recentTiles + 1)
    }

    /// Adds the leaf with index ``size``: one node hash on average.
    public mutating func append(_ leaf: Hash) {
        let tile = size >> 8
        let position = Int(truncatingIfNeeded: size & 255)
        if position == 0 { recent.begin(tile) }
        let node = recent.append(leaf, at: position, of: tile)
        size += 1
        if position == 255 { push(tileRoot: node) }
    }

    /// Adds 256 leaves at once by the root over them, from ``foldTile(_:)``, so that a restart can hash tiles on several cores.
    ///
    /// Valid only when ``size`` is a multiple of 256. Proofs for these leaves read them back through the caller.
    public mutating func append(tileRoot: Hash) {
        precondition(size & 255 == 0, "a whole tile can't follow a partial one")
        size += 256
        push(tileRoot: tileRoot)
    }

    /// The root over the 256 leaf hashes of a full tile.
    public static func foldTile(_ leaves: UnsafeBufferPointer<Hash>) -> Hash {
        precondition(leaves.count == Tile.fullWidth, "a full tile has 256 leaves")
        return withUnsafeTemporaryAllocation(of: Hash.self, capacity: Tile.fullWidth / 2) { nodes in
            var count = Tile.fullWidth / 2
            for pair in 0..<count {
                nodes.initializeElement(at: pair, to: .node(leaves[2 * pair], leaves[2 * pair + 1]))
            }
            while count > 1 {
                count /= 2
                for pair in 0..<count {
                    nodes[pair] = .node(nodes[2 * pair], nodes[2 * pair + 1])
                }
            }
            return nodes[0]
        }
    }

    /// The root over the 256 leaf hashes of a full tile.
    public static func foldTile(_ leaves: ArraySlice<Hash>) -> Hash {
        leaves.withUnsafeBufferPointer { foldTile($0) }
    }

    /// The size and the root, in at most 64 node hashes.
    public var head: TreeHead { prover.head }

    private mutating func push(tileRoot: Hash) {
        var node = tileRoot
        var level = 0
        while true {
            if level == upper.count { upper.append([]) }
            upper[level].append(node)
            let index = upper[level].count - 1
            guard index & 1 == 1 else { return }
            node = .node(upper[level][index - 1], node)
            level += 1
        }
    }
}
