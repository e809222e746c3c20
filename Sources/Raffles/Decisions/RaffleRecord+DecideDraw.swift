internal import Ledger

extension RaffleRecord {
    mutating func decideDraw(
        _ command: RaffleCommand, by actor: RaffleActor, at now: Instant, _ journal: inout Journal
    ) throws(Refusal) -> RaffleOutcome {
        switch command {
        case .commit(let draw, let value):
            try append(.commitment(DrawCommitment(draw: draw, value: value)), by: actor, at: now, &journal)
        case .freeze(let draw, let prize, let beacon, let conditions):
            return .frozen(try freeze(draw, prize, beacon, conditions, by: actor, at: now, &journal))
        case .startDraw(var start, let conditions):
            try checkGate()
            try check(conditions, at: now)
            // Whoever has come this far with somebody connected has policies that only flag it.
            start.remoteSessions = Array(Set(conditions.remoteSessions).sorted().prefix(DrawStart.remoteSessionsMax))
            try append(.drawStarted(start), by: actor, at: now, &journal)
        case .recordDrawn(let draw, let prize, let words, let index, let number, let poolSize):
            try checkGate()
            guard let place = place(ofNumber: number) else { throw Refusal(.wrongSelection, "the number is not sold", detail: "\(number)") }
            let drawn = DrawnNumber(
                draw: draw, prize: prize, attempt: self.prize(prize)?.nextAttempt ?? 1, number: number,
                ticket: receipt(at: place).ticket, words: words, index: index, poolSize: poolSize)
            try append(.drawn(drawn), by: actor, at: now, &journal)
        case .enterNumber(let draw, let prize, let number, let again, let conditions):
            try checkGate()
            try check(conditions, at: now)
            try require(number == again, .numberMismatch, "the number was not typed the same twice", detail: "\(number) \(again)")
            let verdict = verdict(of: number, for: prize)
            let attempt = self.prize(prize)?.nextAttempt ?? 1
            let entered = EnteredNumber(draw: draw, prize: prize, attempt: attempt, number: number, verdict: verdict)
            try append(.entered(entered), by: actor, at: now, &journal)
            return .entered(verdict)
        case .verifyWinner(let prize, let number):
            guard let candidate = self.prize(prize)?.candidate, let ticket = candidate.ticket else {
                throw Refusal(.notDrawn, "the prize has no number to verify", detail: prize.text)
            }
            let verification = WinnerVerification(prize: prize, number: number, ticket: ticket)
            try append(.verified(verification), by: actor, at: now, &journal)
            return .verified(verification)
        case .reveal(let reveal): try append(.drawRevealed(reveal), by: actor, at: now, &journal)
        default: break
        }
        return .done
    }

    private mutating func freeze(
        _ draw: DrawID, _ prize: PrizeID, _ beacon: PoolFreeze.Beacon?, _ conditions: DrawConditions, by actor: RaffleActor,
        at now: Instant, _ journal: inout Journal
    ) throws(Refusal) -> PoolFreeze {
        try checkGate()
        guard let rules = definition?.prize(prize) else { throw Refusal(.unknownPrize, "there is no such prize", detail: prize.text) }
        guard var freeze = poolFreeze(of: draw, salesBefore: rules.salesBefore) else {
            throw Refusal(.poolEmpty, "no number is in play")
        }
        try check(conditions, at: now)
        freeze.beacon = beacon
        try append(.poolFrozen(freeze), by: actor, at: now, &journal)
        return freeze
    }

    /// The end of the gate, which only the server can ask: its software, then sessions from outside.
    private func check(_ conditions: DrawConditions, at now: Instant) throws(Refusal) {
        try require(conditions.isSoftwareVerified, .softwareNotVerified, "the critical software is not verified")
        guard definition?.policies.remoteAccess != .flagsDraw else { return }
        try require(
            conditions.remoteSessions.isEmpty, .remoteSession, "someone is connected from outside",
            detail: conditions.remoteSessions.map(\.text).joined(separator: " "))
    }
}
