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

/// A number is about to be drawn for one prize.
public struct DrawStart: Hashable, Sendable {
    /// What draws: the program's id and the digest of its critical files.
    public struct Software: Hashable, Sendable {
        public var id: String
        public var aggregate: Hash

        public init(id: String, aggregate: Hash) {
            self.id = id
            self.aggregate = aggregate
        }
    }

    public var draw: DrawID
    public var prize: PrizeID
    public var method: DrawRules.Mode
    /// Who conducts it; two where the policies ask for two.
    public var officials: [UserID]
    public var software: Software
    /// Why the method is not the definition's: a verifiable draw that cannot be finished falls back. Present exactly then.
    public var fallback: String?

    public static let officialsMax = 16

    public init(
        draw: DrawID, prize: PrizeID, method: DrawRules.Mode, officials: [UserID], software: Software, fallback: String? = nil
    ) {
        self.draw = draw
        self.prize = prize
        self.method = method
        self.officials = officials
        self.software = software
        self.fallback = fallback
    }
}

extension DrawStart: RafflePayload {
    static let typeName = "draw-started"
    static let kind = EntryKind(
        raffle: typeName, "A number is about to be drawn for one prize; every condition for it holds.",
        by: "the server, for a draw official",
        [
            EntryField("draw", "string", "Id of the draw."),
            EntryField("fallback", "string", "Why the method is not the definition's; only then.", required: false),
            EntryField("method", "string", "`certified-rng`, `verifiable` or `manual`."),
            EntryField("officials", "array", "Log-ins of who conducts it."), EntryField("prize", "string", "Id of the prize."),
            EntryField("software", "object", "`id` of the program and `aggregate`, the digest of its critical files."),
        ])
    var body: RaffleEntry.Body { .drawStarted(self) }
    var members: [(String, JSONValue)] {
        let parts: [(String, JSONValue)] = [("aggregate", .string(software.aggregate.base64URL)), ("id", .string(software.id))]
        return [
            ("draw", .string(draw.text)), ("method", .string(method.rawValue)),
            ("officials", .array(officials.map { .string($0.text) })), ("prize", .string(prize.text)), ("software", .object(parts)),
        ] + (fallback.map { [("fallback", .string($0))] } ?? [])
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        draw = try fields.id("draw", DrawID.init)
        prize = try fields.id("prize", PrizeID.init)
        method = try fields.raw("method", DrawRules.Mode.self)
        officials = try fields.array("officials") { value, path throws(RaffleEntryError) in
            guard let user = value.stringValue.flatMap(UserID.init) else { throw RaffleEntryError(field: path, message: "is not a log-in") }
            return user
        }
        guard (1...Self.officialsMax).contains(officials.count) else { throw fields.error("officials", "must be 1 to 16") }
        let parts = try fields.object("software", members: ["aggregate", "id"])
        software = Software(id: try parts.text("id"), aggregate: try parts.hash("aggregate"))
        fallback = try fields.optionalText("fallback")
    }
}

/// One 64-bit output of the generator, and whether it was used.
public struct DrawWord: Hashable, Sendable {
    public var word: UInt64
    public var isAccepted: Bool

    public init(word: UInt64, isAccepted: Bool) {
        self.word = word
        self.isAccepted = isAccepted
    }

    var json: JSONValue {
        let digits = (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        return .array([.string(Hex.encode(digits)), .bool(isAccepted)])
    }

    init?(_ json: JSONValue) {
        guard let parts = json.arrayValue, parts.count == 2, let bytes = parts[0].stringValue.flatMap({ Hex.decode($0) }),
            bytes.count == 8, let isAccepted = parts[1].boolValue
        else { return nil }
        self.init(word: bytes.reduce(0) { $0 << 8 | UInt64($1) }, isAccepted: isAccepted)
    }
}

/// The generator's number, with every output that led to it.
public struct DrawnNumber: Hashable, Sendable {
    public var draw: DrawID
    public var prize: PrizeID
    /// Counts the numbers drawn or entered for this prize, from 1.
    public var attempt: Int
    public var number: UInt32
    public var ticket: TicketID
    public var words: [DrawWord]
    /// Of the number among those that were still in the pool, ascending, from 0.
    public var index: Int
    /// Numbers that were still in the pool.
    public var poolSize: Int

    /// More outputs in a row are refused only once in 2^500 draws.
    public static let wordsMax = 500

