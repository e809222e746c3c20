public import Raffles

/// What the public may see of a raffle at a glance, as of the newest durable entry.
public struct RaffleSummary: Sendable {
    /// A result that is official.
    public struct Winner: Sendable {
        public var prize: PrizeID
        public var number: UInt32
        public var ticket: TicketID
        public var amount: Int64
        public var officialAt: Instant
        public var isClaimed: Bool
    }

    /// Entries of the ledger.
    public var size: UInt64
    public var state: RaffleState
    /// The closing time in force.
    public var closesAt: Instant?
    /// When selling ended.
    public var closedAt: Instant?
    public var totals: AccountTotals
    /// The prizes as sales stand.
    public var prizes: PrizeTable?
    /// Official results only, in the order of the definition.
    public var winners: [Winner]
    /// A draw has started whose result is not official yet.
    public var isDrawing: Bool
    /// Activated, and a result is still to come.
    public var isGoingOn: Bool

    init(_ record: RaffleRecord) {
        size = record.size
        state = record.state
        isDrawing = record.prizes.contains { $0.phase == .started || $0.phase == .drawn }
        let hasResults = record.prizes.allSatisfy { $0.phase == .official || $0.phase == .claimed }
        isGoingOn = record.state > .draft && record.state < .settled && !hasResults
        closesAt = record.salesCloseAt
        closedAt = record.closing?.closedAt
        totals = record.totals
        let table = record.prizeTable
        prizes = table
        winners = record.prizes.compactMap { prize in
            prize.official.map { official in
                Winner(
                    prize: prize.prize, number: official.value.number, ticket: official.value.ticket,
                    amount: prize.claim?.value.amount ?? table?.amount(of: prize.prize) ?? 0, officialAt: official.at,
                    isClaimed: prize.claim != nil)
            }
        }
    }
}
