import Draws
import Foundation
import Identity
import Ledger
import LedgerService
import Logging
import NIOConcurrencyHelpers
import Ports
import Raffles
import StoreSQLite
import Telemetry
import Testing

@testable import RaffleService

/// The raffle service with everything it needs, in a folder of its own.
final class TestHouse: Sendable {
    /// 2026-01-15T18:00:00Z.
    static let start: Int64 = 1_768_500_000_000

    let folder: String
    let sqlite: SQLiteStore
    let store: FaultyStore
    let system: SystemLedger
    let directory: RaffleDirectory
    let desk: SalesDesk
    let office: RaffleOffice
    let generator: ResidentGenerator
    let room: DrawRoom
    let clock: NIOLockedValueBox<Int64>
    let software: DrawStart.Software

    init(
        folder: String? = nil, clock: NIOLockedValueBox<Int64>? = nil, entropy: any EntropySource = OSEntropy(),
        beacons: any BeaconSource = NoBeacon(), limits: SalesDesk.Limits = SalesDesk.Limits()
    ) throws {
        self.folder = folder ?? FileManager.default.temporaryDirectory.path + "/urna-raffles-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        sqlite = try SQLiteStore(folder: self.folder)
        store = FaultyStore(sqlite)
        let clock = clock ?? NIOLockedValueBox(Self.start)
        self.clock = clock
        let now: @Sendable () -> Instant = { Instant(milliseconds: clock.withLockedValue { $0 }) }
        let seconds = Timestamp(seconds: now().milliseconds / 1_000)
        let signer: @Sendable (String) throws -> NoteSigner = { try NoteSigner(name: $0, seed: [UInt8](repeating: 9, count: 32)) }
        system = SystemLedger(store: sqlite, origin: "urna.test/system", signer: try signer("urna.test/system"))
        try system.open(now: seconds, version: "test")
        let master = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        directory = RaffleDirectory(store: store, system: system, master: master, originBase: "urna.test", signer: signer)
        try directory.restore()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        desk = SalesDesk(
            store: store, limits: limits, metrics: RaffleMetrics(registry: MetricsRegistry()), logger: logger, now: now)
        office = RaffleOffice(directory: directory, desk: desk)
        generator = ResidentGenerator(
            folder: self.folder, master: master, entropy: entropy, program: "urna test", system: system, logger: logger, now: now)
        room = DrawRoom(desk: desk, generator: generator, beacons: beacons)
        software = DrawStart.Software(id: "urna test", aggregate: Hash.sha256(Array("software".utf8)))
        desk.start()
        generator.start()
    }

    /// Stops this house in good order and opens another over the same folder.
    func restarted(entropy: any EntropySource = OSEntropy()) async throws -> TestHouse {
        generator.stop()
        return try await crashed(entropy: entropy)
    }

    /// Another house over the same folder, without a word of farewell.
    func crashed(entropy: any EntropySource = OSEntropy()) async throws -> TestHouse {
        await desk.shutDown()
        try sqlite.close()
        return try TestHouse(folder: folder, clock: clock, entropy: entropy)
    }

    func end() async throws {
        await desk.shutDown()
        try sqlite.close()
        try FileManager.default.removeItem(atPath: folder)
    }

    var now: Instant { desk.now }
    func pass(seconds: Int64) { clock.withLockedValue { $0 += seconds * 1_000 } }

    // MARK: People

