internal import ArgumentParser
internal import Auditing
internal import Ledger

/// `urna audit events`
struct AuditEventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Search the significant events, oldest first.",
        discussion: "All conditions must hold. --from is included, --to is not. --event may be given several times: any of them.")

    @Option(help: ArgumentHelp("From this time on: RFC 3339.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("Before this time: RFC 3339.", valueName: "time"))
    var to: String?

    @Option(help: ArgumentHelp("Of this unit, or of the server: SRV-1.", valueName: "id"))
    var component: String?

    @Option(name: .customLong("event"), help: ArgumentHelp("With this code: RSU_CONNECTED.", valueName: "code"))
    var events: [String] = []

    @Option(help: ArgumentHelp("By this person, unit or administrator.", valueName: "id"))
    var actor: String?

    @Option(help: ArgumentHelp("In this ledger: system, or a raffle's id.", valueName: "name"))
    var ledger: String?

    @Option(help: ArgumentHelp("At least as severe: info, notice, warning or critical.", valueName: "severity"))
    var severity: String?

    @Option(help: ArgumentHelp("How many at most.", valueName: "n"))
    var limit: Int?

    @Option(help: ArgumentHelp("Go on after this one: what an earlier answer named.", valueName: "mark"))
    var after: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit is at least 1.") }
        do {
            _ = try EventQuery(parameters: conditions)
        } catch {
            throw ValidationError("--\(error)")
        }
    }

    /// What is asked for, by the names of the query's parameters.
    private var conditions: [(name: String, value: String)] {
        let single = [
            ("from", from), ("to", to), ("component", component), ("actor", actor), ("ledger", ledger), ("severity", severity),
        ]
        return single.compactMap { name, value in value.map { (name, $0) } } + events.map { ("event", $0) }
    }

    func run() async throws {
        var query = QueryText()
        for (name, value) in conditions { query.add(name, value) }
        query.add("limit", limit.map { String($0) })
        query.add("after", after)
        let answer = try await connection.client().get("/v1/audit/events" + query.text, as: .administrator)
        if output.isJSON { return Console.print(answer) }
        Console.write(Self.text(answer))
        if let next = answer["next"], !next.isNull { Console.note("There are more: --after \(RaffleText.plain(next))") }
    }

    static func text(_ answer: JSONValue) -> String {
        let events = RaffleLists.rows(answer, "events")
        guard !events.isEmpty else { return "No event matches.\n" }
        let rows = events.map { event in
            ["time", "severity", "event", "component", "actor"].map { RaffleText.plain(event[$0]) } + [details(event["data"])]
        }
        return TextTable(header: ["TIME", "SEVERITY", "EVENT", "COMPONENT", "ACTOR", "DETAILS"], rows: rows).text
    }

    /// Characters of an event's details that a row has room for; `--json` prints them all.
    private static let detailsMax = 120

    private static func details(_ data: JSONValue?) -> String {
        let text = (data?.objectValue ?? []).map { "\($0.name)=\(RaffleText.plain($0.value))" }.joined(separator: " ")
        return text.count > detailsMax ? String(text.prefix(detailsMax)) + "…" : text
    }
}
