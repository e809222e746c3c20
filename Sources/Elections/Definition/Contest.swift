/// How a contest is counted. The raw value is the name in a definition.
public enum CountingMethod: String, Sendable, CaseIterable {
    /// Choose `min`…`max` candidates; most marks win.
    case plurality
    /// Choose any number of candidates; most marks win.
    case approval
    /// Give each candidate 0…`maxScore`; highest sum wins.
    case score
    /// Instant run-off: one seat, lowest candidate eliminated, ballots move on.
    case irv
    /// Single transferable vote: weighted inclusive Gregory, 5 decimals, Droop quota.
    case stv
    /// Beatpath over pairwise defeats.
    case schulze

    /// Whether a ballot is an order of candidates.
    public var isRanked: Bool {
        switch self {
        case .irv, .stv, .schulze: true
        case .plurality, .approval, .score: false
        }
    }
}

/// Someone, or something, that can be chosen in a contest.
public struct Candidate: Hashable, Sendable {
    public var id: CandidateID
    public var name: String
    /// True for the one candidate that stands for every undeclared write-in of its contest.
    public var isWriteIn: Bool

    public init(id: CandidateID, name: String, isWriteIn: Bool = false) {
        self.id = id
        self.name = name
        self.isWriteIn = isWriteIn
    }
}

/// One question on a ballot, with every rule that decides its outcome.
///
/// `Marks` and tallies speak of candidates by position in `candidates`, so the order is part of the meaning.
public struct Contest: Hashable, Sendable {
    public var id: ContestID
    public var title: String
    public var method: CountingMethod
    /// Winners to find, 1…`candidates.count`; always 1 for `irv`.
    public var seats: Int
    /// Fewest and most candidates that may be chosen (`plurality`); a blank contest is always allowed.
    public var minChoices: Int
    public var maxChoices: Int
    /// Most ranks on a ballot (`irv`, `stv`, `schulze`).
    public var maxRanks: Int
    /// Highest score (`score`); the lowest is 0.
    public var maxScore: Int
    public var rules: CountingRules
    public var candidates: [Candidate]

    public init(
        id: ContestID, title: String, method: CountingMethod, seats: Int = 1, minChoices: Int = 1, maxChoices: Int = 1,
        maxRanks: Int, maxScore: Int = 5, rules: CountingRules = CountingRules(), candidates: [Candidate]
    ) {
        self.id = id
        self.title = title
        self.method = method
        self.seats = seats
        self.minChoices = minChoices
        self.maxChoices = maxChoices
        self.maxRanks = maxRanks
        self.maxScore = maxScore
        self.rules = rules
        self.candidates = candidates
    }
}
