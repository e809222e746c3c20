/// What all proofs for one tree size share: the hashes of the incomplete subtrees at its right edge, and its root.
///
/// Made by ``MerkleTree/prover`` once for a size; then a proof costs lookups only.
public struct TreeProver: Sendable {
    public var size: UInt64 { head.size }
    /// The size and the root that the proofs lead to.
    public let head: TreeHead
    /// `ragged[level]` is the hash over the leaves after the last complete subtree of 2^level leaves; meaningless when there are none.
    private let ragged: [Hash]

    /// Hashes the right edge upwards.
    ///
    /// - Parameter complete: the complete subtree of 2^level leaves at an index; asked once for each one-bit of the size.
    init(size: UInt64, complete: (_ level: Int, _ index: UInt64) -> Hash) {
        var ragged: [Hash] = []
        let height = UInt64.bitWidth - size.leadingZeroBitCount
        ragged.reserveCapacity(height + 1)
        var edge: Hash?
        for level in 0..<height {
            ragged.append(edge ?? .emptyTree)
            let index = size >> level
            if index & 1 == 1 {
                let left = complete(level, index - 1)
                edge = edge.map { .node(left, $0) } ?? left
            }
        }
        self.ragged = ragged
        head = TreeHead(size: size, root: edge ?? .emptyTree)
    }

    /// The incomplete subtree at an index of a level, or nil when it has no leaves.
    func incomplete(level: Int, index: UInt64) -> Hash? {
        let isEdge = index == size >> level && index << level != size
        return isEdge ? ragged[level] : nil
    }
}
