public import Ledger

/// How candidates are called in a result's JSON.
public enum CandidateNaming: Sendable {
    /// By id, as in an election's results.
    case id
    /// By name, as the file that was counted writes it. Names of a `BallotFile` differ from one another; those of a definition may not.
    case name
}

extension ContestResult {
    /// The result as `GET …/results` shows a contest, and `urna count` a file.
    ///
    /// Votes are JSON numbers: whole where they are, else with up to five decimals, which is their exact value.
    public func json(naming: CandidateNaming = .id) -> JSONValue {
        let text = CandidateTexts(contest, naming)
        var members: [(String, JSONValue)] = [
            ("id", .string(contest.id.text)),
            ("method", .string(method.rawValue)),
            ("seats", .whole(contest.seats)),
            ("ballots", .whole(ballots)),
            ("blank", .whole(blank)),
            ("totals", text.json(totals)),
            ("rounds", .array(rounds.map { $0.json(text, method: method) })),
            ("winners", text.json(winners)),
            ("ties", .array(ties.map { $0.json(text) })),
        ]
        if let quota { members.append(("quota", quota.json)) }
        if let pairwise { members.append(("pairwise", pairwise.json(text, contest))) }
        return .object(members)
    }
}

/// What stands for each candidate.
struct CandidateTexts {
    private let texts: [CandidateID: String]

    init(_ contest: Contest, _ naming: CandidateNaming) {
        texts = Dictionary(contest.candidates.map { ($0.id, naming == .id ? $0.id.text : $0.name) }) { first, _ in first }
    }

    func text(_ candidate: CandidateID) -> String { texts[candidate] ?? candidate.text }

    func json(_ candidates: [CandidateID]) -> JSONValue { .array(candidates.map { .string(text($0)) }) }

    func json(_ votes: [CandidateVotes]) -> JSONValue { .object(votes.map { (text($0.candidate), $0.votes.json) }) }
}

extension Votes {
    /// A JSON number. Beyond what JSON readers keep exactly, sums of scores can go, the nearest double.
    var json: JSONValue {
        isWhole && whole <= UInt64(JSONValue.integerMax) ? .whole(whole) : .number(approximate)
    }
}

extension Round {
    fileprivate func json(_ text: CandidateTexts, method: CountingMethod) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("round", .whole(round)),
            ("totals", text.json(totals)),
            ("exhausted", exhausted.json),
            ("elected", text.json(elected)),
            ("eliminated", text.json(eliminated)),
            ("why", .string(reason)),
        ]
        if method == .stv { members.append(("lost", lost.json)) }
        if let transfer { members.append(("transfers", transfer.json(text, method: method))) }
        return .object(members)
    }
}

extension Transfer {
    fileprivate func json(_ text: CandidateTexts, method: CountingMethod) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("from", .string(text.text(from))),
            ("to", text.json(to)),
            ("exhausted", exhausted.json),
        ]
        if method == .stv { members.append(("lost", lost.json)) }
        return .object(members)
    }
}

extension ResolvedTie {
    fileprivate func json(_ text: CandidateTexts) -> JSONValue {
        let brokenBy: JSONValue =
            switch means {
            case .earlierRound(let round): .string("round \(round)")
            case .lot: .string("lot")
            case .candidateOrder: .string("candidate-order")
            }
        return .object([
            ("round", .whole(round)), ("purpose", .string(purpose.rawValue)), ("tied", text.json(tied)), ("chosen", text.json(chosen)),
            ("brokenBy", brokenBy),
        ])
    }
}

extension PairwiseResult {
    fileprivate func json(_ text: CandidateTexts, _ contest: Contest) -> JSONValue {
        func table(_ rows: [[UInt64]]) -> JSONValue {
            .object(
                contest.candidates.indices.map { row in
                    let others = contest.candidates.indices.filter { $0 != row }
                    return (
                        text.text(contest.candidates[row].id),
                        .object(others.map { (text.text(contest.candidates[$0].id), .whole(rows[row][$0])) })
                    )
                })
        }
        return .object([("preferences", table(preferences)), ("strongestPaths", table(strongestPaths))])
    }
}
