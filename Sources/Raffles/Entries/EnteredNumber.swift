internal import Ledger

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
