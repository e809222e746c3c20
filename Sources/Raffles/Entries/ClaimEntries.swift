internal import Ledger

/// A drawn number is verified as a winning bearer ticket: from here on the result is official.
public struct WinnerVerification: Hashable, Sendable {
    public var prize: PrizeID
    public var number: UInt32
    public var ticket: TicketID

    public init(prize: PrizeID, number: UInt32, ticket: TicketID) {
        self.prize = prize
        self.number = number
        self.ticket = ticket
    }
}

extension WinnerVerification: RafflePayload {
    static let typeName = "verified"
    static let kind = EntryKind(
        raffle: typeName, "A drawn number is verified as sold and valid: the result is official and goes to the displays.",
        by: "the server, for a draw official",
        [
            EntryField("number", "integer", "The winning number."), EntryField("prize", "string", "Id of the prize."),
            EntryField("ticket", "string", "The winning ticket."),
        ])
    var body: RaffleEntry.Body { .verified(self) }
    var members: [(String, JSONValue)] {
        [("number", .integer(Int64(number))), ("prize", .string(prize.text)), ("ticket", .string(ticket.text))]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        prize = try fields.id("prize", PrizeID.init)
        number = try fields.number("number")
        ticket = try fields.id("ticket", TicketID.init)
    }
}

/// A prize is paid out.
public struct Claim: Hashable, Sendable {
    public var prize: PrizeID
    public var ticket: TicketID
    /// In minor units: what the sales in the ledger make of it.
    public var amount: Int64
    /// As the organisation publishes the winner: a reference of its own unless the regulator wants the name. The ledger is public.
    public var claimant: String
    /// How: a cheque's number, cash, a transfer's reference.
    public var paidBy: String
    /// References of the documents that were shown.
    public var documents: [String]

    public static let documentsMax = 16

    public init(prize: PrizeID, ticket: TicketID, amount: Int64, claimant: String, paidBy: String, documents: [String]) {
        self.prize = prize
        self.ticket = ticket
        self.amount = amount
        self.claimant = claimant
        self.paidBy = paidBy
        self.documents = documents
    }
}

extension Claim: RafflePayload {
    static let typeName = "claimed"
    static let kind = EntryKind(
        raffle: typeName, "A prize is paid to who has the winning ticket.", by: "the server, for a manager",
        [
            EntryField("amount", "integer", "In minor units."),
            EntryField("claimant", "string", "As the organisation publishes the winner."),
            EntryField("documents", "array", "References of the documents that were shown."), EntryField("paidBy", "string", "How."),
            EntryField("prize", "string", "Id of the prize."), EntryField("ticket", "string", "The winning ticket."),
        ])
    var body: RaffleEntry.Body { .claimed(self) }
    var members: [(String, JSONValue)] {
        [
            ("amount", .integer(amount)), ("claimant", .string(claimant)), ("documents", .array(documents.map { .string($0) })),
            ("paidBy", .string(paidBy)), ("prize", .string(prize.text)), ("ticket", .string(ticket.text)),
        ]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        prize = try fields.id("prize", PrizeID.init)
        ticket = try fields.id("ticket", TicketID.init)
        amount = try fields.amount("amount")
        claimant = try fields.text("claimant")
        paidBy = try fields.text("paidBy")
        documents = try fields.array("documents") { value, path throws(RaffleEntryError) in
            guard let text = value.stringValue, PlainText.problem(in: text, charactersMax: RaffleDefinition.textCharactersMax) == nil
            else { throw RaffleEntryError(field: path, message: "must be a short text") }
            return text
        }
        guard documents.count <= Self.documentsMax else { throw fields.error("documents", "must be 16 at most") }
    }
}

/// Someone presented a ticket that is not to be paid.
public struct ClaimRefusal: Hashable, Sendable {
    public var verdict: TicketVerdict
    /// Nil when what was presented is no ticket's id.
    public var ticket: TicketID?

    public init(verdict: TicketVerdict, ticket: TicketID?) {
        self.verdict = verdict
        self.ticket = ticket
    }
}

extension ClaimRefusal: RafflePayload {
    static let typeName = "claim-refused"
    static let kind = EntryKind(
        raffle: typeName, "Someone presented a ticket that is not to be paid.", by: "the server, for who verifies tickets",
        [
            EntryField("ticket", "string", "What was presented, when it is a ticket's id.", required: false),
            EntryField("verdict", "string", TicketVerdict.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") + "."),
        ])
    var body: RaffleEntry.Body { .claimRefused(self) }
    var members: [(String, JSONValue)] {
        [("verdict", .string(verdict.rawValue))] + (ticket.map { [("ticket", .string($0.text))] } ?? [])
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        verdict = try fields.raw("verdict", TicketVerdict.self)
        ticket = fields.has("ticket") ? try fields.id("ticket", TicketID.init) : nil
    }
}
