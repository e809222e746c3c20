internal import Ledger

extension RaffleRecord {
    mutating func decide(
        _ command: RaffleCommand, by actor: RaffleActor, at now: Instant, _ journal: inout Journal
    ) throws(Refusal) -> RaffleOutcome {
        switch command {
        case .create(let creation): try append(.raffle(creation), by: actor, at: now, &journal)
        case .activate: try append(.activated(Activation()), by: actor, at: now, &journal)
        case .suspend(let reason): try append(.suspended(Suspension(reason: reason)), by: actor, at: now, &journal)
        case .resume: try append(.resumed(Resumption()), by: actor, at: now, &journal)
        case .close: try append(.closed(Closing(cause: .manager, closedAt: now)), by: actor, at: now, &journal)
        case .tick: break
        case .lease, .endLease, .closeUnit, .markCorrupt, .recover: return try decideUnit(command, by: actor, at: now, &journal)
        case .restore, .reportLeases, .releaseLeases: try decideRestore(command, by: actor, at: now, &journal)
        case .upload(let sales, let validation):
            return .uploads(upload(sales, validation: validation, by: actor, at: now, &journal))
        case .mark, .unmark, .void, .unvoid, .reprintTicket, .reprintCounterfoil:
            try append(ticketEntry(command), by: actor, at: now, &journal)
        case .reconcile(let override):
            let table = reconciliation(override: override)
            try append(.reconciled(table.statement), by: actor, at: now, &journal)
            return .reconciled(table)
        case .acknowledge(let note):
            let acknowledgement = Acknowledgement(
                reconciliation: reconciliation?.index ?? 0, voidTickets: totals.voidTickets, note: note)
            try append(.acknowledged(acknowledgement), by: actor, at: now, &journal)
        case .changeDefinition(let field, let value):
            throw Refusal(.locked, "the definition is fixed by the first entry", detail: "\(field) \(value)")
        case .alter(let element, let before, let after, let reason):
            let alteration = Alteration(element: element, before: before, after: after, reason: reason)
            try append(.altered(alteration), by: actor, at: now, &journal)
        case .commit, .freeze, .startDraw, .recordDrawn, .enterNumber, .verifyWinner, .reveal:
            return try decideDraw(command, by: actor, at: now, &journal)
        case .present(let presented): return .ticket(present(presented, by: actor, at: now, &journal))
        case .claim: return try decideClaim(command, by: actor, at: now, &journal)
        case .settle: try append(.settled(Settlement()), by: actor, at: now, &journal)
        case .record(let event): try append(.event(event), by: actor, at: now, &journal)
        case .recordRefusal(let action, let refusal, let user, let component):
            refuse(action, refusal, by: user, component: component, at: now, &journal)
        }
        return .done
    }

    // MARK: - Units

    private mutating func decideUnit(
        _ command: RaffleCommand, by actor: RaffleActor, at now: Instant, _ journal: inout Journal
    ) throws(Refusal) -> RaffleOutcome {
        switch command {
        case .lease(let rsu, let seller, let count):
            try require(count > 0, .invalid, "a lease has numbers", detail: "\(count)")
            if let leaseHold { throw leaseHold }
            let left = Swift.min(count, remaining)
            try require(creation == nil || left > 0, .numbersExhausted, "no numbers are left", detail: rsu.text)
            let lease = Lease(rsu: rsu, operator: seller, positions: nextPosition..<nextPosition + Swift.max(left, 1))
            try append(.lease(lease), by: actor, at: now, &journal)
            return .lease(lease)
        case .endLease(let rsu): try append(.leaseEnded(LeaseEnd(rsu: rsu)), by: actor, at: now, &journal)
        case .closeUnit(let rsu, let statement):
            try append(.rsuClosed(UnitClosing(rsu: rsu, statement: statement)), by: actor, at: now, &journal)
        case .markCorrupt(let rsu, let collected, let reason):
            guard let account = account(rsu) else { throw Refusal(.noLease, "the unit has no numbers", detail: rsu.text) }
            try require((0...Money.max).contains(collected), .invalid, "must be an amount in minor units", detail: "\(collected)")
            let corruption = UnitCorruption(rsu: rsu, operator: account.operator, collected: collected, reason: reason)
            try append(.rsuCorrupt(corruption), by: actor, at: now, &journal)
        case .recover(let rsu, let sales, let incomplete, let validation):
            try recover(rsu, sales, incomplete, validation, by: actor, at: now, &journal)
        default: break
        }
        return .done
    }

