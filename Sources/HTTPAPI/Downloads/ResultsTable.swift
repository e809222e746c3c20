internal import Auditing
internal import Elections
internal import Ledger

/// Results as a table that every spreadsheet opens (RFC 4180, CR LF): a line for each candidate, and for each candidate and round where
/// there is more than one. Contests whose totals are sealed give no lines.
///
///     contest,contest_title,method,round,candidate,candidate_name,votes,outcome
///
/// `round` is empty for a contest's result; `outcome` is empty, `elected` or `eliminated`.
enum ResultsTable {
    private static let columns = ["contest", "contest_title", "method", "round", "candidate", "candidate_name", "votes", "outcome"]

    /// - Parameter results: the results object of the HTTP interface, with everything in it.
    static func csv(_ definition: ElectionDefinition, _ results: JSONValue) -> [UInt8] {
        var out = Array((columns.joined(separator: ",") + "\r\n").utf8)
        for result in results["contests"]?.arrayValue ?? [] {
            guard let contest = definition.contests.first(where: { $0.id.text == result["id"]?.stringValue }),
                let totals = result["totals"]
            else { continue }
            let winners = ids(result["winners"])
            append(contest, round: "", totals, { winners.contains($0) ? "elected" : "" }, to: &out)
            let rounds = result["rounds"]?.arrayValue ?? []
            guard rounds.count > 1 else { continue }
            for round in rounds {
                let (elected, eliminated) = (ids(round["elected"]), ids(round["eliminated"]))
                append(
                    contest, round: text(round["round"]), round["totals"] ?? .null,
                    { elected.contains($0) ? "elected" : eliminated.contains($0) ? "eliminated" : "" }, to: &out)
            }
        }
        return out
    }

    private static func append(
        _ contest: Contest, round: String, _ totals: JSONValue, _ outcome: (String) -> String, to out: inout [UInt8]
    ) {
        for total in totals.objectValue ?? [] {
            let name = contest.candidates.first { $0.id.text == total.name }?.name ?? total.name
            let fields = [contest.id.text, contest.title, contest.method.rawValue, round, total.name, name]
            for field in fields {
                CSVField.append(field, to: &out)
                out.append(UInt8(ascii: ","))
            }
            out += Array("\(text(total.value)),\(outcome(total.name))\r\n".utf8)
        }
    }

    private static func ids(_ value: JSONValue?) -> Set<String> { Set((value?.arrayValue ?? []).compactMap(\.stringValue)) }

    /// A number as JSON writes it.
    private static func text(_ value: JSONValue?) -> String { String(decoding: (value ?? .null).canonical(), as: UTF8.self) }
}
