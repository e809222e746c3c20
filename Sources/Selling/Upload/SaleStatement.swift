internal import Crypto
public import Ledger
public import Raffles

/// The digest over a unit's sales: SHA-256 over, for each sale in the order of sequences from 1, its canonical upload JSON and a line feed.
///
/// No sales have the digest of nothing, `e3b0c442…`. The server computes the same from what it holds.
public struct SalesDigest: Sendable {
    private var hash = SHA256()

    public init() {}

    /// Adds the next sale. The order is the caller's promise.
    public mutating func append(_ sale: SaleUpload) {
        append(canonical: sale.canonical())
    }

    /// Adds the next sale by its canonical bytes.
    public mutating func append(canonical bytes: [UInt8]) {
        hash.update(data: bytes)
        hash.update(data: [UInt8(ascii: "\n")])
    }

    public func finalize() -> Hash {
        guard let digest = Hash(bytes: Array(hash.finalize())) else { preconditionFailure("SHA-256 has 32 bytes") }
        return digest
    }
}

/// What a unit says at its close that it sold: the server compares it with what it holds before it reconciles.
public struct SaleStatement: Hashable, Sendable {
    public let raffle: RaffleID
    public let rsu: RSUID
    /// How many sales, voided ones too; their sequences are 1 to this.
    public let sales: UInt64
    /// How many draw numbers those hold.
    public let numbers: Int
    /// The money taken, refunds not taken off.
    public let gross: Int64
    public let digest: Hash

    public init(raffle: RaffleID, rsu: RSUID, sales: UInt64, numbers: Int, gross: Int64, digest: Hash) {
        self.raffle = raffle
        self.rsu = rsu
        self.sales = sales
        self.numbers = numbers
        self.gross = gross
        self.digest = digest
    }

    /// The statement over these sales, which are all of the unit's in the order of their sequences.
    public init(raffle: RaffleID, rsu: RSUID, of sales: some Sequence<SaleUpload>) {
        var digest = SalesDigest()
        var count: UInt64 = 0
        var numbers = 0
        var gross: Int64 = 0
        for sale in sales {
            digest.append(sale)
            count += 1
            numbers += sale.numbers.count
            gross += sale.price
        }
        self.init(raffle: raffle, rsu: rsu, sales: count, numbers: numbers, gross: gross, digest: digest.finalize())
    }

    public func json() -> JSONValue {
        .object([
            ("raffle", .string(raffle.text)), ("rsu", .string(rsu.text)), ("sales", .whole(sales)), ("numbers", .whole(numbers)),
            ("gross", .integer(gross)), ("digest", .string(digest.base64URL)),
        ])
    }

    public init(_ json: JSONValue, at path: String = "") throws(FormatError) {
        let reader = try MemberReader(json, at: path, names: ["raffle", "rsu", "sales", "numbers", "gross", "digest"])
        raffle = try reader.parsed("raffle") { RaffleID($0) }
        rsu = try reader.parsed("rsu") { RSUID($0) }
        sales = UInt64(try reader.whole("sales", 0...Int64(TicketID.sequenceMax)))
        numbers = Int(try reader.whole("numbers", 0...Int64(UInt32.max)))
        gross = try reader.whole("gross", 0...Money.max)
        digest = try reader.parsed("digest") { Hash(base64URL: $0) }
    }
}
