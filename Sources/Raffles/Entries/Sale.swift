public import Ledger

/// How a ticket was paid for.
public struct Payment: Hashable, Sendable {
    public enum Method: String, Sendable, CaseIterable {
        case cash
        case card
        case online
        case voucher
        case other
    }

    public var method: Method
    /// The payment provider's reference; may be empty. At most ``RaffleDefinition/textCharactersMax`` characters.
    public var reference: String

    public init(method: Method, reference: String = "") {
        self.method = method
        self.reference = reference
    }
}

/// The id that a unit gives a sale: a UUID in lower-case hexadecimal with dashes.
public struct SaleID: Hashable, Sendable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    public static let textCount = 36

    /// - Parameter bytes: 16; nil for any other number of them.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    public init?(_ text: String) {
        var text = text
        guard let id = text.withUTF8({ SaleID(text: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = id
    }

    init?(text: UnsafeRawBufferPointer) {
        guard text.count == Self.textCount else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (place, byte) in text.enumerated() {
            if place == 8 || place == 13 || place == 18 || place == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let value: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            if digits < 16 { words.0 = words.0 << 4 | UInt64(value) } else { words.1 = words.1 << 4 | UInt64(value) }
            digits += 1
        }
        (high, low) = words
    }

    public var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    public var description: String { text }

    func append(to out: inout [UInt8]) {
        let digits: StaticString = "0123456789abcdef"
        for place in 0..<32 {
            if place == 8 || place == 12 || place == 16 || place == 20 { out.append(UInt8(ascii: "-")) }
            let word = place < 16 ? high : low
            out.append(digits.utf8Start[Int(word >> UInt64(60 - 4 * (place & 15)) & 15)])
        }
    }
}

/// A sale as the unit recorded it: what it uploads, and uploads again until it has the receipt.
public struct SaleUpload: Hashable, Sendable {
    public var rsu: RSUID
    /// The unit's count of its sales in this raffle, from 1; at most ``sequenceMax``.
    public var sequence: UInt64
    public var sale: SaleID
    /// In the order of the ticket.
    public var numbers: [UInt32]
    public var package: PackageID
    /// For the whole ticket.
    public var price: Int64
    public var payment: Payment
    public var `operator`: UserID
    /// By the unit's clock.
    public var soldAt: Instant
    /// Whether the unit had no connection when it sold.
    public var offline: Bool
    /// ``ValidationNumber/commitment(raffle:ticket:)`` of the ticket's validation number.
    public var commitment: Hash

    public static let sequenceMax: UInt64 = 1 << 40 - 1

    public init(
        rsu: RSUID, sequence: UInt64, sale: SaleID, numbers: [UInt32], package: PackageID, price: Int64, payment: Payment,
        operator: UserID, soldAt: Instant, offline: Bool, commitment: Hash
    ) {
        self.rsu = rsu
        self.sequence = sequence
        self.sale = sale
        self.numbers = numbers
        self.package = package
        self.price = price
        self.payment = payment
        self.operator = `operator`
        self.soldAt = soldAt
        self.offline = offline
        self.commitment = commitment
    }

    /// The ticket's id; nil when the sequence is out of its bounds.
    public var ticket: TicketID? {
        sequence <= Self.sequenceMax ? TicketID(rsu: rsu, sequence: sequence) : nil
    }

    /// The canonical JSON of what the unit said: the same content gives the same bytes, on the unit and on the server.
    public func canonical() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(320 + 11 * numbers.count)
        append(to: &bytes)
        return bytes
    }

    /// SHA-256 of ``canonical()``: two uploads are the same when this is.
    public var digest: Hash { Hash.sha256(canonical()) }
}

/// A ticket sold.
public struct Sale: Hashable, Sendable {
    public var upload: SaleUpload
    /// Whether it reached the server after the close.
    public var late: Bool

    public init(_ upload: SaleUpload, late: Bool) {
        self.upload = upload
        self.late = late
    }
}

