extension MerkleTree {
    /// The bytes of a C2SP tile: its hashes, one after the other.
    ///
    /// - Parameters:
    ///   - level: 0 for leaf hashes; at level L a hash is the root over 256^L leaves.
    ///   - index: which tile of its level.
    ///   - width: hashes wanted, 1…256; fewer than the tile has is fine.
    ///   - leaves: reads back an older tile of level 0.
    /// - Returns: 32 × `width` bytes, or nil when the tree does not hold that many hashes there yet.
    /// - Throws: ``TreeError``, or what `leaves` throws.
    public func tile(
        level: Int, index: UInt64, width: Int = Tile.fullWidth, leaves: TileLeaves = leavesUnavailable
    ) throws -> [UInt8]? {
        guard let tile = Tile(level: level, index: index, width: width) else { return nil }
        return try self.tile(tile, leaves: leaves)
    }

    /// The bytes of a C2SP tile, as ``tile(level:index:width:leaves:)``.
    public func tile(_ tile: Tile, leaves: TileLeaves = leavesUnavailable) throws -> [UInt8]? {
        guard tile.width <= Tile.width(level: tile.level, index: tile.index, size: size) else { return nil }
        if tile.level == 0 {
            return try withTile(tile.index, leaves: leaves) { Self.bytes(of: $0[..<tile.width]) }
        }
        let start = Int(tile.index) * Tile.fullWidth
        return upper[8 * tile.level - 8].withUnsafeBufferPointer { Self.bytes(of: $0[start..<start + tile.width]) }
    }

    private static func bytes(of hashes: Slice<UnsafeBufferPointer<Hash>>) -> [UInt8] {
        Array(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: hashes)))
    }
}
