internal import ArgumentParser
internal import Ledger
internal import Raffles

/// Which raffle is meant: `--raffle ID`, or the id alone.
struct RaffleChoice: ParsableArguments {
    @Option(name: .customLong("raffle"), help: ArgumentHelp("The raffle's id.", valueName: "id"))
    var option: String?

    @Argument(help: ArgumentHelp("The raffle's id; the same as --raffle.", valueName: "id"))
    var argument: String?

    mutating func validate() throws {
        if option != nil, argument != nil { throw ValidationError("Name one raffle: either ID or --raffle ID.") }
        guard let text = option ?? argument else { throw ValidationError("Name the raffle: --raffle ID.") }
        try RaffleText.checkID(text)
    }

    /// - Precondition: validated.
    var id: String {
        guard let id = option ?? argument else { preconditionFailure("arguments are validated before they are used") }
        return id
    }

    var path: String { "/v1/raffles/\(id)" }
}

/// `--raffle ID`, where other arguments stand alone.
struct RaffleOption: ParsableArguments {
    @Option(name: .customLong("raffle"), help: ArgumentHelp("The raffle's id.", valueName: "id"))
    var id: String

    mutating func validate() throws {
        try RaffleText.checkID(id)
    }

    var path: String { "/v1/raffles/\(id)" }
}

/// `--prize ID`
struct PrizeOption: ParsableArguments {
    @Option(name: .customLong("prize"), help: ArgumentHelp("The prize's id, as the definition has it.", valueName: "id"))
    var id: String

    mutating func validate() throws {
        guard PrizeID(id) != nil else {
            throw ValidationError("\(id) cannot be a prize's id: that is 1 to 64 of A-Z, a-z, 0-9, -, _ and .")
        }
    }
}

/// A bearer ticket: the unit's id, a dash and a number.
struct TicketArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The ticket's id: RSU-A-17.", valueName: "ticket"))
    var id: String

    mutating func validate() throws {
        try RaffleText.checkTicket(id)
    }
}

extension RaffleText {
    static func checkID(_ text: String) throws {
        guard RaffleID(text) != nil else {
            throw ValidationError("\(text) cannot be a raffle's id: that is 1 to 64 of a-z, 0-9 and -.")
        }
    }

    static func checkTicket(_ text: String) throws {
        guard TicketID(text) != nil else {
            throw ValidationError(
                "\(text) cannot be a ticket's id: that is the unit's id, a dash and the ticket's number, such as RSU-A-17.")
        }
    }

    static func checkUnit(_ text: String) throws {
        guard RSUID(text) != nil else {
            throw ValidationError("\(text) cannot be a unit's id: that is 1 to 64 of A-Z, a-z, 0-9, -, _ and .")
        }
    }
}

extension OutputOptions {
    /// Prints a server's answer: as it is, or what `text` makes of it.
    func show(_ answer: JSONValue, _ text: (JSONValue) -> String) {
        if isJSON { return Console.print(answer) }
        let text = text(answer)
        Console.write(text.hasSuffix("\n") ? text : text + "\n")
    }
}
