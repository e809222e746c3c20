internal import ArgumentParser
internal import Ledger

/// `urna raffle verify-ticket`
struct RaffleVerifyTicketCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-ticket", abstract: "Verify a ticket that somebody presents, by its numbers or its bar code.",
        discussion:
            "Exit status 0 for a valid winner only; 1 for every other verdict, also for a valid ticket that did not win. Nothing is paid by it."
    )

    @OptionGroup var raffle: RaffleChoice
    @OptionGroup var presented: PresentedText
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try connection.client()
        let answer = try await client.change("\(raffle.path)/tickets/check", .object(presented.members()))
        if output.isJSON {
            Console.print(answer)
        } else {
            let currency = answer["amount"]?.integerValue == nil ? "" : RaffleText(try await client.get(raffle.path)).currency
            Console.print(VerdictText.sentence(answer, currency: currency))
        }
        guard answer["verdict"]?.stringValue == "VALID_WINNER" else { throw ExitCode(CommandFailure.failedStatus) }
    }
}

/// `urna raffle claim`
struct RaffleClaimCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Record that a prize was paid to whoever presented the winning ticket.")

    @OptionGroup var raffle: RaffleChoice
    @OptionGroup var prize: PrizeOption
    @OptionGroup var presented: PresentedText

    @Option(help: ArgumentHelp("Who was paid, where the rules ask for it.", valueName: "name"))
    var claimant: String?

    @Option(help: ArgumentHelp("How, or by whom, it was paid.", valueName: "text"))
    var paidBy: String?

    @Option(
        name: .customLong("document"),
        help: ArgumentHelp("A document that was seen; once for each.", valueName: "text"))
    var documents: [String] = []

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard presented.validation != nil || presented.barcode != nil else {
            throw ValidationError("A claim needs the ticket's validation number: --validation TEXT, or --barcode TEXT.")
        }
    }

    func run() async throws {
        let client = try connection.client()
        var members: [(String, JSONValue)] = [("prize", .string(prize.id))]
        members += try presented.members()
        if let claimant { members.append(("claimant", .string(claimant))) }
        if let paidBy { members.append(("paidBy", .string(paidBy))) }
        if !documents.isEmpty { members.append(("documents", .array(documents.map { .string($0) }))) }
        let answer = try await client.change("\(raffle.path)/claims", .object(members))
        if output.isJSON { return Console.print(answer) }
        let amount = RaffleText(try await client.get(raffle.path)).money(answer["amount"])
        Console.print("Prize \(prize.id) is claimed: \(amount) for ticket \(RaffleText.plain(answer["ticket"])).")
    }
}

/// `urna raffle proof`
struct RaffleProofCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof", abstract: "Show that a ticket's sale is in the raffle's ledger: the entry and its inclusion proof.")

    @OptionGroup var ticket: TicketArgument
    @OptionGroup var raffle: RaffleOption
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await connection.client().get("\(raffle.path)/tickets/\(ticket.id)/proof")
        output.show(answer) { answer in
            let entry = answer["entry"].map { $0.stringValue ?? String(decoding: $0.canonical(), as: UTF8.self) } ?? "-"
            return "Ticket \(ticket.id) is entry \(RaffleText.plain(answer["index"])) of the raffle's ledger.\n  \(entry)\n"
        }
    }
}

/// What the server found of a presented ticket, in a sentence.
enum VerdictText {
    static func sentence(_ answer: JSONValue, currency: String) -> String {
        let verdict = answer["verdict"]?.stringValue ?? "-"
        let ticket = RaffleText.plain(answer["ticket"])
        let meaning =
            switch verdict {
            case "VALID_WINNER":
                "ticket \(ticket) wins prize \(RaffleText.plain(answer["prize"])): \(RaffleText.money(answer["amount"], currency: currency))."
            case "VALID_NOT_WINNER": "ticket \(ticket) is sold and valid, and did not win."
            case "VOID": "ticket \(ticket) was voided. Pay nothing."
            case "UNSOLD": "this number was not sold. Pay nothing."
            case "UNKNOWN_NUMBER", "UNKNOWN_TICKET": "this raffle has no such number or ticket. Pay nothing."
            case "VALIDATION_MISMATCH": "the validation number is not this ticket's: read it again from the paper. Pay nothing."
            case "WRONG_EVENT": "the ticket is of another raffle. Pay nothing."
            case "ALREADY_CLAIMED": "the prize of ticket \(ticket) was paid before. Pay nothing."
            case "NOT_OFFICIAL": "the result is not official yet."
            case "CLAIM_EXPIRED": "the time for claims is over."
            default: verdict.hasPrefix("REPRINT") ? "the paper is a reprint of ticket \(ticket)." : "pay nothing."
            }
        let isReprint = answer["reprints"]?.integerValue.map { $0 > 0 } ?? false
        return "\(verdict): \(meaning)" + (isReprint ? " The ticket was reprinted: look at the paper." : "")
    }
}
