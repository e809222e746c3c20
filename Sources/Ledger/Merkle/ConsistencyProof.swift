/// Shows that a tree is an older tree with leaves appended: nothing was changed or removed (RFC 9162 section 2.1.4).
///
/// Two cases that the RFC leaves open are decided as witnesses decide them:
/// - equal sizes: the path is empty and the roots are equal;
/// - old size 0: the path is empty and the old root is ``Hash/emptyTree``. Every tree extends the empty one, so this holds and
///   says nothing about the new root.
public struct ConsistencyProof: Hashable, Sendable {
    public var oldSize: UInt64
    public var newSize: UInt64
    public var path: [Hash]

    public init(oldSize: UInt64, newSize: UInt64, path: [Hash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }

    /// Checks the proof, as RFC 9162 section 2.1.4.2 does.
    ///
    /// - Parameters:
    ///   - oldRoot: root of the tree of ``oldSize``, from a checkpoint that was verified earlier and kept.
    ///   - newRoot: root of the tree of ``newSize``, from a checkpoint whose signature was verified.
    public func verify(oldRoot: Hash, newRoot: Hash) throws(ProofError) {
        guard oldSize <= newSize else { throw .shrunk(from: oldSize, to: newSize) }
        guard oldSize != 0, oldSize != newSize else {
            try verifyWithoutPath(oldRoot: oldRoot, newRoot: newRoot)
            return
        }
        // The old root of a complete tree is itself a node of the new tree, and is left out of the path.
        let oldIsComplete = oldSize & (oldSize - 1) == 0
        var hashes = path[...]
        guard let start = oldIsComplete ? oldRoot : hashes.popFirst() else { throw .wrongLength }

        let completeLevels = oldSize.trailingZeroBitCount
        var first = (oldSize - 1) >> completeLevels
        var last = (newSize - 1) >> completeLevels
        var oldResult = start
        var newResult = start
        for hash in hashes {
            guard last != 0 else { throw .wrongLength }
            if first & 1 == 1 || first == last {
                oldResult = .node(hash, oldResult)
                newResult = .node(hash, newResult)
                while first & 1 == 0 && first != 0 {
                    first >>= 1
                    last >>= 1
                }
            } else {
                newResult = .node(newResult, hash)
            }
            first >>= 1
            last >>= 1
        }
        guard last == 0 else { throw .wrongLength }
        guard oldResult == oldRoot else { throw .oldRootMismatch }
        guard newResult == newRoot else { throw .rootMismatch }
    }

    private func verifyWithoutPath(oldRoot: Hash, newRoot: Hash) throws(ProofError) {
        guard path.isEmpty else { throw .wrongLength }
        if oldSize == 0 && oldRoot != .emptyTree { throw .oldRootMismatch }
        if oldSize == newSize && oldRoot != newRoot { throw .rootMismatch }
    }
}
