import AuditService
import Auditing
import AuthService
import Elections
import Foundation
import Identity
import Ledger
import LedgerService
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Portal
import RaffleService
import Raffles
import ResultsService
import ServiceLifecycle
import StoreSQLite
import Telemetry
import VoteService

@testable import HTTPAPI

/// A whole house in this process, on a free port of the loopback and a folder of its own.
final class TestHouse: Sendable {
    struct Options: Sendable {
        var limits = DoorLimits()
        var queuedMax = 65_536
        var tls: (certificatePath: String, keyPath: String)?
        /// The port of a house that was here before.
        var port = 0
        /// Put back at the end unless it is kept for the next house.
        var folder: String?
        /// Who connects from elsewhere is remote.
        var localNetworks = "loopback"
        var lockOut = LockOut.standard
        var devicePolicy = DevicePolicy.standard
        /// How the critical files are known; the test program itself when it is left out.
        var software = SoftwareSettings(version: "0")
        var ticketChecksPerMinute = 1_000
        var servesPages = false
        /// Watchers of live results at once.
        var watchersMax = 1_000
    }

    let folder: String
    let port: Int
    let owner: String
    let store: GatedStore
    let directory: ElectionDirectory
    let logs: NIOLockedValueBox<[UInt8]>
    let hub: ResultsHub
    /// Seconds that the house's clock is ahead of the world's.
    let clockAhead: NIOLockedValueBox<Int64>

    let people: StaffOffice
    let raffles: RaffleHouse
    let system: SystemLedger

    private let keepsFolder: Bool
    private let sqlite: SQLiteStore
    private let box: BallotBox
    private let group: MultiThreadedEventLoopGroup
    private let services: ServiceGroup
    private let running: Task<Void, any Error>

