internal import Elections

extension AuditReport {
    /// Takes over what an election's record says.
    ///
    /// - Parameter isFaultless: whether all entries were judged and stand; only then are totals worth showing.
    mutating func describe(_ record: ElectionRecord, isFaultless: Bool) {
        title = record.definition?.title ?? ""
        state = record.state.rawValue
        counts = [Count("eligible", record.eligible), Count("cast", record.cast), Count("counted", record.counted)]
        if let certification = record.certification { counts.insert(Count("issued", certification.numbers.issued), at: 1) }
        if isFaultless, record.state < .certified {
            notes.append("the election is \(record.state.rawValue): nothing is certified yet, so this holds for its entries so far.")
        }
        guard isFaultless, record.showsTotals else { return }
        contests = record.contestResults().map { result in
            let winners = Set(result.winners)
            let votes = Dictionary(uniqueKeysWithValues: result.totals.map { ($0.candidate, $0.votes) })
            return ContestSummary(
                id: result.contest.id.text, title: result.contest.title, method: result.method.rawValue,
                lines: result.contest.candidates.map { candidate in
                    ContestSummary.Line(
                        id: candidate.id.text, name: candidate.name, total: (votes[candidate.id] ?? .zero).description,
                        isWinner: winners.contains(candidate.id))
                })
        }
    }
}
