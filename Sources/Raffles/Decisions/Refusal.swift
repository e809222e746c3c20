/// Why something is not done. Nothing has changed then but the log.
public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// Stable words: programs and reports read them.
    public enum Code: String, Sendable, CaseIterable {
        /// The actor's duties do not allow it.
        case forbidden = "FORBIDDEN"
        /// The raffle's state does not allow it.
        case wrongState = "WRONG_STATE"
        /// The definition is locked since activation.
        case locked = "LOCKED"
        case invalid = "INVALID"

        // Sales
        case notSelling = "NOT_SELLING"
        case suspended = "SUSPENDED"
        case notOpenYet = "NOT_OPEN_YET"
        /// Sold at or after the close.
        case soldAfterClose = "SOLD_AFTER_CLOSE"
        /// Sold in time, but reconciliation is over, or the policies take no late uploads.
        case tooLate = "TOO_LATE"
        /// The unit's clock is ahead of the server's.
        case clockAhead = "CLOCK_AHEAD"
        case unknownPackage = "UNKNOWN_PACKAGE"
        case packageNotValid = "PACKAGE_NOT_VALID"
        case wrongPrice = "WRONG_PRICE"
        case wrongNumberCount = "WRONG_NUMBER_COUNT"
        case numberNotLeased = "NUMBER_NOT_LEASED"
        case buyInTooHigh = "BUY_IN_TOO_HIGH"
        case offlineNotAllowed = "OFFLINE_NOT_ALLOWED"
        case validationMismatch = "VALIDATION_MISMATCH"
        case conflict = "CONFLICT"

        // Units
        case noLease = "NO_LEASE"
        /// After a restore, not every unit has said which numbers it holds.
        case leasesUnconfirmed = "LEASES_UNCONFIRMED"
        case numbersExhausted = "NUMBERS_EXHAUSTED"
        case tooManyUnits = "TOO_MANY_UNITS"
        case unitClosed = "UNIT_CLOSED"
        case unitCorrupt = "UNIT_CORRUPT"
        case unitNotCorrupt = "UNIT_NOT_CORRUPT"
        case statementMismatch = "STATEMENT_MISMATCH"
        /// The export of a corrupt unit does not hold all that it sold.
        case recoveryIncomplete = "RECOVERY_INCOMPLETE"

        // Tickets
        case unknownTicket = "UNKNOWN_TICKET"
        case ticketVoid = "TICKET_VOID"
        case ticketNotVoid = "TICKET_NOT_VOID"
        case ticketMarked = "TICKET_MARKED"
        case ticketNotMarked = "TICKET_NOT_MARKED"
        case voidsNotAllowed = "VOIDS_NOT_ALLOWED"
        case voidAfterAcknowledgement = "VOID_AFTER_ACKNOWLEDGEMENT"
        case unvoidAfterReconciliation = "UNVOID_AFTER_RECONCILIATION"
        case refundTooHigh = "REFUND_TOO_HIGH"

        // The gate before a draw, in the order in which it is asked
        case notClosed = "NOT_CLOSED"
        case rsuNotUploaded = "RSU_NOT_UPLOADED"
        case notReconciled = "NOT_RECONCILED"
        case notAcknowledged = "NOT_ACKNOWLEDGED"
        case poolEmpty = "POOL_EMPTY"
        case softwareNotVerified = "SOFTWARE_NOT_VERIFIED"
        case remoteSession = "REMOTE_SESSION"
        /// The generator failed a test of its own, and there is no other.
        case rngError = "RNG_ERROR"

        // Draws
        case notCommitted = "NOT_COMMITTED"
        case alreadyCommitted = "ALREADY_COMMITTED"
        case notFrozen = "NOT_FROZEN"
        case alreadyFrozen = "ALREADY_FROZEN"
        case badBeacon = "BAD_BEACON"
        case unknownDraw = "UNKNOWN_DRAW"
        case unknownPrize = "UNKNOWN_PRIZE"
        case notThisPrize = "NOT_THIS_PRIZE"
        case alreadyDrawn = "ALREADY_DRAWN"
        case notStarted = "NOT_STARTED"
        case notDrawn = "NOT_DRAWN"
        case wrongMethod = "WRONG_METHOD"
        case tooFewOfficials = "TOO_FEW_OFFICIALS"
        case wrongSelection = "WRONG_SELECTION"
        case numberMismatch = "NUMBER_MISMATCH"
        case badReveal = "BAD_REVEAL"

        // Claims and the end
        case notWinner = "NOT_WINNER"
        case alreadyClaimed = "ALREADY_CLAIMED"
        case claimExpired = "CLAIM_EXPIRED"
        case documentsMissing = "DOCUMENTS_MISSING"
        case prizesOpen = "PRIZES_OPEN"
        case overrideMissing = "OVERRIDE_MISSING"
        case beforeChanged = "BEFORE_CHANGED"
    }

    public var code: Code
    /// One sentence, safe to show to anyone who may act here.
    public var message: String
    /// Names and values: which units, which ticket. May be empty.
    public var detail: String

    public init(_ code: Code, _ message: String, detail: String = "") {
        self.code = code
        self.message = message
        self.detail = detail
    }

    public var description: String { detail.isEmpty ? "\(code.rawValue): \(message)" : "\(code.rawValue): \(message) (\(detail))" }
}
