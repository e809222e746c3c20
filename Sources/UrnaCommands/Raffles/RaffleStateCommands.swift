internal import ArgumentParser
internal import Ledger

/// `urna raffle activate`
struct RaffleActivateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Let sales begin. From now on nothing in the definition can change.")

    @OptionGroup var raffle: RaffleChoice
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await RaffleChange(verb: "activate", past: "active").make(raffle, connection, output)
    }
}

/// `urna raffle suspend`
struct RaffleSuspendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "suspend", abstract: "Stop sales for a while.")

    @OptionGroup var raffle: RaffleChoice

    @Option(help: ArgumentHelp("Why; for the record.", valueName: "text"))
    var reason: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await RaffleChange(verb: "suspend", past: "suspended", members: [("reason", reason)]).make(raffle, connection, output)
    }
}

/// `urna raffle resume`
struct RaffleResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let sales go on that were suspended.")

    @OptionGroup var raffle: RaffleChoice
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await RaffleChange(verb: "resume", past: "active").make(raffle, connection, output)
    }
}

/// `urna raffle close`
struct RaffleCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "End sales for good. Units send what they sold before; then reconcile.")

    @OptionGroup var raffle: RaffleChoice
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await RaffleChange(verb: "close", past: "closed").make(raffle, connection, output)
    }
}

/// `urna raffle acknowledge`
struct RaffleAcknowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge",
        abstract: "State as event manager that voided tickets are reconciled. Draws may begin then, and nothing can be voided any more.")

    @OptionGroup var raffle: RaffleChoice

    @Option(help: ArgumentHelp("What was done about voided counterfoils among the paper stubs.", valueName: "text"))
    var note: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await RaffleChange(verb: "acknowledge", past: "acknowledged", members: [("note", note)]).make(raffle, connection, output)
    }
}

/// `urna raffle settle`
struct RaffleSettleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "End the raffle: all prizes are paid or written off. Nothing can be added to its ledger any more.")

    @OptionGroup var raffle: RaffleChoice

    @Option(help: ArgumentHelp("What else is to be on record.", valueName: "text"))
    var note: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await RaffleChange(verb: "settle", past: "settled", members: [("note", note)]).make(raffle, connection, output)
    }
}

/// One change of a raffle's state.
private struct RaffleChange {
    var verb: String
    var past: String
    /// Sent along, those that have a value.
    var members: [(String, String?)] = []

    func make(_ raffle: RaffleChoice, _ connection: ConnectionOptions, _ output: OutputOptions) async throws {
        let answer = try await connection.client().change("\(raffle.path)/\(verb)", JSONValue.given(members))
        output.show(answer) { "Raffle \(raffle.id) is \($0["state"]?.stringValue ?? past)." }
    }
}

extension JSONValue {
    /// An object of the members that have a value; nil when none has.
    static func given(_ members: [(String, String?)]) -> JSONValue? {
        let present = members.compactMap { name, value in value.map { JSONMember(name, .string($0)) } }
        return present.isEmpty ? nil : .object(present)
    }
}
