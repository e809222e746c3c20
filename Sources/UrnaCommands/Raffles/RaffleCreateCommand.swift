internal import ArgumentParser
internal import Ledger
internal import Raffles

/// `urna raffle create`
struct RaffleCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a raffle, not yet active, from a definition in JSON.",
        discussion: "Every rule that the definition leaves out is written out in what is created: `urna raffle show --json` tells.")

    @Argument(help: ArgumentHelp("The definition; - for standard input.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The id wanted: 1 to 64 of a-z, 0-9 and -. Made from the title when left out.", valueName: "id"))
    var id: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        if let id { try RaffleText.checkID(id) }
    }

    func run() async throws {
        let definition = try Self.definition(InputFile.read(file, limit: 1 << 20), name: file)
        let raffle = try await connection.client().change("/v1/raffles" + (id.map { "?id=\($0)" } ?? ""), definition)
        if output.isJSON { return Console.print(raffle) }
        let made = RaffleText.plain(raffle["id"])
        Console.print(
            "Created raffle \(made), event number \(RaffleText.plain(raffle["eventNumber"])). Nothing can be sold before it is activated.")
        Console.note("Next: urna raffle activate \(made); from then on nothing in its definition can change.")
    }

    /// Reads a definition, and says all that is wrong with it before a server has to.
    static func definition(_ bytes: [UInt8], name: String) throws(CommandFailure) -> JSONValue {
        let json: JSONValue
        do {
            json = try JSONValue.parse(bytes)
        } catch {
            throw .failed("\(name) is not JSON: \(error)")
        }
        do {
            _ = try RaffleDefinition.admit(json)
            return json
        } catch {
            let lines = error.problems.map { "  \($0)" }
            throw .failed("\(name) is not a valid raffle definition\n" + lines.joined(separator: "\n"))
        }
    }
}
