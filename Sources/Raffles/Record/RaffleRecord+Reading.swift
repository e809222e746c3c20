internal import Ledger

extension RaffleRecord {
    /// Tickets sold, voided ones too.
    public var ticketCount: Int { rows.count }

    /// The ticket at a place in ledger order, 0…``ticketCount`` − 1.
    public func ticket(at place: Int) -> RaffleTicket {
        let row = rows[place]
        let key = UInt32(place)
        guard let definition, let id = TicketID(rsu: accounts[Int(row.account)].rsu, sequence: row.sequence) else {
            preconditionFailure("a ticket was recorded without a definition or an id")
        }
        let status: RaffleTicket.Status = row.status == TicketRow.void ? .void : row.status == TicketRow.marked ? .marked : .sold
        let change =
            voids[key].map { RaffleTicket.Change(at: $0.at, by: $0.by) } ?? marks[key].map { RaffleTicket.Change(at: $0.at, by: $0.by) }
        return RaffleTicket(
            id: id, status: status, numbers: Array(numberSlice(row)), package: definition.packages[Int(row.package)].id, price: row.price,
            refund: row.refund, soldAt: Instant(milliseconds: row.soldAt), operator: people[Int(row.seller)], offline: row.offline,
            late: row.late, commitment: row.commitment, digest: row.digest, entry: row.entry,
            void: voids[key].map { RaffleTicket.Void(reason: $0.reason, note: $0.note, at: $0.at, by: $0.by) },
            mark: marks[key].map { TicketMark(ticket: id, reason: $0.reason, note: $0.note) }, change: change,
            reprints: bearerReprints[key] ?? 0)
    }

    /// Nil when the ticket was never sold.
    public func ticket(_ id: TicketID) -> RaffleTicket? { place(of: id).map { ticket(at: $0) } }

    /// The ticket that has a number; nil when the number is not sold or none of the raffle's.
    public func ticket(withNumber number: UInt32) -> RaffleTicket? { place(ofNumber: number).map { ticket(at: $0) } }

    /// The place of a ticket in ledger order.
    public func place(of id: TicketID) -> Int? {
        guard let account = accountOf[id.rsu] else { return nil }
        return key(account: account, sequence: id.sequence).flatMap { rowOfKey[$0] }.map { Int($0) }
    }

    public func place(ofNumber number: UInt32) -> Int? {
        guard let definition, definition.numbers.contains(number), !owners.isEmpty else { return nil }
        let owner = owners[Int(number - definition.numbers.first)]
        return owner == 0 ? nil : Int(owner) - 1
    }

    public func account(_ rsu: RSUID) -> UnitAccount? { accountOf[rsu].map { accounts[$0] } }

    public func prize(_ id: PrizeID) -> PrizeState? { prizes.first { $0.prize == id } }

    /// How often the counterfoil of a number was printed again.
    public func counterfoilReprints(of number: UInt32) -> Int { counterfoilReprints[number] ?? 0 }

    /// Positions leased to a unit, ascending.
    public func leases(of rsu: RSUID) -> [Range<Int>] {
        guard let account = accountOf[rsu] else { return [] }
        return leases.lazy.filter { $0.account == account }.map(\.positions)
    }

    /// Numbers that nobody was ever given, those passed over after a restore among them.
    public var unallocated: Int { (definition?.numbers.count ?? 0) - totals.allocated }

    /// Numbers that can still be leased.
    public var remaining: Int { (definition?.numbers.count ?? 0) - nextPosition }

    /// The prizes as sales stand.
    public var prizeTable: PrizeTable? { book?.table(total: totals.sales, before: earlyTotals) }

    public func receipt(at place: Int) -> SaleReceipt {
        let row = rows[place]
        guard let id = TicketID(rsu: accounts[Int(row.account)].rsu, sequence: row.sequence) else {
            preconditionFailure("a ticket was recorded without an id")
        }
        return SaleReceipt(ticket: id, entry: row.entry, digest: row.digest)
    }

    /// What the ledger has of a unit, as the unit itself would state it.
    public func statement(of rsu: RSUID) -> UnitStatement? {
        guard let raffle, let account = accountOf[rsu] else { return nil }
        let own = rows.lazy.filter { $0.account == UInt32(account) }.map { (sequence: $0.sequence, digest: $0.digest) }
        return UnitStatement(raffle: raffle, rsu: rsu, sales: own.sorted { $0.sequence < $1.sequence })
    }

    /// Sequences of a unit without a sale, up to the highest that the ledger has.
    func salesMissing(of rsu: RSUID) -> Int {
        guard let account = account(rsu) else { return 0 }
        return max(0, Int(account.lastSequence) - account.totals.tickets)
    }

    /// Units that have not uploaded all they sold, as far as the ledger knows.
    public var unitsOutstanding: [RSUID] {
        accounts.filter { !$0.state.agrees && !$0.state.isCorrupt }.map(\.rsu).sorted()
    }

    /// Numbers of tickets that are not void, ascending; with `before`, only of tickets sold before.
    public func numbersInPlay(before: Instant? = nil) -> [UInt32] {
        guard let first = definition?.numbers.first else { return [] }
        var pool: [UInt32] = []
        pool.reserveCapacity(totals.inPlay)
        let limit = before?.milliseconds ?? .max
        for (offset, owner) in owners.enumerated() where owner != 0 {
            let row = rows[Int(owner) - 1]
            if row.status != TicketRow.void, row.soldAt < limit { pool.append(first + UInt32(offset)) }
        }
        return pool
    }

    func numberSlice(_ row: TicketRow) -> ArraySlice<UInt32> {
        numbers[Int(row.firstNumber)..<Int(row.firstNumber) + Int(row.numberCount)]
    }

    func key(account: Int, sequence: UInt64) -> UInt64? {
        guard sequence <= SaleUpload.sequenceMax, account < 1 << 23 else { return nil }
        return UInt64(account) << 40 | sequence
    }
}
