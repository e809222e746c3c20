public import Identity
public import Raffles
internal import Selling

extension RaffleOffice {
    /// Puts a reprint of a ticket on record and gives its text, marked as a reprint.
    ///
    /// - Parameter columns: of the paper, 32 or more.
    public func reprint(
        _ ticket: TicketID, on raffle: RunningRaffle, by authority: Authority, columns: Int = 42
    ) async throws(DeskFailure) -> String {
        _ = try await perform(.reprintTicket(ticket), on: raffle, by: authority)
        return try await asDesk { TicketDocument.bearer(try raffle.reprint(of: ticket)).text(columns: columns) }
    }

    /// Puts a reprint of a number's counterfoil on record and gives its text, marked as a reprint.
    public func reprintCounterfoil(
        _ number: UInt32, on raffle: RunningRaffle, by authority: Authority, columns: Int = 42
    ) async throws(DeskFailure) -> String {
        _ = try await perform(.reprintCounterfoil(number: number), on: raffle, by: authority)
        return try await asDesk {
            guard let ticket = raffle.reading({ $0.ticket(withNumber: number)?.id }),
                let counterfoil = Counterfoil.all(of: try raffle.reprint(of: ticket)).first(where: { $0.number == number })
            else { throw Refusal(.unknownTicket, "the number is not sold", detail: "\(number)") }
            return TicketDocument.counterfoil(counterfoil).text(columns: columns)
        }
    }
}

extension RunningRaffle {
    func reprint(of ticket: TicketID) throws -> BearerTicket {
        let event = TicketEvent(raffle: id, eventNumber: eventNumber, definition: definition)
        guard let sale = asWritten(try sale(of: ticket)),
            let document = BearerTicket(
                sale, event: event, key: unitKey(of: ticket.rsu), packageTitle: definition.package(sale.package)?.title, mark: .reprint)
        else { throw Refusal(.unknownTicket, "the ticket cannot be printed again", detail: ticket.text) }
        return document
    }
}
