/// Why a tree can't answer for a size or an index.
public enum TreeError: Error, Hashable, Sendable {
    /// The size asked for is beyond the tree.
    case sizeBeyondTree(asked: UInt64, size: UInt64)
    /// The index asked for is not below the size of the tree the proof is for.
    case indexBeyondSize(index: UInt64, size: UInt64)
    /// The older size of a consistency proof is beyond the newer one.
    case sizesReversed(old: UInt64, new: UInt64)
    /// The stored leaves of this full tile do not hash to the root that the tree kept: the storage is damaged. Stop and repair.
    case corruptedTile(UInt64)
    /// The leaves of this tile left memory and the caller gave no way to read them.
    case leavesNeeded(tile: UInt64)
}

extension TreeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .sizeBeyondTree(let asked, let size): "the tree has \(size) leaves, \(asked) were asked for"
        case .indexBeyondSize(let index, let size): "there is no leaf \(index) in a tree of \(size)"
        case .sizesReversed(let old, let new): "size \(old) is not before size \(new)"
        case .corruptedTile(let tile): "corrupted tile \(tile): its stored leaves do not hash to its root"
        case .leavesNeeded(let tile): "the leaves of tile \(tile) are needed"
        }
    }
}
