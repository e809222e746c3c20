internal import Elections
internal import Hummingbird
internal import Ledger
internal import LedgerService
internal import Ports
internal import RaffleService
internal import Raffles
internal import Verification
internal import VoteService

/// What people take away whole. Everything here is public, and is made while it is sent.
struct DownloadRoutes: Sendable {
    let house: House

    /// Entries read at a time: a bundle's, which is what the store keeps together.
    private static let entriesAtOnce = UInt64(EntryBundle.fullWidth)

    func castVoteRecords(of election: RunningElection) async throws -> Response {
        guard let (entries, head) = election.ballotEntries else { throw hidden(election) }
        let place = try house.downloads.take()
        let heading = CastVoteRecordWriter.Heading(
            election: election.id, definition: election.definition, software: "urna \(house.version)",
            generatedAt: Timestamp(seconds: house.clock()), origin: election.ledger.origin, head: head)
        let pipe = ChunkPipe()
        pipe.begin { [ledger = election.ledger] emit in
            defer { withExtendedLifetime(place) {} }
            var writer = CastVoteRecordWriter(heading)
            try emit(writer.start())
            var next = entries.lowerBound
            while next < entries.upperBound {
                let end = min(next - next % Self.entriesAtOnce + Self.entriesAtOnce, entries.upperBound)
                let run = try ledger.entries(in: next..<end)
                var records: [UInt8] = []
                try run.bytes.withUnsafeBytes { bytes in
                    for offset in 0..<run.count {
                        let entry = UnsafeRawBufferPointer(rebasing: bytes[run.range(at: offset)])
                        try writer.append(entry: entry, index: next + UInt64(offset), to: &records)
                    }
                }
                try emit(records)
                next = end
            }
            try emit(writer.end())
        }
        return try await pipe.response(type: "application/json", file: "\(election.id)-\(head.size).cvr.json")
    }

    // MARK: Ledgers

    func archive(of election: RunningElection) async throws -> Response {
        let place = try house.downloads.take()
        let (head, documents) = try await offLoop {
            // Counted at the archive's own size, which the newest results may be behind of. The copy of the record goes at once.
            let (record, head) = election.snapshot()
            guard let results = ElectionResults(record: record, head: head) else { throw Problem.unexpected }
            let description = ElectionRoutes.description(of: election, state: record.state.rawValue, size: head.size)
            return (
                head,
                [
                    RaffleExport.File(path: ExportLayout.Document.election.rawValue, bytes: description.canonical() + [UInt8(ascii: "\n")]),
                    RaffleExport.File(path: ExportLayout.Document.results.rawValue, bytes: results.json().canonical()),
                ]
            )
        }
        let archive = LedgerArchive(ledger: election.ledger, head: head, subject: .election(election.id.text))
        var parts: [LedgerArchive.Part] = []
        for document in documents { parts.append { document } }
        return try await send(archive, parts, in: place)
    }

    func archive(of raffle: RunningRaffle) async throws -> Response {
        let place = try house.downloads.take()
        let (head, documents, pools) = try await offLoop {
            try raffle.reading { record in
                let head = raffle.ledger.published.head
                guard record.size == head.size else { throw Problem(.storeUnavailable, detail: "The store refused the last sales.") }
                return (head, RaffleExport.documents(of: record, key: raffle.ledger.verifierKey), RaffleExport.pools(of: record))
            }
        }
        let archive = LedgerArchive(ledger: raffle.ledger, head: head, subject: .raffle(raffle.id.text))
        var parts: [LedgerArchive.Part] = []
        for document in documents { parts.append { document } }
        // One at a time: pools are long, and once frozen each stays what it is.
        for draw in pools { parts.append { raffle.reading { RaffleExport.pool(of: draw, in: $0) } } }
        return try await send(archive, parts, in: place)
    }

    private func send(
        _ archive: LedgerArchive, _ parts: [LedgerArchive.Part], in place: DownloadPlaces.Place
    ) async throws -> Response {
        let pipe = ChunkPipe()
        pipe.begin { emit in
            defer { withExtendedLifetime(place) {} }
            try archive.write(emit, besides: parts)
        }
        return try await pipe.response(type: "application/x-tar", file: "\(archive.name).tar")
    }

    private func hidden(_ election: RunningElection) -> Problem {
        let state = election.stateNow(at: house.clock())
        guard state != .draft else {
            return Problem(.wrongState, detail: "The vote has not been opened: there are no ballots yet.", code: "NOT_OPENED")
        }
        return Problem(
            .wrongState, detail: "The ballots of this election stay sealed until it is closed and every one of them is opened.",
            code: "BALLOTS_SEALED")
    }
}
