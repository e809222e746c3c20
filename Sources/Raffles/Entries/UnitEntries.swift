public import Ledger

/// Numbers handed to one selling unit, for it alone.
public struct Lease: Hashable, Sendable {
    public var rsu: RSUID
    /// Who sells with it.
    public var `operator`: UserID
    /// Positions `from` up to, not including, `to` of the raffle's order of numbers.
    public var positions: Range<Int>
    /// The unit told of it after a restore: it was given out in a history that is lost.
    public var isReported: Bool

    public init(rsu: RSUID, operator: UserID, positions: Range<Int>, isReported: Bool = false) {
        self.rsu = rsu
        self.operator = `operator`
        self.positions = positions
        self.isReported = isReported
    }
}

extension Lease: RafflePayload {
    static let typeName = "lease"
    static let kind = EntryKind(
        raffle: typeName, "Numbers handed to one selling unit, for it alone.", by: "the server, when an enabled unit asks",
        [
            EntryField(
                "from", "integer", "First position, counted from 0: the one after the last ever leased, unless it is `reported`."),
            EntryField("numbers", "integer", "How many; `to` - `from`."),
            EntryField("operator", "string", "Who sells with the unit."),
            EntryField(
                "reported", "boolean", "`true` when the unit told of it after a restore, in which it was forgotten; only then.",
                required: false),
            EntryField("rsu", "string", "The unit."),
            EntryField("to", "integer", "The position after the last."),
        ])
    var body: RaffleEntry.Body { .lease(self) }
    var members: [(String, JSONValue)] {
        [
            ("from", .whole(positions.lowerBound)), ("numbers", .whole(positions.count)), ("operator", .string(`operator`.text)),
            ("rsu", .string(rsu.text)), ("to", .whole(positions.upperBound)),
        ] + (isReported ? [("reported", true)] : [])
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        rsu = try fields.id("rsu", RSUID.init)
        `operator` = try fields.id("operator", UserID.init)
        let from = try fields.count("from")
        let to = try fields.count("to")
        guard from < to else { throw fields.error("to", "must be greater than from") }
        guard try fields.count("numbers") == to - from else { throw fields.error("numbers", "must be to - from") }
        positions = from..<to
        isReported = fields.has("reported") ? try fields.bool("reported") : false
    }
}

/// A unit has given up what it had not sold. Those numbers stay unsold in this raffle.
public struct LeaseEnd: Hashable, Sendable {
    public var rsu: RSUID
    public init(rsu: RSUID) { self.rsu = rsu }
}

extension LeaseEnd: RafflePayload {
    static let typeName = "lease-ended"
    static let kind = EntryKind(
        raffle: typeName, "A unit gave up what it had not sold; those numbers are never leased again.",
        by: "the server, for a manager or for the unit", [EntryField("rsu", "string", "The unit.")])
    var body: RaffleEntry.Body { .leaseEnded(self) }
    var members: [(String, JSONValue)] { [("rsu", .string(rsu.text))] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) { rsu = try fields.id("rsu", RSUID.init) }
}

/// What a unit says it has sold, which is what the server has: nothing more comes from it.
public struct UnitClosing: Hashable, Sendable {
    public var rsu: RSUID
    public var statement: UnitStatement

    public init(rsu: RSUID, statement: UnitStatement) {
        self.rsu = rsu
        self.statement = statement
    }
}

extension UnitClosing: RafflePayload {
    static let typeName = "rsu-closed"
    static let kind = EntryKind(
        raffle: typeName, "A unit has uploaded all it sold and is closed for this raffle, for ever.",
        by: "the server, on the unit's own statement, when it agrees with the ledger",
        [
            EntryField("digest", "hash", "Over the unit's sales; see the statement of a unit."),
            EntryField("rsu", "string", "The unit."),
            EntryField("sales", "integer", "How many."),
        ])
    var body: RaffleEntry.Body { .rsuClosed(self) }
    var members: [(String, JSONValue)] {
        [("digest", .string(statement.digest.base64URL)), ("rsu", .string(rsu.text)), ("sales", .whole(statement.sales))]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        rsu = try fields.id("rsu", RSUID.init)
        statement = UnitStatement(sales: try fields.count("sales"), digest: try fields.hash("digest"))
    }
}

/// A unit that cannot say what it sold.
public struct UnitCorruption: Hashable, Sendable {
    public var rsu: RSUID
    public var `operator`: UserID
    /// Money found with the operator.
    public var collected: Int64
    public var reason: String

    public init(rsu: RSUID, operator: UserID, collected: Int64, reason: String) {
        self.rsu = rsu
        self.operator = `operator`
        self.collected = collected
        self.reason = reason
    }
}

