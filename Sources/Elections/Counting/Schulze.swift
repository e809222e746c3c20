/// `schulze`: a candidate wins who has a beatpath at least as strong to every other as the other has back. Strength is winning votes.
enum Schulze {
    static func count(_ tally: ContestTally, lot: Lot) -> ContestResult {
        let contest = tally.contest
        let preferences = tally.pairs.matrix(unranked: contest.rules.unranked)
        let paths = strongestPaths(preferences)
        var tieBreaker = TieBreaker(contest: contest, lot: lot)
        var winners: [CandidateID] = []
        var reasons: [String] = []
        if tally.ballots > tally.blanks {
            var left = Array(contest.candidates.indices)
            while winners.count < contest.seats, !left.isEmpty {
                let unbeaten = left.filter { candidate in left.allSatisfy { paths[$0][candidate] <= paths[candidate][$0] } }
                let choice = tieBreaker.choose(unbeaten, .highest, for: .elect)
                left.removeAll { $0 == choice.position }
                winners.append(contest.candidates[choice.position].id)
                reasons.append(words(for: choice.position, preferences) + choice.words)
            }
        } else {
            reasons = ["no ballot counts for anybody"]
        }
        let totals = contest.votes(whole: tally.totals)
        let round = Round(
            round: 1, totals: totals, exhausted: .zero, lost: .zero, elected: winners, eliminated: [], transfer: nil,
            reason: reasons.joined(separator: "; "))
        return ContestResult(
            contest: contest, ballots: tally.ballots, blank: tally.blanks, totals: totals, rounds: [round], winners: winners,
            pairwise: PairwiseResult(preferences: preferences, strongestPaths: paths), ties: tieBreaker.ties)
    }

    private static func words(for candidate: Int, _ preferences: [[UInt64]]) -> String {
        let beatsAll = preferences.indices.allSatisfy { $0 == candidate || preferences[candidate][$0] > preferences[$0][candidate] }
        return beatsAll ? "preferred to every other candidate" : "no stronger beatpath leads to this candidate"
    }

    /// The widest paths over pairwise defeats (Floyd and Warshall's algorithm).
    static func strongestPaths(_ preferences: [[UInt64]]) -> [[UInt64]] {
        let count = preferences.count
        // One flat array: the inner loop runs candidates³ times.
        var paths = [UInt64](repeating: 0, count: count * count)
        for row in 0..<count {
            for column in 0..<count where preferences[row][column] > preferences[column][row] {
                paths[row * count + column] = preferences[row][column]
            }
        }
        for middle in 0..<count {
            for row in 0..<count where row != middle {
                let first = paths[row * count + middle]
                guard first > 0 else { continue }
                for column in 0..<count where column != row && column != middle {
                    let path = min(first, paths[middle * count + column])
                    if path > paths[row * count + column] { paths[row * count + column] = path }
                }
            }
        }
        return (0..<count).map { Array(paths[$0 * count..<($0 + 1) * count]) }
    }
}
