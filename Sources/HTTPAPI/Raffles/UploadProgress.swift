internal import NIOConcurrencyHelpers
internal import RaffleService
internal import Raffles

/// Up to which sequence the ledger has all sales of each unit, kept beside the records so that uploads need not wait for a commit of
/// others to be told.
final class UploadProgress: Sendable {
    private struct Key: Hashable {
        var raffle: RaffleID
        var rsu: RSUID
    }

    private struct Progress {
        var upTo: UInt64 = 0
        /// Recorded, with a gap before.
        var beyond: Set<UInt64> = []

        mutating func add(_ sequence: UInt64) {
            guard sequence > upTo else { return }
            guard sequence == upTo + 1 else {
                beyond.insert(sequence)
                return
            }
            upTo = sequence
            while beyond.remove(upTo + 1) != nil { upTo += 1 }
        }
    }

    private let known = NIOLockedValueBox<[Key: Progress]>([:])

    /// Takes in what was recorded now or before.
    func note(_ sequences: [UInt64], of rsu: RSUID, in raffle: RunningRaffle) -> UInt64 {
        let key = Key(raffle: raffle.id, rsu: rsu)
        let isKnown = known.withLockedValue { $0[key] != nil }
        let first = isKnown ? nil : read(rsu, raffle)
        return known.withLockedValue { known in
            var progress = known[key] ?? first ?? Progress()
            for sequence in sequences { progress.add(sequence) }
            known[key] = progress
            return progress.upTo
        }
    }

    private func read(_ rsu: RSUID, _ raffle: RunningRaffle) -> Progress {
        raffle.reading { record in
            var progress = Progress()
            guard let account = record.account(rsu) else { return progress }
            var left = account.totals.tickets
            for place in 0..<record.ticketCount where left > 0 {
                let ticket = record.receipt(at: place).ticket
                guard ticket.rsu == rsu else { continue }
                progress.add(ticket.sequence)
                left -= 1
            }
            return progress
        }
    }
}
