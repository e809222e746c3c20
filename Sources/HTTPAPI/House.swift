public import AuthService
public import Identity
public import Ledger
public import LedgerService
public import Logging
public import Portal
public import ResultsService
public import Telemetry
public import VoteService

/// Every service that the HTTP surface stands on.
public struct House: Sendable {
    public var office: ElectionOffice
    public var intake: BallotIntake
    public var tokens: TokenDesk
    public var logins: LoginVerifier?
    /// Where the ballot page sends voters to log in; nil where it knows of no log-in.
    public var loginPage: LoginPage?
    public var administrators: AdminGate
    public var people: StaffOffice
    public var devices: DeviceOffice
    /// What a selling unit is told of the raffles that it may sell.
    public var unitRaffles: @Sendable (DeviceID) -> [JSONValue] = { _ in [] }
    /// The web pages; nil where none are served.
    public var portal: Portal?
    /// Of the program, for those who compare versions.
    public var version = "0"
    var browsers = BrowserSessions(speaksTLS: false)
    let downloads = DownloadPlaces()
    public var system: SystemLedger
    public var raffles: RaffleHouse
    public var results: ResultsBoard
    public var hub: ResultsHub
    /// Counts and publishes what has changed, at once.
    public var publishResults: @Sendable () -> Void
    public var metrics: MetricsRegistry
    public var logger: Logger
    /// Seconds since 1970.
    public var clock: @Sendable () -> Int64
    /// Whether the house can take ballots now: what `/readyz` says.
    public var isReady: @Sendable () -> Bool

    public init(
        office: ElectionOffice, intake: BallotIntake, tokens: TokenDesk, logins: LoginVerifier?, administrators: AdminGate,
        people: StaffOffice, devices: DeviceOffice, system: SystemLedger, raffles: RaffleHouse, results: ResultsBoard,
        hub: ResultsHub,
        publishResults: @escaping @Sendable () -> Void,
        metrics: MetricsRegistry, logger: Logger,
        clock: @escaping @Sendable () -> Int64, isReady: @escaping @Sendable () -> Bool
    ) {
        self.office = office
        self.intake = intake
        self.tokens = tokens
        self.logins = logins
        self.administrators = administrators
        self.people = people
        self.devices = devices
        self.system = system
        self.raffles = raffles
        self.results = results
        self.hub = hub
        self.publishResults = publishResults
        self.metrics = metrics
        self.logger = logger
        self.clock = clock
        self.isReady = isReady
    }
}
