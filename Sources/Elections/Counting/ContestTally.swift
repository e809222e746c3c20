/// What a set of ballots says in one contest, in the smallest form from which the method can still be counted.
///
/// `plurality`, `approval` and `score` keep a total for each candidate, `schulze` a matrix of pairs, `irv` and `stv` the number of ballots
/// of each pattern of marks. Adding is O(marks), and merging tallies of the same contest gives exactly the tally of all their ballots,
/// in any order. A copy is cheap to take and costs one copy of the patterns at the next `add` to either.
public struct ContestTally: Sendable, Equatable {
    /// What becomes of an `irv` ballot whose filled ranks are all overvoted and passed over.
    public enum Uncountable: Sendable {
        /// It ranks nobody: an undervote.
        case blank
        /// It was voted, so it is exhausted before the first round. For sources that list voted ballots only.
        case exhausted
    }

    public let contest: Contest
    public let uncountable: Uncountable
    public private(set) var ballots: UInt64 = 0
    /// Ballots that take no part in the count because they choose nobody.
    public private(set) var blanks: UInt64 = 0
    /// `irv`: ballots that a rule ended before their first countable rank.
    private(set) var exhaustedAtStart: UInt64 = 0
    /// By position: marks, approvals, sums of scores or first preferences.
    private(set) var totals: [UInt64]
    private(set) var patterns: [Marks: UInt64] = [:]
    private(set) var pairs: PairwiseTally

    public init(contest: Contest, uncountable: Uncountable = .blank) {
        precondition(contest.candidates.count <= Marks.candidatesMax, "too many candidates")
        self.contest = contest
        self.uncountable = uncountable
        totals = [UInt64](repeating: 0, count: contest.candidates.count)
        pairs = PairwiseTally(candidates: contest.method == .schulze ? contest.candidates.count : 0)
    }

    /// Adds `count` ballots with these marks, which must be valid for the contest: positions in range, layout as `Marks` says.
    public mutating func add(_ marks: Marks, count: UInt64 = 1) {
        ballots += count
        guard !marks.isBlank else {
            blanks += count
            return
        }
        switch contest.method {
        case .plurality, .approval:
            for position in marks.codes { totals[Int(position)] += count }
        case .score:
            for item in stride(from: 0, to: marks.codes.count, by: 2) {
                totals[Int(marks.codes[item])] += UInt64(marks.codes[item + 1]) * count
            }
        case .schulze:
            let isCounted = pairs.add(marks, count: count, unranked: contest.rules.unranked) { totals[$0] += count }
            if !isCounted { blanks += count }
        case .irv, .stv:
            addPattern(marks, count: count)
        }
    }

    private mutating func addPattern(_ marks: Marks, count: UInt64) {
        switch marks.firstPreference(contest.rules) {
        case .candidate(let position):
            totals[position] += count
            if let index = patterns.index(forKey: marks) {
                patterns.values[index] += count
            } else {
                preconditionValid(marks)
                patterns[marks] = count
            }
        case .exhausted where contest.method == .irv: exhaustedAtStart += count
        case .overvoted where contest.method == .irv && uncountable == .exhausted: exhaustedAtStart += count
        case .blank, .overvoted, .exhausted: blanks += count
        }
    }

    private func preconditionValid(_ marks: Marks) {
        let limit = contest.candidates.count
        for rank in RankReader(marks) {
            switch rank {
            case .candidate(let position): precondition(position < limit, "candidate position out of range")
            case .overvote(let positions): precondition(positions.allSatisfy { $0 < limit }, "candidate position out of range")
            case .skipped: continue
            }
        }
    }

    /// Adds every ballot of another tally of the same contest. Exact: integers only.
    public mutating func merge(_ other: ContestTally) {
        precondition(contest == other.contest && uncountable == other.uncountable, "only tallies of one contest can be merged")
        ballots += other.ballots
        blanks += other.blanks
        exhaustedAtStart += other.exhaustedAtStart
        for position in totals.indices { totals[position] += other.totals[position] }
        patterns.merge(other.patterns, uniquingKeysWith: +)
        pairs.merge(other.pairs)
    }

    /// Running totals by position, for live display: O(candidates).
    ///
    /// Marks, approvals or sums of scores; for ranked methods the ballots that rank the candidate first (under `schulze` alone or equal).
    public func firstPreferenceTotals() -> [UInt64] { totals }

    /// Counts the contest by its method, every round of it. Pure: the same tally and lot give the same result everywhere.
    ///
    /// - Parameter lot: asked only for ties that the rules leave to a lot.
    public func count(lot: Lot) -> ContestResult {
        switch contest.method {
        case .plurality, .approval, .score: HighestTotals.count(self, lot: lot)
        case .irv: InstantRunoff.count(self, lot: lot)
        case .stv: SingleTransferableVote.count(self, lot: lot)
        case .schulze: Schulze.count(self, lot: lot)
        }
    }
}
