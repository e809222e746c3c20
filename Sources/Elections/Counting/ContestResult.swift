/// A candidate's votes at one point of a count.
public struct CandidateVotes: Hashable, Sendable {
    public var candidate: CandidateID
    public var votes: Votes

    public init(candidate: CandidateID, votes: Votes) {
        self.candidate = candidate
        self.votes = votes
    }
}

/// One round of a count: the totals it starts from, and what was decided on them.
public struct Round: Sendable, Equatable {
    /// From 1.
    public var round: Int
    /// Candidates still in the count, in the contest's order; under `stv` the elected too, at what they keep.
    public var totals: [CandidateVotes]
    /// Votes of ballots with no candidate left to go to, in all rounds so far.
    public var exhausted: Votes
    /// Votes lost by cutting transfers to five decimals, in all rounds so far (`stv`).
    public var lost: Votes
    public var elected: [CandidateID]
    public var eliminated: [CandidateID]
    /// Where the votes of the candidate eliminated, or of the surplus, go in the next round; nil when nothing moves.
    public var transfer: Transfer?
    /// What was decided and why, in words.
    public var reason: String
}

/// Votes on their way from one candidate to others.
public struct Transfer: Sendable, Equatable {
    public var from: CandidateID
    /// Receivers in the contest's order; those who receive nothing are left out.
    public var to: [CandidateVotes]
    public var exhausted: Votes
    /// Cut off by rounding each ballot's new value down to five decimals (`stv`); belongs to nobody.
    public var lost: Votes
}

/// A tie that a rule had to settle, and how.
public struct ResolvedTie: Sendable, Equatable {
    public enum Purpose: String, Sendable {
        case elect
        case eliminate
        /// Whose surplus is transferred first.
        case transferSurplus = "transfer-surplus"
    }

    public enum Means: Sendable, Equatable {
        /// The totals of this earlier round differed.
        case earlierRound(Int)
        case lot
        case candidateOrder
    }

    public var round: Int
    public var purpose: Purpose
    public var tied: [CandidateID]
    /// Who was elected, eliminated or first to be transferred.
    public var chosen: [CandidateID]
    /// What settled it in the end, when an earlier round only narrowed it down.
    public var means: Means
}

/// Every pair of candidates compared (`schulze`). Rows and columns in the contest's order.
public struct PairwiseResult: Sendable, Equatable {
    /// `preferences[i][j]`: ballots that prefer `i` to `j`.
    public var preferences: [[UInt64]]
    /// `strongestPaths[i][j]`: strength, in winning votes, of the strongest beatpath from `i` to `j`; 0 when there is none.
    public var strongestPaths: [[UInt64]]
}

/// The outcome of a contest and everything needed to follow how it came about.
///
/// A contest in which no ballot counts for anybody elects nobody.
public struct ContestResult: Sendable, Equatable {
    public var contest: Contest
    public var ballots: UInt64
    /// Ballots that chose nobody. `ballots` = `blank` + those in the first round's totals and exhausted, when each counts for one candidate.
    public var blank: UInt64
    /// What to show as each candidate's total: marks, approvals or scores; first preferences for ranked methods.
    public var totals: [CandidateVotes]
    /// Never empty; one round for methods that count at once.
    public var rounds: [Round]
    /// In the order of election.
    public var winners: [CandidateID]
    /// Votes that elect a candidate (`stv`).
    public var quota: Votes?
    public var pairwise: PairwiseResult?
    public var ties: [ResolvedTie]

    public var method: CountingMethod { contest.method }
}