    init(_ options: Options = Options()) async throws {
        keepsFolder = options.folder != nil
        folder = options.folder ?? NSTemporaryDirectory() + "urna-house-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let ahead = NIOLockedValueBox<Int64>(0)
        clockAhead = ahead
        let clock: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) + ahead.withLockedValue { $0 } }
        let now = Timestamp(seconds: clock())
        let captured = NIOLockedValueBox<[UInt8]>([])
        logs = captured
        let logger = Logger(label: "urna") { label in
            JSONLogHandler(label: label, output: LogOutput { line in captured.withLockedValue { $0 += line } }, logLevel: .trace)
        }
        sqlite = try SQLiteStore(folder: folder)
        store = GatedStore(sqlite)
        let seed = [UInt8](repeating: 7, count: 32)
        guard let master = MasterKey(bytes: [UInt8](repeating: 9, count: 32)), let ownerID = AdministratorID("owner") else {
            throw WireError(description: "a test's keys are wrong")
        }
        let system = SystemLedger(store: sqlite, origin: "test/system", signer: try NoteSigner(name: "test/system", seed: seed))
        try system.open(now: now, version: "test")
        let administrators = try AdminGate(store: sqlite, system: system) { Timestamp(seconds: clock()) }
        let random = [UInt8](repeating: 0x5A, count: AdminToken.randomByteCount)
        owner = AdminToken(randomBytes: random).text
        if administrators.isEmpty {
            _ = try administrators.add(ownerID, name: "Owner", role: .owner, by: nil, at: now, randomBytes: random)
        }
        let milliseconds: @Sendable () -> Int64 = {
            Int64(Date().timeIntervalSince1970 * 1000) + ahead.withLockedValue { $0 } * 1000
        }
        guard let networks = LocalNetworks(options.localNetworks), let cost = PasswordCost(logRounds: 4) else {
            throw WireError(description: "a test's networks are wrong")
        }
        directory = ElectionDirectory(store: store, master: master, originBase: "test") { try NoteSigner(name: $0, seed: seed) }
        try directory.restore()

        let raffleMetrics = MetricsRegistry()
        let raffleDirectory = RaffleDirectory(store: sqlite, system: system, master: master, originBase: "test") {
            try NoteSigner(name: $0, seed: seed)
        }
        try raffleDirectory.restore()
        let record = try StaffRecord(
            system: system, store: sqlite, lockOut: options.lockOut, policy: options.devicePolicy, at: now, logger: logger)
        let work = SlowWork()
        let people = StaffOffice(
            record: record, administrators: administrators, sealing: master.staffSealing, issuer: "test", networks: networks, cost: cost,
            work: work, remoteObstacle: { raffleDirectory.obstacle(to: $0 ? .logon : .request) }, now: milliseconds)
        let devices = DeviceOffice(record: record, cost: cost, work: work, now: milliseconds)
        self.people = people
        self.system = system
        let auditSigner = try NoteSigner(name: "test/audit", seed: seed)
        let software = SoftwareCheck(
            settings: options.software, system: system, signer: auditSigner, logger: logger, clock: milliseconds)
        try software.start()
        let instants: @Sendable () -> Instant = { Instant(milliseconds: milliseconds()) }
        let generator = ResidentGenerator(
            folder: folder, master: master, program: "urna test", system: system, logger: logger, now: instants)
        generator.start()
        let desk = SalesDesk(store: sqlite, metrics: RaffleMetrics(registry: raffleMetrics), logger: logger, now: instants)
        let raffles = RaffleHouse(
            office: RaffleOffice(directory: raffleDirectory, desk: desk), room: DrawRoom(desk: desk, generator: generator),
            events: EventReader { [.system(system)] + raffleDirectory.all.map { AuditedLedger(name: $0.id.text, ledger: $0.ledger) } },
            software: software, auditSigner: auditSigner, ticketChecks: CheckLimiter(perMinute: options.ticketChecksPerMinute))
        self.raffles = raffles

        group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let metrics = MetricsRegistry()
        let voteMetrics = VoteMetrics(registry: metrics)
        var boxLimits = BallotBox.Limits()
        boxLimits.queuedMax = options.queuedMax
        box = BallotBox(store: store, limits: boxLimits, metrics: voteMetrics, logger: logger, now: clock)
        let office = ElectionOffice(directory: directory, box: box, store: sqlite, software: "urna test", logger: logger)
        var hubLimits = ResultsHubConfiguration()
        hubLimits.watchersMax = options.watchersMax
        let hub = ResultsHub(group: group, configuration: hubLimits)
        self.hub = hub
        let board = ResultsBoard()
        let ticker = ResultsTicker(directory: directory, interval: .milliseconds(50)) { results in
            board.show(results)
            hub.publish(
                ResultsSnapshot(
                    election: results.election, epoch: "0", sequence: results.size, json: ByteBuffer(bytes: results.brief),
                    isFinal: results.isFinal))
        }
        let box = box
        var house = House(
            office: office, intake: BallotIntake(directory: directory, box: box, metrics: voteMetrics),
            tokens: TokenDesk(rolls: sqlite, lifetimeSeconds: 3_600), logins: nil, administrators: administrators,
            people: people, devices: devices, system: system, raffles: raffles,
            results: board, hub: hub, publishResults: { ticker.tick() }, metrics: metrics, logger: logger, clock: clock,
            isReady: { box.isHealthy })
        if options.servesPages { house.portal = try Portal(folder: Self.assets) }
        house.unitRaffles = { unit in RSUID(unit.text).map { raffles.offers(to: $0) } ?? [] }
        box.start()
        desk.start()
        let (addresses, continuation) = AsyncThrowingStream.makeStream(of: String.self)
        let server = HouseServer(
            house: house,
            configuration: .init(port: options.port, tls: options.tls, drainWindow: .seconds(2)), limits: options.limits, group: group
        ) { continuation.yield($0) }
        metrics.gauge("urna_ballots_queued", help: "Ballots waiting for the writer.") { Double(box.queueDepth) }
        let housekeeper = Housekeeper(office: office, box: box, system: system, logger: logger, clock: clock)
        let raffleHousekeeper = RaffleHousekeeper(
            directory: raffleDirectory, desk: desk, room: raffles.room, system: system, logger: logger)
        let services = ServiceGroup(
            services: [
                ticker, RaffleTicker(house: raffles, hub: hub, interval: .milliseconds(50)), housekeeper, raffleHousekeeper, server,
            ], logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() })
        self.services = services
        running = Task {
            do { try await services.run() } catch { continuation.finish(throwing: error) }
        }
        var address = addresses.makeAsyncIterator()
        guard let text = try await address.next(), let port = text.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw WireError(description: "the house did not start")
        }
        self.port = port
    }

    /// The pages' files as they are in the sources.
    static var assets: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Sources/Portal/Assets")
            .standardizedFileURL
            .path
    }

    /// Tells the house to go, as SIGTERM does.
    func beginStopping() async { await services.triggerGracefulShutdown() }

    /// Shuts down as the program does on SIGTERM.
    func stop() async throws {
        store.open()
        await beginStopping()
        _ = try? await running.value
        await raffles.office.desk.shutDown()
        raffles.room.generator.stop()
        await box.shutDown()
        try sqlite.close()
        try await group.shutdownGracefully()
        if !keepsFolder { try FileManager.default.removeItem(atPath: folder) }
    }

    func log() -> String { logs.withLockedValue { String(decoding: $0, as: UTF8.self) } }
}

/// Runs a test in a house of its own.
func withHouse<Value>(_ options: TestHouse.Options = .init(), _ body: (TestHouse) async throws -> Value) async throws -> Value {
    let house = try await TestHouse(options)
    let result: Value
    do {
        result = try await body(house)
    } catch {
        try? await house.stop()
        throw error
    }
    try await house.stop()
    return result
}