extension UnitCorruption: RafflePayload {
    static let typeName = "rsu-corrupt"
    static let kind = EntryKind(
        raffle: typeName, "A unit cannot be reconciled: a line of the RSU Corruption Log.", by: "the server, for a manager",
        [
            EntryField("collected", "integer", "Money found with the operator, in minor units."),
            EntryField("operator", "string", "Who sold with it."),
            EntryField("reason", "string", "What is wrong with it."),
            EntryField("rsu", "string", "The unit."),
        ])
    var body: RaffleEntry.Body { .rsuCorrupt(self) }
    var members: [(String, JSONValue)] {
        [
            ("collected", .integer(collected)), ("operator", .string(`operator`.text)), ("reason", .string(reason)),
            ("rsu", .string(rsu.text)),
        ]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        rsu = try fields.id("rsu", RSUID.init)
        `operator` = try fields.id("operator", UserID.init)
        collected = try fields.amount("collected")
        reason = try fields.text("reason")
    }
}

/// The sales of a corrupt unit have been brought in from its export.
public struct UnitRecovery: Hashable, Sendable {
    /// What an export lacks that was accepted all the same.
    public struct Shortfall: Hashable, Sendable {
        /// Sequences up to the highest that is known, of which there is no sale. More may be missing behind it.
        public var missing: Int
        /// Money that the unit says it took, beyond that of its known sales, in minor units.
        public var unaccounted: Int64
        /// Why it was accepted.
        public var reason: String

        public init(missing: Int, unaccounted: Int64, reason: String) {
            self.missing = missing
            self.unaccounted = unaccounted
            self.reason = reason
        }
    }

    public var rsu: RSUID
    public var statement: UnitStatement
    /// Nil when the export was whole.
    public var shortfall: Shortfall?

    public init(rsu: RSUID, statement: UnitStatement, shortfall: Shortfall? = nil) {
        self.rsu = rsu
        self.statement = statement
        self.shortfall = shortfall
    }
}

extension UnitRecovery: RafflePayload {
    static let typeName = "rsu-recovered"
    static let kind = EntryKind(
        raffle: typeName, "The sales of a corrupt unit were imported from its signed export; the unit stays closed.",
        by: "the server, for a manager, right after the sales",
        [
            EntryField("digest", "hash", "Over all the unit's sales."), EntryField("rsu", "string", "The unit."),
            EntryField("sales", "integer", "How many, those uploaded before included."),
            EntryField(
                "missing", "integer", "Only of an incomplete export: sequences without a sale up to the highest that is known.",
                required: false),
            EntryField("reason", "string", "Only of an incomplete export: why it was accepted.", required: false),
            EntryField(
                "unaccounted", "integer", "Only of an incomplete export: money beyond that of the known sales, in minor units.",
                required: false),
        ])
    var body: RaffleEntry.Body { .rsuRecovered(self) }
    var members: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [
            ("digest", .string(statement.digest.base64URL)), ("rsu", .string(rsu.text)), ("sales", .whole(statement.sales)),
        ]
        if let shortfall {
            members += [
                ("missing", .whole(shortfall.missing)), ("reason", .string(shortfall.reason)),
                ("unaccounted", .integer(shortfall.unaccounted)),
            ]
        }
        return members
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        rsu = try fields.id("rsu", RSUID.init)
        statement = UnitStatement(sales: try fields.count("sales"), digest: try fields.hash("digest"))
        guard fields.has("missing") || fields.has("reason") || fields.has("unaccounted") else { return }
        shortfall = Shortfall(
            missing: try fields.count("missing"), unaccounted: try fields.amount("unaccounted"), reason: try fields.text("reason"))
    }
}

/// What a unit has sold: how many sales and a digest over them.
public struct UnitStatement: Hashable, Sendable {
    public var sales: Int
    /// `SHA-256("urna-rsu-sales-v1\n" ‖ raffle ‖ "\n" ‖ unit ‖ "\n"` and, ascending by sequence, `sequence ‖ "," ‖ digest ‖ "\n")`, the digest
    /// being ``SaleUpload/digest`` in base64url. Sales that the server refused are left out.
    public var digest: Hash

    public init(sales: Int, digest: Hash) {
        self.sales = sales
        self.digest = digest
    }

    /// - Parameter sales: ascending by sequence.
    public init(raffle: RaffleID, rsu: RSUID, sales: some Sequence<(sequence: UInt64, digest: Hash)>) {
        var text = Array("urna-rsu-sales-v1\n\(raffle.text)\n\(rsu.text)\n".utf8)
        var count = 0
        for sale in sales {
            text.append(contentsOf: "\(sale.sequence),".utf8)
            sale.digest.withUnsafeBytes { Base64URL.encode($0, into: &text) }
            text.append(UInt8(ascii: "\n"))
            count += 1
        }
        self.init(sales: count, digest: Hash.sha256(text))
    }
}
