internal import Dispatch
internal import Elections
internal import Foundation
internal import Identity
internal import Ledger
internal import LedgerService
internal import Ports

/// Reads an election back from its ledger at start, on every core, and refuses it when anything in it is wrong.
struct ElectionRestorer {
    let id: ElectionID
    let keys: KeyRing
    let ledger: ServedLedger
    let store: any BallotStore

    /// - Returns: nil when the ledger is empty.
    func restore() throws -> RunningElection? {
        var record = ElectionRecord()
        let head = try store.replay(ledger.id) { runs in
            try fold(runs, into: &record)
        }
        try ledger.finishRestoring(head)
        guard head.size > 0 else { return nil }
        guard let definition = record.definition, record.election == id else {
            throw StoreError(.corrupted, "ledger \(ledger.id) does not begin with the definition of this election")
        }
        // A ledger signed under another name is another log: its receipts and checkpoints so far would verify no more.
        if let origin = record.creation?.origin, !origin.utf8.elementsEqual(ledger.origin.utf8) {
            throw StoreError(
                .conflict, "ledger \(ledger.id) is the log \(origin), not \(ledger.origin): start with the --origin it was made with")
        }
        return RunningElection(id: id, definition: definition, keys: keys, ledger: ledger, record: record)
    }

    /// Ballots are folded in chunks, one a core, as long as they come; other entries one by one.
    private func fold(_ runs: [EntryRun], into record: inout ElectionRecord) throws {
        var position = Position(run: 0, offset: 0)
        while position.run < runs.count {
            position = try foldChunks(runs, from: position, into: &record)
            guard position.run < runs.count else { return }
            let run = runs[position.run]
            ledger.restore(CollectionOfOne(run.leafHashes[position.offset]))
            do throws(RecordError) {
                try record.apply(
                    entry: run.entry(at: position.offset), index: run.firstIndex + UInt64(position.offset), root: { ledger.restoredRoot })
            } catch {
                throw StoreError(.corrupted, "ledger \(ledger.id): entry \(error.index) \(error.message)")
            }
            position.advance(in: runs)
        }
    }

    private struct Position {
        var run: Int
        var offset: Int

        mutating func advance(in runs: [EntryRun], by entries: Int = 1) {
            offset += entries
            while run < runs.count, offset >= runs[run].count {
                offset -= runs[run].count
                run += 1
            }
        }
    }

    /// Entries of a chunk at least: below that, starting a chunk costs more than it saves.
    private static let chunkMin = 4_096

    private func foldChunks(
        _ runs: [EntryRun], from start: Position, into record: inout ElectionRecord
    ) throws -> Position {
        let first = runs[start.run].firstIndex + UInt64(start.offset)
        guard let last = runs.last, record.chunk(from: first) != nil else { return start }
        let total = Int(last.endIndex - first)
        let chunkCount = max(1, min(Self.cores, total / Self.chunkMin))
        let size = (total + chunkCount - 1) / chunkCount
        let template = record
        var outcomes = [Result<RecordChunk, any Error>?](repeating: nil, count: chunkCount)
        outcomes.withUnsafeMutableBufferPointer { buffer in
            // Each iteration writes its own element.
            nonisolated(unsafe) let slots = buffer
            DispatchQueue.concurrentPerform(iterations: chunkCount) { number in
                var position = start
                position.advance(in: runs, by: number * size)
                let end = min(total, (number + 1) * size)
                slots[number] = Result {
                    guard var chunk = template.chunk(from: first + UInt64(number * size)) else {
                        throw StoreError(.corrupted, "a chunk could not be started")
                    }
                    for _ in number * size..<end {
                        let run = runs[position.run]
                        let range = run.range(at: position.offset)
                        let applied = try run.bytes.withUnsafeBytes { bytes in
                            try Result { () throws(RecordError) in
                                try chunk.apply(entry: UnsafeRawBufferPointer(rebasing: bytes[range]))
                            }.get()
                        }
                        guard applied else { break }
                        position.advance(in: runs)
                    }
                    return chunk
                }
            }
        }
        var position = start
        for (number, outcome) in outcomes.enumerated() {
            let chunk: RecordChunk
            do {
                guard let made = try outcome?.get() else { preconditionFailure("every chunk has an outcome") }
                chunk = made
                try record.merge(chunk)
            } catch let error as RecordError {
                throw StoreError(.corrupted, "ledger \(ledger.id): entry \(error.index) \(error.message)")
            }
            restoreLeaves(of: runs, from: position, count: Int(chunk.count))
            position.advance(in: runs, by: Int(chunk.count))
            // An entry of another kind ends the ballots: chunks that started behind it are thrown away.
            if Int(chunk.count) < min(size, total - number * size) { break }
        }
        return position
    }

    private func restoreLeaves(of runs: [EntryRun], from start: Position, count: Int) {
        var position = start
        var left = count
        while left > 0 {
            let run = runs[position.run]
            let taken = min(left, run.count - position.offset)
            ledger.restore(run.leafHashes[position.offset..<position.offset + taken])
            position.advance(in: runs, by: taken)
            left -= taken
        }
    }

    private static let cores = max(1, activeProcessorCount())
}

private func activeProcessorCount() -> Int {
    ProcessInfo.processInfo.activeProcessorCount
}
