internal import Ledger

extension RaffleRecord {
    /// Whether an entry may come next: every rule of the raffle, for the server before it appends and for the verifier afterwards.
    ///
    /// - Throws: the first rule that the entry breaks.
    public func check(_ entry: RaffleEntry) throws(Refusal) {
        if case .raffle(let creation) = entry.body {
            guard self.creation == nil else { throw Refusal(.wrongState, "the raffle is created already") }
            guard creation.rulesVersion == RaffleCreation.currentRulesVersion else {
                throw Refusal(.invalid, "rules version \(creation.rulesVersion) is not known here")
            }
            return
        }
        guard let definition else { throw Refusal(.wrongState, "the first entry is \(entry.typeName), not raffle") }
        guard state != .settled else { throw Refusal(.wrongState, "the raffle is settled") }
        if let lastAt, entry.at < lastAt { throw Refusal(.invalid, "is older than the entry before it") }
        switch entry.body {
        case .sale(let sale): try check(sale, at: entry.at, by: entry.by, definition)
        case .raffle, .refused, .event: break
        case .activated, .suspended, .resumed, .closed, .settled: try checkLifecycle(entry, definition)
        case .lease, .leaseEnded, .rsuClosed, .rsuCorrupt, .rsuRecovered: try checkUnit(entry, definition)
        case .restored, .leasesReported, .leasesReleased: try checkRestore(entry, definition)
        case .mark(let mark): try checkWindow(of: mark.ticket, is: TicketRow.sold)
        case .unmark(let unmark): try checkWindow(of: unmark.ticket, is: TicketRow.marked)
        case .void(let void): try check(void, definition)
        case .unvoid(let unvoid): try check(unvoid)
        case .reprint(let reprint): try check(reprint)
        case .conflict(let conflict): try check(conflict)
        case .reconciled(let reconciliation): try check(reconciliation)
        case .acknowledged(let acknowledgement): try check(acknowledgement, by: entry.by)
        case .commitment, .poolFrozen, .drawStarted, .drawn, .entered, .verified, .drawRevealed: try checkDraw(entry, definition)
        case .claimed(let claim): try check(claim, at: entry.at, definition)
        case .claimRefused: try require(state != .draft, .wrongState, "nothing is sold yet")
        case .altered(let alteration): try check(alteration, at: entry.at, definition)
        }
    }

    func require(_ condition: Bool, _ code: Refusal.Code, _ message: String, detail: String = "") throws(Refusal) {
        guard condition else { throw Refusal(code, message, detail: detail) }
    }

    private func checkLifecycle(_ entry: RaffleEntry, _ definition: RaffleDefinition) throws(Refusal) {
        switch entry.body {
        case .activated:
            try require(state == .draft, .wrongState, "only a draft can be activated; the raffle is \(state.rawValue)")
            if let salesCloseAt { try require(entry.at < salesCloseAt, .wrongState, "the closing time is past") }
        case .suspended:
            try require(state == .active, .wrongState, "only an active raffle can be suspended; it is \(state.rawValue)")
        case .resumed:
            try require(state == .suspended, .wrongState, "the raffle is not suspended but \(state.rawValue)")
        case .closed(let closing):
            try check(closing, at: entry.at)
        default:
            try checkSettlement(at: entry.at, definition)
        }
    }

    private func check(_ closing: Closing, at time: Instant) throws(Refusal) {
        try require(state == .active || state == .suspended, .wrongState, "only a selling raffle can be closed; it is \(state.rawValue)")
        let isTime = salesCloseAt.map { time >= $0 } ?? false
        switch closing.cause {
        case .time:
            try require(isTime, .wrongState, "the closing time has not come")
            try require(closing.closedAt == salesCloseAt, .invalid, "closes at another time than the closing time")
        case .manager:
            try require(!isTime, .invalid, "the closing time has closed it already")
            try require(closing.closedAt == time, .invalid, "a manager closes now")
        case .cap:
            try require(salesStop != nil, .invalid, "no prize has reached a cap that stops selling")
            try require(closing.closedAt == time, .invalid, "a cap closes now")
        }
    }

