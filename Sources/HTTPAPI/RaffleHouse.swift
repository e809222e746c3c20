public import AuditService
public import Ledger
public import RaffleService
public import Raffles

/// The services behind the raffle half of the HTTP surface.
public struct RaffleHouse: Sendable {
    public var office: RaffleOffice
    public var room: DrawRoom
    public var events: EventReader
    public var software: SoftwareCheck
    /// Signs exported event chains.
    public var auditSigner: NoteSigner
    /// Bounds how often tickets can be tried.
    public var ticketChecks: CheckLimiter
    let progress = UploadProgress()

    /// Numbers in one lease at most: the answer lists them.
    static let leaseMax: Int64 = 100_000

    public init(
        office: RaffleOffice, room: DrawRoom, events: EventReader, software: SoftwareCheck, auditSigner: NoteSigner,
        ticketChecks: CheckLimiter
    ) {
        self.office = office
        self.room = room
        self.events = events
        self.software = software
        self.auditSigner = auditSigner
        self.ticketChecks = ticketChecks
    }

    public var directory: RaffleDirectory { office.directory }
    public var now: Instant { office.desk.now }
}
