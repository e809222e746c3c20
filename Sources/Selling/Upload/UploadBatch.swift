public import Ledger
public import Raffles

/// What a unit sends in one go: the next sales and the next notes that the server has not confirmed.
///
/// Sent again after a lost reply it is the same batch, with the session of the moment.
public struct UploadBatch: Hashable, Sendable {
    /// Sales and, apart from them, notes in one batch: about 200 kB.
    public static let countMax = 500

    public let raffle: RaffleID
    public let rsu: RSUID
    /// From the last authentication; the server refuses an old one.
    public var session: String
    /// Their sequences follow one another.
    public let sales: [SaleUpload]
    /// Their numbers follow one another.
    public let notes: [UnitNote]

    public init(raffle: RaffleID, rsu: RSUID, session: String, sales: [SaleUpload], notes: [UnitNote]) {
        self.raffle = raffle
        self.rsu = rsu
        self.session = session
        self.sales = sales
        self.notes = notes
    }

    /// The batch as the body of a request. The session travels apart from it, in the header that authenticates.
    public func json() -> JSONValue {
        .object([
            ("raffle", .string(raffle.text)), ("rsu", .string(rsu.text)),
            ("sales", .array(sales.map { $0.json() })), ("notes", .array(notes.map { $0.json() })),
        ])
    }

    /// Reads a batch. Every sale has to be of its unit and raffle, and each the successor of the one before.
    public init(_ json: JSONValue, session: String) throws(FormatError) {
        let reader = try MemberReader(json, names: ["raffle", "rsu", "sales", "notes"])
        let raffle = try reader.parsed("raffle") { RaffleID($0) }
        let rsu = try reader.parsed("rsu") { RSUID($0) }
        var sales: [SaleUpload] = []
        for (index, value) in try reader.array("sales", countMax: Self.countMax).enumerated() {
            let sale = try SaleUpload(value, at: "sales[\(index)]")
            guard sale.raffle == raffle, sale.rsu == rsu else {
                throw FormatError(field: "sales[\(index)]", message: "is of another unit or raffle")
            }
            if let last = sales.last, last.sequence + 1 != sale.sequence {
                throw FormatError(field: "sales[\(index)].sequence", message: "does not follow the one before")
            }
            sales.append(sale)
        }
        var notes: [UnitNote] = []
        for (index, value) in try reader.array("notes", countMax: Self.countMax).enumerated() {
            let note = try UnitNote(value, at: "notes[\(index)]")
            if let last = notes.last, last.number + 1 != note.number {
                throw FormatError(field: "notes[\(index)].note", message: "does not follow the one before")
            }
            notes.append(note)
        }
        self.init(raffle: raffle, rsu: rsu, session: session, sales: sales, notes: notes)
    }
}

/// What the server has committed of a unit's sales and notes. It answers every batch with one, also a repeated batch.
public struct Acknowledgement: Hashable, Sendable {
    public let raffle: RaffleID
    public let rsu: RSUID
    /// Every sale up to this sequence is durable at the server; 0 when none is.
    public let sales: UInt64
    /// Every note up to this number.
    public let notes: UInt64
    /// The server's time when it answered.
    public let time: Instant

    public init(raffle: RaffleID, rsu: RSUID, sales: UInt64, notes: UInt64, time: Instant) {
        self.raffle = raffle
        self.rsu = rsu
        self.sales = sales
        self.notes = notes
        self.time = time
    }

    public func json() -> JSONValue {
        .object([
            ("raffle", .string(raffle.text)), ("rsu", .string(rsu.text)), ("sales", .whole(sales)), ("notes", .whole(notes)),
            ("time", .string(time.text)),
        ])
    }

    public init(_ json: JSONValue) throws(FormatError) {
        let reader = try MemberReader(json, names: ["raffle", "rsu", "sales", "notes", "time"])
        raffle = try reader.parsed("raffle") { RaffleID($0) }
        rsu = try reader.parsed("rsu") { RSUID($0) }
        sales = UInt64(try reader.whole("sales", 0...Int64(TicketID.sequenceMax)))
        notes = UInt64(try reader.whole("notes", 0...Int64(TicketID.sequenceMax)))
        time = try reader.parsed("time") { Instant($0) }
    }
}
