internal import Ledger

/// Tables of an election, made of its definition and its results as the HTTP interface gives them, with names in the place of ids.
enum ElectionTables {
    static func values(definition: JSONValue?, results: JSONValue?) -> [(String, JSONValue)] {
        guard let contests = definition?["contests"]?.arrayValue else { return [] }
        let counted = results?["contests"]?.arrayValue ?? []
        let tables = contests.map { contest -> JSONValue in
            let result = counted.first { $0["id"] == contest["id"] && $0["totals"] != nil }
            let own = (contest.objectValue ?? []).map { ($0.name, $0.value) }
            return .object(
                own + [("ruleTexts", .array(rules(contest))), ("counted", result.map { table(contest, $0) } ?? .null)])
        }
        let turnout = results?["turnout"]
        return [
            ("contests", .array(tables)), ("turnoutShare", share(turnout?["cast"], of: turnout?["eligible"])),
            ("turnoutRegions", .array((turnout?["regions"]?.arrayValue ?? []).map(region))),
        ]
    }

    private static func region(_ region: JSONValue) -> JSONValue {
        .object((region.objectValue ?? []).map { ($0.name, $0.value) } + [("share", share(region["cast"], of: region["eligible"]))])
    }

    /// The rules that a contest's method reads, as the ends of keys: `overvote.skip`.
    private static func rules(_ contest: JSONValue) -> [JSONValue] {
        let read: [String] =
            switch contest["method"]?.stringValue {
            case "irv": ["overvote", "skippedRank", "stop", "writeIns", "tieBreak"]
            case "stv": ["overvote", "skippedRank", "writeIns", "tieBreak"]
            case "schulze": ["unranked", "tieBreak"]
            default: ["tieBreak"]
            }
        return read.compactMap { rule in
            (contest["rules"]?[rule]?.stringValue).map { .object([("key", .string("\(rule).\($0)"))]) }
        }
    }

    private static func table(_ contest: JSONValue, _ result: JSONValue) -> JSONValue {
        let candidates = contest["candidates"]?.arrayValue ?? []
        let names = Dictionary(candidates.compactMap { c in c["id"]?.stringValue.map { ($0, c["name"]?.stringValue ?? $0) } }) { a, _ in a }
        let winners = Set((result["winners"]?.arrayValue ?? []).compactMap(\.stringValue))
        let totals = result["totals"]
        let rows = candidates.compactMap { candidate -> (votes: Double, row: JSONValue)? in
            guard let id = candidate["id"]?.stringValue, let votes = totals?[id] else { return nil }
            let row = JSONValue.object([
                ("id", .string(id)), ("name", .string(names[id] ?? id)), ("votes", votes), ("won", .bool(winners.contains(id))),
                ("share", share(votes, of: result["ballots"])),
            ])
            return (votes.numberValue ?? 0, row)
        }
        // Most votes first; equal ones as on the ballot.
        let sorted = rows.enumerated().sorted { ($1.element.votes, $0.offset) < ($0.element.votes, $1.offset) }.map(\.element.row)
        let rounds = (result["rounds"]?.arrayValue ?? []).map { round -> JSONValue in
            let cells = candidates.compactMap { candidate in
                candidate["id"]?.stringValue.map { id in JSONValue.object([("votes", round["totals"]?[id] ?? .null)]) }
            }
            return .object([
                ("round", round["round"] ?? .null), ("cells", .array(cells)), ("exhausted", round["exhausted"] ?? .null),
                ("elected", people(round["elected"], names)), ("eliminated", people(round["eliminated"], names)),
            ])
        }
        return .object([
            ("rows", .array(sorted)), ("ballots", result["ballots"] ?? .null), ("blank", result["blank"] ?? .null),
            ("rounds", .array(rounds.count > 1 ? rounds : [])), ("columns", .array(candidates)),
        ])
    }

    private static func people(_ ids: JSONValue?, _ names: [String: String]) -> JSONValue {
        .array((ids?.arrayValue ?? []).compactMap(\.stringValue).map { .object([("name", .string(names[$0] ?? $0))]) })
    }

    /// Percent with one decimal; null of nothing.
    private static func share(_ part: JSONValue?, of whole: JSONValue?) -> JSONValue {
        guard let part = part?.numberValue, let whole = whole?.numberValue, whole > 0 else { return .null }
        return .number((part / whole * 1_000).rounded() / 10)
    }
}
