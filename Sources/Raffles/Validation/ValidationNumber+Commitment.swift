public import Ledger

extension ValidationNumber {
    /// What the ledger holds of the number: a digest that binds it to the ticket and does not give it away.
    ///
    /// `SHA-256("raffle-ticket-v1\n" ‖ raffle ‖ "\n" ‖ ticket ‖ "\n" ‖ the 17 symbols)`. With 80 unknown bits nobody finds the number by
    /// trying; whoever has the ticket in hand can check that it is in the draw.
    public func commitment(raffle: RaffleID, ticket: TicketID) -> Hash {
        var message = Array("raffle-ticket-v1\n\(raffle.text)\n\(ticket.text)\n".utf8)
        message += compact
        return Hash.sha256(message)
    }
}
