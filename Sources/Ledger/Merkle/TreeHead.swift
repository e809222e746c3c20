/// The state of a log in two values: how many leaves it has and the root over them.
public struct TreeHead: Hashable, Sendable {
    /// Leaves in the tree; the next leaf gets this index.
    public var size: UInt64
    public var root: Hash

    public init(size: UInt64, root: Hash) {
        self.size = size
        self.root = root
    }

    /// The head of a log without entries.
    public static let empty = TreeHead(size: 0, root: .emptyTree)
}
