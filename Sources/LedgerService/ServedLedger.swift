public import Ledger
internal import NIOConcurrencyHelpers
public import Ports

/// A ledger as the public sees it: its newest checkpoint, tiles, bundles and proofs.
///
/// A view over what the store has committed: `adopt` takes in what a commit appended. Everything that is served stands for the
/// published checkpoint or an older one, never for entries beyond it.
public final class ServedLedger: Sendable {
    public let id: LedgerID
    public let origin: String
    public let verifierKey: NoteVerifierKey

    /// The newest signed head.
    public struct Published: Sendable {
        public var head: TreeHead
        /// The signed note.
        public var checkpoint: String
    }

    private let signer: NoteSigner
    private let store: any LedgerStore
    private let tree = NIOLockedValueBox(MerkleTree())
    private let newest: NIOLockedValueBox<Published>

    public init(id: LedgerID, origin: String, signer: NoteSigner, store: any LedgerStore) {
        self.id = id
        self.origin = origin
        self.signer = signer
        self.store = store
        verifierKey = signer.verifierKey
        newest = NIOLockedValueBox(Published(head: .empty, checkpoint: signer.signedCheckpoint(origin: origin, head: .empty)))
    }

    public var published: Published { newest.withLockedValue { $0 } }

    // MARK: Growing

    /// Takes in leaf hashes while a ledger is read back at start.
    public func restore(_ leafHashes: some Sequence<Hash>) {
        tree.withLockedValue { tree in
            for leaf in leafHashes { tree.append(leaf) }
        }
    }

    /// The root of what has been restored so far.
    public var restoredRoot: Hash { tree.withLockedValue { $0.head.root } }

    /// Checks the restored tree against the stored head, and publishes it.
    ///
    /// - Throws: `corrupted` when they differ.
    public func finishRestoring(_ head: TreeHead) throws(StoreError) {
        let found = tree.withLockedValue { $0.head }
        guard found == head else {
            throw StoreError(.corrupted, "ledger \(id): its entries lead to another head than the stored one; restore a backup")
        }
        publish(head)
    }

    /// Takes in what was committed and publishes its head.
    ///
    /// - Returns: the checkpoint over it, and one inclusion path for each entry, one after the other with their ends.
    /// - Precondition: `committed` follows what was adopted before.
    @discardableResult
    public func adopt(_ committed: CommittedRun, withPaths: Bool = false) -> (checkpoint: String, paths: [Hash], pathEnds: [Int]) {
        var paths: [Hash] = []
        var ends: [Int] = []
        tree.withLockedValue { tree in
            precondition(tree.size == committed.run.firstIndex, "a committed run is adopted in order")
            for leaf in committed.run.leafHashes { tree.append(leaf) }
            let prover = tree.prover
            precondition(prover.head == committed.head, "the tree and the store agree on the head")
            guard withPaths else { return }
            let depth = UInt64.bitWidth - tree.size.leadingZeroBitCount
            paths.reserveCapacity(committed.run.count * depth)
            ends.reserveCapacity(committed.run.count)
            for index in committed.run.firstIndex..<committed.run.endIndex {
                do {
                    try tree.appendPath(for: index, prover: prover, leaves: { try self.leaves(of: $0) }, into: &paths)
                } catch {
                    preconditionFailure("a path to an entry just appended is in memory")
                }
                ends.append(paths.count)
            }
        }
        return (publish(committed.head), paths, ends)
    }

    @discardableResult
    private func publish(_ head: TreeHead) -> String {
        let checkpoint = signer.signedCheckpoint(origin: origin, head: head)
        newest.withLockedValue { $0 = Published(head: head, checkpoint: checkpoint) }
        return checkpoint
    }

    /// The root that the tree would have with more leaves; nothing is changed.
    public func root(appending leaves: [Hash]) -> Hash {
        var trial = tree.withLockedValue { $0 }
        for leaf in leaves { trial.append(leaf) }
        return trial.head.root
    }

    // MARK: Reading

    /// The checkpoint for an older head; the same bytes as when it was new, since Ed25519 signatures are deterministic.
    public func checkpoint(at head: TreeHead) -> String {
        signer.signedCheckpoint(origin: origin, head: head)
    }

    public func inclusionProof(index: UInt64, size: UInt64) throws -> InclusionProof {
        try reading { try $0.inclusionProof(index: index, size: size, leaves: $1) }
    }

    public func consistencyProof(from oldSize: UInt64, to newSize: UInt64) throws -> ConsistencyProof {
        try reading { try $0.consistencyProof(from: oldSize, to: newSize, leaves: $1) }
    }

    /// The bytes of a tile; nil when the published tree does not hold it.
    public func tile(_ tile: Tile) throws -> [UInt8]? {
        guard tile.width <= Tile.width(level: tile.level, index: tile.index, size: published.head.size) else { return nil }
        return try reading { try $0.tile(tile, leaves: $1) }
    }

    /// The bytes of an entry bundle; nil when the published tree does not hold it.
    public func bundle(index: UInt64, width: Int) throws(StoreError) -> [UInt8]? {
        let (first, overflow) = index.multipliedReportingOverflow(by: UInt64(EntryBundle.fullWidth))
        let size = published.head.size
        guard !overflow, first < size, UInt64(width) <= size - first else { return nil }
        return try store.entries(of: id, in: first..<first + UInt64(width)).bytes
    }

    public func entries(in range: Range<UInt64>) throws(StoreError) -> EntryRun {
        try store.entries(of: id, in: range)
    }

    /// Reads from the tree; the leaves of an older tile are fetched outside the lock, so that readers never hold up the writer.
    private func reading<Value>(_ body: (MerkleTree, MerkleTree.TileLeaves) throws -> Value) throws -> Value {
        var fetched: [UInt64: [Hash]] = [:]
        while true {
            do {
                return try tree.withLockedValue { tree in
                    try body(tree) { tile in
                        guard let leaves = fetched[tile] else { throw TreeError.leavesNeeded(tile: tile) }
                        return leaves
                    }
                }
            } catch TreeError.leavesNeeded(let tile) where fetched[tile] == nil {
                fetched[tile] = try leaves(of: tile)
            }
        }
    }

    private func leaves(of tile: UInt64) throws -> [Hash] {
        let first = tile * UInt64(Tile.fullWidth)
        return try store.entries(of: id, in: first..<first + UInt64(Tile.fullWidth)).leafHashes
    }
}
