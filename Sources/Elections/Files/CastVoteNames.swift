internal import Ledger

/// What things are called in a cast vote record report.
///
/// Names of one report must differ. A contest keeps its id; `/` and `:` are in no id, so the names of selections, candidates and all else
/// cannot meet those of contests or each other.
struct CastVoteNames: Sendable {
    static let device = "urna:server"
    static let electorate = "urna:electorate"
    static let election = "urna:election"

    /// By contest position, as JSON strings.
    let contests: [[UInt8]]
    /// By contest position and candidate position, as JSON strings.
    let selections: [[[UInt8]]]

    init(_ definition: ElectionDefinition) {
        contests = definition.contests.map { JSONValue.string($0.id.text).canonical() }
        selections = definition.contests.map { contest in
            contest.candidates.map { JSONValue.string(Self.selection(of: $0, in: contest)).canonical() }
        }
    }

    private static func selection(of candidate: Candidate, in contest: Contest) -> String { "\(contest.id)/\(candidate.id)" }
    private static func person(_ candidate: Candidate, in contest: Contest) -> String { "\(contest.id)/\(candidate.id)/candidate" }

    /// The `Election`: who can be chosen, in which contests.
    func election(_ definition: ElectionDefinition) -> JSONValue {
        let candidates = definition.contests.flatMap { contest in
            contest.candidates.map { candidate in
                JSONValue.object([
                    ("@id", .string(Self.person(candidate, in: contest))), ("@type", "CVR.Candidate"), ("Name", .string(candidate.name)),
                ])
            }
        }
        return .object([
            ("@id", .string(Self.election)), ("@type", "CVR.Election"), ("Name", .string(definition.title)),
            ("ElectionScopeId", .string(Self.electorate)), ("Candidate", .array(candidates)),
            ("Contest", .array(definition.contests.map { Self.contest($0) })),
        ])
    }

    private static func contest(_ contest: Contest) -> JSONValue {
        let selections = contest.candidates.map { candidate in
            JSONValue.object([
                ("@id", .string(selection(of: candidate, in: contest))), ("@type", "CVR.CandidateSelection"),
                ("CandidateIds", [.string(person(candidate, in: contest))]), ("IsWriteIn", .bool(candidate.isWriteIn)),
            ])
        }
        var members: [(String, JSONValue)] = [
            ("@id", .string(contest.id.text)), ("@type", "CVR.CandidateContest"), ("Name", .string(contest.title)),
            ("NumberElected", .whole(contest.seats)), ("ContestSelection", .array(selections)),
        ]
        switch contest.method {
        case .plurality:
            members.append(("VoteVariation", contest.maxChoices == 1 ? "plurality" : "n-of-m"))
            members.append(("VotesAllowed", .whole(contest.maxChoices)))
        case .approval:
            members.append(("VoteVariation", "approval"))
            members.append(("VotesAllowed", .whole(contest.candidates.count)))
        case .score: members.append(("VoteVariation", "range"))
        case .irv, .stv: members.append(("VoteVariation", "rcv"))
        case .schulze:
            members.append(("VoteVariation", "other"))
            members.append(("OtherVoteVariation", .string(contest.method.rawValue)))
        }
        return .object(members)
    }
}
