internal import Ledger
internal import Raffles

// What a unit needs before it can sell: a seller, the raffle's rules, numbers.
extension SellingUnit {
    mutating func logon(_ user: UserID, _ accepted: Bool) {
        guard accepted else {
            note(.event(.logonFailed, data: [.init("user", .string(user.text))]), by: UserID(memory.header.rsu))
            return
        }
        guard user != memory.seller else { return }
        if let seller = memory.seller { note(.event(.logoff, data: []), by: seller) }
        note(.event(.logon, data: []), by: user)
    }

    mutating func configure(_ definition: RaffleDefinition, _ eventNumber: UInt64) {
        guard let old = memory.definition else {
            persist(.configured(definition, eventNumber: eventNumber, at: now))
            closeWhenDue()
            return
        }
        guard old != definition || memory.eventNumber != eventNumber else { return }
        // Before the first sale anything may be mended; after it, only what the server's own rules let change can differ.
        guard memory.closing == nil, memory.sales.isEmpty || old.isSameSale(as: definition), memory.eventNumber == eventNumber else {
            return explain("the raffle cannot be changed after its first sale")
        }
        persist(.configured(definition, eventNumber: eventNumber, at: now))
        closeWhenDue()
    }

    mutating func take(_ lease: Lease) {
        guard lease.raffle == memory.header.raffle, lease.rsu == memory.header.rsu else {
            return explain("the numbers are for another unit or raffle")
        }
        guard memory.closing == nil else { return explain("selling is over") }
        if !memory.numbers.isEmpty, lease.numbers.allSatisfy(Set(memory.numbers).contains) { return }
        if let key = memory.key, !key.number(sequence: 1).matches(lease.key.number(sequence: 1)) {
            return explain("the numbers come with another key than those before")
        }
        if let range = memory.definition?.numbers, !lease.numbers.allSatisfy(range.contains) {
            return explain("some of the numbers are not the raffle's")
        }
        guard !memory.overlaps(lease) else { return explain("some of the numbers are the unit's already") }
        persist(.lease(lease, at: now))
    }
}

extension RaffleDefinition {
    /// Whether a ticket sold under one is the same ticket under the other: all is equal but the closing time, and that only where the rules
    /// let it be put off.
    fileprivate func isSameSale(as other: RaffleDefinition) -> Bool {
        guard case .object(let mine) = json(), case .object(let others) = other.json() else { return false }
        let same = zip(mine, others).allSatisfy { $0.name == "salesCloseAt" || $0 == $1 }
        guard same, mine.count == others.count, let close = salesCloseAt, let later = other.salesCloseAt else { return false }
        return policies.closeExtension && later >= close
    }
}
