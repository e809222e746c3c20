/// Why a proof does not hold. Every case is final: the same proof never becomes valid.
public enum ProofError: Error, Hashable, Sendable {
    /// The index is not below the tree size.
    case indexBeyondTree(index: UInt64, size: UInt64)
    /// The newer tree of a consistency proof is smaller than the older one.
    case shrunk(from: UInt64, to: UInt64)
    /// There are more or fewer hashes than the sizes call for.
    case wrongLength
    /// The path leads to another root of the (newer) tree.
    case rootMismatch
    /// The path leads to another root of the older tree: history was rewritten.
    case oldRootMismatch
}

extension ProofError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .indexBeyondTree(let index, let size): "entry \(index) is not in a tree of \(size)"
        case .shrunk(let from, let to): "the log shrank from \(from) to \(to) entries"
        case .wrongLength: "the proof has the wrong number of hashes"
        case .rootMismatch: "the proof does not lead to the root"
        case .oldRootMismatch: "the proof does not lead to the older root"
        }
    }
}
