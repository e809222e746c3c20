internal import Crypto
internal import Ledger

extension RaffleRecord {
    /// Takes in an entry that ``check(_:)`` has passed.
    mutating func accept(_ entry: RaffleEntry) {
        switch entry.body {
        case .sale(let sale): accept(sale)
        case .raffle(let creation): accept(creation, at: entry.at)
        case .activated:
            state = .active
            activatedAt = entry.at
        case .suspended(let suspension):
            state = .suspended
            suspensions.append(SuspensionPeriod(from: entry.at, until: nil))
            note(entry, suspension.reason)
        case .resumed:
            state = .active
            endSuspension(at: entry.at)
        case .closed(let closing):
            state = .closed
            self.closing = closing
            endSuspension(at: closing.closedAt)
        case .settled:
            state = .settled
            settledAt = entry.at
        case .lease, .leaseEnded, .rsuClosed, .rsuCorrupt, .rsuRecovered: acceptUnit(entry)
        case .restored, .leasesReported, .leasesReleased: acceptRestore(entry)
        case .mark, .unmark, .void, .unvoid, .reprint: acceptTicket(entry)
        case .conflict(let conflict):
            conflicts.insert(conflict.offered)
            note(entry, "\(conflict.rsu.text)-\(conflict.sequence) contradicts \(conflict.ticket.text): \(conflict.reason.rawValue)")
        case .reconciled(let reconciliation):
            state = .reconciled
            self.reconciliation = Signed(index: size, at: entry.at, by: entry.by, value: reconciliation)
            if let override = reconciliation.override { note(entry, override) }
        case .acknowledged(let acknowledgement):
            state = .acknowledged
            self.acknowledgement = Signed(index: size, at: entry.at, by: entry.by, value: acknowledgement)
        case .commitment, .poolFrozen, .drawStarted, .drawn, .entered, .verified, .drawRevealed, .claimed: acceptDraw(entry)
        case .claimRefused(let refusal): note(entry, "\(refusal.verdict.rawValue) \(refusal.ticket?.text ?? "")")
        case .altered(let alteration): accept(alteration, entry)
        case .refused(let refused):
            exceptions.append(
                RaffleException(
                    index: size, at: entry.at, by: entry.by, component: entry.component, kind: "refused/\(refused.code.rawValue)",
                    detail: refused.detail.isEmpty ? refused.action : "\(refused.action): \(refused.detail)"))
        case .event: break
        }
        lastAt = entry.at
    }

    mutating func note(_ entry: RaffleEntry, _ detail: String) {
        exceptions.append(
            RaffleException(
                index: size, at: entry.at, by: entry.by, component: entry.component, kind: entry.typeName, detail: detail))
    }

    private mutating func accept(_ creation: RaffleCreation, at time: Instant) {
        let definition = creation.definition
        self.creation = creation
        createdAt = time
        salesCloseAt = definition.salesCloseAt
        prizes = definition.prizes.map { PrizeState(prize: $0.id, phase: .open) }
        let book = PrizeBook(definition)
        earlyTotals = Dictionary(uniqueKeysWithValues: book.cutoffs.map { ($0, SalesTotals()) })
        hasStop = definition.prizes.contains { $0.capBehaviour == .stop && $0.cap != nil }
        self.book = book
        owners = [UInt32](repeating: 0, count: definition.numbers.count)
        if definition.allocation == .sequential || orderKey != nil {
            let key = orderKey ?? SymmetricKey(data: [UInt8](repeating: 0, count: 32))
            order = NumberOrder(range: definition.numbers, allocation: definition.allocation, key: key)
        }
    }

    private mutating func endSuspension(at time: Instant) {
        guard let last = suspensions.indices.last, suspensions[last].until == nil else { return }
        suspensions[last].until = time
    }

    private mutating func accept(_ alteration: Alteration, _ entry: RaffleEntry) {
        switch alteration.element {
        case .salesCloseAt: salesCloseAt = Instant(alteration.after)
        case .collected(let rsu): update(rsu) { $0.collected = Int64(alteration.after) }
        case .unitOperator(let rsu):
            if let user = UserID(alteration.after) { update(rsu) { $0.operator = user } }
        }
        note(entry, "\(alteration.element.text): \(alteration.before) -> \(alteration.after)")
    }
}
