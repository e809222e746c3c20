/// Every choice that can change who wins, spelled out. Raw values are the names in a definition and in `urna count --rules`.
///
/// Real elections have been certified wrong over one unticked rule, so none of these is implied by another.
public struct CountingRules: Hashable, Sendable {
    /// Several candidates at one rank (`irv`, `stv`). `schulze` reads them as ranked equal.
    public enum Overvote: String, Sendable, CaseIterable {
        /// The rank is passed over; later ranks count.
        case skip
        /// The ballot is exhausted when it reaches the rank.
        case exhaust
    }

    /// A rank left empty, before one that is filled (`irv`, `stv`). A candidate ranked again counts as an empty rank.
    public enum SkippedRank: String, Sendable, CaseIterable {
        case advance
        case exhaust
    }

    /// Candidates that a ballot does not rank (`schulze`).
    public enum Unranked: String, Sendable, CaseIterable {
        /// All ranked equal, below every ranked candidate.
        case last
        /// The ballot says nothing about any pair with an unranked candidate.
        case noPreference = "no-preference"
    }

    public enum TieBreak: String, Sendable, CaseIterable {
        /// The most recent earlier round in which the tied candidates differed decides; else a lot drawn from the seed.
        case previousRoundThenLot = "previous-round-then-lot"
        /// The candidate listed first is preferred.
        case candidateOrder = "candidate-order"
    }

    /// When an `irv` count ends.
    public enum Stop: String, Sendable, CaseIterable {
        /// Count on until two candidates remain, so that the final totals are known.
        case lastTwo = "last-two"
        /// Stop in the first round in which a candidate has more than half of the continuing ballots.
        case majority
    }

    /// The candidate that stands for undeclared write-ins (`irv`, `stv`).
    public enum WriteIns: String, Sendable, CaseIterable {
        /// Eliminated in the first elimination, whatever its total: people nobody registered cannot be elected.
        case eliminateFirst = "eliminate-first"
        /// Counted like any other candidate.
        case candidate
    }

    public var overvote: Overvote
    public var skippedRank: SkippedRank
    public var unranked: Unranked
    public var tieBreak: TieBreak
    public var stop: Stop
    public var writeIns: WriteIns

    public init(
        overvote: Overvote = .skip, skippedRank: SkippedRank = .advance, unranked: Unranked = .last,
        tieBreak: TieBreak = .previousRoundThenLot, stop: Stop = .lastTwo, writeIns: WriteIns = .eliminateFirst
    ) {
        self.overvote = overvote
        self.skippedRank = skippedRank
        self.unranked = unranked
        self.tieBreak = tieBreak
        self.stop = stop
        self.writeIns = writeIns
    }
}
