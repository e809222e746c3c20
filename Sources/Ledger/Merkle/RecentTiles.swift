/// Every hash inside the newest 256-leaf tiles, so that a proof for a recent entry is a few memory reads.
///
/// A tile takes 512 places: level 0 (the leaves) at 0..<256, level 1 at 256..<384, … level 7 at 508..<510, level 8 (the root) at 510.
/// Tile `n` lives in slot `n % slots`, so a new tile overwrites the oldest.
struct RecentTiles: Sendable {
    static let stride = 512
    private static let vacant = UInt64.max

    private let slots: Int
    private var owners: [UInt64]
    private var hashes: [Hash] = []

    init(slots: Int) {
        precondition(slots > 0, "the tile being filled needs a slot")
        self.slots = slots
        owners = Array(repeating: Self.vacant, count: slots)
    }

    /// Where level `level` of a tile begins among its 512 places.
    static func offset(ofLevel level: Int) -> Int { stride - (stride >> level) }

    /// The place of a node inside its tile, by its level and its index in the whole tree.
    static func place(level: Int, index: UInt64) -> Int {
        offset(ofLevel: level) + Int(truncatingIfNeeded: index) & (255 >> level)
    }

    /// Makes room for a tile without leaves.
    mutating func begin(_ tile: UInt64) {
        let slot = Int(tile % UInt64(slots))
        let end = (slot + 1) * Self.stride
        if hashes.count < end {
            hashes.append(contentsOf: repeatElement(.zero, count: end - hashes.count))
        }
        owners[slot] = tile
    }

    /// Adds a leaf to the tile being filled and hashes what it completes; the last leaf returns the tile's root.
    mutating func append(_ leaf: Hash, at position: Int, of tile: UInt64) -> Hash {
        let base = Int(tile % UInt64(slots)) * Self.stride
        return hashes.withUnsafeMutableBufferPointer { hashes in
            var node = leaf
            var level = 0
            var index = position
            hashes[base + index] = node
            while index & 1 == 1 {
                node = .node(hashes[base + Self.offset(ofLevel: level) + index - 1], node)
                level += 1
                index >>= 1
                hashes[base + Self.offset(ofLevel: level) + index] = node
            }
            return node
        }
    }

    /// Runs `body` over the 512 places of a tile, or returns nil when the tile is no longer (or never was) held.
    func withTile<R>(_ tile: UInt64, _ body: (UnsafeBufferPointer<Hash>) -> R) -> R? {
        let slot = Int(tile % UInt64(slots))
        guard owners[slot] == tile else { return nil }
        return hashes.withUnsafeBufferPointer { hashes in
            body(UnsafeBufferPointer(rebasing: hashes[slot * Self.stride..<(slot + 1) * Self.stride]))
        }
    }

    /// The 512 places of a tile with these 256 leaves.
    static func expand(_ leaves: [Hash]) -> [Hash] {
        precondition(leaves.count == Tile.fullWidth, "only full tiles are expanded")
        var hashes = leaves
        hashes.reserveCapacity(stride)
        for pair in 0..<(Tile.fullWidth - 1) {
            hashes.append(.node(hashes[2 * pair], hashes[2 * pair + 1]))
        }
        return hashes
    }
}
