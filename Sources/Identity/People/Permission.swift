/// One thing that may be allowed.
public enum Permission: String, Hashable, Sendable, CaseIterable {
    /// Add, change, disable and unlock people; set passwords.
    case manageUsers = "manage-users"
    /// Register, enrol, enable and disable selling units.
    case manageDevices = "manage-devices"
    /// Let remote connections in, for a time.
    case manageRemoteAccess = "manage-remote-access"
    case manageElections = "manage-elections"
    case viewElections = "view-elections"
    /// Create a raffle and change it until its first activation.
    case configureRaffle = "configure-raffle"
    /// Activate, suspend, resume and close.
    case operateRaffle = "operate-raffle"
    case sell
    /// Ask for a void: the ticket is marked, somebody else decides.
    case markTicket = "mark-ticket"
    /// Void, unvoid and dismiss a mark.
    case approveVoid = "approve-void"
    case reprintTicket = "reprint-ticket"
    /// Reprint a counterfoil, which could end in a drum twice.
    case reprintCounterfoil = "reprint-counterfoil"
    /// Reconcile, and take in what a broken selling unit had sold.
    case reconcile
    /// Acknowledge that voided tickets have been reconciled.
    case acknowledge
    /// Change an accounting field, on record with its value before and after.
    case alterRecords = "alter-records"
    /// Start a draw, enter a number drawn by hand, make it official.
    case draw
    /// Ask whether a ticket has won.
    case verifyTickets = "verify-tickets"
    case payClaims = "pay-claims"
    case readRaffles = "read-raffles"
    case readReports = "read-reports"
    /// See validation numbers in reports, which would let their reader forge a ticket.
    case readValidationNumbers = "read-validation-numbers"
    /// Search significant events.
    case readEvents = "read-events"
    /// Check the program's files and the ledgers, on demand.
    case runVerification = "run-verification"
    /// Copies of the store.
    case backUp = "back-up"
}
