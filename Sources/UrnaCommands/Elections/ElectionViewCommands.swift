internal import ArgumentParser
internal import Ledger

/// `urna election list`
struct ElectionListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List a server's elections, oldest first.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await connection.client().get("/v1/elections")
        if output.isJSON { return Console.print(answer) }
        let rows = (answer["elections"]?.arrayValue ?? []).map { election in
            ["id", "state", "results", "title"].map { election[$0]?.stringValue ?? "" }
        }
        guard !rows.isEmpty else { return Console.note("There are no elections. Create one with urna election create FILE.") }
        Console.write(TextTable(header: ["ID", "STATE", "RESULTS", "TITLE"], rows: rows).text)
    }
}

/// `urna election show`
struct ElectionShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an election's definition, its state and its ledger's key.")

    @OptionGroup var election: ElectionChoice
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await connection.client().get("/v1/elections/\(election.id)")
        if output.isJSON { return Console.print(answer) }
        Console.write(ElectionText.description(of: answer))
    }
}

/// What `GET /v1/elections/{id}` says, for people.
enum ElectionText {
    static func description(of election: JSONValue) -> String {
        let definition = election["definition"] ?? .null
        var lines = [
            "\(definition["title"]?.stringValue ?? "") (\(election["id"]?.stringValue ?? ""))",
            "  state     \(election["state"]?.stringValue ?? "")",
            "  results   \(definition["results"]?.stringValue ?? "")",
            "  opens     \(definition["opensAt"]?.stringValue ?? "by hand")",
            "  closes    \(definition["closesAt"]?.stringValue ?? "by hand")",
            "  log key   \(election["log"]?["verifierKey"]?.stringValue ?? "")",
        ]
        for contest in definition["contests"]?.arrayValue ?? [] {
            let title = contest["title"]?.stringValue ?? ""
            let seats = contest["seats"]?.integerValue ?? 1
            lines.append("")
            lines.append(
                "\(contest["id"]?.stringValue ?? ""): \(title) (\(contest["method"]?.stringValue ?? ""), \(seats) \(seats == 1 ? "seat" : "seats"))"
            )
            if let rules = contest["rules"]?.objectValue {
                lines.append("  rules: " + rules.map { "\($0.name)=\($0.value.stringValue ?? "")" }.joined(separator: ","))
            }
            for candidate in contest["candidates"]?.arrayValue ?? [] {
                lines.append("  \(candidate["id"]?.stringValue ?? "")  \(candidate["name"]?.stringValue ?? "")")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
