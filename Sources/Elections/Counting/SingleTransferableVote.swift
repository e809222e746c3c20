/// `stv`: weighted inclusive Gregory with a Droop quota, as in Scottish council elections.
///
/// - Quota: ⌊valid ÷ (seats + 1)⌋ + 1, where a ballot is valid when it has a first preference.
/// - Whoever has the quota is elected. One surplus at a time, the largest first: *every* ballot the candidate holds moves on, worth its
///   present value × surplus ÷ total, cut to five decimals. What the cut takes off is added to the round's `lost` and belongs to nobody,
///   so totals + exhausted + lost = valid in every round, exactly.
/// - With no surplus left, the lowest candidate is eliminated and its ballots move on at their present value.
/// - When no more candidates remain than seats, they are elected and the count ends.
struct SingleTransferableVote {
    private enum Standing {
        case continuing
        case elected
        case eliminated
    }

    private let contest: Contest
    private let quota: Votes
    private var piles: BallotPiles
    private var tieBreaker: TieBreaker
    private var standings: [Standing]
    private var winners: [Int] = []
    private var exhausted = Votes.zero
    private var lost = Votes.zero
    private var rounds: [Round] = []

    static func count(_ tally: ContestTally, lot: Lot) -> ContestResult {
        var count = SingleTransferableVote(tally, lot: lot)
        count.run()
        return ContestResult(
            contest: tally.contest, ballots: tally.ballots, blank: tally.blanks, totals: tally.contest.votes(whole: tally.totals),
            rounds: count.rounds, winners: count.winners.map { tally.contest.candidates[$0].id }, quota: count.quota,
            ties: count.tieBreaker.ties)
    }

    private init(_ tally: ContestTally, lot: Lot) {
        contest = tally.contest
        let candidates = contest.candidates.count
        piles = BallotPiles(PreferenceTable(patterns: tally.patterns, candidates: candidates, rules: contest.rules), candidates: candidates)
        tieBreaker = TieBreaker(contest: contest, lot: lot)
        standings = [Standing](repeating: .continuing, count: candidates)
        let valid = tally.totals.reduce(0, +)
        quota = Votes(whole: valid / UInt64(contest.seats + 1) + 1)
    }

    private var continuing: [Bool] { standings.map { $0 == .continuing } }

    private mutating func run() {
        guard piles.totals.contains(where: { $0 > .zero }) else {
            append(elected: [], reasons: ["no ballot counts for anybody"])
            return
        }
        var hasEliminated = false
        while true {
            let writeIn = hasEliminated ? nil : contest.writeInToEliminate
            var (elected, reasons) = electByQuota(except: writeIn)
            let eligible = standings.indices.filter { standings[$0] == .continuing && $0 != writeIn }
            let seatsLeft = contest.seats - winners.count
            if seatsLeft == 0 || eligible.count <= seatsLeft {
                let last = seatsLeft == 0 ? [] : electAll(eligible)
                if !last.isEmpty { reasons.append("as many candidates left as seats") }
                elected += last
                append(elected: elected, reasons: reasons)
                return
            }
            if let (position, words) = nextSurplus() {
                transferSurplus(of: position, elected: elected, reasons: reasons, words: words)
            } else {
                eliminate(writeIn: writeIn, elected: elected, reasons: reasons)
                hasEliminated = true
            }
        }
    }

    private mutating func electByQuota(except writeIn: Int?) -> (elected: [Int], reasons: [String]) {
        let reached = standings.indices.filter { standings[$0] == .continuing && $0 != writeIn && piles.totals[$0] >= quota }
        let elected = electAll(reached)
        return (elected, elected.isEmpty ? [] : ["quota of \(quota) reached by " + names(elected)])
    }

    /// Elects them all, the highest total first.
    private mutating func electAll(_ positions: [Int]) -> [Int] {
        let ordered = positions.sorted { (piles.totals[$1], $0) < (piles.totals[$0], $1) }
        for position in ordered { standings[position] = .elected }
        winners += ordered
        return ordered
    }

    private mutating func nextSurplus() -> (Int, String)? {
        let over = winners.filter { piles.totals[$0] > quota }
        guard let largest = over.map({ piles.totals[$0] }).max() else { return nil }
        let choice = tieBreaker.choose(over.filter { piles.totals[$0] == largest }.sorted(), .highest, for: .transferSurplus)
        return (choice.position, choice.words)
    }

    private mutating func transferSurplus(of position: Int, elected: [Int], reasons: [String], words: String) {
        let before = snapshot()
        let surplus = piles.totals[position] - quota
        let movement = piles.moveSurplus(from: position, quota: quota, continuing: continuing)
        append(
            before, elected: elected, eliminated: [], transfer: movement.transfer(from: position, in: contest),
            reasons: reasons + ["surplus of \(contest.candidates[position].name), \(surplus), is transferred" + words])
        exhausted += movement.exhausted
        lost += movement.lost
    }

    private mutating func eliminate(writeIn: Int?, elected: [Int], reasons: [String]) {
        let (loser, why) = loser(writeIn: writeIn)
        let before = snapshot()
        standings[loser] = .eliminated
        let movement = piles.moveAll(from: loser, continuing: continuing)
        append(
            before, elected: elected, eliminated: [loser], transfer: movement.transfer(from: loser, in: contest), reasons: reasons + [why])
        exhausted += movement.exhausted
    }

    private mutating func loser(writeIn: Int?) -> (Int, String) {
        if let writeIn { return (writeIn, "write-ins are eliminated first") }
        let left = standings.indices.filter { standings[$0] == .continuing }
        guard let lowest = left.map({ piles.totals[$0] }).min() else { preconditionFailure("nobody to eliminate") }
        let choice = tieBreaker.choose(left.filter { piles.totals[$0] == lowest }, .lowest, for: .eliminate)
        return (choice.position, "lowest total, \(lowest)" + choice.words)
    }

    private struct Snapshot {
        let totals: [Votes]
        let counted: [Int]
    }

    private func snapshot() -> Snapshot {
        Snapshot(totals: piles.totals, counted: standings.indices.filter { standings[$0] != .eliminated })
    }

    private mutating func append(elected: [Int], reasons: [String]) {
        append(snapshot(), elected: elected, eliminated: [], transfer: nil, reasons: reasons)
    }

    private mutating func append(_ before: Snapshot, elected: [Int], eliminated: [Int], transfer: Transfer?, reasons: [String]) {
        rounds.append(
            Round(
                round: rounds.count + 1, totals: contest.votes(before.totals, of: before.counted), exhausted: exhausted, lost: lost,
                elected: elected.map { contest.candidates[$0].id }, eliminated: eliminated.map { contest.candidates[$0].id },
                transfer: transfer, reason: reasons.joined(separator: "; ")))
        tieBreaker.remember(before.totals)
    }

    private func names(_ positions: [Int]) -> String {
        positions.map { contest.candidates[$0].name }.joined(separator: ", ")
    }
}
