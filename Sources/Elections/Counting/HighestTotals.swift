/// `plurality`, `approval` and `score`: the highest totals win.
enum HighestTotals {
    static func count(_ tally: ContestTally, lot: Lot) -> ContestResult {
        let contest = tally.contest
        let totals = tally.totals
        var tieBreaker = TieBreaker(contest: contest, lot: lot)
        var elected: [Int] = []
        var reason = "no ballot counts for anybody"
        if totals.contains(where: { $0 > 0 }) {
            let seats = min(contest.seats, totals.count)
            let order = totals.indices.sorted { (totals[$1], $0) < (totals[$0], $1) }
            let lastTotal = totals[order[seats - 1]]
            elected = order.filter { totals[$0] > lastTotal }
            let tied = order.filter { totals[$0] == lastTotal }
            let chosen = tieBreaker.chooseForSeats(tied, seats: seats - elected.count)
            elected += chosen.positions
            reason = (seats == 1 ? "highest total" : "\(seats) highest totals") + chosen.words
        }
        let candidateTotals = contest.votes(whole: totals)
        let winners = elected.map { contest.candidates[$0].id }
        let round = Round(
            round: 1, totals: candidateTotals, exhausted: .zero, lost: .zero, elected: winners, eliminated: [], transfer: nil,
            reason: reason)
        return ContestResult(
            contest: contest, ballots: tally.ballots, blank: tally.blanks, totals: candidateTotals, rounds: [round], winners: winners,
            ties: tieBreaker.ties)
    }
}

extension Contest {
    /// Pairs whole totals, by position, with their candidates.
    func votes(whole totals: [UInt64]) -> [CandidateVotes] {
        zip(candidates, totals).map { CandidateVotes(candidate: $0.id, votes: Votes(whole: $1)) }
    }

    /// Pairs the totals of the given positions with their candidates.
    func votes(_ totals: [Votes], of positions: [Int]) -> [CandidateVotes] {
        positions.map { CandidateVotes(candidate: candidates[$0].id, votes: totals[$0]) }
    }

    /// The candidate that the rules put out first, if there is one.
    var writeInToEliminate: Int? {
        rules.writeIns == .eliminateFirst ? candidates.firstIndex(where: \.isWriteIn) : nil
    }
}
