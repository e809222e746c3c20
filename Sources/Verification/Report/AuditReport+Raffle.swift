internal import Raffles

extension AuditReport {
    /// Takes over what a raffle's record says.
    ///
    /// - Parameter isFaultless: whether all entries were judged and stand; only then are prizes worth showing.
    mutating func describe(_ record: RaffleRecord, isFaultless: Bool) {
        title = record.definition?.title ?? ""
        state = record.state.rawValue
        let totals = record.totals
        counts = [
            Count("tickets", UInt64(clamping: totals.tickets)), Count("sold", UInt64(clamping: totals.sold)),
            Count("void", UInt64(clamping: totals.void)), Count("inPlay", UInt64(clamping: totals.inPlay)),
            Count("gross", UInt64(clamping: totals.gross)), Count("net", UInt64(clamping: totals.net)),
        ]
        guard isFaultless, let definition = record.definition else { return }
        if record.state != .settled {
            notes.append("the raffle is \(record.state.rawValue) and not settled yet, so this holds for its entries so far.")
        }
        if definition.allocation == .shuffled {
            notes.append("numbers are handed out in a secret order: that each was leased to its unit is checked by count, not one by one.")
        }
        for state in record.draws.values.sorted(by: { $0.draw < $1.draw }) {
            guard let freeze = state.freeze?.value, freeze.beacon != nil else { continue }
            if let reveal = state.reveal?.value {
                notes.append(
                    "the beacon's signature in draw \(state.draw) is unverified: compare round \(reveal.round) of chain \(reveal.chain) with drand."
                )
            } else {
                notes.append("the draw \(state.draw) is not revealed yet: that its numbers follow from secret and beacon can't be checked.")
            }
        }
        let table = record.prizeTable
        prizes = record.prizes.map { prize in
            PrizeSummary(
                id: prize.prize.text, title: definition.prize(prize.prize)?.title ?? "", amount: table?.amount(of: prize.prize) ?? 0,
                currency: definition.currency, number: prize.official?.value.number, ticket: prize.official?.value.ticket.text,
                phase: prize.phase.rawValue)
        }
    }
}
