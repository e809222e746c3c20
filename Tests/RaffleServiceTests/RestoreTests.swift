import Foundation
import Identity
import Ledger
import LedgerService
import Raffles
import StoreSQLite
import Testing

@testable import RaffleService

@Suite("A raffle after a restore")
struct RestoreTests {
    @Test("A lease after the backup is not given out again: its unit tells of it, sells from it, and the next lease is above")
    func leaseAfterBackup() async throws {
        let house = try TestHouse()
        let (a, b) = (try Scene.unit("A"), try Scene.unit("B"))
        var scene = try await Scene(house, units: ["A"], leasing: 20)
        try await scene.sell(a, "P1", 2)
        let copy = FileManager.default.temporaryDirectory.path + "/urna-restored-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        try SQLiteBackup.copy(folder: house.folder, to: copy + "/urna.db") { _, _ in }
        // What is lost: a lease, and a sale from it.
        try await scene.lease(a, 10)
        let before = scene.raffle.reading { $0.leases(of: a) }
        #expect(before == [0..<20, 20..<30])
        try await scene.sell(a, "P1", 17)
        let late = try scene.sale(a, "P3")
        try await house.end()

        let restored = try TestHouse(folder: copy)
        try await restored.office.holdLeases(awaiting: [a, b])
        var again = try Scene(restored, continuing: scene)
        let seller = try #require(UserID("op7"))
        for _ in 0..<2 {
            let code = try await refusal { _ = try await restored.office.lease(5, to: b, operator: seller, on: again.raffle) }
            #expect(code == .leasesUnconfirmed)
        }
        let manager = try TestHouse.manager
        let byManager = try await refusal {
            _ = try await restored.office.lease(5, to: b, operator: seller, on: again.raffle, by: manager)
        }
        #expect(byManager == .leasesUnconfirmed)
        #expect(try await restored.desk.upload([late], to: again.raffle, by: a).first?.receipt == nil, "its lease is forgotten")
        #expect(try await restored.office.reportLeases(before, of: a, operator: seller, on: again.raffle))
        #expect(try await restored.desk.upload([late], to: again.raffle, by: a).first?.receipt != nil)
        #expect(try await restored.office.reportLeases([], of: b, operator: seller, on: again.raffle))
        let next = try await restored.office.lease(5, to: b, operator: seller, on: again.raffle)
        #expect(next.lease.positions == 30..<35 && Set(next.numbers).isDisjoint(with: late.numbers))
        // The unit that reports again changes nothing.
        let size = again.raffle.ledger.published.head.size
        #expect(try await restored.office.reportLeases(before, of: a, operator: seller, on: again.raffle))
        #expect(again.raffle.ledger.published.head.size == size)
        // And all of it is read back.
        let reopened = try await restored.restarted()
        again = try Scene(reopened, continuing: again)
        #expect(again.raffle.reading { $0.nextPosition } == 35)
        #expect(again.raffle.reading { $0.leases(of: a) } == before)
        try await reopened.end()
    }

    @Test("Raffles that can take no more sales are left alone, and more units than an entry holds make several")
    func scope() async throws {
        let house = try TestHouse()
        let open = try await Scene(house, id: "open", units: [])
        var done = try await Scene(house, id: "done")
        try await done.sellAll()
        try await done.finish()
        let size = done.raffle.ledger.published.head.size
        let units = try (0..<501).map { try Scene.unit("\($0)") }
        let before = open.raffle.ledger.published.head.size
        try await house.office.holdLeases(awaiting: units)
        #expect(done.raffle.ledger.published.head.size == size)
        #expect(open.raffle.ledger.published.head.size == before + 2)
        #expect(open.raffle.reading { record in units.allSatisfy { record.awaitsLeases(of: $0) } })
        let release = RaffleCommand.releaseLeases(from: 500, reason: "all units are in the van that burnt")
        #expect(try await refusal { _ = try await open.perform(release, by: try TestHouse.seller) } == .forbidden)
        try await open.perform(release)
        let unit = try Scene.unit("7")
        let lease = try await house.office.lease(5, to: unit, operator: try #require(UserID("op7")), on: open.raffle)
        #expect(lease.lease.positions == 500..<505)
        try await house.end()
    }
}
