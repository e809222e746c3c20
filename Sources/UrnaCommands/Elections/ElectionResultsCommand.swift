internal import ArgumentParser
internal import Ledger

/// `urna election results`
struct ElectionResultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results", abstract: "Show turnout and results: every round, and who is elected.")

    @OptionGroup var election: ElectionChoice

    @Flag(help: "Go on, and show the results whenever they change, until the election is certified.")
    var watch = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try connection.client()
        if output.isJSON, !watch { return Console.print(try await client.get("/v1/elections/\(election.id)/results")) }
        let description = try await client.get("/v1/elections/\(election.id)")
        guard watch else {
            let results = try await client.get("/v1/elections/\(election.id)/results")
            return Console.write(ResultsText(results, election: description, width: Console.width).text)
        }
        let redraws = Console.outputIsTerminal && !output.isJSON
        try await ResultsWatch(client: client, election: election.id).follow { results in
            if output.isJSON {
                Console.print(results)
            } else {
                // Home, then clear what is below: the screen is redrawn in place.
                if redraws { Console.write("\u{1B}[H\u{1B}[J") }
                Console.write(ResultsText(results, election: description, width: Console.width).text + "\n")
            }
            return results["state"]?.stringValue != "certified"
        }
    }
}
