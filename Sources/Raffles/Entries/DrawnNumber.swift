internal import Ledger

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