    /// All of the export or nothing: a copy takes the sales in first. Copying a large record is slow, and this is rare.
    private mutating func recover(
        _ rsu: RSUID, _ sales: [SaleUpload], _ incomplete: IncompleteExport?, _ validation: ValidationKey?, by actor: RaffleActor,
        at now: Instant, _ journal: inout Journal
    ) throws(Refusal) {
        guard let account = account(rsu) else { throw Refusal(.noLease, "the unit has no numbers", detail: rsu.text) }
        try require(account.state.isCorrupt, .unitNotCorrupt, "the unit is not corrupt", detail: rsu.text)
        var trial = self
        var trialJournal = journal
        for sale in sales {
            try require(sale.rsu == rsu, .invalid, "the export has a sale of another unit", detail: sale.rsu.text)
            switch trial.upload(sale, validation: validation, by: actor, at: now, &trialJournal) {
            case .recorded, .repeated: break
            case .conflict(let stored, _): throw Refusal(.conflict, "contradicts a sale in the ledger", detail: stored.ticket.text)
            case .refused(let refusal): throw refusal
            }
        }
        guard let statement = trial.statement(of: rsu) else { throw Refusal(.noLease, "the unit has no numbers", detail: rsu.text) }
        var recovery = UnitRecovery(rsu: rsu, statement: statement)
        if let incomplete, let gross = trial.account(rsu)?.totals.gross {
            recovery.shortfall = UnitRecovery.Shortfall(
                missing: trial.salesMissing(of: rsu), unaccounted: max(0, incomplete.collected - gross), reason: incomplete.reason)
        }
        try trial.append(.rsuRecovered(recovery), by: actor, at: now, &trialJournal)
        self = trial
        journal = trialJournal
    }

    // MARK: - Tickets

    private func ticketEntry(_ command: RaffleCommand) throws(Refusal) -> RaffleEntry.Body {
        switch command {
        case .mark(let ticket, let reason, let note): return .mark(TicketMark(ticket: ticket, reason: reason, note: note))
        case .unmark(let ticket): return .unmark(TicketUnmark(ticket: ticket))
        case .void(let ticket, let reason, let note, let refund):
            let price = place(of: ticket).map { rows[$0].price } ?? 0
            let amount = refund ?? price
            try require(amount >= 0, .invalid, "a refund is 0 or more", detail: "\(amount)")
            return .void(TicketVoid(ticket: ticket, reason: reason, note: note, refund: amount))
        case .unvoid(let ticket, let note): return .unvoid(TicketUnvoid(ticket: ticket, note: note))
        case .reprintTicket(let ticket): return .reprint(Reprint(ticket: ticket, kind: .bearer))
        case .reprintCounterfoil(let number):
            guard let place = place(ofNumber: number) else { throw Refusal(.unknownTicket, "the number is not sold", detail: "\(number)") }
            return .reprint(Reprint(ticket: receipt(at: place).ticket, kind: .counterfoil, number: number))
        default: preconditionFailure("is no command about a ticket")
        }
    }

    // MARK: - Claims

    /// Looks a ticket up; an attempt that smells is logged.
    private mutating func present(
        _ presented: PresentedTicket, by actor: RaffleActor, at now: Instant, _ journal: inout Journal
    ) -> TicketAnswer {
        let answer = answer(to: presented, at: now)
        switch answer.verdict {
        case .validWinner, .validNotWinner, .unsold, .unknownNumber, .notOfficial: break
        case .void, .validationMismatch, .wrongEvent, .alreadyClaimed, .claimExpired:
            let refusal = ClaimRefusal(verdict: answer.verdict, ticket: presented.ticket)
            try? append(.claimRefused(refusal), by: actor, at: now, &journal)
        }
        return answer
    }

    private mutating func decideClaim(
        _ command: RaffleCommand, by actor: RaffleActor, at now: Instant, _ journal: inout Journal
    ) throws(Refusal) -> RaffleOutcome {
        guard case .claim(let prize, let presented, let claimant, let paidBy, let documents) = command else { return .done }
        let answer = answer(to: presented, at: now)
        guard answer.verdict == .validWinner, let ticket = answer.ticket else {
            let refusal = ClaimRefusal(verdict: answer.verdict, ticket: presented.ticket)
            try append(.claimRefused(refusal), by: actor, at: now, &journal)
            return .ticket(answer)
        }
        guard let win = answer.wins.first(where: { $0.prize == prize }) else {
            throw Refusal(.notWinner, "the ticket did not win this prize, or has been paid", detail: ticket.text)
        }
        let claim = Claim(
            prize: prize, ticket: ticket, amount: win.amount, claimant: claimant, paidBy: paidBy, documents: documents)
        try append(.claimed(claim), by: actor, at: now, &journal)
        return .claimed(claim)
    }
}
