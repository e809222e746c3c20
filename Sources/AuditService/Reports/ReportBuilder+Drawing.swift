internal import Auditing
internal import Ledger
internal import Raffles

extension ReportBuilder {
    /// Sales, prizes and numbers in play.
    func drawingFacts() -> [ReportCell] {
        let totals = record.totals
        let awarded = record.prizes.filter { $0.official != nil }.reduce(0) { $0 + value(of: $1) }
        return [
            .time(eventAt), .count(totals.tickets), .count(totals.voidTickets), .count(totals.sold), .count(totals.void),
            .count(totals.inPlay), .count(definition.numbers.count - totals.sold), .money(totals.gross), .money(totals.refunds),
            .money(totals.net), .text(prizeRules), .money(awarded), .money(totals.net - awarded),
        ]
    }

    /// When the first draw began; before it when sales closed or are to close.
    private var eventAt: Instant? {
        let called = record.prizes.flatMap(\.attempts).min { $0.index < $1.index }?.at
        return called ?? record.closing?.closedAt ?? record.salesCloseAt
    }

    private var prizeRules: String {
        (record.prizeTable?.awards ?? []).map { "\($0.prize.text): \($0.explanation)" }.joined(separator: "; ")
    }

    /// What was paid, or is to be paid.
    private func value(of prize: PrizeState) -> Int64 {
        prize.claim?.value.amount ?? record.prizeTable?.amount(of: prize.prize) ?? 0
    }

    /// Every number called, winning or not, in the order of the ledger.
    func drawingRows(_ row: ([ReportCell]) throws -> Void) throws {
        let course = try DrawCourse(books)
        let calls = record.prizes.flatMap { prize in prize.attempts.map { (prize: prize, call: $0) } }.sorted {
            $0.call.index < $1.call.index
        }
        for (order, (prize, call)) in calls.enumerated() {
            let isWinning = call.verdict == .valid && prize.candidate?.index == call.index
            let official = course.officialAt(prize.prize, call)
            let claim = isWinning ? prize.claim : nil
            let status: String? =
                if call.verdict != .valid { nil } else if claim != nil { "claimed" } else if !isWinning {
                    "forfeited"
                } else if official != nil { "unclaimed" } else { "unverified" }
            try row([
                .count(order + 1), .time(call.at), .text(prize.prize.text), .count(call.attempt),
                .text(course.method(prize.prize, call)), .number(Int64(call.number)), .text(call.verdict.rawValue),
                .text(call.ticket?.text), isWinning ? .money(value(of: prize)) : .empty, .time(official), .text(status),
                .time(claim?.at), claim.map { .money($0.value.amount) } ?? .empty,
            ])
        }
    }
}

/// The starts and verifications of draws, of which the record keeps the newest only.
private struct DrawCourse {
    private var starts: [(index: UInt64, prize: PrizeID, method: DrawRules.Mode)] = []
    private var verifications: [(index: UInt64, at: Instant, prize: PrizeID, number: UInt32)] = []

    init(_ books: RaffleBooks) throws {
        // No draw starts before the acknowledgement.
        guard let first = books.record.acknowledgement?.index else { return }
        try books.ledger.forEachEntry(in: first..<books.entries.upperBound) { bytes, index in
            let entry = try RaffleEntry(decoding: bytes)
            switch entry.body {
            case .drawStarted(let start): starts.append((index, start.prize, start.method))
            case .verified(let winner): verifications.append((index, entry.at, winner.prize, winner.number))
            default: break
            }
            return true
        }
    }

    /// How a number came to be called: by the newest start before it.
    func method(_ prize: PrizeID, _ call: DrawAttempt) -> String? {
        starts.last { $0.prize == prize && $0.index < call.index }?.method.rawValue
    }

    func officialAt(_ prize: PrizeID, _ call: DrawAttempt) -> Instant? {
        guard call.verdict == .valid else { return nil }
        // A redraw may call the number of a winner who forfeited: the next start ends what belongs to this call.
        let end = starts.first { $0.prize == prize && $0.index > call.index }?.index ?? .max
        return verifications.first { $0.prize == prize && $0.number == call.number && $0.index > call.index && $0.index < end }?.at
    }
}
