public import Ledger

/// The id of a draw within its raffle: 1 to 64 of `A-Z a-z 0-9 - _ .`. One draw can give several prizes.
public struct DrawID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard RSUID(text) != nil else { return nil }
        self.text = text
    }

    public var description: String { text }

    public static func < (left: DrawID, right: DrawID) -> Bool { left.text < right.text }
}

/// Before sales close: the secret of a verifiable draw is fixed, and not told.
public struct DrawCommitment: Hashable, Sendable {
    public var draw: DrawID
    /// `VerifiableDraw.commitment(draw:secret:)`.
    public var value: Hash

    public init(draw: DrawID, value: Hash) {
        self.draw = draw
        self.value = value
    }
}

extension DrawCommitment: RafflePayload {
    static let typeName = "commitment"
    static let kind = EntryKind(
        raffle: typeName, "The secret of a verifiable draw is fixed, and not told.", by: "the server, before sales close",
        [EntryField("draw", "string", "Id of the draw."), EntryField("value", "hash", "Digest of the secret, bound to the draw.")])
    var body: RaffleEntry.Body { .commitment(self) }
    var members: [(String, JSONValue)] { [("draw", .string(draw.text)), ("value", .string(value.base64URL))] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        draw = try fields.id("draw", DrawID.init)
        value = try fields.hash("value")
    }
}

/// The numbers in play of a draw, fixed by a digest that anyone with the pool can compute.
public struct PoolFreeze: Hashable, Sendable {
    /// The round of a public beacon that decides, named before it exists.
    public struct Beacon: Hashable, Sendable {
        /// Hash of the chain, in lower-case hexadecimal.
        public var chain: String
        public var round: UInt64
        /// The earliest time that the round was allowed to have.
        public var notBefore: Instant

        public init(chain: String, round: UInt64, notBefore: Instant) {
            self.chain = chain
            self.round = round
            self.notBefore = notBefore
        }
    }

    public var draw: DrawID
    public var digest: Hash
    public var count: Int
    public var min: UInt32
    public var max: UInt32
    /// Numbers of voided tickets, which are not in the pool.
    public var voids: Int
    /// Only tickets sold before take part; nil for all.
    public var salesBefore: Instant?
    /// Of a verifiable draw only.
    public var beacon: Beacon?

    public init(
        draw: DrawID, digest: Hash, count: Int, min: UInt32, max: UInt32, voids: Int, salesBefore: Instant? = nil, beacon: Beacon? = nil
    ) {
        self.draw = draw
        self.digest = digest
        self.count = count
        self.min = min
        self.max = max
        self.voids = voids
        self.salesBefore = salesBefore
        self.beacon = beacon
    }
}

extension PoolFreeze: RafflePayload {
    static let typeName = "pool-frozen"
    static let kind = EntryKind(
        raffle: typeName, "The numbers in play of a draw, fixed by their digest.", by: "the server, for a draw official",
        [
            EntryField(
                "beacon", "object", "Of a verifiable draw: `chain`, `round`, and `notBefore`, the earliest time it could have.",
                required: false),
            EntryField("count", "integer", "Numbers in play."),
            EntryField("digest", "hash", "SHA-256 of the pool text: head, then `number,commitment` lines ascending."),
            EntryField("draw", "string", "Id of the draw."), EntryField("max", "integer", "Highest number in play."),
            EntryField("min", "integer", "Lowest number in play."),
            EntryField("salesBefore", "time", "Early bird: only tickets sold before take part.", required: false),
            EntryField("voids", "integer", "Numbers of voided tickets, left out."),
        ])
    var body: RaffleEntry.Body { .poolFrozen(self) }
    var members: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [
            ("count", .whole(count)), ("digest", .string(digest.base64URL)), ("draw", .string(draw.text)), ("max", .integer(Int64(max))),
            ("min", .integer(Int64(min))), ("voids", .whole(voids)),
        ]
        if let salesBefore { members.append(("salesBefore", .string(salesBefore.text))) }
        if let beacon {
            let parts: [(String, JSONValue)] = [
                ("chain", .string(beacon.chain)), ("notBefore", .string(beacon.notBefore.text)), ("round", .whole(beacon.round)),
            ]
            members.append(("beacon", .object(parts)))
        }
        return members
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        draw = try fields.id("draw", DrawID.init)
        digest = try fields.hash("digest")
        count = try fields.count("count")
        min = try fields.number("min")
        max = try fields.number("max")
        voids = try fields.count("voids")
        salesBefore = fields.has("salesBefore") ? try fields.instant("salesBefore") : nil
        guard fields.has("beacon") else { return }
        let parts = try fields.object("beacon", members: ["chain", "notBefore", "round"])
        beacon = Beacon(chain: try parts.text("chain"), round: try parts.unsigned("round"), notBefore: try parts.instant("notBefore"))
    }
}
