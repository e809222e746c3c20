public import ArgumentParser
internal import Identity
internal import Ledger

/// `urna rsu-registry …`
struct RSURegistryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rsu-registry", abstract: "Say which selling units there are, and which may sell.",
        discussion: """
            A new unit is registered, not enrolled and disabled. It gets a code for one enrolment, which its operator types into it; then it \
            is enabled.
            """,
        subcommands: [
            RegistryAddCommand.self, RegistryListCommand.self, RegistryEnrolmentCommand.self, RegistryUnenrolCommand.self,
            RegistryEnableCommand.self, RegistryDisableCommand.self,
        ])
}

/// A unit's id.
struct UnitArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The unit's id: 1 to 64 of A-Z, a-z, 0-9, -, _ and .", valueName: "rsu"))
    var id: String

    mutating func validate() throws {
        try RaffleText.checkUnit(id)
    }

    var path: String { "/v1/rsus/\(id)" }
}

/// `urna rsu-registry add`
struct RegistryAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Register a unit by the public key that it prints.")

    @OptionGroup var unit: UnitArgument

    @Option(help: ArgumentHelp("For people to read.", valueName: "name"))
    var name: String

    // One key in sixty-four begins with a dash.
    @Option(
        name: [.customLong("key"), .customLong("public-key")], parsing: .unconditional,
        help: ArgumentHelp("The unit's public key, as the unit prints it.", valueName: "key"))
    var publicKey: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard DevicePublicKey(publicKey) != nil else { throw ValidationError("\(publicKey) is not a unit's public key.") }
    }

    func run() async throws {
        let body = JSONValue.given([("id", unit.id), ("name", name), ("publicKey", publicKey)])
        let answer = try await connection.client().change("/v1/rsus", body)
        output.show(answer) { answer in
            let state = answer["state"]?.stringValue ?? "registered"
            return "\(unit.id) is \(state): not enrolled, and disabled. Next: urna rsu-registry enrolment \(unit.id) --operator USER."
        }
    }
}

/// `urna rsu-registry list`
struct RegistryListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the units and whether they may sell.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await connection.client().get("/v1/rsus", as: .administrator)
        output.show(answer, Self.text)
    }

    static func text(_ answer: JSONValue) -> String {
        let units = RaffleLists.rows(answer, "rsus")
        guard !units.isEmpty else { return "There are no units. Register one with urna rsu-registry add." }
        let rows = units.map { unit in ["id", "state", "operator", "lastSeenAt", "name"].map { RaffleText.plain(unit[$0]) } }
        return TextTable(header: ["ID", "STATE", "OPERATOR", "LAST SEEN", "NAME"], rows: rows).text
    }
}

/// `urna rsu-registry enrolment`
struct RegistryEnrolmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrolment", abstract: "Get the code with which a unit is enrolled once; it is shown this once.")

    @OptionGroup var unit: UnitArgument

    @Option(help: ArgumentHelp("Who enrols it and sells with it.", valueName: "user"))
    var `operator`: String

    @Option(help: ArgumentHelp("Where the code goes, readable by you alone (else standard output).", valueName: "file"))
    var out: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await connection.client().change("\(unit.path)/enrolment", .object([("operator", .string(`operator`))]))
        let code = answer["code"]?.stringValue ?? ""
        if let out { try SecretFile.write((code + "\n").utf8, to: out) }
        if output.isJSON { return Console.print(answer) }
        Console.note(
            "The code enrols \(unit.id) once, until \(RaffleText.plain(answer["expiresAt"])). Then: urna rsu-registry enable \(unit.id)")
        if out == nil { Console.print(code) }
    }
}

/// `urna rsu-registry unenrol`
struct RegistryUnenrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unenrol", abstract: "Take a unit out: it has to be enrolled anew before it can do anything.")

    @OptionGroup var change: RegistryChange

    func run() async throws {
        try await change.make("unenrol", past: "not enrolled any more")
    }
}

/// `urna rsu-registry enable`
struct RegistryEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Let an enrolled unit sell.")

    @OptionGroup var change: RegistryChange

    func run() async throws {
        try await change.make("enable", past: "enabled")
    }
}

/// `urna rsu-registry disable`
struct RegistryDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "disable", abstract: "Stop a unit at once.")

    @OptionGroup var change: RegistryChange

    @Option(help: "decision, lost or corruption; a corrupt unit has to be enrolled anew.")
    var why: DisableReason?

    func run() async throws {
        try await change.make("disable", past: "disabled", more: [("why", why?.rawValue)])
    }
}

extension DisableReason: ExpressibleByArgument {}

/// One change of what a unit may do.
struct RegistryChange: ParsableArguments {
    @OptionGroup var unit: UnitArgument

    @Option(help: ArgumentHelp("Why; for the record.", valueName: "text"))
    var note: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func make(_ verb: String, past: String, more: [(String, String?)] = []) async throws {
        let body = JSONValue.given([("note", note)] + more)
        let answer = try await connection.client().change("\(unit.path)/\(verb)", body)
        output.show(answer) { answer in "\(unit.id) is \(past)" + (answer["state"]?.stringValue.map { " (\($0))." } ?? ".") }
    }
}
