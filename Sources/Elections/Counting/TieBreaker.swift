/// Settles ties by the contest's rule, and keeps a record of each.
struct TieBreaker {
    enum Preference {
        case highest
        case lowest
    }

    private let contest: Contest
    private let lot: Lot
    /// Totals by position, one row for each round before the current one.
    private var history: [[Votes]] = []
    /// Rank in the lot by position, drawn at the first tie that needs it.
    private var lotRanks: [Int] = []
    private(set) var ties: [ResolvedTie] = []

    init(contest: Contest, lot: Lot) {
        self.contest = contest
        self.lot = lot
    }

    /// To be called at the end of every round with its totals.
    mutating func remember(_ totals: [Votes]) {
        history.append(totals)
    }

    /// Chooses one of the positions, all with the same total now.
    ///
    /// - Parameter preference: `highest` looks for the one to prefer, `lowest` for the one to drop.
    /// - Returns: the position, and the words to add to the round's reason ("" when there was no tie).
    mutating func choose(_ tied: [Int], _ preference: Preference, for purpose: ResolvedTie.Purpose) -> (position: Int, words: String) {
        precondition(!tied.isEmpty, "nobody to choose from")
        guard tied.count > 1 else { return (tied[0], "") }
        var left = tied
        var means = ResolvedTie.Means.candidateOrder
        if contest.rules.tieBreak == .previousRoundThenLot {
            (left, means) = narrow(tied, preference)
        }
        let chosen = left.count == 1 ? left[0] : pick(left, preference)
        ties.append(
            ResolvedTie(
                round: history.count + 1, purpose: purpose, tied: tied.map { contest.candidates[$0].id },
                chosen: [contest.candidates[chosen].id], means: means))
        return (chosen, "; " + words(tied: tied, means: means))
    }

    /// Chooses the preferred `seats` of positions that tie for the last seats, by lot or candidate order.
    mutating func chooseForSeats(_ tied: [Int], seats: Int) -> (positions: [Int], words: String) {
        guard seats < tied.count else { return (tied, "") }
        let ranks = preferenceRanks()
        let chosen = Array(tied.sorted { ranks[$0] < ranks[$1] }.prefix(seats))
        let means: ResolvedTie.Means = contest.rules.tieBreak == .candidateOrder ? .candidateOrder : .lot
        ties.append(
            ResolvedTie(
                round: history.count + 1, purpose: .elect, tied: tied.map { contest.candidates[$0].id },
                chosen: chosen.map { contest.candidates[$0].id }, means: means))
        return (chosen, "; " + words(tied: tied, means: means))
    }

    /// The most recent earlier round in which they differ decides; those still level there go further back.
    private func narrow(_ tied: [Int], _ preference: Preference) -> ([Int], ResolvedTie.Means) {
        var left = tied
        for (index, totals) in history.enumerated().reversed() {
            let values = left.map { totals[$0] }
            guard let best = preference == .highest ? values.max() : values.min() else { break }
            left = left.filter { totals[$0] == best }
            if left.count == 1 { return (left, .earlierRound(index + 1)) }
        }
        return (left, .lot)
    }

    private mutating func pick(_ left: [Int], _ preference: Preference) -> Int {
        let ranks = preferenceRanks()
        let ordered = left.sorted { ranks[$0] < ranks[$1] }
        return preference == .highest ? ordered[0] : ordered[ordered.count - 1]
    }

    private mutating func preferenceRanks() -> [Int] {
        guard contest.rules.tieBreak == .previousRoundThenLot else { return Array(contest.candidates.indices) }
        if lotRanks.isEmpty {
            lotRanks = [Int](repeating: 0, count: contest.candidates.count)
            for (rank, position) in lot.order(of: contest.candidates.map(\.id), in: contest.id).enumerated() {
                lotRanks[position] = rank
            }
        }
        return lotRanks
    }

    private func words(tied: [Int], means: ResolvedTie.Means) -> String {
        let names = tied.map { contest.candidates[$0].name }
        let how =
            switch means {
            case .earlierRound(let round): "by the totals of round \(round)"
            case .lot: "by lot"
            case .candidateOrder: "by candidate order"
            }
        return "tie of " + names.joined(separator: ", ") + " broken " + how
    }
}