    /// The prize whose cap stops selling, once sales reach it.
    public var salesStop: PrizeID? {
        guard hasStop else { return nil }
        return book?.salesStop(total: totals.sales, before: earlyTotals)
    }

    private func checkSettlement(at time: Instant, _ definition: RaffleDefinition) throws(Refusal) {
        if state == .acknowledged, totals.inPlay == 0 { return }
        try require(state == .drawing, .wrongState, "only a drawn raffle can be settled; it is \(state.rawValue)")
        for prize in prizes where prize.phase != .claimed {
            guard prize.phase == .official, let deadline = claimDeadline(prize), time > deadline else {
                throw Refusal(.prizesOpen, "a prize is neither claimed nor past its time", detail: prize.prize.text)
            }
        }
        for draw in draws.values where draw.freeze?.value.beacon != nil && !draw.selections.isEmpty {
            try require(draw.reveal != nil, .prizesOpen, "a verifiable draw is not revealed", detail: draw.draw.text)
        }
    }

    /// The last moment at which a prize can be claimed; nil before its result is official.
    public func claimDeadline(_ prize: PrizeState) -> Instant? {
        guard let official = prize.official, let days = definition?.policies.claimDays else { return nil }
        return official.at.adding(seconds: Int64(days) * 86_400)
    }

    private func check(_ claim: Claim, at time: Instant, _ definition: RaffleDefinition) throws(Refusal) {
        guard let prize = prize(claim.prize) else { throw Refusal(.unknownPrize, "there is no such prize", detail: claim.prize.text) }
        try require(prize.phase != .claimed, .alreadyClaimed, "the prize is claimed already", detail: claim.prize.text)
        guard let official = prize.official, let deadline = claimDeadline(prize) else {
            throw Refusal(.notDrawn, "the prize has no official winner", detail: claim.prize.text)
        }
        try require(official.value.ticket == claim.ticket, .notWinner, "the ticket did not win this prize", detail: claim.ticket.text)
        try require(time <= deadline, .claimExpired, "the time for claiming is over", detail: deadline.text)
        let amount = prizeTable?.amount(of: claim.prize) ?? 0
        try require(claim.amount == amount, .invalid, "the prize is \(amount)", detail: "\(claim.amount)")
        if let limit = definition.policies.documentsAbove, amount > limit {
            try require(!claim.documents.isEmpty, .documentsMissing, "a prize above \(limit) is paid against documents only")
        }
    }

    private func check(_ alteration: Alteration, at time: Instant, _ definition: RaffleDefinition) throws(Refusal) {
        guard let value = value(of: alteration.element) else {
            throw Refusal(.invalid, "there is no such element", detail: alteration.element.text)
        }
        try require(alteration.before == value, .beforeChanged, "the value before is \(value)", detail: alteration.before)
        try require(alteration.after != value, .invalid, "changes nothing", detail: alteration.element.text)
        switch alteration.element {
        case .salesCloseAt:
            try require(definition.policies.closeExtension, .locked, "the closing time is locked")
            try require(state == .active || state == .suspended, .wrongState, "sales are not on")
            guard let after = Instant(alteration.after), after > time, salesCloseAt.map({ after > $0 && time < $0 }) ?? false else {
                throw Refusal(.invalid, "the closing time can only be put off, and before it comes", detail: alteration.after)
            }
        case .collected:
            guard let amount = Int64(alteration.after), amount >= 0, amount <= Money.max, String(amount) == alteration.after else {
                throw Refusal(.invalid, "must be an amount in minor units", detail: alteration.after)
            }
        case .unitOperator:
            try require(UserID(alteration.after) != nil, .invalid, "must be a log-in", detail: alteration.after)
        }
    }

    /// The text of an alterable value as it is now, empty for none; nil when it belongs to no unit.
    public func value(of element: AlterableElement) -> String? {
        switch element {
        case .salesCloseAt: salesCloseAt?.text ?? ""
        case .collected(let rsu): account(rsu).map { $0.collected.map { String($0) } ?? "" }
        case .unitOperator(let rsu): account(rsu).map { $0.operator.text }
        }
    }
}
