internal import Draws
internal import Ledger
internal import RaffleService
internal import Raffles

/// Draws as JSON: all that anyone needs to draw again.
///
/// A valid number is told to everybody once it is official, so that the hall learns of it first; before that to whoever may draw. It is
/// no secret: the ledger has it as soon as it is drawn.
enum DrawView {
    /// Oldest first.
    static func order(_ draw: DrawState) -> UInt64 {
        min(draw.commitment?.index ?? .max, draw.freeze?.index ?? .max)
    }

    /// - Parameter mayDraw: whether whoever asks may draw, and is told what is not official yet.
    static func all(of raffle: RunningRaffle, mayDraw: Bool) -> [JSONValue] {
        raffle.reading { record in
            record.draws.values.sorted { order($0) < order($1) }.map { json($0, record, mayDraw: mayDraw) }
        }
    }

    static func json(_ draw: DrawState, _ record: RaffleRecord, mayDraw: Bool) -> JSONValue {
        let start = record.prizes.compactMap { $0.start?.value }.first { $0.draw == draw.draw }
        var members: [(String, JSONValue)] = [
            ("draw", .string(draw.draw.text)), ("event", .string(record.raffle?.text ?? "")),
            ("mode", .string(record.definition?.draw.mode.rawValue ?? "")),
            ("replacement", .bool(record.definition?.draw.replacement ?? false)),
        ]
        members.append(("commitment", draw.commitment.map { .string(hex($0.value.value)) } ?? .null))
        members.append(("pool", draw.freeze.map { pool($0.value) } ?? .null))
        members.append(("beacon", beacon(draw.freeze?.value.beacon)))
        members.append(("reveal", draw.reveal.map { reveal($0.value) } ?? .null))
        members.append(("software", start.map { .string(hex($0.software.aggregate)) } ?? .null))
        members.append(("prizes", .array(prizes(of: draw, record))))
        members.append(("attempts", .array(attempts(of: draw, record, mayDraw: mayDraw))))
        return .object(members)
    }

    private static func hex(_ hash: Hash) -> String { Ledger.Hex.encode(hash.bytes) }

    private static func prizes(of draw: DrawState, _ record: RaffleRecord) -> [JSONValue] {
        let table = record.prizeTable
        return record.prizes.filter { $0.start?.value.draw == draw.draw }.map { prize in
            .object([
                ("prize", .string(prize.prize.text)), ("amount", .integer(table?.amount(of: prize.prize) ?? 0)),
                ("phase", .string(prize.phase.rawValue)),
            ])
        }
    }

    private static func attempts(of draw: DrawState, _ record: RaffleRecord, mayDraw: Bool) -> [JSONValue] {
        var attempts: [(prize: PrizeState, attempt: DrawAttempt)] = []
        for prize in record.prizes {
            for attempt in prize.attempts where attempt.draw == draw.draw { attempts.append((prize, attempt)) }
        }
        return attempts.sorted { $0.attempt.index < $1.attempt.index }.map { prize, attempt in
            // The last of a prize whose number is drawn and not verified: the one that may win.
            let isPending = prize.phase == .drawn && prize.candidate == attempt
            return json(attempt, of: prize.prize, showsNumber: mayDraw || !isPending)
        }
    }

    private static func json(_ attempt: DrawAttempt, of prize: PrizeID, showsNumber: Bool) -> JSONValue {
        let drawn = showsNumber ? attempt.drawn : nil
        return .object([
            ("prize", .string(prize.text)), ("attempt", .whole(attempt.attempt)), ("at", .string(attempt.at.text)),
            ("number", showsNumber ? .integer(Int64(attempt.number)) : .null), ("verdict", .string(attempt.verdict.rawValue)),
            ("ticket", (showsNumber ? attempt.ticket : nil).map { .string($0.text) } ?? .null),
            ("index", drawn.map { .whole($0.index) } ?? .null), ("poolSize", drawn.map { .whole($0.poolSize) } ?? .null),
            ("words", drawn.map { .array($0.words.map(word)) } ?? .null),
        ])
    }

    static func word(_ word: DrawWord) -> JSONValue {
        let digits = String(word.word, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        return .object([("word", .string(padded)), ("accepted", .bool(word.isAccepted))])
    }

    /// What a frozen pool is.
    static func pool(_ freeze: PoolFreeze) -> JSONValue {
        .object([
            ("digest", .string(hex(freeze.digest))), ("count", .whole(freeze.count)), ("min", .integer(Int64(freeze.min))),
            ("max", .integer(Int64(freeze.max))), ("voids", .whole(freeze.voids)), ("salesBefore", RaffleView.time(freeze.salesBefore)),
        ])
    }

    /// The round that was named, if one was.
    static func beacon(_ beacon: PoolFreeze.Beacon?) -> JSONValue {
        guard let beacon else { return .null }
        return .object([
            ("chain", .string(beacon.chain)), ("round", .whole(beacon.round)), ("notBefore", .string(beacon.notBefore.text)),
        ])
    }

    /// In hexadecimal, as the beacon itself and everybody's tools have it.
    private static func reveal(_ reveal: DrawReveal) -> JSONValue {
        .object([
            ("secret", .string(Ledger.Hex.encode(reveal.secret))), ("seed", .string(Ledger.Hex.encode(reveal.seed.bytes))),
            (
                "beacon",
                .object([
                    ("chain", .string(reveal.chain)), ("round", .whole(reveal.round)),
                    ("signature", .string(Ledger.Hex.encode(reveal.signature))),
                    ("randomness", .string(Ledger.Hex.encode(reveal.randomness.bytes))), ("signatureStatus", "unverified"),
                ])
            ),
        ])
    }

    /// The answer to whoever draws.
    static func drawn(_ drawn: DrawnNumber, of raffle: RunningRaffle, software: DrawStart.Software) -> JSONValue {
        let freeze = raffle.reading { $0.draws[drawn.draw]?.freeze?.value }
        return .object([
            ("draw", .string(drawn.draw.text)), ("prize", .string(drawn.prize.text)), ("attempt", .whole(drawn.attempt)),
            ("number", .integer(Int64(drawn.number))), ("ticket", .string(drawn.ticket.text)),
            ("verdict", .string(EnteredNumber.Verdict.valid.rawValue)),
            (
                "transcript",
                .object([
                    ("words", .array(drawn.words.map(word))), ("poolSize", .whole(drawn.poolSize)), ("index", .whole(drawn.index)),
                ])
            ),
            (
                "pool",
                .object([
                    ("digest", .string(freeze.map { Ledger.Hex.encode($0.digest.bytes) } ?? "")), ("count", .whole(freeze?.count ?? 0)),
                ])
            ),
            ("software", .object([("id", .string(software.id)), ("aggregate", .string(Ledger.Hex.encode(software.aggregate.bytes)))])),
        ])
    }
}
