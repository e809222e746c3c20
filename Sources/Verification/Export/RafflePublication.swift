internal import Draws
internal import Ledger
internal import Raffles

/// What is published beside a raffle's ledger, made from the ledger alone.
struct RafflePublication {
    let record: RaffleRecord

    init(_ record: RaffleRecord) {
        self.record = record
    }

    /// The members of `raffle.json` besides `log`; empty before the first entry.
    var members: [(String, JSONValue)] {
        guard let creation = record.creation else { return [] }
        let totals = record.totals
        let sales: [(String, JSONValue)] = [
            ("tickets", .whole(totals.tickets)), ("numbers", .whole(totals.sold)), ("gross", .integer(totals.gross)),
            ("refunds", .integer(totals.refunds)), ("net", .integer(totals.net)), ("numbersInPlay", .whole(totals.inPlay)),
        ]
        let prizes = record.prizes.map { prize in
            JSONValue.object([("id", .string(prize.prize.text)), ("amount", amount(of: prize.prize))])
        }
        return [
            ("id", .string(creation.raffle.text)), ("eventNumber", .whole(creation.eventNumber)),
            ("state", .string(record.state.rawValue)), ("definition", creation.definition.json()), ("sales", .object(sales)),
            ("prizes", .array(prizes)), ("closesAt", record.salesCloseAt.map { .string($0.text) } ?? .null), ("winners", .array(winners)),
        ]
    }

    /// Official results only: a number that nobody has verified is on no display.
    private var winners: [JSONValue] {
        record.prizes.compactMap { prize in
            guard let official = prize.official else { return nil }
            return .object([
                ("prize", .string(prize.prize.text)), ("number", .integer(Int64(official.value.number))),
                ("ticket", .string(official.value.ticket.text)), ("amount", amount(of: prize.prize)),
                ("officialAt", .string(official.at.text)),
            ])
        }
    }

    private func amount(of prize: PrizeID) -> JSONValue { .integer(record.prizeTable?.amount(of: prize) ?? 0) }

    /// `raffle.json`, whole.
    func document(key: NoteVerifierKey) -> [UInt8] {
        let log: [(String, JSONValue)] = [
            ("origin", .string(key.name)), ("verifierKey", .string(key.text)), ("size", .whole(record.size)),
        ]
        return JSONValue.object(members + [("log", .object(log))]).canonical() + [UInt8(ascii: "\n")]
    }

    /// The draws that something is published of, by id.
    var draws: [DrawState] { record.draws.values.sorted { $0.draw < $1.draw } }

    /// `draws/<draw>.pool.txt`; nil before the pool is frozen.
    func pool(of draw: DrawID) -> [UInt8]? {
        guard let raffle = record.raffle, let numbers = record.frozenNumbers(of: draw) else { return nil }
        var text = Array("raffle-pool-v1\n\(raffle.text)\n\(draw.text)\n".utf8)
        for line in record.poolLines(numbers) { text.append(contentsOf: "\(line.number),\(line.text)\n".utf8) }
        return text
    }
}
