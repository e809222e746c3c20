/// The least that has to be kept to go on hashing a log: the roots of its complete subtrees, largest first, at most 64.
///
/// A verifier reads every entry once, appends its leaf hash here and compares ``root`` with the checkpoint.
public struct CompactRange: Hashable, Sendable {
    public private(set) var size: UInt64
    /// One hash for each one-bit of ``size``, from the highest bit down.
    public private(set) var hashes: [Hash]

    public init() {
        size = 0
        hashes = []
    }

    /// Takes up a range where it was left, or nil when the number of hashes does not fit the size.
    public init?(size: UInt64, hashes: [Hash]) {
        guard hashes.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.hashes = hashes
    }

    /// Adds the leaf with index ``size``.
    public mutating func append(_ leaf: Hash) {
        var node = leaf
        // Each trailing one-bit of the size is a subtree that this leaf completes with another of its size.
        for _ in 0..<(~size).trailingZeroBitCount {
            node = .node(hashes.removeLast(), node)
        }
        hashes.append(node)
        size += 1
    }

    /// The root over all leaves so far.
    public var root: Hash {
        guard var root = hashes.last else { return .emptyTree }
        for left in hashes.dropLast().reversed() {
            root = .node(left, root)
        }
        return root
    }

    public var head: TreeHead { TreeHead(size: size, root: root) }
}
