extension RaffleRecord {
    /// Whether an actor may ask for this at all.
    func checkDuty(_ command: RaffleCommand, of actor: RaffleActor) throws(Refusal) {
        let isAllowed: Bool
        switch command {
        case .create: isAllowed = actor.has(.admin)
        case .activate, .resume: isAllowed = actor.has(.eventManager, .admin)
        case .suspend: isAllowed = actor.isServer || actor.has(.eventManager, .admin)
        case .tick, .recordDrawn, .recordRefusal, .restore: isAllowed = actor.isServer
        case .lease(let rsu, _, _), .endLease(let rsu):
            isAllowed = actor.isServer || actor.unit == rsu || actor.has(.eventManager, .admin)
        case .reportLeases(let rsu, _, _): isAllowed = actor.unit == rsu
        case .upload: isAllowed = actor.unit != nil
        case .mark(let ticket, _, _):
            isAllowed = actor.unit == ticket.rsu || actor.has(.operator, .eventManager)
        case .reprintTicket(let ticket):
            isAllowed = actor.has(.eventManager) || (actor.unit == ticket.rsu || actor.has(.operator)) && mayReprint(ticket, actor)
        case .unmark: isAllowed = actor.has(.operator, .eventManager)
        case .closeUnit(let rsu, _): isAllowed = actor.unit == rsu || actor.has(.eventManager)
        case .markCorrupt: isAllowed = actor.isServer || actor.has(.eventManager)
        case .close, .void, .unvoid, .reprintCounterfoil, .recover, .reconcile, .acknowledge, .claim, .settle,
            .releaseLeases:
            isAllowed = actor.has(.eventManager)
        case .changeDefinition, .alter: isAllowed = actor.has(.eventManager, .admin)
        case .commit: isAllowed = actor.isServer || actor.has(.drawOfficial, .admin)
        case .freeze, .startDraw, .enterNumber: isAllowed = actor.has(.drawOfficial)
        case .verifyWinner: isAllowed = actor.has(.drawOfficial, .eventManager)
        case .reveal: isAllowed = actor.isServer || actor.has(.drawOfficial)
        case .present: isAllowed = actor.has(.operator, .eventManager, .drawOfficial)
        case .record: isAllowed = actor.isServer || actor.unit != nil
        }
        try require(isAllowed, .forbidden, "the duties of \(actor.user.text) do not allow it", detail: command.name)
    }

    /// Whether a seller, or the unit that sold it, may print a ticket again.
    ///
    /// A reprint bears the validation number, and is paper enough for a claim: so it is of a ticket that they sold, or that was sold at the
    /// unit where they are, and not once it may be known which ticket won.
    private func mayReprint(_ ticket: TicketID, _ actor: RaffleActor) -> Bool {
        // Of no ticket at all it is said that there is none.
        guard let place = place(of: ticket) else { return true }
        guard prizes.allSatisfy({ $0.start == nil }) else { return false }
        return people[Int(rows[place].seller)] == actor.user || actor.component == ComponentID(ticket.rsu)
    }
}

extension RaffleActor {
    func has(_ duties: RaffleDuty...) -> Bool { duties.contains { self.duties.contains($0) } }
}
