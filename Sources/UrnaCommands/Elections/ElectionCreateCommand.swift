internal import ArgumentParser
internal import Elections
internal import Ledger

/// `urna election create`
struct ElectionCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create an election, as a draft, from a definition in JSON.",
        discussion: "Every rule that the definition leaves out is written out in what is created: `urna election show` tells.")

    @Argument(help: ArgumentHelp("The definition; - for standard input.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The id wanted: 1 to 64 of a-z, 0-9 and -. Made from the title when left out.", valueName: "id"))
    var id: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        if let id { try ElectionIDText.check(id) }
    }

    func run() async throws {
        let definition = try Self.definition(InputFile.read(file, limit: 1 << 20), name: file)
        let client = try connection.client()
        let path = "/v1/elections" + (id.map { "?id=\($0)" } ?? "")
        let election = try await client.post(path, definition, as: .administrator)
        if output.isJSON { return Console.print(election) }
        let made = election["id"]?.stringValue ?? ""
        Console.print("Created election \(made) (draft).")
        Console.note("Next: urna roll import voters.csv --election \(made), then urna election open \(made)")
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
            _ = try ElectionDefinition.parse(json)
            return json
        } catch {
            let lines = error.problems.map { "  \($0.field): \($0.message)" }
            throw .failed("\(name) is not a valid election definition\n" + lines.joined(separator: "\n"))
        }
    }
}
