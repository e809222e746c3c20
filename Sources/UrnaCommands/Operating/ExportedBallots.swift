internal import Elections
internal import Foundation
internal import Ledger
internal import Verification

/// The ballots in a folder that `urna export` wrote.
struct ExportedBallots {
    let folder: String

    /// Writes them as cast vote records, in pieces.
    ///
    /// Every entry is held to the rules of the ledger, and all of them to the root that the checkpoint signs; whose key that is, is for
    /// `urna-verify` to tell.
    func write(_ emit: ([UInt8]) throws -> Void) throws {
        let (origin, head) = try checkpoint()
        var record = ElectionRecord(checksKeys: false)
        var range = CompactRange()
        var writer: CastVoteRecordWriter?
        let width = UInt64(EntryBundle.fullWidth)
        for index in 0..<(head.size + width - 1) / width {
            let bundle = try bundle(index, width: Int(min(width, head.size - index * width)))
            var out: [UInt8] = []
            for (offset, entry) in bundle.enumerated() {
                let place = index * width + UInt64(offset)
                range.append(Hash.leaf(entry))
                try apply(entry, at: place, to: &record) { range.root }
                if writer == nil, let creation = record.creation {
                    writer = CastVoteRecordWriter(
                        CastVoteRecordWriter.Heading(
                            election: creation.election, definition: creation.definition, software: "urna \(UrnaVersion.text)",
                            generatedAt: Timestamp(seconds: Int64(Date().timeIntervalSince1970)), origin: origin, head: head))
                    out += writer?.start() ?? []
                }
                try entry.withUnsafeBytes { bytes in
                    guard BallotEntryScanner.ballot(bytes) != nil || BallotEntryScanner.opening(bytes) != nil else { return }
                    try writer?.append(entry: bytes, index: place, to: &out)
                }
            }
            try emit(out)
        }
        guard range.root == head.root else {
            throw CommandFailure.failed("the entries in \(folder) do not lead to the root that its checkpoint signs: it is damaged")
        }
        guard record.ballotEntries != nil, let writer else {
            throw CommandFailure.failed("\(folder) tells of no ballots: the vote was not open, or they are still sealed")
        }
        try emit(writer.end())
    }

    private func apply(_ entry: [UInt8], at index: UInt64, to record: inout ElectionRecord, root: @escaping () -> Hash) throws {
        do {
            try record.apply(entry: entry, index: index, root: root)
        } catch {
            throw CommandFailure.failed("\(folder) is no election's ledger, or breaks a rule of one: \(error)")
        }
    }

    private func checkpoint() throws -> (origin: String, head: TreeHead) {
        let key = try ElectionPlace(JSONValue.parse(read("election.json"), limits: JSONLimits(bytesMax: LedgerItemLimit.document))).key()
        do {
            let checkpoint = try Checkpoint.open(SignedNote(parsing: read(ExportLayout.checkpoint)), origin: key.name, logKey: key)
            return (key.name, checkpoint.head)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.failed("the checkpoint in \(folder) cannot be trusted: \(error)")
        }
    }

    private func bundle(_ index: UInt64, width: Int) throws -> [[UInt8]] {
        guard let path = EntryBundle.path(index: index, width: width) else { preconditionFailure("a bundle holds 1 to 256 entries") }
        do {
            return try EntryBundle.decode(read(path), count: width)
        } catch let error as EntryBundleError {
            throw CommandFailure.failed("\(folder)/\(path): \(error)")
        }
    }

    private func read(_ file: String) throws(CommandFailure) -> [UInt8] {
        guard let bytes = ExportFolder(path: folder).read(file) else {
            throw .failed("\(folder)/\(file) cannot be read: give the folder that `urna export` wrote")
        }
        return bytes
    }
}
