internal import Elections
internal import Hummingbird
internal import Ledger
internal import LedgerService
internal import Ports
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
