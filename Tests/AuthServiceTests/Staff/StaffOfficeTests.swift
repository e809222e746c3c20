import Identity
import Ledger
import LedgerService
import NIOConcurrencyHelpers
import NIOCore
import Ports
import Testing

@testable import AuthService

@Suite("The office of people")
struct StaffOfficeTests {
    private let full = StoreError(.unavailable, "the disk is full")

    @Test("Nobody is added, and nobody comes in, unless the store took it; afterwards all goes on")
    func storeFails() async throws {
        let house = try StaffFixture()
        try await house.add("mgr1", .eventManager)
        house.store.fail(full)
        await #expect(throws: OfficeFailure.self) { try await house.add("op7") }
        await #expect(throws: OfficeFailure.self) { _ = try await house.logOn("mgr1") }
        #expect(house.people.sessions.isEmpty)
        #expect(house.people.staff.map(\.id.text) == ["mgr1"])
        house.store.fail(nil)
        try await house.add("op7")
        _ = try await house.logOn("mgr1")
        // The session that began and could not be kept is on record with its end, before the one that stayed.
        var kinds: [String] = []
        try house.system.readAll { entry, _ in kinds.append(entry.type) }
        #expect(kinds.suffix(5) == ["user-added", "logon", "logoff", "user-added", "logon"])
    }

    @Test("A failed attempt that the store could not take is on record as soon as it can")
    func waits() async throws {
        let house = try StaffFixture()
        try await house.add("mgr1", .eventManager)
        house.store.fail(full)
        await #expect(throws: OfficeFailure.self) { _ = try await house.logOn("mgr1", password: "not the right one") }
        let size = house.size
        house.store.fail(nil)
        await house.people.tick()
        #expect(house.size == size + 1)
    }

    @Test("What the ledger tells after a restart is what memory said before it")
    func restart() async throws {
        let house = try StaffFixture()
        try await house.add("mgr1", .eventManager)
        for _ in 0..<3 { _ = try? await house.logOn("mgr1", password: "not the right one") }
        _ = try await house.unit(for: "op7")
        let again = try StaffFixture(house.store)
        #expect(again.people.staff == house.people.staff)
        #expect(again.people.staff.first?.failures == 3)
        #expect(again.devices.all == house.devices.all)
    }

    @Test("Sixty-four log-ons at once: each is tried or told that too many wait, and none is lost")
    func busy() async throws {
        let house = try StaffFixture(work: SlowWork(threads: 1, waitingMax: 2))
        try await house.add("mgr1", .eventManager)
        let outcomes = await withTaskGroup(of: String.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    do throws(OfficeFailure) {
                        _ = try await house.people.logOn(
                            name: "mgr1", password: StaffFixture.password, code: nil, from: try? StaffFixture.here)
                        return "in"
                    } catch {
                        if case .busy = error { return "busy" }
                        return "\(error)"
                    }
                }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes["in", default: 0] >= 3)
        #expect(outcomes["in", default: 0] + outcomes["busy", default: 0] == 64, "\(outcomes)")
    }

    @Test("A repeated refusal is on record once a minute, with how many it stands for")
    func refusals() async throws {
        let house = try StaffFixture()
        try await house.add("op7")
        let token = try await house.logOn("op7").token
        let authority = try await house.people.authority(
            bearing: token.text, from: StaffFixture.here, area: "raffles", isChange: true)
        let size = house.size
        for _ in 0..<5 {
            await #expect(throws: OfficeFailure.self) { try await house.people.require([.draw], of: authority, action: "drawPrize") }
        }
        #expect(house.size == size + 1)
        house.clock.withLockedValue { $0 += 60_000 }
        await #expect(throws: OfficeFailure.self) { try await house.people.require([.draw], of: authority, action: "drawPrize") }
        var last: SystemEntry?
        try house.system.readAll { entry, _ in last = entry }
        #expect(last?.json()["data"]?["attempts"]?.integerValue == 5)
        #expect(last?.json()["data"]?["action"]?.stringValue == "drawPrize")
    }

    @Test(
        "Networks are told apart to the bit",
        arguments: [
            ("loopback", "127.0.0.1", true), ("loopback", "::1", true), ("loopback", "::ffff:127.0.0.9", true),
            ("loopback", "10.0.0.1", false), ("private", "172.31.255.255", true), ("private", "172.32.0.0", false),
            ("private", "fd12::1", true), ("private", "fe00::1", false), ("none", "127.0.0.1", false),
            ("203.0.113.0/25,::1", "203.0.113.127", true), ("203.0.113.0/25", "203.0.113.128", false),
            ("loopback,private", "8.8.8.8", false), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "2001:db8::1", false),
        ])
    func networks(list: String, address: String, isLocal: Bool) throws {
        let networks = try #require(LocalNetworks(list))
        #expect(networks.contains(try SocketAddress(ipAddress: address, port: 1)) == isLocal)
        #expect(!networks.contains(nil))
    }

    @Test(
        "What is no list of networks is refused", arguments: ["", "loopback,", "10.0.0.0/33", "10.0.0/8", "venue", "::1/129", "1.2.3.4/x"])
    func notNetworks(text: String) { #expect(LocalNetworks(text) == nil) }
}
