/// Shows that a leaf is at an index of the tree with a given root (RFC 9162 section 2.1.3).
public struct InclusionProof: Hashable, Sendable {
    public var index: UInt64
    /// The size of the tree that the proof is for.
    public var size: UInt64
    /// The sibling of the leaf first, the child of the root last.
    public var path: [Hash]

    public init(index: UInt64, size: UInt64, path: [Hash]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// Checks the proof, as RFC 9162 section 2.1.3.2 does.
    ///
    /// - Parameters:
    ///   - leaf: hash of the entry, computed from the entry itself.
    ///   - root: root of the tree of ``size``, from a checkpoint whose signature was verified; never from the proof's sender alone.
    public func verify(leaf: Hash, root: Hash) throws(ProofError) {
        guard index < size else { throw .indexBeyondTree(index: index, size: size) }
        var first = index
        var last = size - 1
        var result = leaf
        for hash in path {
            guard last != 0 else { throw .wrongLength }
            if first & 1 == 1 || first == last {
                result = .node(hash, result)
                // A node without a right sibling is promoted: skip the levels it rose through.
                while first & 1 == 0 && first != 0 {
                    first >>= 1
                    last >>= 1
                }
            } else {
                result = .node(result, hash)
            }
            first >>= 1
            last >>= 1
        }
        guard last == 0 else { throw .wrongLength }
        guard result == root else { throw .rootMismatch }
    }
}
