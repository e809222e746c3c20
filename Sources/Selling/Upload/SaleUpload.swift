public import Ledger
public import Raffles

/// One sale as a selling unit records it, prints it and sends it to the server, which keeps it under (unit, sequence, sale id).
///
/// Nothing in it ever changes after it was made: sent again it is byte for byte the same.
public struct SaleUpload: Hashable, Sendable {
    public let raffle: RaffleID
    public let rsu: RSUID
    /// The unit's count of sales in the raffle, from 1 without gaps.
    public let sequence: UInt64
    public let sale: SaleID
    /// Distinct, in the order in which they were taken from the lease.
    public let numbers: [UInt32]
    public let package: PackageID
    /// Minor units.
    public let price: Int64
    public let payment: Payment
    public let seller: UserID
    /// The unit's time, as its ``ClockGuard`` gave it.
    public let soldAt: Instant
    /// Whether the unit was without an authenticated connection.
    public let isOffline: Bool
    public let validation: ValidationNumber

    /// `<unit>-<sequence>`.
    public let ticket: TicketID

    /// Nil when the sequence is not one, or there are no numbers, too many, or one twice, or the price is not an amount.
    public init?(
        raffle: RaffleID, rsu: RSUID, sequence: UInt64, sale: SaleID, numbers: [UInt32], package: PackageID, price: Int64,
        payment: Payment, seller: UserID, soldAt: Instant, isOffline: Bool, validation: ValidationNumber
    ) {
        guard let ticket = TicketID(rsu: rsu, sequence: sequence), (1...RaffleDefinition.packageNumbersMax).contains(numbers.count),
            Set(numbers).count == numbers.count, (0...RaffleDefinition.amountMax).contains(price)
        else { return nil }
        self.raffle = raffle
        self.rsu = rsu
        self.sequence = sequence
        self.sale = sale
        self.numbers = numbers
        self.package = package
        self.price = price
        self.payment = payment
        self.seller = seller
        self.soldAt = soldAt
        self.isOffline = isOffline
        self.validation = validation
        self.ticket = ticket
    }
}

// MARK: - JSON

extension SaleUpload {
    private static let names: Set<String> = [
        "raffle", "rsu", "sequence", "sale", "ticket", "numbers", "package", "price", "payment", "operator", "soldAt", "offline",
        "validation",
    ]

    /// All members, always; `validation` is the 17 symbols without dashes.
    public func json() -> JSONValue {
        .object([
            ("raffle", .string(raffle.text)),
            ("rsu", .string(rsu.text)),
            ("sequence", .whole(sequence)),
            ("sale", .string(sale.text)),
            ("ticket", .string(ticket.text)),
            ("numbers", .array(numbers.map { .integer(Int64($0)) })),
            ("package", .string(package.text)),
            ("price", .integer(price)),
            ("payment", payment.json()),
            ("operator", .string(seller.text)),
            ("soldAt", .string(soldAt.text)),
            ("offline", .bool(isOffline)),
            ("validation", .string(validation.compactText)),
        ])
    }

    /// Canonical JSON (RFC 8785): what is sent, digested and compared. Two uploads are the same sale when these are the same bytes.
    public func canonical() -> [UInt8] { json().canonical() }

    /// SHA-256 of ``canonical()``: what a conflict names.
    public var digest: Hash { Hash.sha256(canonical()) }

    /// Reads a sale strictly: `canonical()` of what was read is the canonical form of `json`.
    public init(_ json: JSONValue, at path: String = "") throws(FormatError) {
        let reader = try MemberReader(json, at: path, names: Self.names)
        let sequence = try reader.whole("sequence", 1...Int64(TicketID.sequenceMax))
        let validation = try reader.parsed("validation") { ValidationNumber($0) }
        guard validation.compactText == (try reader.text("validation")) else { throw reader.problem("validation", "is malformed") }
        let upload = SaleUpload(
            raffle: try reader.parsed("raffle") { RaffleID($0) },
            rsu: try reader.parsed("rsu") { RSUID($0) },
            sequence: UInt64(sequence),
            sale: try reader.parsed("sale") { SaleID($0) },
            numbers: try reader.numbers("numbers", countMax: RaffleDefinition.packageNumbersMax),
            package: try reader.parsed("package") { PackageID($0) },
            price: try reader.whole("price", 0...RaffleDefinition.amountMax),
            payment: try Payment(try reader.value("payment"), at: path.isEmpty ? "payment" : "\(path).payment"),
            seller: try reader.parsed("operator") { UserID($0) },
            soldAt: try reader.parsed("soldAt") { Instant($0) },
            isOffline: try reader.bool("offline"),
            validation: validation
        )
        guard let upload else { throw reader.problem("numbers", "must hold at least one draw number, and none twice") }
        guard upload.ticket.text == (try reader.text("ticket")) else { throw reader.problem("ticket", "must be <rsu>-<sequence>") }
        self = upload
    }
}

extension SaleUpload: CustomStringConvertible {
    /// Without the validation number and the payment's reference: descriptions end up in logs.
    public var description: String { "sale \(ticket.text) of \(raffle.text)" }
}
