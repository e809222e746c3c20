internal import ArgumentParser
internal import Identity
internal import Ledger

/// `urna staff …`
struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "Say who sells, manages, draws, administers and looks on.",
        subcommands: [
            StaffAddCommand.self, StaffListCommand.self, StaffChangeCommand.self, StaffPinCommand.self, StaffSessionsCommand.self,
        ])
}

extension StaffRole: ExpressibleByArgument {}

/// A person's id.
struct StaffArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The person's id: 1 to 64 of A-Z, a-z, 0-9, -, _ and .", valueName: "id"))
    var id: String

    mutating func validate() throws {
        guard StaffID(id) != nil else {
            throw ValidationError("\(id) cannot be a person's id: that is 1 to 64 of A-Z, a-z, 0-9, -, _ and .")
        }
    }

    var path: String { "/v1/staff/\(id)" }
}

/// `urna staff add`
struct StaffAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a person, with a first password that they change when they log in.",
        discussion: """
            The password has 12 characters at least. An administrator or supporter also gets the secret of a second factor, which is shown \
            this once.
            """)

    @OptionGroup var person: StaffArgument

    @Option(help: ArgumentHelp("For people to read.", valueName: "name"))
    var name: String

    @Option(
        name: .customLong("role"),
        help: "operator, event-manager, draw-official, admin, regulator or support; may be given several times.")
    var roles: [StaffRole]

    @Option(help: ArgumentHelp("A file with the first password; - for standard input (else asked for at the terminal).", valueName: "file"))
    var passwordFile: String?

    @Option(help: ArgumentHelp("When the person's access ends: RFC 3339.", valueName: "time"))
    var validUntil: String?

    @Option(help: ArgumentHelp("Where the second factor's secret goes, readable by you alone (else standard output).", valueName: "file"))
    var totpOut: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard !roles.isEmpty else { throw ValidationError("Say what the person does: --role ROLE.") }
    }

    func run() async throws {
        let password = try TypedSecret.read(
            file: passwordFile, option: "--password-file", prompt: "First password of \(person.id)", isNew: true)
        var members: [(String, JSONValue)] = [
            ("id", .string(person.id)), ("name", .string(name)), ("roles", .array(roles.map { .string($0.rawValue) })),
            ("password", .string(password)),
        ]
        if let validUntil { members.append(("validUntil", .string(validUntil))) }
        let answer = try await connection.client().change("/v1/staff", .object(members))
        let uri = answer["totp"]?["uri"]?.stringValue
        if let totpOut, let uri { try SecretFile.write((uri + "\n").utf8, to: totpOut) }
        if output.isJSON { return Console.print(answer) }
        Console.note("Added \(person.id) (\(roles.map(\.rawValue).joined(separator: ", "))).")
        guard let uri else { return }
        Console.note("The second factor, for an authenticator app, is shown this once.")
        if totpOut == nil { Console.print(uri) }
    }
}

/// `urna staff list`
struct StaffListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the people and what they may do.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        output.show(try await connection.client().get("/v1/staff", as: .administrator), StaffText.people)
    }
}

/// `urna staff change`
struct StaffChangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change", abstract: "Change a person's roles or password, or shut them out and let them in again.")

    @OptionGroup var person: StaffArgument

    @Option(name: .customLong("role"), help: "All roles from now on; may be given several times.")
    var roles: [StaffRole] = []

    @Flag(inversion: .prefixedNo, help: "Whether the person may log in.")
    var active: Bool?

    @Option(help: ArgumentHelp("A file with the new password; - for standard input.", valueName: "file"))
    var passwordFile: String?

    @Flag(help: "Ask for the new password at the terminal.")
    var password = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard !roles.isEmpty || active != nil || passwordFile != nil || password else {
            throw ValidationError("Say what changes: --role ROLE, --active, --no-active, --password-file FILE or --password.")
        }
    }

    func run() async throws {
        var members: [(String, JSONValue)] = []
        if !roles.isEmpty { members.append(("roles", .array(roles.map { .string($0.rawValue) }))) }
        if let active { members.append(("active", .bool(active))) }
        if password || passwordFile != nil {
            let secret = try TypedSecret.read(
                file: passwordFile, option: "--password-file", prompt: "New password of \(person.id)", isNew: true)
            members.append(("password", .string(secret)))
        }
        let answer = try await connection.client().patch(person.path, .object(members))
        output.show(answer) { _ in "\(person.id) is changed. Sessions that this touches have ended." }
    }
}

/// `urna staff pin`
struct StaffPinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin", abstract: "Set the PIN that a person types at selling units.")

    @OptionGroup var person: StaffArgument

    @Option(help: ArgumentHelp("A file with the PIN; - for standard input (else asked for at the terminal).", valueName: "file"))
    var pinFile: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let pin = try TypedSecret.read(file: pinFile, option: "--pin-file", prompt: "PIN of \(person.id)", isNew: true)
        let answer = try await connection.client().put("\(person.path)/pin", .object([("pin", .string(pin))]))
        output.show(answer) { _ in "The PIN of \(person.id) is set." }
    }
}

/// `urna staff sessions`
struct StaffSessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "List who is logged in, since when, from where and what they used.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        output.show(try await connection.client().get("/v1/sessions", as: .administrator), StaffText.sessions)
    }
}

/// People and their sessions, for people.
enum StaffText {
    static func people(_ answer: JSONValue) -> String {
        let people = RaffleLists.rows(answer, "staff")
        guard !people.isEmpty else { return "There is nobody but administrators. Add a person with urna staff add." }
        let rows = people.map { person in
            let isActive = person["active"]?.boolValue.map { $0 ? "yes" : "no" }
            return [
                RaffleText.plain(person["id"]), RaffleText.plain(person["roles"]), isActive ?? RaffleText.plain(person["status"]),
                RaffleText.plain(person["validUntil"] ?? person["until"]), RaffleText.plain(person["name"]),
            ]
        }
        return TextTable(header: ["ID", "ROLES", "ACTIVE", "UNTIL", "NAME"], rows: rows).text
    }

    static func sessions(_ answer: JSONValue) -> String {
        let sessions = RaffleLists.rows(answer, "sessions")
        guard !sessions.isEmpty else { return "Nobody is logged in." }
        let rows = sessions.map { session in
            [
                RaffleText.plain(session["user"]), RaffleText.plain(session["startedAt"] ?? session["start"]),
                session["remote"]?.boolValue == true ? "REMOTE" : "local", RaffleText.plain(session["areas"]),
            ]
        }
        return TextTable(header: ["USER", "SINCE", "FROM", "AREAS"], rows: rows).text
    }
}
