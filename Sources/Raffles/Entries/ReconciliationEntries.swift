public import Ledger

/// All numbers and all money add up: the totals, and a digest of every unit's own line.
///
/// The lines themselves follow from the ledger (``RaffleRecord/reconciliation(override:)``); thousands of them would not fit in an entry.
public struct Reconciliation: Hashable, Sendable {
    /// Draw numbers there are.
    public var numbers: Int
    /// Never leased.
    public var unallocated: Int
    public var total: AccountTotals
    /// Units that had a lease.
    public var units: Int
    /// As ``ReconciliationTable/unitsDigest``.
    public var unitsDigest: Hash
    /// Why it is accepted although units are corrupt; present exactly when one is.
    public var override: String?

    public init(numbers: Int, unallocated: Int, total: AccountTotals, units: Int, unitsDigest: Hash, override: String?) {
        self.numbers = numbers
        self.unallocated = unallocated
        self.total = total
        self.units = units
        self.unitsDigest = unitsDigest
        self.override = override
    }
}

/// Numbers, tickets and money of one account.
///
/// The identities: `allocated` = `sold` + `unsold`; `sold` = `inPlay` + `void`; `gross` is the price of all tickets, voided ones too.
public struct AccountTotals: Hashable, Sendable {
    /// Numbers leased.
    public var allocated = 0
    /// Numbers sold, voided ones too.
    public var sold = 0
    /// Numbers of voided tickets.
    public var void = 0
    public var tickets = 0
    public var voidTickets = 0
    public var gross: Int64 = 0
    public var refunds: Int64 = 0

    public init() {}

    public var unsold: Int { allocated - sold }
    public var inPlay: Int { sold - void }
    public var validTickets: Int { tickets - voidTickets }
    public var sales: SalesTotals { SalesTotals(gross: gross, refunds: refunds) }
    public var net: Int64 { sales.net }

    static let names = ["allocated", "sold", "void", "tickets", "voidTickets", "gross", "refunds"]

    var values: [Int64] { [Int64(allocated), Int64(sold), Int64(void), Int64(tickets), Int64(voidTickets), gross, refunds] }

    init?(values: [Int64]) {
        guard values.count == Self.names.count, values.allSatisfy({ $0 >= 0 }) else { return nil }
        allocated = Int(values[0])
        sold = Int(values[1])
        void = Int(values[2])
        tickets = Int(values[3])
        voidTickets = Int(values[4])
        gross = values[5]
        refunds = values[6]
    }
}

extension Reconciliation: RafflePayload {
    static let typeName = "reconciled"
    static let kind = EntryKind(
        raffle: typeName, "All sold, void and unsold numbers and all money add up, in total and for each unit.",
        by: "the server, for a manager",
        [
            EntryField("inPlay", "integer", "Numbers that take part: sold less void."),
            EntryField("net", "integer", "Gross less refunds."),
            EntryField("numbers", "integer", "Draw numbers there are."),
            EntryField("override", "string", "Why it is accepted with corrupt units; only then.", required: false),
            EntryField(
                "total", "array",
                "\(AccountTotals.names.joined(separator: ", ")): numbers, numbers, numbers, tickets, tickets, money, money."),
            EntryField("unallocated", "integer", "Numbers never leased."),
            EntryField("units", "integer", "Units that had a lease."),
            EntryField(
                "unitsDigest", "hash",
                "SHA-256 over a line for each unit, ascending: its id, whether its own count agrees, and its seven values, as canonical JSON."
            ),
            EntryField("unsold", "integer", "Numbers leased and not sold."),
        ])

    var body: RaffleEntry.Body { .reconciled(self) }

    var members: [(String, JSONValue)] {
        [
            ("inPlay", .whole(total.inPlay)), ("net", .integer(total.net)), ("numbers", .whole(numbers)),
            ("total", .array(total.values.map { .integer($0) })), ("unallocated", .whole(unallocated)), ("units", .whole(units)),
            ("unitsDigest", .string(unitsDigest.base64URL)), ("unsold", .whole(total.unsold)),
        ] + (override.map { [("override", .string($0))] } ?? [])
    }

    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        numbers = try fields.count("numbers")
        unallocated = try fields.count("unallocated")
        override = try fields.optionalText("override")
        let values = try fields.array("total") { value, _ throws(RaffleEntryError) in value.integerValue ?? -1 }
        guard let total = AccountTotals(values: values) else { throw fields.error("total", "must be seven integers") }
        self.total = total
        units = try fields.count("units")
        unitsDigest = try fields.hash("unitsDigest")
        guard try fields.count("unsold") == total.unsold, try fields.count("inPlay") == total.inPlay,
            try fields.amount("net") == total.net
        else { throw fields.error("total", "does not add up") }
    }
}

/// The event manager has seen that voided tickets are reconciled; draws may begin, and nothing can be voided any more.
public struct Acknowledgement: Hashable, Sendable {
    /// Index of the reconciliation that was seen.
    public var reconciliation: UInt64
    /// Voided tickets in it.
    public var voidTickets: Int
    /// Whether voided counterfoils may be among the paper stubs; what was done about it.
    public var note: String?

    public init(reconciliation: UInt64, voidTickets: Int, note: String? = nil) {
        self.reconciliation = reconciliation
        self.voidTickets = voidTickets
        self.note = note
    }
}

extension Acknowledgement: RafflePayload {
    static let typeName = "acknowledged"
    static let kind = EntryKind(
        raffle: typeName, "The event manager acknowledges that voided tickets are reconciled: without it no draw.",
        by: "the server, for an event manager",
        [
            EntryField("note", "string", "In the manager's words.", required: false),
            EntryField("reconciliation", "integer", "Index of the reconciliation that was seen."),
            EntryField("voidTickets", "integer", "Voided tickets in it."),
        ])
    var body: RaffleEntry.Body { .acknowledged(self) }
    var members: [(String, JSONValue)] {
        [("reconciliation", .whole(reconciliation)), ("voidTickets", .whole(voidTickets))] + (note.map { [("note", .string($0))] } ?? [])
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        reconciliation = try fields.unsigned("reconciliation")
        voidTickets = try fields.count("voidTickets")
        note = try fields.optionalText("note")
    }
}