    static func person(_ name: String, _ roles: StaffRole...) throws -> Authority {
        Authority(PrincipalID(try #require(StaffID(name))), Set(roles).permissions)
    }

    static var admin: Authority { get throws { try person("admin1", .admin) } }
    static var manager: Authority { get throws { try person("mgr1", .eventManager) } }
    static var official: Authority { get throws { try person("official1", .drawOfficial) } }
    static var seller: Authority { get throws { try person("op7", .operatorRole) } }

    func setting(_ authority: Authority? = nil, verified: Bool = true) throws -> DrawSetting {
        DrawSetting(
            authority: try authority ?? Self.official, conditions: DrawConditions(isSoftwareVerified: verified), software: software)
    }

    func raffle(_ id: String = "winter") throws -> RunningRaffle {
        let id = try #require(RaffleID(id))
        return try #require(directory.raffle(id))
    }
}

/// A raffle of the acceptance scenarios and its three units, ready to sell.
struct Scene {
    static let prices: [String: (numbers: Int, price: Int64)] = ["P1": (1, 500), "P2": (3, 1_000), "P3": (10, 2_000)]

    let house: TestHouse
    let raffle: RunningRaffle
    private var leased: [RSUID: [UInt32]] = [:]
    private var sequences: [RSUID: UInt64] = [:]

    static func definition(mode: String = "certified-rng", prizes: String? = nil, last: Int = 1_000) throws -> JSONValue {
        let prizes = prizes ?? #"[{"id":"main","title":"50/50","rule":{"kind":"percentage","of":"net","basisPoints":5000}}]"#
        let text = """
            {"title":"Winter 50/50","organisation":{"name":"Rivertown Youth Hockey","licence":"L-1234"},"location":"Rivertown Arena",
            "currency":"USD","utcOffsetMinutes":0,"numbers":{"first":1,"last":\(last)},"allocation":"shuffled",
            "packages":[{"id":"P1","title":"1","numbers":1,"price":500},{"id":"P2","title":"3","numbers":3,"price":1000},
            {"id":"P3","title":"10","numbers":10,"price":2000}],"salesCloseAt":"2026-01-15T20:30:00Z",
            "prizes":\(prizes),"draw":{"mode":"\(mode)"},"rsu":{"bufferLimit":5},
            "policies":{"unattendedSales":true}}
            """
        return try JSONValue.parse(Array(text.utf8))
    }

    init(
        _ house: TestHouse, id: String = "winter", definition: JSONValue? = nil, units: [String] = ["A", "B", "K"], leasing count: Int = 300
    )
        async throws
    {
        self.house = house
        raffle = try await house.office.create(
            try #require(RaffleID(id)), try definition ?? Self.definition(), by: try TestHouse.admin)
        _ = try await house.office.perform(.activate, on: raffle, by: try TestHouse.manager)
        for unit in units { try await lease(try Self.unit(unit), count) }
    }

    /// Goes on with a raffle after a restart.
    init(_ house: TestHouse, continuing scene: Scene) throws {
        self.house = house
        raffle = try house.raffle(scene.raffle.id.text)
        leased = scene.leased
        sequences = scene.sequences
    }

    static func unit(_ name: String) throws -> RSUID { try #require(RSUID("RSU-\(name)")) }

    mutating func lease(_ unit: RSUID, _ count: Int) async throws {
        let seller = try #require(UserID("op7"))
        leased[unit, default: []] += try await house.office.lease(count, to: unit, operator: seller, on: raffle, by: try TestHouse.manager)
            .numbers
    }

    /// The next sale of a unit, not yet uploaded.
    mutating func sale(_ unit: RSUID, _ package: String, offline: Bool = false, at time: Instant? = nil) throws -> SaleUpload {
        let (count, price) = try #require(Self.prices[package])
        let numbers = Array(try #require(leased[unit]).prefix(count))
        leased[unit]?.removeFirst(count)
        let sequence = (sequences[unit] ?? 0) + 1
        sequences[unit] = sequence
        let ticket = try #require(TicketID(rsu: unit, sequence: sequence))
        var bytes = Array(Hash.sha256(Array("\(raffle.id) \(ticket)".utf8)).bytes.prefix(16))
        bytes[0] = 1
        return SaleUpload(
            rsu: unit, sequence: sequence, sale: try #require(SaleID(bytes: bytes)), numbers: numbers,
            package: try #require(PackageID(package)), price: price, payment: Payment(method: .cash),
            operator: try #require(UserID("op7")), soldAt: time ?? house.now, offline: offline,
            commitment: raffle.validationNumber(of: ticket).commitment(raffle: raffle.id, ticket: ticket))
    }

    @discardableResult
    mutating func sell(_ unit: RSUID, _ package: String, _ count: Int = 1) async throws -> [TicketID] {
        let sales = try (0..<count).map { _ in try sale(unit, package) }
        let outcomes = try await house.desk.upload(sales, to: raffle, by: unit)
        return try outcomes.map { try #require($0.receipt).ticket }
    }

    /// Sells what scenario S1 sells, and voids two tickets.
    mutating func sellAll() async throws {
        let (a, b, k) = (try Self.unit("A"), try Self.unit("B"), try Self.unit("K"))
        try await sell(a, "P1", 4)
        try await sell(a, "P2", 3)
        let large = try await sell(a, "P3", 2)
        let three = try await sell(b, "P2", 5)
        try await sell(b, "P3", 1)
        try await sell(k, "P3", 2)
        _ = try await perform(.void(ticket: large[0], reason: .misprint, note: nil, refund: nil))
        _ = try await perform(.void(ticket: three[0], reason: .customer, note: nil, refund: nil))
    }

    @discardableResult
    func perform(_ command: RaffleCommand, by authority: Authority? = nil) async throws -> RaffleOutcome {
        try await house.office.perform(command, on: raffle, by: try authority ?? TestHouse.manager)
    }

    func closeUnits() async throws {
        for unit in raffle.reading({ $0.unitsOutstanding }) {
            try await house.office.closeUnit(try raffle.statement(of: unit), on: raffle, by: unit)
        }
    }

    /// Closed, uploaded, reconciled and acknowledged.
    func finish() async throws {
        try await perform(.close)
        try await closeUnits()
        try await perform(.reconcile(override: nil))
        try await perform(.acknowledge(note: nil))
    }

    var main: PrizeID { get throws { try #require(PrizeID("main")) } }

    func draw() async throws -> DrawnNumber {
        try await house.room.draw(DrawRequest(prize: try main), on: raffle, try house.setting())
    }
}

/// Runs work that must be refused, and gives the refusal's code.
func refusal(_ body: () async throws -> Void) async throws -> Refusal.Code? {
    do {
        try await body()
        return nil
    } catch let failure as DeskFailure {
        return try #require(failure.refusal, "\(failure)").code
    }
}
