internal import ArgumentParser
internal import Ledger
internal import Raffles

/// A ticket as somebody presents it: its number or id, and its validation number; or all of it in its bar code.
struct PresentedText: ParsableArguments {
    @Option(help: ArgumentHelp("A draw number on the ticket.", valueName: "n"))
    var number: UInt32?

    @Option(help: ArgumentHelp("The ticket's id.", valueName: "ticket"))
    var ticket: String?

    @Option(help: ArgumentHelp("The validation number on the ticket; - for standard input, as from a scanner.", valueName: "text"))
    var validation: String?

    @Option(help: ArgumentHelp("The raffle that the ticket says it is of.", valueName: "id"))
    var event: String?

    @Option(help: ArgumentHelp("The ticket's bar code instead of all that; - for standard input, as from a scanner.", valueName: "text"))
    var barcode: String?

    mutating func validate() throws {
        if barcode != nil {
            guard number == nil, ticket == nil, validation == nil, event == nil else {
                throw ValidationError("A bar code says it all: give --barcode alone.")
            }
        } else {
            guard number != nil || ticket != nil else {
                throw ValidationError("Say which ticket: --number N, --ticket ID or --barcode TEXT.")
            }
        }
        if let ticket { try RaffleText.checkTicket(ticket) }
    }

    /// What is sent.
    ///
    /// - Throws: usage, for a bar code that is none.
    func members() throws(CommandFailure) -> [(String, JSONValue)] {
        if let barcode {
            let text = barcode == "-" ? try InputFile.readLine("-") : barcode
            guard let code = TicketBarcode(text) else { throw .usage("that is no bar code of a ticket: scan it again") }
            return [
                ("event", .string(code.raffle.text)), ("ticket", .string(code.ticket.text)), ("validation", .string(code.validation.text)),
            ]
        }
        var members: [(String, JSONValue)] = []
        if let number { members.append(("number", .whole(number))) }
        if let ticket { members.append(("ticket", .string(ticket))) }
        if let validation { members.append(("validation", .string(try Self.validation(validation)))) }
        if let event { members.append(("event", .string(event))) }
        return members
    }

    /// A validation number as typed. What the server says of a mistyped one is on record, so it is sent all the same.
    static func validation(_ typed: String) throws(CommandFailure) -> String {
        let text = typed == "-" ? try InputFile.readLine("-") : typed
        if ValidationNumber(text) == nil { Console.note("The validation number's check symbol does not fit: it is mistyped, or made up.") }
        return text
    }
}
