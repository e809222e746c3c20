/// `irv`: the lowest candidate is eliminated and its ballots move on, one candidate a round.
struct InstantRunoff {
    private let contest: Contest
    private var piles: BallotPiles
    private var tieBreaker: TieBreaker
    private var continuing: [Bool]
    private var exhausted: Votes
    private var rounds: [Round] = []

    static func count(_ tally: ContestTally, lot: Lot) -> ContestResult {
        var count = InstantRunoff(tally, lot: lot)
        let winner = count.run()
        return ContestResult(
            contest: tally.contest, ballots: tally.ballots, blank: tally.blanks, totals: tally.contest.votes(whole: tally.totals),
            rounds: count.rounds, winners: winner.map { [tally.contest.candidates[$0].id] } ?? [], ties: count.tieBreaker.ties)
    }

    private init(_ tally: ContestTally, lot: Lot) {
        contest = tally.contest
        let candidates = contest.candidates.count
        piles = BallotPiles(PreferenceTable(patterns: tally.patterns, candidates: candidates, rules: contest.rules), candidates: candidates)
        tieBreaker = TieBreaker(contest: contest, lot: lot)
        continuing = [Bool](repeating: true, count: candidates)
        exhausted = Votes(whole: tally.exhaustedAtStart)
    }

    private mutating func run() -> Int? {
        while true {
            let left = continuing.indices.filter { continuing[$0] }
            let writeIn = contest.writeInToEliminate.flatMap { continuing[$0] ? $0 : nil }
            guard left.contains(where: { piles.totals[$0] > .zero }) else {
                finish(left, elected: nil, reason: "no ballot counts for anybody")
                return nil
            }
            if let (winner, reason) = winner(among: left, writeIn: writeIn) {
                finish(left, elected: winner, reason: reason)
                return winner
            }
            let (loser, reason) = loser(among: left, writeIn: writeIn)
            eliminate(loser, left: left, reason: reason)
        }
    }

    /// The winner, when this is the last round. A write-in to be eliminated first cannot win and keeps the count going.
    private mutating func winner(among left: [Int], writeIn: Int?) -> (Int, String)? {
        let eligible = left.filter { $0 != writeIn }
        guard let highest = eligible.map({ piles.totals[$0] }).max() else { return nil }
        let first = eligible.filter { piles.totals[$0] == highest }
        if contest.rules.stop == .majority, first.count == 1 {
            let votes = left.reduce(Votes.zero) { $0 + piles.totals[$1] }
            if highest.units > votes.units - highest.units {
                return (first[0], "more than half of the \(votes) continuing votes")
            }
        }
        guard writeIn == nil, left.count <= 2 else { return nil }
        let choice = tieBreaker.choose(first, .highest, for: .elect)
        return (choice.position, (left.count == 2 ? "higher of the last two" : "only candidate left") + choice.words)
    }

    private mutating func loser(among left: [Int], writeIn: Int?) -> (Int, String) {
        if let writeIn { return (writeIn, "write-ins are eliminated first") }
        guard let lowest = left.map({ piles.totals[$0] }).min() else { preconditionFailure("nobody to eliminate") }
        let choice = tieBreaker.choose(left.filter { piles.totals[$0] == lowest }, .lowest, for: .eliminate)
        return (choice.position, "lowest total, \(lowest)" + choice.words)
    }

    private mutating func eliminate(_ loser: Int, left: [Int], reason: String) {
        let totals = piles.totals
        let exhaustedBefore = exhausted
        continuing[loser] = false
        let movement = piles.moveAll(from: loser, continuing: continuing)
        exhausted += movement.exhausted
        rounds.append(
            Round(
                round: rounds.count + 1, totals: contest.votes(totals, of: left), exhausted: exhaustedBefore, lost: .zero, elected: [],
                eliminated: [contest.candidates[loser].id], transfer: movement.transfer(from: loser, in: contest), reason: reason))
        tieBreaker.remember(totals)
    }

    private mutating func finish(_ left: [Int], elected: Int?, reason: String) {
        rounds.append(
            Round(
                round: rounds.count + 1, totals: contest.votes(piles.totals, of: left), exhausted: exhausted, lost: .zero,
                elected: elected.map { [contest.candidates[$0].id] } ?? [], eliminated: [], transfer: nil, reason: reason))
    }
}
