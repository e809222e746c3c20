internal import Ledger

/// A ticket as someone holds it out: typed in or scanned.
public struct PresentedTicket: Sendable {
    public var raffle: RaffleID
    /// At least one of ticket and number has to be there; with both, the number has to be on the ticket.
    public var ticket: TicketID?
    public var number: UInt32?
    public var validation: ValidationNumber

    public init(raffle: RaffleID, ticket: TicketID? = nil, number: UInt32? = nil, validation: ValidationNumber) {
        self.raffle = raffle
        self.ticket = ticket
        self.number = number
        self.validation = validation
    }

    /// What a scanned bar code says.
    public init(_ barcode: TicketBarcode) {
        self.init(raffle: barcode.raffle, ticket: barcode.ticket, validation: barcode.validation)
    }
}

/// The answer to a presented ticket.
public struct TicketAnswer: Hashable, Sendable {
    public var verdict: TicketVerdict
    /// Nil unless it is a ticket of this raffle, with its validation number.
    public var ticket: TicketID?
    /// Times the ticket was printed again: above 0 the paper says REPRINT.
    public var reprints = 0
    /// What it won and can be paid now.
    public var wins: [Win] = []

    public struct Win: Hashable, Sendable {
        public var prize: PrizeID
        public var number: UInt32
        public var amount: Int64
        public var deadline: Instant
    }
}

extension RaffleRecord {
    /// What a presented ticket is worth.
    ///
    /// A wrong validation number gets VALIDATION_MISMATCH whatever the ticket is, so that nobody learns anything by guessing. The
    /// numbers are compared by their commitments, whose bytes tell nothing about how near a guess was.
    public func answer(to presented: PresentedTicket, at now: Instant) -> TicketAnswer {
        guard presented.raffle == raffle else { return TicketAnswer(verdict: .wrongEvent) }
        let place: Int
        if let id = presented.ticket {
            guard let found = self.place(of: id) else { return TicketAnswer(verdict: .unknownNumber) }
            place = found
        } else if let number = presented.number {
            guard definition?.numbers.contains(number) ?? false else { return TicketAnswer(verdict: .unknownNumber) }
            guard let found = self.place(ofNumber: number) else { return TicketAnswer(verdict: .unsold) }
            place = found
        } else {
            return TicketAnswer(verdict: .unknownNumber)
        }
        let ticket = ticket(at: place)
        guard presented.validation.commitment(raffle: presented.raffle, ticket: ticket.id) == ticket.commitment,
            presented.number.map({ ticket.numbers.contains($0) }) ?? true
        else { return TicketAnswer(verdict: .validationMismatch) }
        var answer = TicketAnswer(verdict: .validNotWinner, ticket: ticket.id, reprints: ticket.reprints)
        guard ticket.status != .void else {
            answer.verdict = .void
            return answer
        }
        judge(&answer, ticket.id, at: now)
        return answer
    }

    private func judge(_ answer: inout TicketAnswer, _ ticket: TicketID, at now: Instant) {
        var isClaimed = false
        var isExpired = false
        var isDrawn = false
        for prize in prizes {
            if prize.phase == .drawn, prize.candidate?.ticket == ticket { isDrawn = true }
            guard let official = prize.official?.value, official.ticket == ticket, let deadline = claimDeadline(prize) else { continue }
            if prize.phase == .claimed {
                isClaimed = true
            } else if now > deadline {
                isExpired = true
            } else {
                let amount = prizeTable?.amount(of: prize.prize) ?? 0
                answer.wins.append(.init(prize: prize.prize, number: official.number, amount: amount, deadline: deadline))
            }
        }
        if !answer.wins.isEmpty {
            answer.verdict = .validWinner
        } else if isClaimed {
            answer.verdict = .alreadyClaimed
        } else if isExpired {
            answer.verdict = .claimExpired
        } else if isDrawn {
            answer.verdict = .notOfficial
        }
    }
}
