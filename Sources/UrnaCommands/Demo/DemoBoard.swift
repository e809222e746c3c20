internal import Ledger

/// The live picture of the demonstration's one contest, drawn from a results snapshot.
struct DemoBoard {
    var results: JSONValue
    var voters: Int
    /// Since the first ballot.
    var seconds: Double
    var width: Int

    private static let nameWidth = 20

    var cast: Int { Int(results["turnout"]?["cast"]?.integerValue ?? 0) }

    /// Candidates with their first preferences, most first.
    private var standing: [(id: String, name: String, votes: Int64)] {
        let totals = results["contests"]?.arrayValue?.first?["totals"]
        return Electorate.candidates.enumerated()
            .map { (offset: $0.offset, id: $0.element.id, name: $0.element.name, votes: totals?[$0.element.id]?.integerValue ?? 0) }
            .sorted { ($1.votes, $0.offset) < ($0.votes, $1.offset) }
            .map { ($0.id, $0.name, $0.votes) }
    }

    /// Who would be elected if this were all.
    private var leader: String? {
        let id = results["contests"]?.arrayValue?.first?["winners"]?.arrayValue?.first?.stringValue
        return Electorate.candidates.first { $0.id == id }?.name
    }

    private var progress: String {
        ProgressLine(label: "casting", unit: "ballots", done: cast, total: voters, seconds: seconds).text
    }

    /// The block that a terminal shows.
    var lines: [String] {
        let cells = max(10, min(50, width - Self.nameWidth - 24))
        let most = Double(max(1, standing.first?.votes ?? 1))
        let rows = standing.map { candidate in
            let bar = String(repeating: "█", count: Int(Double(candidate.votes) / most * Double(cells)))
            let name = candidate.name + String(repeating: " ", count: max(0, Self.nameWidth - candidate.name.count))
            let votes = ProgressLine.grouped(candidate.votes)
            let share = ResultsText.percent(Double(candidate.votes), of: Double(max(1, cast)))
            let number = String(repeating: " ", count: max(0, 7 - votes.count)) + votes
            return "  \(name)\(number)  \(String(repeating: " ", count: max(0, 6 - share.count)))\(share)  \(bar)"
        }
        return ["First preferences"] + rows + ["Counted to the end, \(leader ?? "nobody") would win now.", progress]
    }

    /// The one line that a log shows.
    var line: String {
        let first = standing.prefix(3).map { "\($0.name) \(ProgressLine.grouped($0.votes))" }.joined(separator: ", ")
        return "\(ProgressLine.grouped(cast)) of \(ProgressLine.grouped(voters)) ballots, "
            + "\(ProgressLine.grouped(Int(Double(cast) / max(0.001, seconds))))/s; first preferences: \(first); winning now: \(leader ?? "nobody")"
    }
}

/// Shows boards one after the other: in place on a terminal, else as a line every few seconds.
actor DemoScreen {
    private static let lineInterval: Duration = .seconds(5)

    private let isTerminal: Bool
    private var drawnLines = 0
    private var lastLine: ContinuousClock.Instant?

    init(isTerminal: Bool) {
        self.isTerminal = isTerminal
    }

    func show(_ board: DemoBoard, isLast: Bool = false) {
        guard isTerminal else {
            let now = ContinuousClock.now
            guard board.cast > 0 else { return }
            if !isLast, let lastLine, now - lastLine < Self.lineInterval { return }
            lastLine = now
            return Console.print("  " + board.line)
        }
        // Up to where the block began, then over it.
        let up = drawnLines > 0 ? "\u{1B}[\(drawnLines)A" : ""
        let lines = board.lines
        Console.write(up + lines.map { "\r\u{1B}[K\($0)\n" }.joined())
        drawnLines = lines.count
    }
}
