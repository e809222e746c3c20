/// One voter of a roll.
public struct RollRow: Hashable, Sendable {
    /// The line on which the row begins; the header is line 1.
    public let line: Int
    public let voter: VoterID
    /// Where the voter's turnout is counted, 1 to 64 of `A-Z a-z 0-9 . _ -` and space; nil when the roll gives none.
    public let region: String?

    public init(line: Int, voter: VoterID, region: String?) {
        self.line = line
        self.voter = voter
        self.region = region
    }
}

/// What is wrong with one line of a roll. Never holds a voter's id.
public struct RollProblem: Hashable, Sendable {
    public enum Code: String, Hashable, Sendable {
        case header
        case fieldCount
        case quoting
        case tooLong
        case voterID
        case region
        case duplicate
        case empty
    }

    public let line: Int
    public let code: Code
    /// For the organiser.
    public let message: String

    public init(line: Int, code: Code, message: String) {
        self.line = line
        self.code = code
        self.message = message
    }

    /// Two rows that name one voter.
    public static func duplicate(line: Int, of first: Int) -> RollProblem {
        RollProblem(line: line, code: .duplicate, message: "same voter as line \(first)")
    }
}

/// The problems of a roll: the first thousand in full, the rest as a number.
public struct RollProblems: Sendable, Equatable {
    /// Problems kept in full: more than anyone reads, and a bound on what a wrong file costs in memory.
    public static let keptMax = 1000

    public private(set) var kept: [RollProblem] = []
    /// All problems, kept or not.
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    public mutating func append(_ problem: RollProblem) {
        count += 1
        if kept.count < Self.keptMax { kept.append(problem) }
    }
}
