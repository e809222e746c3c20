public import Ledger

/// A seller asks that a ticket be voided; nothing changes until a manager decides.
public struct TicketMark: Hashable, Sendable {
    public var ticket: TicketID
    public var reason: TicketVoid.Reason
    public var note: String?

    public init(ticket: TicketID, reason: TicketVoid.Reason, note: String? = nil) {
        self.ticket = ticket
        self.reason = reason
        self.note = note
    }
}

extension TicketMark: RafflePayload {
    static let typeName = "mark"
    static let kind = EntryKind(
        raffle: typeName, "A seller asks that a ticket be voided; it stays sold until a manager decides.",
        by: "the server, for an operator", [TicketVoid.noteField, TicketVoid.reasonField, TicketVoid.ticketField])
    var body: RaffleEntry.Body { .mark(self) }
    var members: [(String, JSONValue)] {
        [("reason", .string(reason.rawValue)), ("ticket", .string(ticket.text))] + (note.map { [("note", .string($0))] } ?? [])
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        ticket = try fields.id("ticket", TicketID.init)
        reason = try fields.raw("reason", TicketVoid.Reason.self)
        note = try fields.optionalText("note")
    }
}

/// A manager turns down the request to void.
public struct TicketUnmark: Hashable, Sendable {
    public var ticket: TicketID
    public init(ticket: TicketID) { self.ticket = ticket }
}

extension TicketUnmark: RafflePayload {
    static let typeName = "unmark"
    static let kind = EntryKind(
        raffle: typeName, "The request to void a ticket is turned down or taken back.", by: "the server, for a manager or the operator",
        [TicketVoid.ticketField])
    var body: RaffleEntry.Body { .unmark(self) }
    var members: [(String, JSONValue)] { [("ticket", .string(ticket.text))] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) { ticket = try fields.id("ticket", TicketID.init) }
}

/// A ticket, with all its numbers, takes part no more. Its numbers are never sold again.
public struct TicketVoid: Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        case misprint
        case customer
        /// The payment failed or was taken back.
        case payment
        /// The unit sold what it should not have.
        case error
        case other
    }

    public var ticket: TicketID
    public var reason: Reason
    public var note: String?
    /// Money given back: 0 to the ticket's price.
    public var refund: Int64

    public init(ticket: TicketID, reason: Reason, note: String? = nil, refund: Int64) {
        self.ticket = ticket
        self.reason = reason
        self.note = note
        self.refund = refund
    }

    static let ticketField = EntryField("ticket", "string", "`<rsu>-<sequence>`.")
    static let noteField = EntryField("note", "string", "In the words of who did it.", required: false)
    static let reasonField = EntryField("reason", "string", "`misprint`, `customer`, `payment`, `error` or `other`.")
}

extension TicketVoid: RafflePayload {
    static let typeName = "void"
    static let kind = EntryKind(
        raffle: typeName, "A ticket with all its numbers takes part no more; the numbers are never sold again.",
        by: "the server, for a manager; never after the acknowledgement",
        [
            noteField, reasonField, EntryField("refund", "integer", "Money given back: 0 to the price, in minor units."), ticketField,
        ])
    var body: RaffleEntry.Body { .void(self) }
    var members: [(String, JSONValue)] {
        [("reason", .string(reason.rawValue)), ("refund", .integer(refund)), ("ticket", .string(ticket.text))]
            + (note.map { [("note", .string($0))] } ?? [])
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        ticket = try fields.id("ticket", TicketID.init)
        reason = try fields.raw("reason", Reason.self)
        note = try fields.optionalText("note")
        refund = try fields.amount("refund")
    }
}

/// A void is taken back.
public struct TicketUnvoid: Hashable, Sendable {
    public var ticket: TicketID
    public var note: String
    public init(ticket: TicketID, note: String) {
        self.ticket = ticket
        self.note = note
    }
}

