extension MerkleTree {
    /// The prover for the current size: at most 64 node hashes, no leaf is read.
    public var prover: TreeProver {
        let tile = size >> 8
        let made = recent.withTile(tile) { places in
            TreeProver(size: size) { level, index in self.complete(level: level, index: index, inside: places) }
        }
        // Without the tile being filled, the size is a multiple of 256 and no node inside a tile is asked for.
        return made ?? TreeProver(size: size) { level, index in self.upper[level - 8][Int(index)] }
    }

    /// The prover for an older size.
    ///
    /// - Parameters:
    ///   - size: 0…`self.size`.
    ///   - leaves: reads back an older tile; asked at most once.
    /// - Throws: ``TreeError``, or what `leaves` throws.
    public func prover(at size: UInt64, leaves: TileLeaves = leavesUnavailable) throws -> TreeProver {
        guard size <= self.size else { throw TreeError.sizeBeyondTree(asked: size, size: self.size) }
        guard size < self.size else { return prover }
        guard size & 255 != 0 else {
            return TreeProver(size: size) { level, index in self.upper[level - 8][Int(index)] }
        }
        return try withTile(size >> 8, leaves: leaves) { places in
            TreeProver(size: size) { level, index in self.complete(level: level, index: index, inside: places) }
        }
    }

    /// The root at an older size; throws as ``prover(at:leaves:)`` does.
    public func root(at size: UInt64, leaves: TileLeaves = leavesUnavailable) throws -> Hash {
        try prover(at: size, leaves: leaves).head.root
    }

    /// Appends the path of an inclusion proof: for an entry of a recent tile about one lookup a level.
    ///
    /// - Parameters:
    ///   - index: below the prover's size.
    ///   - prover: from this tree, at any size up to the current one.
    ///   - leaves: reads back an older tile; asked at most once, and only for an entry that left memory.
    /// - Throws: ``TreeError``, or what `leaves` throws.
    public func appendPath(
        for index: UInt64, prover: TreeProver, leaves: TileLeaves = leavesUnavailable, into path: inout [Hash]
    ) throws {
        guard prover.size <= size else { throw TreeError.sizeBeyondTree(asked: prover.size, size: size) }
        guard index < prover.size else { throw TreeError.indexBeyondSize(index: index, size: prover.size) }
        try appendPath(ofNode: index, atLevel: 0, prover: prover, leaves: leaves, into: &path)
    }

    /// The proof that a leaf is in the tree of `size`; throws as ``appendPath(for:prover:leaves:into:)`` does.
    public func inclusionProof(
        index: UInt64, size: UInt64, leaves: TileLeaves = leavesUnavailable
    ) throws -> InclusionProof {
        var path: [Hash] = []
        try appendPath(for: index, prover: prover(at: size, leaves: leaves), leaves: leaves, into: &path)
        return InclusionProof(index: index, size: size, path: path)
    }

    /// The proof that the tree of `newSize` extends the tree of `oldSize`.
    ///
    /// Its path is empty for equal sizes and for an old size of 0.
    ///
    /// - Throws: ``TreeError``, or what `leaves` throws.
    public func consistencyProof(
        from oldSize: UInt64, to newSize: UInt64, leaves: TileLeaves = leavesUnavailable
    ) throws -> ConsistencyProof {
        guard newSize <= size else { throw TreeError.sizeBeyondTree(asked: newSize, size: size) }
        guard oldSize <= newSize else { throw TreeError.sizesReversed(old: oldSize, new: newSize) }
        var proof = ConsistencyProof(oldSize: oldSize, newSize: newSize, path: [])
        guard oldSize != 0, oldSize != newSize else { return proof }

        // The last complete subtree of the old tree is a node of the new one: show it, then its path.
        let level = oldSize.trailingZeroBitCount
        let index = (oldSize - 1) >> level
        if index != 0 {
            proof.path.append(try complete(level: level, index: index, leaves: leaves))
        }
        try appendPath(
            ofNode: index, atLevel: level, prover: prover(at: newSize, leaves: leaves), leaves: leaves, into: &proof.path)
        return proof
    }

    /// The closure that the parameters named `leaves` default to: refuses to read.
    public static func leavesUnavailable(of tile: UInt64) throws -> [Hash] {
        throw TreeError.leavesNeeded(tile: tile)
    }
}

// MARK: - Nodes

extension MerkleTree {
    /// Appends the siblings on the way from a complete node to the root of the prover's tree.
    private func appendPath(
        ofNode index: UInt64, atLevel start: Int, prover: TreeProver, leaves: TileLeaves, into path: inout [Hash]
    ) throws {
        let height = UInt64.bitWidth - (prover.size - 1).leadingZeroBitCount
        let insideEnd = min(8, height)
        if start < insideEnd {
            try withTile(index >> (8 - start), leaves: leaves) { places in
                for level in start..<insideEnd {
                    let sibling = (index >> (level - start)) ^ 1
                    if sibling < prover.size >> level {
                        path.append(places[RecentTiles.place(level: level, index: sibling)])
                    } else if let edge = prover.incomplete(level: level, index: sibling) {
                        path.append(edge)
                    }
                }
            }
        }
        var level = max(8, start)
        while level < height {
            let sibling = (index >> (level - start)) ^ 1
            if sibling < prover.size >> level {
                path.append(upper[level - 8][Int(sibling)])
            } else if let edge = prover.incomplete(level: level, index: sibling) {
                path.append(edge)
            }
            level += 1
        }
    }

    private func complete(level: Int, index: UInt64, inside places: UnsafeBufferPointer<Hash>) -> Hash {
        level < 8 ? places[RecentTiles.place(level: level, index: index)] : upper[level - 8][Int(index)]
    }

    private func complete(level: Int, index: UInt64, leaves: TileLeaves) throws -> Hash {
        guard level < 8 else { return upper[level - 8][Int(index)] }
        return try withTile(index >> (8 - level), leaves: leaves) { $0[RecentTiles.place(level: level, index: index)] }
    }

    /// Runs `body` over every hash inside a tile, from memory or from leaves read back and checked.
    func withTile<R>(_ tile: UInt64, leaves: TileLeaves, _ body: (UnsafeBufferPointer<Hash>) -> R) throws -> R {
        if let result = recent.withTile(tile, body) { return result }
        let read = try leaves(tile)
        guard read.count == Tile.fullWidth else { throw TreeError.corruptedTile(tile) }
        let places = RecentTiles.expand(read)
        guard places.last == upper[0][Int(tile)] else { throw TreeError.corruptedTile(tile) }
        return places.withUnsafeBufferPointer(body)
    }
}
