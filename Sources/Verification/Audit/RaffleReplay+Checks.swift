internal import Ledger
internal import Raffles

extension RaffleReplay {
    /// The kinds of check that a raffle's record answers, in the order of a report.
    private static let kinds: [AuditCheck.Kind] = [
        .form, .order, .units, .sales, .numbers, .voids, .reconciliation, .gate, .pools, .draws, .prizes,
    ]

    /// - Parameter isWhole: whether every entry up to the checkpoint was there to be judged.
    func checks(isWhole: Bool) -> [AuditCheck] {
        Self.kinds.map { kind in
            if let failure, failure.check == kind { return AuditCheck(kind, .failed, failure.description, count: record.size) }
            guard failure == nil, isWhole else {
                return AuditCheck(kind, .skipped, "not judged beyond entry \(failure?.index ?? record.size)")
            }
            return passed(kind)
        }
    }

    private func count(_ types: String...) -> UInt64 { types.reduce(0) { $0 + (counts[$1] ?? 0) } }

    private func passed(_ kind: AuditCheck.Kind) -> AuditCheck {
        let totals = record.totals
        switch kind {
        case .form:
            return AuditCheck(kind, .passed, "\(grouped(record.size)) entries are canonical and of a known type", count: record.size)
        case .order:
            let detail = "entries come in their order and none is older than the one before; the raffle is \(record.state.rawValue)"
            return AuditCheck(kind, .passed, detail, count: record.size)
        case .units:
            let units = record.accounts.count
            let agreeing = record.accounts.count { $0.state.agrees }
            let detail = "\(agreeing) of \(units) units closed with the sales that the ledger has"
            return AuditCheck(kind, .passed, detail, count: UInt64(units))
        case .sales:
            let detail = "\(whole(totals.tickets)) tickets have the price and the numbers of their package, and were sold in time"
            return AuditCheck(kind, .passed, detail, count: UInt64(totals.tickets))
        case .numbers:
            return AuditCheck(kind, .passed, "\(whole(totals.sold)) numbers were sold once each", count: UInt64(totals.sold))
        case .voids:
            let detail = "\(whole(totals.voidTickets)) tickets with \(whole(totals.void)) numbers are void; none of these was sold again"
            return AuditCheck(kind, .passed, detail, count: count("mark", "unmark", "void", "unvoid", "reprint", "conflict"))
        case .reconciliation: return reconciliationCheck()
        case .gate: return gateCheck()
        case .pools:
            let frozen = record.draws.values.count { $0.freeze != nil }
            guard frozen > 0 else { return AuditCheck(kind, .skipped, "no pool is frozen yet") }
            return AuditCheck(kind, .passed, "\(frozen) frozen pools are the numbers in play at their time", count: UInt64(frozen))
        case .draws: return drawsCheck()
        default: return prizesCheck()
        }
    }

    private func reconciliationCheck() -> AuditCheck {
        guard let reconciled = record.reconciliation?.value else {
            return AuditCheck(.reconciliation, .skipped, "sales are not reconciled yet")
        }
        let total = reconciled.total
        let unsold = total.unsold + reconciled.unallocated
        let detail = """
            \(whole(reconciled.numbers)) numbers = \(whole(total.inPlay)) in play + \(whole(total.void)) void + \(whole(unsold)) unsold; \
            gross \(total.gross) − refunds \(total.refunds) = net \(total.net), for \(reconciled.units) units each
            """
        return AuditCheck(.reconciliation, .passed, detail, count: UInt64(reconciled.units))
    }

    private func gateCheck() -> AuditCheck {
        guard let acknowledged = record.acknowledgement else {
            return AuditCheck(.gate, .skipped, "the voids are not acknowledged yet, and nothing was drawn")
        }
        let start = firstDraw.map { "before the first draw at entry \($0)" } ?? "and nothing was drawn yet"
        return AuditCheck(.gate, .passed, "\(acknowledged.by) acknowledged at entry \(acknowledged.index), \(start)", count: 1)
    }

    private func drawsCheck() -> AuditCheck {
        let numbers = count("drawn", "entered")
        guard numbers > 0 else { return AuditCheck(.draws, .skipped, "nothing was drawn yet") }
        let revealed = record.draws.values.count { $0.reveal != nil }
        var parts: [String] = []
        if count("drawn") > 0 { parts.append("\(count("drawn")) numbers are what their recorded outputs select") }
        if revealed > 0 { parts.append("\(revealed) draws were drawn again from secret, pool and beacon") }
        if count("entered") > 0 { parts.append("\(count("entered")) numbers pulled by hand have their right verdict") }
        return AuditCheck(.draws, .passed, parts.joined(separator: "; "), count: numbers)
    }

    private func prizesCheck() -> AuditCheck {
        let official = record.prizes.count { $0.official != nil }
        guard official > 0 else { return AuditCheck(.prizes, .skipped, "no result is official yet") }
        let claimed = record.prizes.count { $0.claim != nil }
        let detail = "\(official) of \(record.prizes.count) prizes have the winner that was drawn; \(claimed) claimed, once each"
        return AuditCheck(.prizes, .passed, detail, count: UInt64(official))
    }

    private func whole(_ value: Int) -> String { grouped(UInt64(clamping: value)) }
}
