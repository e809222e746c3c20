/// A result as text for a terminal: a table of rounds, then what happened in each, then who won.
public struct CountReport {
    private let result: ContestResult
    private let names: [CandidateID: String]
    private let width: Int

    /// Columns of a candidate's name; longer names are cut.
    private static let nameWidthMax = 32

    /// - Parameter width: columns of the terminal; many rounds are told in several tables, one below the other.
    public init(_ result: ContestResult, width: Int = 100) {
        self.result = result
        self.width = width
        names = Dictionary(result.contest.candidates.map { ($0.id, Self.printable($0.name)) }) { first, _ in first }
    }

    public var text: String {
        var lines = heading + [""]
        for block in blocks {
            lines += table(block) + [""]
        }
        if let pairwise = result.pairwise { lines += matrix(pairwise.preferences) }
        lines += result.rounds.map(story) + ["", winners]
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: [String] {
        let contest = result.contest
        let title = contest.title.isEmpty ? "" : Self.printable(contest.title) + ": "
        var first = "\(title)\(result.method.rawValue), \(result.ballots) ballots, \(result.blank) blank"
        if contest.seats > 1 { first += ", \(contest.seats) seats" }
        if let quota = result.quota { first += ", quota \(quota)" }
        return [first, "rules: \(contest.rules.text)"]
    }

    // MARK: - Rounds

    private var nameWidth: Int {
        max(9, min(Self.nameWidthMax, names.values.map(\.count).max() ?? 0))
    }

    private var columnWidth: Int {
        let cells = result.rounds.flatMap { round in [round.exhausted, round.lost] + round.totals.map(\.votes) }
        return max(8, cells.map(\.description.count).max() ?? 0) + 2
    }

    /// Rounds that fit side by side.
    private var blocks: [ArraySlice<Round>] {
        let size = max(1, (width - nameWidth) / columnWidth)
        return stride(from: 0, to: result.rounds.count, by: size).map { result.rounds[$0..<min($0 + size, result.rounds.count)] }
    }

    private func table(_ rounds: ArraySlice<Round>) -> [String] {
        let isOnly = result.rounds.count == 1
        let header = rounds.map { isOnly ? "votes" : "round \($0.round)" }
        let columns = rounds.map { round in Dictionary(round.totals.map { ($0.candidate, $0.votes) }) { first, _ in first } }
        var lines = [row("", header)]
        for candidate in ranking where columns.contains(where: { $0[candidate] != nil }) {
            lines.append(row(names[candidate] ?? candidate.text, columns.map { $0[candidate]?.description ?? "" }))
        }
        if result.method == .irv || result.method == .stv { lines.append(row("exhausted", rounds.map(\.exhausted.description))) }
        if result.method == .stv { lines.append(row("lost", rounds.map(\.lost.description))) }
        return lines
    }

    /// Candidates in the order they did well: winners, then who stayed longest, then who had most.
    private var ranking: [CandidateID] {
        var order = result.winners
        var seen = Set(order)
        for round in result.rounds.reversed() {
            let left = round.totals.enumerated().filter { !seen.contains($0.element.candidate) }
            let sorted = left.sorted { ($1.element.votes, $0.offset) < ($0.element.votes, $1.offset) }.map(\.element.candidate)
            order += sorted
            seen.formUnion(sorted)
        }
        return order
    }

    private func row(_ name: String, _ cells: [String]) -> String {
        let shown = name.count > nameWidth ? name.prefix(nameWidth - 1) + "…" : name[...]
        var line = shown + Self.spaces(nameWidth - shown.count)
        for cell in cells { line += Self.spaces(columnWidth - cell.count) + cell }
        while line.last == " " { line.removeLast() }
        return String(line)
    }

    private func story(_ round: Round) -> String {
        var parts: [String] = []
        if !round.elected.isEmpty { parts.append(list(round.elected) + " elected") }
        if !round.eliminated.isEmpty { parts.append(list(round.eliminated) + " eliminated") }
        let what = parts.isEmpty ? "" : parts.joined(separator: ", ") + ": "
        return (result.rounds.count == 1 ? "" : "Round \(round.round): ") + what + Self.printable(round.reason)
    }

    private var winners: String {
        switch result.winners.count {
        case 0: "Nobody is elected."
        case 1: "Winner: " + list(result.winners)
        default: "Winners: " + list(result.winners)
        }
    }

    private func list(_ candidates: [CandidateID]) -> String {
        candidates.map { names[$0] ?? $0.text }.joined(separator: ", ")
    }

    // MARK: - Pairs

    /// Candidates up to which the matrix of pairs still fits a screen.
    private static let matrixCandidatesMax = 12

    private func matrix(_ preferences: [[UInt64]]) -> [String] {
        let candidates = result.contest.candidates
        guard candidates.count <= Self.matrixCandidatesMax else { return [] }
        var lines = ["Ballots that prefer the candidate of the row to that of the column:"]
        let cellWidth = max(4, (preferences.joined().max() ?? 0).description.count) + 2
        func cells(_ texts: [String]) -> String { texts.map { Self.spaces(cellWidth - $0.count) + $0 }.joined() }
        let number = { (index: Int) in "(\(index + 1))" }
        lines.append(Self.spaces(nameWidth + 5) + cells(candidates.indices.map(number)))
        for (index, candidate) in candidates.enumerated() {
            let name = (names[candidate.id] ?? candidate.id.text).prefix(nameWidth)
            let label = Self.spaces(4 - number(index).count) + number(index) + " " + name + Self.spaces(nameWidth - name.count)
            lines.append(label + cells(candidates.indices.map { $0 == index ? "·" : preferences[index][$0].description }))
        }
        return lines + [""]
    }

    // MARK: - Text

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    /// Without characters that a terminal would obey or that reorder text.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "?"
                    default: scalar
                    }
                }))
    }
}
