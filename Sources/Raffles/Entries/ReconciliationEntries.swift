internal import Ledger

/// All numbers and all money accounted for, in total and for every unit.
public struct Reconciliation: Hashable, Sendable {
    /// Draw numbers there are.
    public var numbers: Int
    /// Never leased.
    public var unallocated: Int
    public var total: AccountTotals
    /// Every unit that had a lease, ascending by id.
    public var units: [Unit]
    /// Why it is accepted although units are corrupt; present exactly when one is.
    public var override: String?

    /// A unit's line.
    public struct Unit: Hashable, Sendable {
        public var rsu: RSUID
        /// False for a corrupt unit whose sales were not recovered.
        public var agrees: Bool
        public var totals: AccountTotals

        public init(rsu: RSUID, agrees: Bool, totals: AccountTotals) {
            self.rsu = rsu
            self.agrees = agrees
            self.totals = totals
        }
    }

    /// Units that a raffle can have: their lines have to fit in this entry.
    public static let unitsMax = 300

    public init(numbers: Int, unallocated: Int, total: AccountTotals, units: [Unit], override: String?) {
        self.numbers = numbers
        self.unallocated = unallocated
        self.total = total
        self.units = units
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
            EntryField("units", "array", "For each unit its id, whether its own count agrees, and the same seven values."),
            EntryField("unsold", "integer", "Numbers leased and not sold."),
        ])

    var body: RaffleEntry.Body { .reconciled(self) }

    var members: [(String, JSONValue)] {
        let rows = units.map { unit in
            JSONValue.array([.string(unit.rsu.text), .bool(unit.agrees)] + unit.totals.values.map { .integer($0) })
        }
        return [
            ("inPlay", .whole(total.inPlay)), ("net", .integer(total.net)), ("numbers", .whole(numbers)),
            ("total", .array(total.values.map { .integer($0) })), ("unallocated", .whole(unallocated)), ("units", .array(rows)),
            ("unsold", .whole(total.unsold)),
        ] + (override.map { [("override", .string($0))] } ?? [])
    }

    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        numbers = try fields.count("numbers")
        unallocated = try fields.count("unallocated")
        override = try fields.optionalText("override")
        let values = try fields.array("total") { value, _ throws(RaffleEntryError) in value.integerValue ?? -1 }
        guard let total = AccountTotals(values: values) else { throw fields.error("total", "must be seven integers") }
        self.total = total
        units = try fields.array("units") { value, path throws(RaffleEntryError) in
            guard let row = value.arrayValue, row.count == 2 + AccountTotals.names.count, let rsu = row[0].stringValue.flatMap(RSUID.init),
                let agrees = row[1].boolValue, let totals = AccountTotals(values: row.dropFirst(2).map { $0.integerValue ?? -1 })
            else { throw RaffleEntryError(field: path, message: "must be a unit, true or false, and seven integers") }
            return Unit(rsu: rsu, agrees: agrees, totals: totals)
        }
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