    public init(
        draw: DrawID, prize: PrizeID, attempt: Int, number: UInt32, ticket: TicketID, words: [DrawWord], index: Int, poolSize: Int
    ) {
        self.draw = draw
        self.prize = prize
        self.attempt = attempt
        self.number = number
        self.ticket = ticket
        self.words = words
        self.index = index
        self.poolSize = poolSize
    }
}

extension DrawnNumber: RafflePayload {
    static let typeName = "drawn"
    static let kind = EntryKind(
        raffle: typeName, "The generator's number for a prize, with every output that led to it.", by: "the server, right after the draw",
        [
            EntryField("attempt", "integer", "Counts the numbers for this prize, from 1."), EntryField("draw", "string", "Id of the draw."),
            EntryField("index", "integer", "Of the number among those still in the pool, ascending, from 0."),
            EntryField("number", "integer", "The draw number."), EntryField("poolSize", "integer", "Numbers still in the pool."),
            EntryField("prize", "string", "Id of the prize."), EntryField("ticket", "string", "The ticket that has the number."),
            EntryField("words", "array", "Outputs of 64 bits in hexadecimal, each with whether it was used."),
        ])
    var body: RaffleEntry.Body { .drawn(self) }
    var members: [(String, JSONValue)] {
        [
            ("attempt", .whole(attempt)), ("draw", .string(draw.text)), ("index", .whole(index)), ("number", .integer(Int64(number))),
            ("poolSize", .whole(poolSize)), ("prize", .string(prize.text)), ("ticket", .string(ticket.text)),
            ("words", .array(words.map(\.json))),
        ]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        draw = try fields.id("draw", DrawID.init)
        prize = try fields.id("prize", PrizeID.init)
        attempt = try fields.count("attempt")
        number = try fields.number("number")
        ticket = try fields.id("ticket", TicketID.init)
        index = try fields.count("index")
        poolSize = try fields.count("poolSize")
        words = try fields.array("words") { value, path throws(RaffleEntryError) in
            guard let word = DrawWord(value) else { throw RaffleEntryError(field: path, message: "must be 16 digits and true or false") }
            return word
        }
        guard (1...Self.wordsMax).contains(words.count) else { throw fields.error("words", "must be 1 to \(Self.wordsMax)") }
    }
}

/// The number on a stub pulled from the drum, and what the ledger knows of it.
public struct EnteredNumber: Hashable, Sendable {
    public enum Verdict: String, Sendable, CaseIterable {
        /// Sold, and its ticket takes part.
        case valid = "VALID"
        /// Its ticket was voided: draw again.
        case void = "VOID"
        /// One of the raffle's that was never sold: draw again.
        case unsold = "UNSOLD"
        /// None of the raffle's: mistyped, or a foreign stub.
        case unknown = "UNKNOWN"
        /// Won before, in a raffle whose numbers win once.
        case alreadyDrawn = "ALREADY_DRAWN"
        /// Sold too late for this early bird.
        case notEligible = "NOT_ELIGIBLE"
    }

    public var draw: DrawID
    public var prize: PrizeID
    /// Counts the numbers drawn or entered for this prize, from 1.
    public var attempt: Int
    public var number: UInt32
    public var verdict: Verdict

    public init(draw: DrawID, prize: PrizeID, attempt: Int, number: UInt32, verdict: Verdict) {
        self.draw = draw
        self.prize = prize
        self.attempt = attempt
        self.number = number
        self.verdict = verdict
    }
}

extension EnteredNumber: RafflePayload {
    static let typeName = "entered"
    static let kind = EntryKind(
        raffle: typeName, "The number on a stub pulled from the drum, and what the ledger knows of it.",
        by: "the server, for a draw official",
        [
            EntryField("attempt", "integer", "Counts the numbers for this prize, from 1."), EntryField("draw", "string", "Id of the draw."),
            EntryField("number", "integer", "The number pulled."), EntryField("prize", "string", "Id of the prize."),
            EntryField("verdict", "string", "`VALID`, `VOID`, `UNSOLD`, `UNKNOWN`, `ALREADY_DRAWN` or `NOT_ELIGIBLE`."),
        ])
    var body: RaffleEntry.Body { .entered(self) }
    var members: [(String, JSONValue)] {
        [
            ("attempt", .whole(attempt)), ("draw", .string(draw.text)), ("number", .integer(Int64(number))),
            ("prize", .string(prize.text)), ("verdict", .string(verdict.rawValue)),
        ]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        draw = try fields.id("draw", DrawID.init)
        prize = try fields.id("prize", PrizeID.init)
        attempt = try fields.count("attempt")
        number = try fields.number("number")
        verdict = try fields.raw("verdict", Verdict.self)
    }
}

/// The secret of a verifiable draw and the beacon's value: from here on anyone can draw again.
public struct DrawReveal: Hashable, Sendable {
    public var draw: DrawID
    /// 32 bytes.
    public var secret: [UInt8]
    public var chain: String
    public var round: UInt64
    public var signature: [UInt8]
    public var randomness: Hash
    public var seed: Hash

    public init(
        draw: DrawID, secret: [UInt8], chain: String, round: UInt64, signature: [UInt8], randomness: Hash, seed: Hash
    ) {
        self.draw = draw
        self.secret = secret
        self.chain = chain
        self.round = round
        self.signature = signature
        self.randomness = randomness
        self.seed = seed
    }
}

extension DrawReveal: RafflePayload {
    static let typeName = "draw-revealed"
    static let kind = EntryKind(
        raffle: typeName, "The secret of a verifiable draw and the beacon's value: anyone can draw again.",
        by: "the server, after the winners are verified",
        [
            EntryField("beacon", "object", "`chain`, `round`, `signature` and `randomness` (its SHA-256), in base64url."),
            EntryField("draw", "string", "Id of the draw."), EntryField("secret", "bytes", "What the commitment was to."),
            EntryField("seed", "hash", "Of the draw's generator."),
        ])
    var body: RaffleEntry.Body { .drawRevealed(self) }
    var members: [(String, JSONValue)] {
        let beacon: [(String, JSONValue)] = [
            ("chain", .string(chain)), ("randomness", .string(randomness.base64URL)), ("round", .whole(round)),
            ("signature", .string(Base64URL.encode(signature))),
        ]
        return [
            ("beacon", .object(beacon)), ("draw", .string(draw.text)), ("secret", .string(Base64URL.encode(secret))),
            ("seed", .string(seed.base64URL)),
        ]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        draw = try fields.id("draw", DrawID.init)
        secret = try fields.bytes("secret", count: 32...32)
        seed = try fields.hash("seed")
        let beacon = try fields.object("beacon", members: ["chain", "randomness", "round", "signature"])
        chain = try beacon.text("chain")
        round = try beacon.unsigned("round")
        signature = try beacon.bytes("signature", count: 1...256)
        randomness = try beacon.hash("randomness")
    }
}
