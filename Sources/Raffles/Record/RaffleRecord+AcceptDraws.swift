internal import Draws
internal import Ledger

extension RaffleRecord {
    mutating func acceptDraw(_ entry: RaffleEntry) {
        switch entry.body {
        case .commitment(let commitment):
            var draw = DrawState(draw: commitment.draw)
            draw.commitment = Signed(index: size, at: entry.at, by: entry.by, value: commitment)
            draws[commitment.draw] = draw
        case .poolFrozen(let freeze):
            var draw = draws[freeze.draw] ?? DrawState(draw: freeze.draw)
            draw.freeze = Signed(index: size, at: entry.at, by: entry.by, value: freeze)
            draw.frozenPool = try? NumberPool(poolNumbers(salesBefore: freeze.salesBefore))
            draw.pool = draw.frozenPool
            draws[freeze.draw] = draw
            currentDraw = freeze.draw
        case .drawStarted(let start):
            state = .drawing
            let signed = Signed(index: size, at: entry.at, by: entry.by, value: start)
            var details: [String] = []
            if let unclaimed = prize(start.prize)?.official?.value {
                details.append("\(start.prize.text) is drawn again: nobody claimed it with \(unclaimed.number)")
            }
            update(start.prize) { prize in
                if let official = prize.official { prize.forfeited.append(official.value) }
                prize.official = nil
                prize.phase = .started
                prize.start = signed
            }
            if let fallback = start.fallback { details.append("\(start.draw.text) \(start.method.rawValue): \(fallback)") }
            if !start.remoteSessions.isEmpty {
                let names = start.remoteSessions.map(\.text).joined(separator: " ")
                details.append("\(start.prize.text) is drawn while connected from outside: \(names)")
            }
            if !details.isEmpty { note(entry, details.joined(separator: "; ")) }
        case .drawn(let drawn):
            add(
                DrawAttempt(
                    index: size, at: entry.at, by: entry.by, draw: drawn.draw, attempt: drawn.attempt, number: drawn.number,
                    verdict: .valid, ticket: drawn.ticket, drawn: drawn), to: drawn.prize)
            draws[drawn.draw]?.selections.append(drawn)
        case .entered(let entered):
            let ticket = place(ofNumber: entered.number).map { receipt(at: $0).ticket }
            add(
                DrawAttempt(
                    index: size, at: entry.at, by: entry.by, draw: entered.draw, attempt: entered.attempt, number: entered.number,
                    verdict: entered.verdict, ticket: ticket), to: entered.prize)
            if entered.verdict != .valid { note(entry, "\(entered.prize.text) \(entered.number) \(entered.verdict.rawValue)") }
        case .verified(let verification):
            let signed = Signed(index: size, at: entry.at, by: entry.by, value: verification)
            update(verification.prize) { prize in
                prize.phase = .official
                prize.official = signed
            }
        case .drawRevealed(let reveal):
            draws[reveal.draw]?.reveal = Signed(index: size, at: entry.at, by: entry.by, value: reveal)
        case .claimed(let claim):
            let signed = Signed(index: size, at: entry.at, by: entry.by, value: claim)
            update(claim.prize) { prize in
                prize.phase = .claimed
                prize.claim = signed
            }
        default: break
        }
    }

    private mutating func add(_ attempt: DrawAttempt, to id: PrizeID) {
        update(id) { prize in
            prize.attempts.append(attempt)
            if attempt.verdict == .valid { prize.phase = .drawn }
        }
        if attempt.verdict == .valid, definition?.draw.replacement == false {
            try? draws[attempt.draw]?.pool?.remove(attempt.number)
        }
    }

    private mutating func update(_ id: PrizeID, _ body: (inout PrizeState) -> Void) {
        guard let place = prizes.firstIndex(where: { $0.prize == id }) else {
            preconditionFailure("a prize is checked before it is changed")
        }
        body(&prizes[place])
    }
}
