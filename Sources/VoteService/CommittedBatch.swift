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

    /// The receipt of the entry at `offset`, as JSON.
    public func receipt(at offset: Int, opening: Receipt.Opening?) -> [UInt8] {
        withReceipt(at: offset, opening: opening) { receipts.receipt($0) }
    }

    /// Lets a receipt be written to where it is sent from.
    ///
    /// - Parameter body: given the receipt's exact length and what writes it into that much room; called once.
    public func withReceipt<Value>(
        at offset: Int, opening: Receipt.Opening?, _ body: (_ byteCount: Int, _ write: (UnsafeMutableRawBufferPointer) -> Void) -> Value
    ) -> Value {
        withReceipt(at: offset, opening: opening) { item in
            body(receipts.byteCount(of: item)) { receipts.write(item, into: $0) }
        }
    }

    private func withReceipt<Value>(at offset: Int, opening: Receipt.Opening?, _ body: (ReceiptEncoder.Item) -> Value) -> Value {
        let path = paths[(offset == 0 ? 0 : pathEnds[offset - 1])..<pathEnds[offset]]
        let range = run.range(at: offset)
        return run.bytes.withUnsafeBytes { bytes in
            body(
                ReceiptEncoder.Item(
                    index: run.firstIndex + UInt64(offset), leafHash: run.leafHashes[offset], proof: path,
                    entry: UnsafeRawBufferPointer(rebasing: bytes[range]), opening: opening))
        }
    }
}
