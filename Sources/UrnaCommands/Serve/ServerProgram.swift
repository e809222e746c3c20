internal import AsyncHTTPClient
internal import AuthService
internal import Crypto
internal import Elections
internal import Foundation
internal import HTTPAPI
internal import Identity
internal import Ledger
internal import LedgerService
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Portal
internal import Ports
internal import RaffleService
internal import Raffles
internal import ResultsService
internal import ServiceLifecycle
internal import StoreSQLite
internal import Telemetry
internal import UnixSignals
internal import VoteService

/// The server with every role in one process, on embedded storage: who is made with whom.
struct ServerProgram {
    let settings: ServerSettings

    func run() async throws {
        let logger = Logger(label: "urna")
        let clock: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
        let folder = try DataFolder.prepare(settings.data)
        let store = try SQLiteStore(folder: settings.data)
        let metrics = MetricsRegistry()
        let system = SystemLedger(
            store: store, origin: "\(settings.origin)/system", signer: try folder.signer(of: "\(settings.origin)/system"))
        try system.open(now: Timestamp(seconds: clock()), version: UrnaVersion.text)
        let administrators = try AdminGate(store: store, system: system) { Timestamp(seconds: clock()) }
        try makeFirstAdministrator(administrators, folder, clock)
        let directory = ElectionDirectory(store: store, master: folder.master, originBase: settings.origin) { try folder.signer(of: $0) }
        let started = ContinuousClock.now
        try directory.restore { election, head in
            logger.info("election restored", metadata: ["election": "\(election)", "entries": "\(head.size)"])
        }
        let raffleDirectory = try restoreRaffles(store, system, folder, logger)
        let (people, devices) = try makeOffices(system, store, administrators, raffleDirectory, folder, logger)
        let raffles = try makeRaffles(raffleDirectory, store, system, devices, folder, metrics, logger)
        logger.info("ledgers restored and checked", metadata: ["seconds": "\((ContinuousClock.now - started) / .seconds(1))"])

        let group = MultiThreadedEventLoopGroup(
            numberOfThreads: settings.threads == 0 ? max(1, NIOCore.System.coreCount - 1) : settings.threads)
        let voteMetrics = VoteMetrics(registry: metrics)
        var limits = BallotBox.Limits()
        limits.linger = .microseconds(settings.batchLingerMicroseconds)
        limits.queuedMax = settings.queuedBallotsMax
        let box = BallotBox(store: store, limits: limits, metrics: voteMetrics, logger: logger, now: clock)
        let office = ElectionOffice(directory: directory, box: box, store: store, software: "urna \(UrnaVersion.text)", logger: logger)
        let hub = makeHub(group, metrics)
        let board = ResultsBoard()
        let ticker = ResultsTicker(directory: directory) { results in
            board.show(results)
            hub.publish(
                ResultsSnapshot(
                    election: results.election, epoch: "0", sequence: results.size, json: ByteBuffer(bytes: results.brief),
                    isFinal: results.isFinal))
        }
        metrics.gauge("urna_ballots_queued", help: "Ballots waiting for the writer.") { Double(box.queueDepth) }
        var house = House(
            office: office, intake: BallotIntake(directory: directory, box: box, metrics: voteMetrics),
            tokens: TokenDesk(rolls: store, lifetimeSeconds: Int64(settings.tokenLifetimeSeconds)), logins: try makeLogins(logger),
            administrators: administrators, people: people, devices: devices, system: system, raffles: raffles.house, results: board,
            hub: hub,
            publishResults: { ticker.tick() }, metrics: metrics,
            logger: logger, clock: clock, isReady: { box.isHealthy && raffles.desk.isHealthy })
        if let page = settings.loginPage, let audience = settings.loginAudience {
            house.loginPage = LoginPage(authorize: page, clientID: audience)
        }
        house.portal = try makePortal(logger)
        house.version = UrnaVersion.text
        house.unitRaffles = { unit in RSUID(unit.text).map { raffles.house.offers(to: $0) } ?? [] }
        box.start()
        raffles.desk.start()
        if let mark = RestoreMark.read(settings.data) {
            try await mark.settle(in: settings.data, system, raffles.house, units: devices.all, logger)
        }
        let server = HouseServer(house: house, configuration: settings.server, group: group) { [hasPages = house.portal != nil] in
            announce($0, folder: folder, hasPages: hasPages, logger)
        }
        let housekeeper = Housekeeper(office: office, box: box, system: system, logger: logger, clock: clock)
        let notices = EventNoticeService(
            notices: EventNotices(data: settings.data), system: system, logger: logger, clock: clock)
        let services = ServiceGroup(
            services: raffles.services + [
                notices, ticker, RaffleTicker(house: raffles.house, hub: hub), housekeeper, StaffTicker(people), server,
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        do {
            try await services.run()
        } catch {
            await raffles.desk.shutDown()
            await box.shutDown()
            throw error
        }
        // Whatever was accepted has been answered; the writer has nothing more to do.
        await raffles.desk.shutDown()
        await box.shutDown()
        try store.close()
        try? FileManager.default.removeItem(atPath: folder.serverURLPath)
        try await group.shutdownGracefully()
        logger.info("stopped")
    }

    /// The web pages: those built with the program, or those somebody is writing.
    private func makePortal(_ logger: Logger) throws -> Portal? {
        if settings.pages == "none" { return nil }
        if let folder = settings.pages {
            logger.warning("the web pages are read from a folder that self-verification does not cover", metadata: ["folder": "\(folder)"])
            return try Portal(folder: folder, rereads: true) {
                logger.error("the web pages stay as they were", metadata: ["error": "\($0)"])
            }
        }
        do throws(PortalError) {
            return try Portal(folder: Portal.besideProgram)
        } catch {
            throw SettingsError(description: "\(error): install the program with the folder beside it, or set --pages")
        }
    }

    private func makeFirstAdministrator(
        _ administrators: AdminGate, _ folder: DataFolder, _ clock: @Sendable () -> Int64
    ) throws {
        guard administrators.isEmpty, let id = AdministratorID("owner") else { return }
        let random = SymmetricKey(size: .bits256).withUnsafeBytes { [UInt8]($0) }
        let token = try administrators.add(
            id, name: "First administrator", role: .owner, by: nil, at: Timestamp(seconds: clock()), randomBytes: random)
        try DataFolder.writeSecret(Array((token.text + "\n").utf8), to: folder.adminTokenPath)
    }

    /// People and selling units, read back from the system ledger.
    private func makeOffices(
        _ system: SystemLedger, _ store: SQLiteStore, _ administrators: AdminGate, _ raffles: RaffleDirectory, _ folder: DataFolder,
        _ logger: Logger
    ) throws -> (StaffOffice, DeviceOffice) {
        guard let networks = LocalNetworks(settings.localNetworks) else {
            throw SettingsError(description: "--local-networks is no list of networks")
        }
        let milliseconds: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
        let record = try StaffRecord(
            system: system, store: store, at: Timestamp(seconds: milliseconds() / 1000), logger: logger)
        let work = SlowWork()
        let people = StaffOffice(
            record: record, administrators: administrators, sealing: folder.master.staffSealing, issuer: settings.origin,
            networks: networks, work: work, remoteObstacle: { raffles.obstacle(to: $0 ? .logon : .request) }, now: milliseconds)
        return (people, DeviceOffice(record: record, work: work, now: milliseconds))
    }

    private func makeLogins(_ logger: Logger) throws -> LoginVerifier? {
        guard let issuer = settings.loginIssuer, let audience = settings.loginAudience, let keys = settings.loginKeys else { return nil }
        let configuration = try LoginVerifier.Configuration(
            issuer: issuer, audience: audience, keys: try JWKSLocation(parsing: keys), claim: settings.loginClaim)
        return LoginVerifier(configuration: configuration, logger: logger)
    }

    private func makeHub(_ group: any EventLoopGroup, _ metrics: MetricsRegistry) -> ResultsHub {
        var configuration = ResultsHubConfiguration()
        configuration.watchersMax = settings.watchersMax
        configuration.stamp = settings.resultsStamp
        let hub = ResultsHub(group: group, configuration: configuration)
        hub.register(with: metrics)
        return hub
    }
}

/// Feeds live results of another server to many watchers.
struct FanOutProgram {
    let settings: ServerSettings

    func run() async throws {
        let logger = Logger(label: "urna.fan-out")
        guard let upstream = settings.upstream else { throw SettingsError(description: "--from URL is missing") }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: settings.threads == 0 ? 1 : settings.threads)
        let metrics = MetricsRegistry()
        var configuration = ResultsHubConfiguration()
        configuration.watchersMax = settings.watchersMax
        let hub = ResultsHub(group: group, configuration: configuration)
        hub.register(with: metrics)
        let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: UpstreamSubscriber.clientConfiguration())
        let subscriber = UpstreamSubscriber(upstream: upstream, hub: hub, client: client, logger: logger)
        let node = FanOutNode(
            hub: hub, upstream: subscriber, metrics: metrics, logger: logger, clock: { Int64(Date().timeIntervalSince1970) })
        let server = HouseServer(fanOut: node, configuration: settings.server, group: group) {
            announce($0, folder: nil, hasPages: false, logger)
        }
        let services = ServiceGroup(
            services: [subscriber, server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await services.run()
        try await client.shutdown()
        try await group.shutdownGracefully()
    }
}

/// Says where the server is: on standard output, and in the data folder for the other commands.
private func announce(_ address: String, folder: DataFolder?, hasPages: Bool, _ logger: Logger) {
    if let folder { try? DataFolder.replace(Array((address + "\n").utf8), at: folder.serverURLPath) }
    logger.info("serving", metadata: ["address": "\(address)"])
    print("urna is serving at \(address)")
    if hasPages { print("Its web pages begin at \(address)/") }
    if let folder, FileManager.default.fileExists(atPath: folder.adminTokenPath) {
        print("The administrator's token is in \(folder.adminTokenPath): keep it safe and delete the file.")
    }
    fflush(nil)
}

extension ServerSettings {
    var server: HouseServer.Configuration {
        var tls: (certificatePath: String, keyPath: String)?
        if let tlsCertificate, let tlsKey { tls = (tlsCertificate, tlsKey) }
        return HouseServer.Configuration(
            host: host, port: port, sharesPort: sharesPort, tls: tls, drainWindow: .seconds(drainSeconds))
    }
}
