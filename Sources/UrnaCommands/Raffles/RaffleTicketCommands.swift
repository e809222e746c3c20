internal import ArgumentParser
internal import Ledger

/// `urna raffle void`
struct RaffleVoidCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "void", abstract: "Void a ticket: all its numbers leave the draw and are never sold again.")

    @OptionGroup var ticket: TicketArgument
    @OptionGroup var raffle: RaffleOption

    @Option(help: ArgumentHelp("Why: misprint, customer, payment, error or other.", valueName: "word"))
    var reason: String

    @Option(help: ArgumentHelp("More about it, for the record.", valueName: "text"))
    var note: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let body = JSONValue.given([("ticket", ticket.id), ("reason", reason), ("note", note)])
        let answer = try await connection.client().change("\(raffle.path)/voids", body)
        output.show(answer) { answer in
            let numbers = answer["numbers"]?.arrayValue
            return "Ticket \(ticket.id) is void"
                + (numbers.map { ": \(RaffleText.count(.whole($0.count), "number")) left the draw." } ?? ".")
        }
    }
}

/// `urna raffle unvoid`
struct RaffleUnvoidCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unvoid", abstract: "Take a void back, before reconciliation.")

    @OptionGroup var ticket: TicketArgument
    @OptionGroup var raffle: RaffleOption

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let body = JSONValue.given([("reason", reason)])
        let answer = try await connection.client().delete("\(raffle.path)/voids/\(ticket.id)", body)
        output.show(answer) { _ in "Ticket \(ticket.id) is good again." }
    }
}

/// `urna raffle mark`
struct RaffleMarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mark", abstract: "Ask as seller that a ticket be voided; an event manager decides.")

    @OptionGroup var ticket: TicketArgument
    @OptionGroup var raffle: RaffleOption

    @Option(help: ArgumentHelp("Why: misprint, customer, payment, error or other.", valueName: "word"))
    var reason: String

    @Option(help: ArgumentHelp("More about it, for the record.", valueName: "text"))
    var note: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let body = JSONValue.given([("ticket", ticket.id), ("reason", reason), ("note", note)])
        let answer = try await connection.client().change("\(raffle.path)/marks", body)
        output.show(answer) { _ in "Ticket \(ticket.id) is marked. An event manager decides: urna raffle void \(ticket.id) …" }
    }
}

/// `urna raffle unmark`
struct RaffleUnmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmark", abstract: "Turn down, or take back, the request to void a ticket.")

    @OptionGroup var ticket: TicketArgument
    @OptionGroup var raffle: RaffleOption
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await connection.client().delete("\(raffle.path)/marks/\(ticket.id)")
        output.show(answer) { _ in "Ticket \(ticket.id) is not marked any more." }
    }
}

/// `urna raffle ticket`
struct RaffleTicketCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ticket", abstract: "Show a ticket as the ledger has it.")

    @OptionGroup var ticket: TicketArgument
    @OptionGroup var raffle: RaffleOption
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try connection.client()
        let answer = try await client.get("\(raffle.path)/tickets/\(ticket.id)", as: .administrator)
        if output.isJSON { return Console.print(answer) }
        let text = RaffleText(try await client.get(raffle.path))
        Console.print("Ticket \(ticket.id): \(RaffleText.plain(answer["status"])), \(text.money(answer["price"]))")
        Console.print("  numbers  \(RaffleText.plain(answer["numbers"]))")
        Console.print("  sold     \(RaffleText.plain(answer["soldAt"])) by \(RaffleText.plain(answer["operator"]))")
        if let reason = answer["reason"], !reason.isNull {
            Console.print("  reason   \(RaffleText.plain(reason)), \(RaffleText.plain(answer["note"]))")
        }
    }
}

/// `urna raffle reprint`
struct RaffleReprintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reprint", abstract: "Print a ticket or a counterfoil again, marked REPRINT. It is on record.")

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case bearer
        case counterfoil
    }

    @OptionGroup var ticket: TicketArgument
    @OptionGroup var raffle: RaffleOption

    @Option(help: "bearer (the whole ticket) or counterfoil (one number; takes an event manager).")
    var kind: Kind = .bearer

    @Option(help: ArgumentHelp("The counterfoil's number.", valueName: "n"))
    var number: UInt32?

    @Option(help: ArgumentHelp("Where the text goes, readable by you alone (else standard output).", valueName: "file"))
    var out: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard (kind == .counterfoil) == (number != nil) else {
            throw ValidationError("A counterfoil is of one number: --kind counterfoil --number N; a bearer ticket has no --number.")
        }
    }

    func run() async throws {
        var members: [(String, JSONValue)] = [("ticket", .string(ticket.id)), ("kind", .string(kind.rawValue))]
        if let number { members.append(("number", .whole(number))) }
        let (text, json) = try await connection.client().text("\(raffle.path)/reprints", .object(members))
        if let out { try SecretFile.write(text.utf8, to: out) }
        if output.isJSON {
            Console.print(json)
        } else if out == nil {
            Console.write(text.hasSuffix("\n") ? text : text + "\n")
        }
    }
}
