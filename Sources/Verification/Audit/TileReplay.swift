internal import Ledger

/// The tiles of a log, computed anew from its leaf hashes as they stream by.
///
/// Keeps the open tile of each level: at most 8 × 256 hashes, however long the log.
struct TileReplay {
    struct Computed {
        var tile: Tile
        var hashes: [Hash]
    }

    private struct OpenTile {
        var index: UInt64 = 0
        var hashes: [Hash] = []
    }

    private var levels: [OpenTile] = [OpenTile()]

    /// Adds the leaves that follow, at most up to the end of a tile.
    ///
    /// - Returns: the tiles above level 0 that they complete, lowest first. The caller has the leaves themselves.
    mutating func append(_ leaves: [Hash]) -> [Computed] {
        levels[0].hashes += leaves
        precondition(levels[0].hashes.count <= Tile.fullWidth, "leaves come tile by tile")
        var completed: [Computed] = []
        var level = 0
        while levels[level].hashes.count == Tile.fullWidth {
            if level > 0 { completed.append(computed(level)) }
            let root = MerkleTree.foldTile(levels[level].hashes[...])
            levels[level] = OpenTile(index: levels[level].index + 1)
            level += 1
            if level == levels.count { levels.append(OpenTile()) }
            levels[level].hashes.append(root)
        }
        return completed
    }

    /// The partial tiles above level 0 at the end, lowest first.
    func partials() -> [Computed] {
        levels.indices.dropFirst().filter { !levels[$0].hashes.isEmpty }.map(computed)
    }

    private func computed(_ level: Int) -> Computed {
        let open = levels[level]
        guard let tile = Tile(level: level, index: open.index, width: open.hashes.count) else {
            preconditionFailure("a level has 1 to 256 hashes and a log has at most 8 levels")
        }
        return Computed(tile: tile, hashes: open.hashes)
    }
}