extension TicketUnvoid: RafflePayload {
    static let typeName = "unvoid"
    static let kind = EntryKind(
        raffle: typeName, "A void is taken back: the ticket takes part again.", by: "the server, for a manager; only before reconciliation",
        [EntryField("note", "string", "Why."), TicketVoid.ticketField])
    var body: RaffleEntry.Body { .unvoid(self) }
    var members: [(String, JSONValue)] { [("note", .string(note)), ("ticket", .string(ticket.text))] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        ticket = try fields.id("ticket", TicketID.init)
        note = try fields.text("note")
    }
}

/// A ticket or a counterfoil is printed again, and marked as a reprint.
public struct Reprint: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case bearer
        case counterfoil
    }

    public var ticket: TicketID
    public var kind: Kind
    /// Of a counterfoil, which has one number; nil for a bearer ticket, which has them all.
    public var number: UInt32?

    public init(ticket: TicketID, kind: Kind, number: UInt32? = nil) {
        self.ticket = ticket
        self.kind = kind
        self.number = number
    }
}

extension Reprint: RafflePayload {
    static let typeName = "reprint"
    static let kind = EntryKind(
        raffle: typeName, "A bearer ticket or a counterfoil is printed again, marked as a reprint.",
        by: "the server, for an operator (ticket) or a manager (counterfoil)",
        [
            EntryField("kind", "string", "`bearer` or `counterfoil`."),
            EntryField("number", "integer", "The counterfoil's number; only there.", required: false),
            TicketVoid.ticketField,
        ])
    var body: RaffleEntry.Body { .reprint(self) }
    var members: [(String, JSONValue)] {
        [("kind", .string(kind.rawValue)), ("ticket", .string(ticket.text))] + (number.map { [("number", .integer(Int64($0)))] } ?? [])
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        ticket = try fields.id("ticket", TicketID.init)
        kind = try fields.raw("kind", Kind.self)
        number = fields.has("number") ? try fields.number("number") : nil
        guard (kind == .counterfoil) == (number != nil) else { throw fields.error("number", "belongs to a counterfoil, and only there") }
    }
}

/// An upload contradicts a sale in the ledger. The ledger's stands.
public struct Conflict: Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// Same unit and sequence, other content.
        case sequence
        /// Same sale id under another sequence or unit.
        case sale
        /// A number of it is on another ticket.
        case number
    }

    public var rsu: RSUID
    /// Of the upload.
    public var sequence: UInt64
    public var reason: Reason
    /// The ticket in the ledger that the upload contradicts.
    public var ticket: TicketID
    /// ``SaleUpload/digest`` of the sale in the ledger, and of the upload.
    public var stored: Hash
    public var offered: Hash

    public init(rsu: RSUID, sequence: UInt64, reason: Reason, ticket: TicketID, stored: Hash, offered: Hash) {
        self.rsu = rsu
        self.sequence = sequence
        self.reason = reason
        self.ticket = ticket
        self.stored = stored
        self.offered = offered
    }
}

extension Conflict: RafflePayload {
    static let typeName = "conflict"
    static let kind = EntryKind(
        raffle: typeName, "An upload contradicts a sale in the ledger, which stands.", by: "the server, when a unit uploads it",
        [
            EntryField("offered", "hash", "Digest of the upload."),
            EntryField("reason", "string", "`sequence`, `sale` or `number`: what was there before."),
            EntryField("rsu", "string", "The unit that uploads."), EntryField("sequence", "integer", "Of the upload."),
            EntryField("stored", "hash", "Digest of the sale in the ledger."),
            EntryField("ticket", "string", "The ticket in the ledger that it contradicts."),
        ])
    var body: RaffleEntry.Body { .conflict(self) }
    var members: [(String, JSONValue)] {
        [
            ("offered", .string(offered.base64URL)), ("reason", .string(reason.rawValue)), ("rsu", .string(rsu.text)),
            ("sequence", .whole(sequence)), ("stored", .string(stored.base64URL)), ("ticket", .string(ticket.text)),
        ]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        rsu = try fields.id("rsu", RSUID.init)
        sequence = try fields.unsigned("sequence")
        reason = try fields.raw("reason", Reason.self)
        ticket = try fields.id("ticket", TicketID.init)
        stored = try fields.hash("stored")
        offered = try fields.hash("offered")
    }
}
