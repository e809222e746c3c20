internal import Draws
internal import Ledger

extension RaffleRecord {
    /// The gate before a draw, asked in this order: closed, all units uploaded, reconciled, acknowledged.
    ///
    /// The same for a generator and for a number pulled by hand. Whether the software is verified and nobody is connected from outside
    /// is for the server to ask: a ledger cannot tell.
    public func checkGate() throws(Refusal) {
        try require(state.isClosed, .notClosed, "sales are not closed")
        if state == .closed { try checkUploads() }
        try require(state >= .reconciled, .notReconciled, "sales and voids are not reconciled")
        try require(state >= .acknowledged, .notAcknowledged, "the event manager has not acknowledged the voids")
    }

    func checkDraw(_ entry: RaffleEntry, _ definition: RaffleDefinition) throws(Refusal) {
        switch entry.body {
        case .commitment(let commitment): try check(commitment, at: entry.at, definition)
        case .poolFrozen(let freeze): try check(freeze, at: entry.at, definition)
        case .drawStarted(let start): try check(start, at: entry.at, definition)
        case .drawn(let drawn): try check(drawn)
        case .entered(let entered): try check(entered, definition)
        case .verified(let verification): try check(verification)
        case .drawRevealed(let reveal): try check(reveal, definition)
        default: break
        }
    }

    private func check(_ commitment: DrawCommitment, at time: Instant, _ definition: RaffleDefinition) throws(Refusal) {
        try require(definition.draw.mode == .verifiable, .wrongMethod, "the draw is not a verifiable one")
        let isSelling = !state.isClosed && salesCloseAt.map { time < $0 } ?? true
        try require(isSelling, .wrongState, "the secret is committed to before sales close")
        try require(draws[commitment.draw] == nil, .alreadyCommitted, "the draw has a commitment", detail: commitment.draw.text)
        // A secret that is never revealed looks like a draw that somebody thought better of.
        let pools = Set(definition.prizes.map(\.salesBefore)).count
        let committed = draws.values.count { $0.commitment != nil }
        try require(
            definition.policies.redrawUnclaimed || committed < pools, .alreadyCommitted,
            pools == 1 ? "the pool has its commitment" : "each of the \(pools) pools has its commitment")
    }

    // MARK: - Pool

    /// What freezing the pool of a draw gives now, without the beacon; nil when nothing is in play.
    public func poolFreeze(of draw: DrawID, salesBefore: Instant?) -> PoolFreeze? {
        let pool = poolNumbers(salesBefore: salesBefore)
        guard let raffle, let min = pool.first, let max = pool.last, let digest = poolDigest(pool, raffle: raffle, draw: draw) else {
            return nil
        }
        return PoolFreeze(
            draw: draw, digest: digest, count: pool.count, min: min, max: max, voids: totals.void, salesBefore: salesBefore)
    }

    /// Numbers in play for a draw that is frozen now: without replacement, those that have won before are out.
    func poolNumbers(salesBefore: Instant?) -> [UInt32] {
        let numbers = numbersInPlay(before: salesBefore)
        guard definition?.draw.replacement == false else { return numbers }
        let won = Set(prizes.flatMap(\.attempts).filter { $0.verdict == .valid }.map(\.number))
        return won.isEmpty ? numbers : numbers.filter { !won.contains($0) }
    }

    /// The lines of a draw's pool as they are published: `number,commitment`, ascending.
    public func poolLines(_ numbers: [UInt32]) -> [(number: UInt32, text: String)] {
        numbers.compactMap { number in
            place(ofNumber: number).map { (number: number, text: rows[$0].commitment.base64URL) }
        }
    }

    /// The numbers of a draw's pool as they were frozen, ascending; nil when it is not frozen.
    public func frozenNumbers(of draw: DrawID) -> [UInt32]? {
        guard let pool = draws[draw]?.frozenPool else { return nil }
        return (0..<pool.count).map { pool.number(at: $0) }
    }

