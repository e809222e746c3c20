public import Ledger
public import Raffles

/// A range of the raffle's number order that one unit alone may sell, as the server grants it.
public struct Lease: Sendable {
    public let raffle: RaffleID
    public let rsu: RSUID
    /// Positions in the number order, `from` included and `to` not.
    public let from: Int
    public let to: Int
    /// The draw numbers at those positions, in order.
    public let numbers: [UInt32]
    /// With which the unit makes its validation numbers. The same in every lease of the unit in the raffle.
    public let key: UnitValidationKey

    public static let numbersMax = 1_000_000

    /// Nil when numbers and positions do not fit together, a number is there twice, or the key is of another unit or raffle.
    public init?(raffle: RaffleID, rsu: RSUID, from: Int, to: Int, numbers: [UInt32], key: UnitValidationKey) {
        guard from >= 0, from < to, to - from == numbers.count, numbers.count <= Self.numbersMax, Set(numbers).count == numbers.count,
            key.raffle == raffle, key.rsu == rsu
        else { return nil }
        self.raffle = raffle
        self.rsu = rsu
        self.from = from
        self.to = to
        self.numbers = numbers
        self.key = key
    }
}

// MARK: - JSON

extension Lease {
    /// The lease as the server sends it, the key as base64url. For the unit alone: it holds a secret.
    public func json() -> JSONValue {
        json(key: key.withUnsafeBytes { Array($0) })
    }

    func json(key bytes: [UInt8]) -> JSONValue {
        .object([
            ("raffle", .string(raffle.text)), ("rsu", .string(rsu.text)), ("from", .whole(from)), ("to", .whole(to)),
            ("numbers", .array(numbers.map { .integer(Int64($0)) })), ("key", .string(Base64URL.encode(bytes))),
        ])
    }

    public init(_ json: JSONValue) throws(FormatError) {
        try self.init(json) { bytes, _, _ in bytes }
    }

    init(_ json: JSONValue, open: ([UInt8], RaffleID, RSUID) -> [UInt8]) throws(FormatError) {
        let reader = try MemberReader(json, at: "", names: ["raffle", "rsu", "from", "to", "numbers", "key"])
        let raffle = try reader.parsed("raffle") { RaffleID($0) }
        let rsu = try reader.parsed("rsu") { RSUID($0) }
        let bytes = open(try reader.parsed("key") { Base64URL.decode($0) }, raffle, rsu)
        guard let key = UnitValidationKey(raffle: raffle, rsu: rsu, bytes: bytes) else { throw reader.problem("key", "is malformed") }
        let lease = Lease(
            raffle: raffle, rsu: rsu, from: Int(try reader.whole("from", 0...Int64(UInt32.max))),
            to: Int(try reader.whole("to", 0...Int64(UInt32.max) + 1)),
            numbers: try reader.numbers("numbers", countMax: Self.numbersMax), key: key)
        guard let lease else { throw reader.problem("numbers", "do not fit the positions, or hold one twice") }
        self = lease
    }
}
