@testable import Elections

/// Parses a text as a file of ballots.
func parseBallots(
    _ text: String, _ format: BallotFileFormat? = nil, method: CountingMethod = .irv, seats: Int? = nil, contest: String? = nil
) throws(BallotFileError) -> BallotFile {
    try BallotFile.parse(Array(text.utf8), format: format, options: BallotFile.Options(method: method, seats: seats, contest: contest))
}

/// The message a text is refused with; "" when it is accepted.
func refusal(_ text: String, _ format: BallotFileFormat? = nil, method: CountingMethod = .irv, seats: Int? = nil) -> String {
    do {
        _ = try parseBallots(text, format, method: method, seats: seats)
        return ""
    } catch {
        return error.description
    }
}

extension BallotFile {
    var names: [String] { contest.candidates.map(\.name) }

    /// The ballots as short text, sorted: `2×0,1` for two ballots that rank candidates 0 and 1.
    var patterns: [String] {
        tally.patterns.map { marks, count in
            let ranks = RankReader(marks).map { rank in
                switch rank {
                case .candidate(let position): String(position)
                case .skipped: "-"
                case .overvote(let positions): "(" + positions.map { String($0) }.joined(separator: "=") + ")"
                }
            }
            return "\(count)×" + ranks.joined(separator: ",")
        }.sorted()
    }
}
