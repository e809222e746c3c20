public import Elections
internal import Ledger
public import Ports

/// Entries that became durable together, with what their receipts need: a checkpoint over them and a path for each.
public final class CommittedBatch: Sendable {
    public let run: EntryRun
    private let receipts: ReceiptEncoder
    /// The paths of the entries, one after another; entry `i` owns `pathEnds[i-1]..<pathEnds[i]`.
    private let paths: [Hash]
    private let pathEnds: [Int]

    init(election: ElectionID, run: EntryRun, checkpoint: String, paths: [Hash], pathEnds: [Int]) {
        self.run = run
        self.paths = paths
        self.pathEnds = pathEnds
        receipts = ReceiptEncoder(election: election, checkpoint: checkpoint)
    }

    /// Appends the receipt of the entry at `offset` as JSON.
    public func appendReceipt(at offset: Int, opening: Receipt.Opening?, to out: inout [UInt8]) {
        let path = paths[(offset == 0 ? 0 : pathEnds[offset - 1])..<pathEnds[offset]]
        let range = run.range(at: offset)
        run.bytes.withUnsafeBytes { bytes in
            receipts.append(
                index: run.firstIndex + UInt64(offset), leafHash: run.leafHashes[offset], proof: path,
                entry: UnsafeRawBufferPointer(rebasing: bytes[range]), opening: opening, to: &out)
        }
    }

    /// About how long a receipt gets: for reserving room.
    public func receiptBytes(at offset: Int) -> Int {
        let hashes = pathEnds[offset] - (offset == 0 ? 0 : pathEnds[offset - 1])
        return 640 + hashes * 46 + run.range(at: offset).count * 5 / 4
    }
}
