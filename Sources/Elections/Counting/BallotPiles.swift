/// Ballots in piles by the candidate they count for now; a pile moves when its candidate leaves, and no other ballot is touched.
struct BallotPiles {
    /// All ballots of one pattern in one pile: they came the same way, so they are worth the same.
    struct Bundle {
        let pattern: Int
        /// Where in the table's preferences the candidate they count for stands.
        var cursor: Int
        /// Worth of one ballot, in units of `Votes`.
        var value: UInt64
    }

    private let table: PreferenceTable
    private var piles: [[Bundle]]
    private(set) var totals: [Votes]

    init(_ table: PreferenceTable, candidates: Int) {
        self.table = table
        piles = [[Bundle]](repeating: [], count: candidates)
        totals = [Votes](repeating: .zero, count: candidates)
        for pattern in table.indices {
            let cursor = table.starts[pattern]
            let position = Int(table.preferences[cursor])
            piles[position].append(Bundle(pattern: pattern, cursor: cursor, value: Votes.unitsPerVote))
            totals[position] += Votes(whole: table.counts[pattern])
        }
    }

    /// What moved to whom, by position.
    struct Movement {
        var received: [Votes]
        var exhausted = Votes.zero
        var lost = Votes.zero
    }

    /// Moves a pile on, every ballot to its next candidate in `continuing`, at its present worth.
    mutating func moveAll(from position: Int, continuing: [Bool]) -> Movement {
        let total = totals[position]
        totals[position] = .zero
        return move(from: position, total: total, keeping: .zero, continuing: continuing) { $0 }
    }

    /// Moves what a candidate has over `quota`: every ballot at worth × surplus ÷ total, cut to five decimals.
    mutating func moveSurplus(from position: Int, quota: Votes, continuing: [Bool]) -> Movement {
        let total = totals[position]
        let surplus = UInt128((total - quota).units)
        totals[position] = quota
        return move(from: position, total: total, keeping: quota, continuing: continuing) { value in
            UInt64(UInt128(value) * surplus / UInt128(total.units))
        }
    }

    private mutating func move(
        from position: Int, total: Votes, keeping kept: Votes, continuing: [Bool], worth: (UInt64) -> UInt64
    ) -> Movement {
        var movement = Movement(received: [Votes](repeating: .zero, count: totals.count))
        let pile = piles[position]
        piles[position] = []
        var moved = Votes.zero
        for var bundle in pile {
            bundle.value = worth(bundle.value)
            let votes = Votes(units: table.counts[bundle.pattern] * bundle.value)
            moved += votes
            let end = table.starts[bundle.pattern + 1]
            repeat { bundle.cursor += 1 } while bundle.cursor < end && !continuing[Int(table.preferences[bundle.cursor])]
            guard bundle.cursor < end else {
                movement.exhausted += votes
                continue
            }
            let next = Int(table.preferences[bundle.cursor])
            movement.received[next] += votes
            totals[next] += votes
            piles[next].append(bundle)
        }
        movement.lost = total - kept - moved
        return movement
    }
}

extension BallotPiles.Movement {
    func transfer(from position: Int, in contest: Contest) -> Transfer {
        Transfer(
            from: contest.candidates[position].id,
            to: contest.votes(received, of: received.indices.filter { received[$0] > .zero }),
            exhausted: exhausted, lost: lost)
    }
}