extension Sale: RafflePayload {
    static let typeName = "sale"
    static let kind = EntryKind(
        raffle: typeName, "One bearer ticket sold.", by: "the server, when a unit uploads it",
        [
            EntryField("commitment", "hash", "Digest of the ticket's validation number, bound to raffle and ticket."),
            EntryField("late", "boolean", "Whether it reached the server after the close."),
            EntryField("numbers", "array", "The draw numbers on the ticket."),
            EntryField("offline", "boolean", "Whether the unit had no connection when it sold."),
            EntryField("operator", "string", "Who sold it."),
            EntryField("package", "string", "Id of the package."),
            EntryField("payment", "object", "`method` (`cash`, `card`, `online`, `voucher`, `other`) and the provider's `reference`."),
            EntryField("price", "integer", "For the whole ticket, in minor units."),
            EntryField("rsu", "string", "The unit."),
            EntryField("sale", "string", "The unit's UUID of the sale."),
            EntryField("sequence", "integer", "The unit's count of its sales, from 1."),
            EntryField("soldAt", "time", "By the unit's clock."),
            EntryField("ticket", "string", "`<rsu>-<sequence>`."),
        ])

    var body: RaffleEntry.Body { .sale(self) }

    var members: [(String, JSONValue)] {
        upload.members + [("late", .bool(late)), ("ticket", .string(upload.ticket?.text ?? ""))]
    }

    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        upload = try SaleUpload(fields)
        late = try fields.bool("late")
        guard try fields.string("ticket") == upload.ticket?.text else { throw fields.error("ticket", "must be rsu-sequence") }
    }
}

// MARK: - JSON

extension SaleUpload {
    static let memberNames = [
        "commitment", "numbers", "offline", "operator", "package", "payment", "price", "rsu", "sale", "sequence", "soldAt",
    ]

    /// The upload as a JSON object, as units send it.
    public func json() -> JSONValue { .object(members) }

    /// Reads what ``json()`` gives; members in any order, no others.
    public init(json: JSONValue) throws(RaffleEntryError) {
        try self.init(RaffleFields(json, path: "", members: Self.memberNames))
    }

    /// The bounds of what is not an id or a time, which cannot be wrong.
    func checkForm() throws(RaffleEntryError) {
        guard (1...Self.sequenceMax).contains(sequence) else { throw RaffleEntryError(field: "sequence", message: "is out of its bounds") }
        guard (1...RaffleDefinition.packageNumbersMax).contains(numbers.count) else {
            throw RaffleEntryError(field: "numbers", message: "must be 1 to \(RaffleDefinition.packageNumbersMax)")
        }
        guard (0...Money.max).contains(price) else { throw RaffleEntryError(field: "price", message: "is out of its bounds") }
        if !payment.reference.isEmpty,
            let problem = PlainText.problem(in: payment.reference, charactersMax: RaffleDefinition.textCharactersMax)
        {
            throw RaffleEntryError(field: "payment.reference", message: problem)
        }
    }

    var members: [(String, JSONValue)] {
        [
            ("commitment", .string(commitment.base64URL)), ("numbers", .array(numbers.map { .integer(Int64($0)) })),
            ("offline", .bool(offline)), ("operator", .string(`operator`.text)), ("package", .string(package.text)),
            ("payment", .object([("method", .string(payment.method.rawValue)), ("reference", .string(payment.reference))])),
            ("price", .integer(price)), ("rsu", .string(rsu.text)), ("sale", .string(sale.text)), ("sequence", .whole(sequence)),
            ("soldAt", .string(soldAt.text)),
        ]
    }

    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        rsu = try fields.id("rsu", RSUID.init)
        sequence = try fields.unsigned("sequence")
        guard (1...Self.sequenceMax).contains(sequence) else { throw fields.error("sequence", "is out of its bounds") }
        sale = try fields.id("sale") { SaleID($0) }
        let path = FieldPath.member("numbers", of: fields.path)
        numbers = try fields.array("numbers") { value, _ throws(RaffleEntryError) in
            guard let number = value.integerValue.flatMap({ UInt32(exactly: $0) }) else {
                throw RaffleEntryError(field: path, message: "must hold draw numbers")
            }
            return number
        }
        guard (1...RaffleDefinition.packageNumbersMax).contains(numbers.count) else {
            throw fields.error("numbers", "must be 1 to \(RaffleDefinition.packageNumbersMax)")
        }
        package = try fields.id("package", PackageID.init)
        price = try fields.amount("price")
        let parts = try fields.object("payment", members: ["method", "reference"])
        payment = Payment(method: try parts.raw("method", Payment.Method.self), reference: try parts.text("reference", mayBeEmpty: true))
        `operator` = try fields.id("operator", UserID.init)
        soldAt = try fields.instant("soldAt")
        offline = try fields.bool("offline")
        commitment = try fields.hash("commitment")
    }
}