    private func poolDigest(_ pool: [UInt32], raffle: RaffleID, draw: DrawID) -> Hash? {
        do {
            var builder = try PoolDigestBuilder(event: raffle.text, draw: draw.text)
            var text: [UInt8] = []
            for number in pool {
                guard let place = place(ofNumber: number) else { return nil }
                text.removeAll(keepingCapacity: true)
                rows[place].commitment.withUnsafeBytes { Base64URL.encode($0, into: &text) }
                try builder.append(number, text)
            }
            return Hash(bytes: builder.finalize().digest.bytes)
        } catch {
            return nil
        }
    }

    private func check(_ freeze: PoolFreeze, at time: Instant, _ definition: RaffleDefinition) throws(Refusal) {
        try checkGate()
        try require(draws[freeze.draw]?.freeze == nil, .alreadyFrozen, "the pool of this draw is frozen", detail: freeze.draw.text)
        try require(prizes.allSatisfy { $0.phase != .started && $0.phase != .drawn }, .wrongState, "a draw is going on")
        let isScope = definition.prizes.contains { $0.salesBefore == freeze.salesBefore }
        try require(isScope, .invalid, "no prize is for tickets sold before that time")
        if let beacon = freeze.beacon {
            try require(definition.draw.mode == .verifiable, .wrongMethod, "the draw is not a verifiable one")
            try require(draws[freeze.draw]?.commitment != nil, .notCommitted, "the draw's secret is not committed to")
            try check(beacon, at: time, definition.draw)
        }
        guard var own = poolFreeze(of: freeze.draw, salesBefore: freeze.salesBefore) else {
            throw Refusal(.poolEmpty, "no number is in play")
        }
        own.beacon = freeze.beacon
        try require(own == freeze, .invalid, "the pool is not that of the ledger", detail: freeze.draw.text)
    }

    private func check(_ beacon: PoolFreeze.Beacon, at time: Instant, _ rules: DrawRules) throws(Refusal) {
        try require(beacon.chain == BeaconChain.quicknet.hash, .badBeacon, "is not the definition's chain", detail: beacon.chain)
        let earliest = time.adding(seconds: Int64(rules.delaySeconds))
        try require(beacon.notBefore >= earliest, .badBeacon, "is sooner than \(rules.delaySeconds) seconds after the freeze")
        guard let seconds = BeaconChain.quicknet.seconds(ofRound: beacon.round), seconds * 1000 >= beacon.notBefore.milliseconds else {
            throw Refusal(.badBeacon, "the round is before the time named", detail: "\(beacon.round)")
        }
    }

    // MARK: - Drawing

    /// The prize to be drawn next: the first in the definition's order without a winner.
    public var nextPrize: PrizeID? { prizes.first { $0.phase == .open }?.prize }

    /// Whether a prize nobody claimed may be drawn again.
    private func mayRedraw(_ prize: PrizeState, at time: Instant, _ definition: RaffleDefinition) -> Bool {
        guard definition.policies.redrawUnclaimed, prize.phase == .official, let deadline = claimDeadline(prize) else { return false }
        return time > deadline
    }

