internal import Ledger
internal import LedgerService
internal import Ports
internal import Raffles

/// Reads a raffle back from its ledger at start, and refuses it when anything in it is wrong.
struct RaffleRestorer {
    let id: RaffleID
    let keys: RaffleKeys
    let ledger: ServedLedger
    let store: any RaffleStore

    /// - Returns: nil when the ledger is empty.
    func restore() throws(StoreError) -> RunningRaffle? {
        var record = RaffleRecord(orderKey: keys.order)
        let head = try Self.fold(ledger.id, of: store, into: &record) { run in ledger.restore(run.leafHashes) }
        try ledger.finishRestoring(head)
        guard head.size > 0 else { return nil }
        guard let creation = record.creation, creation.raffle == id else {
            throw StoreError(.corrupted, "ledger \(ledger.id) does not begin with the definition of this raffle")
        }
        // A ledger signed under another name is another log: its checkpoints so far would verify no more.
        guard creation.origin.utf8.elementsEqual(ledger.origin.utf8) else {
            throw StoreError(
                .conflict,
                "ledger \(ledger.id) is the log \(creation.origin), not \(ledger.origin): start with the --origin it was made with")
        }
        return RunningRaffle(id: id, creation: creation, keys: keys, ledger: ledger, record: record)
    }

    /// Replays a ledger into a record.
    ///
    /// - Throws: `corrupted` naming the first entry that does not belong there.
    static func fold(
        _ ledger: LedgerID, of store: any RaffleStore, into record: inout RaffleRecord, visit: (EntryRun) -> Void
    ) throws(StoreError) -> TreeHead {
        do {
            return try store.replay(ledger) { runs in
                for run in runs {
                    visit(run)
                    try run.bytes.withUnsafeBytes { bytes in
                        for offset in 0..<run.count {
                            let entry = UnsafeRawBufferPointer(rebasing: bytes[run.range(at: offset)])
                            try record.apply(entry: entry, index: run.firstIndex + UInt64(offset))
                        }
                    }
                }
            }
        } catch let error as StoreError {
            throw error
        } catch let error as RaffleRecordError {
            throw StoreError(.corrupted, "ledger \(ledger): entry \(error.index) \(error.message)")
        } catch {
            throw StoreError(.unavailable, "ledger \(ledger) cannot be read", cause: "\(error)")
        }
    }
}
