/// What the system answers about a ticket that is presented.
public enum TicketVerdict: String, Hashable, Sendable, CaseIterable {
    /// Won, verified, not paid yet.
    case validWinner = "VALID_WINNER"
    case validNotWinner = "VALID_NOT_WINNER"
    case void = "VOID"
    /// A number that was never sold.
    case unsold = "UNSOLD"
    /// No ticket of this raffle.
    case unknownNumber = "UNKNOWN_NUMBER"
    /// The validation number is not this ticket's.
    case validationMismatch = "VALIDATION_MISMATCH"
    /// A ticket of another raffle.
    case wrongEvent = "WRONG_EVENT"
    case alreadyClaimed = "ALREADY_CLAIMED"
    /// Drawn, but the result is not official yet.
    case notOfficial = "NOT_OFFICIAL"
    /// The time for claiming is over.
    case claimExpired = "CLAIM_EXPIRED"
}
