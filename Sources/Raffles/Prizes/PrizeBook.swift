/// Finds the amounts of a raffle's prizes from its sales.
///
/// All amounts are rounded down to the minor unit, and what no prize takes is the organisation's.
public struct PrizeBook: Sendable {
    public let prizes: [Prize]
    /// The times of early birds, each once, ascending: the fold keeps ``SalesTotals`` of the tickets sold before each.
    public let cutoffs: [Instant]

    public init(_ definition: RaffleDefinition) {
        self.init(prizes: definition.prizes)
    }

    init(prizes: [Prize]) {
        self.prizes = prizes
        cutoffs = Set(prizes.compactMap(\.salesBefore)).sorted()
    }

    /// Every prize with how its amount came about, in the order of the definition.
    ///
    /// - Parameters:
    ///   - total: all sales.
    ///   - before: of the tickets sold before each of ``cutoffs``; one that is missing means that none was.
    public func table(total: SalesTotals, before: [Instant: SalesTotals] = [:]) -> PrizeTable {
        let awards = prizes.map { prize in
            award(prize, sales: prize.salesBefore.map { before[$0] ?? SalesTotals() } ?? total)
        }
        return PrizeTable(sales: total, awards: awards)
    }

    /// The amount of every prize; see ``table(total:before:)``.
    public func amounts(total: SalesTotals, before: [Instant: SalesTotals] = [:]) -> [PrizeID: Int64] {
        Dictionary(uniqueKeysWithValues: table(total: total, before: before).awards.map { ($0.prize, $0.amount) })
    }

    /// The first prize whose cap these sales reach and that stops selling then, or nil.
    ///
    /// The sale that reaches the cap is good; no other is taken after it.
    public func salesStop(total: SalesTotals, before: [Instant: SalesTotals] = [:]) -> PrizeID? {
        for prize in prizes where prize.capBehaviour == .stop && prize.salesBefore == nil {
            guard let cap = prize.cap else { continue }
            if award(prize, sales: total).computed >= cap { return prize.id }
        }
        return nil
    }

    private func award(_ prize: Prize, sales: SalesTotals) -> PrizeAward {
        let computed: Int64
        switch prize.rule {
        case .fixed(let amount): computed = amount
        case .percentage(let basis, let basisPoints, let seed):
            let base = basis == .gross ? sales.gross : sales.net
            let share = Money.share(of: base, basisPoints: basisPoints)
            computed = Money.sum(seed, share) ?? Money.max
        }
        var amount = computed
        var limit: PrizeAward.Limit?
        if let minimum = prize.minimum, amount < minimum {
            (amount, limit) = (minimum, .minimum)
        }
        if let cap = prize.cap, amount > cap {
            (amount, limit) = (cap, .cap)
        }
        return PrizeAward(prize: prize.id, rule: prize.rule, sales: sales, computed: computed, limit: limit, amount: amount)
    }
}
