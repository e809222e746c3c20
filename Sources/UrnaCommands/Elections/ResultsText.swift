internal import Ledger

/// Results, as a server gives them, for people: turnout, then for each contest its rounds and who won.
struct ResultsText {
    let results: JSONValue
    /// Candidate names by contest and candidate id.
    private let names: [String: [String: String]]
    private let titles: [String: String]
    private let width: Int

    /// - Parameter election: what `GET /v1/elections/{id}` answers; for names.
    init(_ results: JSONValue, election: JSONValue, width: Int) {
        self.results = results
        self.width = width
        let contests = election["definition"]?["contests"]?.arrayValue ?? []
        titles = Dictionary(contests.map { ($0["id"]?.stringValue ?? "", $0["title"]?.stringValue ?? "") }) { first, _ in first }
        names = Dictionary(
            contests.map { contest in
                let pairs = (contest["candidates"]?.arrayValue ?? []).map { ($0["id"]?.stringValue ?? "", $0["name"]?.stringValue ?? "") }
                return (contest["id"]?.stringValue ?? "", Dictionary(pairs) { first, _ in first })
            }
        ) { first, _ in first }
    }

    var text: String {
        let contests = results["contests"]?.arrayValue ?? []
        let isSealed = results["sealed"]?.boolValue == true
        var blocks = [heading]
        if let regions = results["turnout"]?["regions"]?.arrayValue, !regions.isEmpty { blocks.append(Self.table(regions)) }
        if isSealed { blocks.append("The totals are sealed until the election is closed.\n") }
        if !isSealed { blocks += contests.map(block) }
        return blocks.joined(separator: "\n")
    }

    private var heading: String {
        let cast = results["turnout"]?["cast"]?.integerValue ?? 0
        let eligible = results["turnout"]?["eligible"]?.integerValue ?? 0
        let share = eligible > 0 ? " (\(Self.percent(Double(cast), of: Double(eligible))))" : ""
        return "\(results["election"]?.stringValue ?? ""), \(results["state"]?.stringValue ?? ""): "
            + "\(ProgressLine.grouped(cast)) of \(ProgressLine.grouped(eligible)) voted\(share), "
            + "as of ledger size \(ProgressLine.grouped(results["asOf"]?["size"]?.integerValue ?? 0))\n"
    }

    private static func table(_ regions: [JSONValue]) -> String {
        let rows = regions.map { region -> [String] in
            let (cast, eligible) = (region["cast"]?.integerValue ?? 0, region["eligible"]?.integerValue ?? 0)
            let name = region["region"]?.stringValue ?? "(no region)"
            return [name, ProgressLine.grouped(cast), ProgressLine.grouped(eligible), percent(Double(cast), of: Double(eligible))]
        }
        return TextTable(header: ["region", "voted", "of", "turnout"], rows: rows, numeric: [1, 2, 3]).text
    }

    // MARK: - A contest

    private func block(_ contest: JSONValue) -> String {
        let id = contest["id"]?.stringValue ?? ""
        let rounds = contest["rounds"]?.arrayValue ?? []
        let names = names[id] ?? [:]
        var text = "\(titles[id].map { $0.isEmpty ? id : $0 } ?? id) (\(contest["method"]?.stringValue ?? ""))\n"
        let order = Self.ranking(rounds: rounds, winners: Self.list(contest["winners"]))
        let first = rounds.indices.first ?? 0
        for start in stride(from: first, to: rounds.count, by: columns) {
            text += table(Array(rounds[start..<min(start + columns, rounds.count)]), order: order, names: names, isOnly: rounds.count == 1)
        }
        for (number, round) in rounds.enumerated() {
            guard let line = Self.story(round, names: names) else { continue }
            text += rounds.count == 1 ? "\(line)\n" : "Round \(number + 1): \(line)\n"
        }
        let winners = Self.list(contest["winners"]).map { names[$0] ?? $0 }
        let isFinal = results["state"]?.stringValue == "certified"
        let verb = isFinal ? "Elected" : "Leading"
        return text + (winners.isEmpty ? "" : "\(verb): \(winners.joined(separator: ", "))\n")
    }

    /// Rounds that fit side by side.
    private var columns: Int { max(1, (width - 28) / 11) }

    private func table(_ rounds: [JSONValue], order: [String], names: [String: String], isOnly: Bool) -> String {
        let header = [""] + rounds.map { isOnly ? "votes" : "round \($0["round"]?.integerValue ?? 0)" }
        var rows: [[String]] = []
        for candidate in order {
            let cells = rounds.map { Self.votes($0["totals"]?[candidate]) }
            if cells.contains(where: { !$0.isEmpty }) { rows.append([String((names[candidate] ?? candidate).prefix(26))] + cells) }
        }
        if rounds.contains(where: { ($0["exhausted"]?.numberValue ?? 0) > 0 }) {
            rows.append(["exhausted"] + rounds.map { Self.votes($0["exhausted"]) })
        }
        return TextTable(header: header, rows: rows, numeric: Set(1...max(1, rounds.count))).text
    }

    /// Winners first, then who stayed longest, then who had most.
    static func ranking(rounds: [JSONValue], winners: [String]) -> [String] {
        var order = winners
        for round in rounds.reversed() {
            let totals = (round["totals"]?.objectValue ?? []).filter { !order.contains($0.name) }
            let sorted = totals.enumerated().sorted { left, right in
                let (a, b) = (left.element.value.numberValue ?? 0, right.element.value.numberValue ?? 0)
                return a == b ? left.offset < right.offset : a > b
            }
            order += sorted.map(\.element.name)
        }
        return order
    }

    private static func story(_ round: JSONValue, names: [String: String]) -> String? {
        let elected = list(round["elected"]).map { names[$0] ?? $0 }
        let eliminated = list(round["eliminated"]).map { names[$0] ?? $0 }
        var parts: [String] = []
        if !elected.isEmpty { parts.append(elected.joined(separator: ", ") + " elected") }
        if !eliminated.isEmpty { parts.append(eliminated.joined(separator: ", ") + " eliminated") }
        guard !parts.isEmpty else { return nil }
        return parts.joined(separator: "; ") + (round["why"]?.stringValue.map { ": \($0)" } ?? "")
    }

    private static func list(_ json: JSONValue?) -> [String] {
        (json?.arrayValue ?? []).compactMap(\.stringValue)
    }

    private static func votes(_ json: JSONValue?) -> String {
        switch json {
        case .integer(let whole): return ProgressLine.grouped(whole)
        case .some(let value): return value.numberValue == nil ? "" : String(decoding: value.canonical(), as: UTF8.self)
        case nil: return ""
        }
    }

    /// `35.2 %`.
    static func percent(_ part: Double, of whole: Double) -> String {
        let tenths = whole > 0 ? Int((part / whole * 1_000).rounded()) : 0
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
