public import ArgumentParser
internal import Identity
internal import Ledger

/// `urna admin …`
struct AdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin", abstract: "Say who may run elections.", subcommands: [AdminAddCommand.self, AdminListCommand.self])
}

/// `urna admin add`
struct AdminAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an administrator, and get the token, which is shown this once.")

    @Option(help: ArgumentHelp("Short and never used again: 1 to 64 of a-z, 0-9 and -.", valueName: "id"))
    var id: String

    @Option(help: ArgumentHelp("For people to read.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("owner (everything), organiser (elections) or auditor (looks, changes nothing).", valueName: "role"))
    var role: AdminRole

    @Option(help: ArgumentHelp("Where the token goes, readable by you alone (else standard output).", valueName: "file"))
    var out: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard AdministratorID(id) != nil else {
            throw ValidationError("\(id) cannot be an administrator's id: that is 1 to 64 of a-z, 0-9 and -.")
        }
    }

    func run() async throws {
        let body = JSONValue.object([("id", .string(id)), ("name", .string(name)), ("role", .string(role.rawValue))])
        let answer = try await connection.client().post("/v1/administrators", body, as: .administrator)
        let token = answer["token"]?.stringValue ?? ""
        if let out { try SecretFile.write((token + "\n").utf8, to: out) }
        if output.isJSON { return Console.print(answer) }
        Console.note("Added \(id) (\(role.rawValue)). The token is shown this once.")
        if out == nil { Console.print(token) }
    }
}

/// `urna admin list`
struct AdminListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the administrators.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await connection.client().get("/v1/administrators", as: .administrator)
        if output.isJSON { return Console.print(answer) }
        let rows = (answer["administrators"]?.arrayValue ?? []).map { administrator in
            ["id", "role", "createdAt", "name"].map { administrator[$0]?.stringValue ?? "" }
        }
        Console.write(TextTable(header: ["ID", "ROLE", "SINCE", "NAME"], rows: rows).text)
    }
}

extension AdminRole: ExpressibleByArgument {}