    private func check(_ start: DrawStart, at time: Instant, _ definition: RaffleDefinition) throws(Refusal) {
        try checkGate()
        guard let rules = definition.prize(start.prize), let prize = prize(start.prize) else {
            throw Refusal(.unknownPrize, "there is no such prize", detail: start.prize.text)
        }
        if !mayRedraw(prize, at: time, definition) {
            try require(prize.phase == .open, .alreadyDrawn, "the prize is \(prize.phase.rawValue)", detail: start.prize.text)
            let isNext = prizes.allSatisfy { $0.phase != .started && $0.phase != .drawn } && nextPrize == start.prize
            try require(isNext, .notThisPrize, "another prize comes first", detail: nextPrize?.text ?? "")
        }
        guard let draw = draws[start.draw], let freeze = draw.freeze?.value else {
            throw Refusal(.notFrozen, "the pool of this draw is not frozen", detail: start.draw.text)
        }
        try require(currentDraw == start.draw && draw.reveal == nil, .wrongState, "this draw is over", detail: start.draw.text)
        try require(freeze.salesBefore == rules.salesBefore, .notThisPrize, "the pool is not this prize's", detail: start.prize.text)
        try require((draw.pool?.count ?? 0) > 0, .poolEmpty, "no number is left in the pool", detail: start.draw.text)
        let isDefined = start.method == definition.draw.mode
        let isFallback = definition.draw.mode == .verifiable && !isDefined
        try require(
            isDefined ? start.fallback == nil : isFallback && start.fallback != nil, .wrongMethod,
            isFallback
                ? "a verifiable draw is done by another method only with a reason why it cannot be finished"
                : "the method is \(definition.draw.mode.rawValue)")
        try require(start.method != .verifiable || freeze.beacon != nil, .badBeacon, "no beacon round was named")
        let isFlagged = start.remoteSessions.isEmpty || definition.policies.remoteAccess == .flagsDraw
        try require(isFlagged, .remoteSession, "someone is connected from outside")
        try require(Set(start.officials).count == start.officials.count, .invalid, "names an official twice")
        let least = definition.policies.twoPersonDraw ? 2 : 1
        try require(start.officials.count >= least, .tooFewOfficials, "a draw takes \(least) officials")
    }

    /// The draw and the prize that a number is for, once started by this method.
    private func started(_ id: PrizeID, _ draw: DrawID, isManual: Bool) throws(Refusal) -> (PrizeState, DrawState) {
        try checkGate()
        guard let prize = prize(id) else { throw Refusal(.unknownPrize, "there is no such prize", detail: id.text) }
        guard let state = draws[draw] else { throw Refusal(.unknownDraw, "there is no such draw", detail: draw.text) }
        try require(
            prize.phase != .drawn && prize.phase != .official && prize.phase != .claimed, .alreadyDrawn, "the prize has its number",
            detail: id.text)
        guard prize.phase == .started, let start = prize.start?.value, start.draw == draw else {
            throw Refusal(.notStarted, "the draw of the prize has not started", detail: id.text)
        }
        try require((start.method == .manual) == isManual, .wrongMethod, "the method is \(start.method.rawValue)")
        return (prize, state)
    }

    private func check(_ drawn: DrawnNumber) throws(Refusal) {
        let (prize, draw) = try started(drawn.prize, drawn.draw, isManual: false)
        try require(drawn.attempt == prize.nextAttempt, .invalid, "is not the next attempt")
        guard let pool = draw.pool, pool.count == drawn.poolSize, let sampler = try? RejectionSampler(poolSize: UInt64(pool.count)) else {
            throw Refusal(.wrongSelection, "the pool has \(draw.pool?.count ?? 0) numbers", detail: "\(drawn.poolSize)")
        }
        for word in drawn.words.dropLast() where word.isAccepted || sampler.index(of: word.word) != nil {
            throw Refusal(.wrongSelection, "an output before the last was good")
        }
        guard let last = drawn.words.last, last.isAccepted, let index = sampler.index(of: last.word), index == UInt64(drawn.index) else {
            throw Refusal(.wrongSelection, "the last output gives another index")
        }
        try require(pool.number(at: drawn.index) == drawn.number, .wrongSelection, "another number is at the index")
        guard let place = place(ofNumber: drawn.number), receipt(at: place).ticket == drawn.ticket else {
            throw Refusal(.wrongSelection, "another ticket has the number", detail: drawn.ticket.text)
        }
    }

