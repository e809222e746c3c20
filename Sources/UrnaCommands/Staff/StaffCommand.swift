public import ArgumentParser
internal import Identity
internal import Ledger

/// `urna staff …`
struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "Say who sells, manages, draws, administers and looks on.",
        subcommands: [
            StaffAddCommand.self, StaffListCommand.self, StaffChangeCommand.self, StaffPasswordCommand.self, StaffPinCommand.self,
            StaffSessionsCommand.self, StaffEndCommand.self,
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
        commandName: "add", abstract: "Add a person, with a first password.",
        discussion: """
            The password has 12 characters at least. Roles that need a second factor are given its secret, which is shown this once.
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

    @Flag(help: "The person has to choose another password before anything else.")
    var temporary = false

    @Flag(help: "Give a second factor also to roles that need none: it is asked for when they come from outside.")
    var secondFactor = false

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
        if temporary { members.append(("temporary", true)) }
        if secondFactor { members.append(("totp", true)) }
        let answer = try await connection.client().change("/v1/staff", .object(members))
        try StaffText.show(answer, output, totpOut: totpOut) {
            "Added \(person.id) (\(roles.map(\.rawValue).joined(separator: ", ")))."
        }
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
        commandName: "change",
        abstract: "Change a person: roles, password, second factor; shut them out and let them in again. Their sessions end.")

    @OptionGroup var person: StaffArgument

    @Option(name: .customLong("role"), help: "All roles from now on; may be given several times.")
    var roles: [StaffRole] = []

    @Flag(inversion: .prefixedNo, help: "Whether the person may log in.")
    var active: Bool?

    @Option(help: ArgumentHelp("A file with the new password; - for standard input.", valueName: "file"))
    var passwordFile: String?

    @Flag(help: "Ask for the new password at the terminal.")
    var password = false

    @Flag(help: "The person has to choose another password before anything else.")
    var temporary = false

    @Flag(help: "Let a person in who is locked out after wrong passwords.")
    var unlock = false

    @Flag(help: "Give a new second factor; its secret is shown this once.")
    var secondFactor = false

    @Option(help: ArgumentHelp("Where the second factor's secret goes, readable by you alone (else standard output).", valueName: "file"))
    var totpOut: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard !roles.isEmpty || active != nil || passwordFile != nil || password || unlock || secondFactor else {
            throw ValidationError(
                "Say what changes: --role ROLE, --active, --no-active, --password-file FILE, --password, --unlock or --second-factor.")
        }
        guard !temporary || password || passwordFile != nil else { throw ValidationError("--temporary goes with a new password.") }
    }

    func run() async throws {
        var members: [(String, JSONValue)] = []
        if !roles.isEmpty { members.append(("roles", .array(roles.map { .string($0.rawValue) }))) }
        if let active { members.append(("active", .bool(active))) }
        if password || passwordFile != nil {
            let secret = try TypedSecret.read(
                file: passwordFile, option: "--password-file", prompt: "New password of \(person.id)", isNew: true)
            members.append(("password", .string(secret)))
            if temporary { members.append(("temporary", true)) }
        }
        if unlock { members.append(("unlock", true)) }
        if secondFactor { members.append(("totp", true)) }
        let answer = try await connection.client().patch(person.path, .object(members))
        try StaffText.show(answer, output, totpOut: totpOut) { "\(person.id) is changed, and has to log in again." }
    }
}

/// `urna staff password`
struct StaffPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Choose another password for yourself. Your sessions end: log in again.")

    @OptionGroup var person: StaffArgument

    @Option(help: ArgumentHelp("A file with the password until now (else asked for at the terminal).", valueName: "file"))
    var currentFile: String?

    @Option(help: ArgumentHelp("A file with the new password (else asked for at the terminal).", valueName: "file"))
    var passwordFile: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try connection.client()
        let current = try TypedSecret.read(file: currentFile, option: "--current-file", prompt: "Password until now")
        let next = try TypedSecret.read(file: passwordFile, option: "--password-file", prompt: "New password", isNew: true)
        let body: JSONValue = .object([("currentPassword", .string(current)), ("password", .string(next))])
        output.show(try await client.patch(person.path, body)) { _ in "Your password is changed. Log in again: urna login." }
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

/// `urna staff end`
struct StaffEndCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "end", abstract: "End somebody's session.")

    @Argument(help: ArgumentHelp("The session's id, as `urna staff sessions` lists it.", valueName: "session"))
    var session: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard SessionID(session) != nil else {
            throw ValidationError("\(session) is not a session's id: that is 16 digits of 0-9 and a-f.")
        }
    }

    func run() async throws {
        output.show(try await connection.client().delete("/v1/sessions/\(session)")) { _ in "The session has ended." }
    }
}

/// People and their sessions, for people.
enum StaffText {
    /// Tells of a person who was added or changed, and hands out the secret of a second factor if there is a new one.
    static func show(_ answer: JSONValue, _ output: OutputOptions, totpOut: String?, _ sentence: () -> String) throws {
        let uri = answer["totp"]?["uri"]?.stringValue
        if let totpOut, let uri { try SecretFile.write((uri + "\n").utf8, to: totpOut) }
        if output.isJSON { return Console.print(answer) }
        Console.note(sentence())
        guard let uri else { return }
        Console.note("The second factor, for an authenticator app, is shown this once.")
        if totpOut == nil { Console.print(uri) }
    }

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
                RaffleText.plain(session["id"]), RaffleText.plain(session["user"]), RaffleText.plain(session["startedAt"]),
                session["remote"]?.boolValue == true ? "REMOTE" : "local", RaffleText.plain(session["areas"]),
            ]
        }
        return TextTable(header: ["SESSION", "USER", "SINCE", "FROM", "AREAS"], rows: rows).text
    }
}
