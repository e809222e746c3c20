public import AuditService
internal import Auditing
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
    let news = UnitNews()

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

    /// What is not as it should be, in sentences; empty when all is well.
    var complaints: [String] {
        var complaints: [String] = []
        if !office.desk.isHealthy { complaints.append("The store refused the last sales; it is tried again every second.") }
        if let refusal = software.refusal(of: .draw) { complaints.append("\(refusal)") }
        if room.generator.status.state != .ready { complaints.append("The generator refuses draws.") }
        return complaints
    }

    /// What a selling unit is told of the raffles that it may sell: those that sell, and those that it sold in and that wait for its close.
    public func offers(to unit: RSUID) -> [JSONValue] {
        directory.all.compactMap { raffle in
            let summary = raffle.summary
            guard summary.state != .draft, summary.state <= .closed else { return nil }
            let (hasAccount, isAwaited) = raffle.reading { ($0.account(unit) != nil, $0.awaitsLeases(of: unit)) }
            if summary.state == .closed, !hasAccount, !isAwaited { return nil }
            return .object([
                ("id", .string(raffle.id.text)), ("eventNumber", .whole(raffle.eventNumber)), ("title", .string(raffle.definition.title)),
                ("state", .string(summary.state.rawValue)), ("currency", .string(raffle.definition.currency)),
                ("packages", .array(raffle.definition.packages.map { $0.json() })),
                ("salesOpenAt", RaffleView.time(raffle.definition.salesOpenAt)), ("salesCloseAt", RaffleView.time(summary.closesAt)),
                ("lockedOut", .bool(software.refusal(of: .sale) != nil)),
                ("leases", .string(isAwaited ? "report" : "known")),
            ])
        }
    }
}