    /// What the ledger knows of a number pulled by hand.
    public func verdict(of number: UInt32, for prize: PrizeID) -> EnteredNumber.Verdict {
        guard let definition, definition.numbers.contains(number) else { return .unknown }
        guard let place = place(ofNumber: number) else { return .unsold }
        let row = rows[place]
        if row.status == TicketRow.void { return .void }
        if !definition.draw.replacement, prizes.contains(where: { $0.attempts.contains { $0.number == number && $0.verdict == .valid } }) {
            return .alreadyDrawn
        }
        let isEligible = definition.prize(prize)?.includes(ticketSoldAt: Instant(milliseconds: row.soldAt)) ?? false
        return isEligible ? .valid : .notEligible
    }

    private func check(_ entered: EnteredNumber, _ definition: RaffleDefinition) throws(Refusal) {
        let (prize, _) = try started(entered.prize, entered.draw, isManual: true)
        try require(entered.attempt == prize.nextAttempt, .invalid, "is not the next attempt")
        let verdict = verdict(of: entered.number, for: entered.prize)
        try require(entered.verdict == verdict, .invalid, "the number is \(verdict.rawValue)", detail: "\(entered.number)")
    }

    private func check(_ verification: WinnerVerification) throws(Refusal) {
        guard let prize = prize(verification.prize) else {
            throw Refusal(.unknownPrize, "there is no such prize", detail: verification.prize.text)
        }
        guard prize.phase == .drawn, let candidate = prize.attempts.last else {
            throw Refusal(.notDrawn, "the prize has no number to verify: it is \(prize.phase.rawValue)", detail: verification.prize.text)
        }
        try require(
            candidate.number == verification.number && candidate.ticket == verification.ticket, .numberMismatch,
            "is not the number that was drawn", detail: "\(verification.number)")
    }

    // MARK: - Reveal

    private func check(_ reveal: DrawReveal, _ definition: RaffleDefinition) throws(Refusal) {
        guard let draw = draws[reveal.draw], let commitment = draw.commitment?.value, let freeze = draw.freeze?.value,
            let beacon = freeze.beacon, let pool = draw.frozenPool
        else { throw Refusal(.unknownDraw, "there is no such verifiable draw", detail: reveal.draw.text) }
        try require(draw.reveal == nil, .badReveal, "the draw is revealed already")
        try require(prizes.allSatisfy { $0.phase != .started && $0.phase != .drawn }, .badReveal, "a winner is not verified yet")
        let id = reveal.draw.text
        let own = VerifiableDraw.commitment(draw: id, secret: reveal.secret)
        try require(own.bytes == commitment.value.bytes, .badReveal, "is not the secret that was committed to")
        try require(reveal.chain == beacon.chain && reveal.round == beacon.round, .badReveal, "is another round than was named")
        let isDigest = Hash.sha256(reveal.signature) == reveal.randomness
        try require(isDigest, .badReveal, "the beacon's value is not the digest of its signature")
        guard let digest = Digest256(bytes: freeze.digest.bytes), let randomness = Digest256(bytes: reveal.randomness.bytes) else {
            throw Refusal(.badReveal, "a digest has 32 bytes")
        }
        let seed = VerifiableDraw.seed(draw: id, secret: reveal.secret, pool: digest, round: reveal.round, randomness: randomness)
        try require(seed.bytes == reveal.seed.bytes, .badReveal, "the seed is another")
        let replacement: Replacement = definition.draw.replacement ? .with : .without
        guard !draw.selections.isEmpty else { return }
        guard
            let transcript = try? VerifiableDraw.run(
                draw: id, seed: seed, pool: pool, prizes: draw.selections.count, replacement)
        else { throw Refusal(.badReveal, "the draw cannot be repeated") }
        for (selection, drawn) in zip(transcript.selections, draw.selections) {
            let words = selection.words.map { DrawWord(word: $0.word, isAccepted: $0.isAccepted) }
            try require(
                words == drawn.words && selection.number == drawn.number && selection.index == drawn.index, .badReveal,
                "the seed gives another number", detail: "\(selection.number) \(drawn.number)")
        }
    }
}
