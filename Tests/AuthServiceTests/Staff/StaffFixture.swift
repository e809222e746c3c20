import Identity
import Ledger
import LedgerService
import Logging
import NIOConcurrencyHelpers
import NIOCore
import Ports
import Testing

@testable import AuthService

/// Both offices over a store in memory, at a time that the test sets.
struct StaffFixture {
    static let password = "a rather long passphrase 9"

    let store: MemorySystemStore
    let system: SystemLedger
    let people: StaffOffice
    let devices: DeviceOffice
    let clock: NIOLockedValueBox<Int64>
    let owner: Authority

    init(_ store: MemorySystemStore = MemorySystemStore(), work: SlowWork = SlowWork()) throws {
        self.store = store
        let clock = NIOLockedValueBox<Int64>(1_800_000_000_000)
        self.clock = clock
        let now: @Sendable () -> Int64 = { clock.withLockedValue { $0 } }
        system = SystemLedger(
            store: store, origin: "test/system", signer: try NoteSigner(name: "test/system", seed: [UInt8](repeating: 7, count: 32)))
        try system.open(now: Timestamp(seconds: now() / 1000), version: "test")
        let administrators = try AdminGate(store: store, system: system) { Timestamp(seconds: now() / 1000) }
        let ownerID = try #require(AdministratorID("owner"))
        if administrators.isEmpty {
            _ = try administrators.add(
                ownerID, name: "Owner", role: .owner, by: nil, at: Timestamp(seconds: now() / 1000),
                randomBytes: [UInt8](repeating: 1, count: AdminToken.randomByteCount))
        }
        owner = Authority(try #require(administrators.all.first))
        let cost = try #require(PasswordCost(logRounds: 4))
        let record = try StaffRecord(
            system: system, store: store, at: Timestamp(seconds: now() / 1000),
            logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() })
        people = StaffOffice(
            record: record, administrators: administrators, sealing: Fixtures.master.staffSealing, issuer: "test",
            networks: try #require(LocalNetworks("loopback")), cost: cost, work: work, now: now)
        devices = DeviceOffice(record: record, cost: cost, work: work, now: now)
    }

    static var here: SocketAddress {
        get throws { try SocketAddress(ipAddress: "127.0.0.1", port: 1) }
    }

    var size: UInt64 { system.served.published.head.size }

    func add(_ id: String, _ role: StaffRole = .operatorRole) async throws {
        let person = NewStaff(
            id: try #require(StaffID(id)), profile: StaffProfile(name: id, roles: [role]), password: Self.password)
        _ = try await people.add(person, by: owner)
    }

    func logOn(_ id: String, password: String = StaffFixture.password) async throws -> LogonAdmission {
        try await people.logOn(name: id, password: password, code: nil, from: Self.here)
    }

    /// A unit that is enrolled for a person, enabled, and has a session.
    func unit(for person: String) async throws -> FixtureUnit {
        try await add(person)
        var unit = try FixtureUnit()
        _ = try await devices.register(unit.id, name: "North", key: unit.key.publicKey, by: owner)
        let operatorID = try #require(StaffID(person))
        let code = try await devices.issueEnrolment(of: unit.id, to: operatorID, by: owner).code
        _ = try await devices.enrol(unit.id, code: code.text, operator: operatorID, pin: FixtureUnit.pin)
        _ = try await devices.enable(unit.id, by: owner)
        let challenge = devices.challenge(for: unit.id)
        unit.session = try await devices.authenticate(unit.id, challenge: challenge, operator: operatorID, pin: FixtureUnit.pin).session
        return unit
    }
}

/// A selling unit of a test.
struct FixtureUnit {
    static let pin = "471193"
    let id: DeviceID
    let key: DeviceKey
    var session: DeviceSessionID?
    var counter: UInt64 = 0

    init() throws {
        id = try #require(DeviceID("RSU-A"))
        key = try #require(DeviceKey(seed: [UInt8](repeating: 3, count: 32)))
    }

    mutating func signed(at now: Int64) -> SignedRequest {
        counter += 1
        return key.sign(
            DeviceRequest(
                method: "POST", path: "/v1/rsu/raffles/r/sales", bodyDigest: .sha256([]), device: id, milliseconds: now, counter: counter,
                session: session))
    }
}
