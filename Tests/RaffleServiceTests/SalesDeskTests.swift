import Foundation
import Ledger
import LedgerService
import Ports
import Raffles
import TestSupport
import Testing

@testable import RaffleService

@Suite("Selling", .timeLimit(.minutes(3)))
struct SalesDeskTests {
    @Test("Fifty units upload at once, twice and out of order: every sale is there once", arguments: [UInt64(1), 2])
    func manyUnits(seed: UInt64) async throws {
        var dice = Dice(seed: seed)
        let house = try TestHouse()
        let names = (0..<50).map { "U\($0)" }
        var scene = try await Scene(house, definition: try Scene.definition(last: 20_000), units: names, leasing: 400)
        var batches: [(RSUID, [SaleUpload])] = []
        var gross: Int64 = 0
        for name in names {
            let unit = try Scene.unit(name)
            let sales = try (0..<40).map { _ in try scene.sale(unit, dice.pick(["P1", "P2", "P3"])) }
            gross += sales.reduce(0) { $0 + $1.price }
            var rest = sales[...]
            while !rest.isEmpty {
                let part = Array(rest.prefix(1 + dice.roll(9)))
                rest = rest.dropFirst(part.count)
                batches.append((unit, part.shuffled(using: &dice)))
                if dice.oneIn(2) { batches.append((unit, part)) }
            }
        }
        batches.shuffle(using: &dice)
        let (desk, raffle) = (house.desk, scene.raffle)
        let receipts = try await withThrowingTaskGroup(of: [SaleReceipt].self) { group in
            for (unit, sales) in batches {
                group.addTask { try await desk.upload(sales, to: raffle, by: unit).compactMap(\.receipt) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(receipts.count == batches.reduce(0) { $0 + $1.1.count }, "seed \(seed): every upload has a receipt")
        var entryOf: [TicketID: UInt64] = [:]
        for receipt in receipts {
            #expect(entryOf[receipt.ticket] == nil || entryOf[receipt.ticket] == receipt.entry, "the same receipt each time")
            entryOf[receipt.ticket] = receipt.entry
        }
        #expect(entryOf.count == 2_000 && Set(entryOf.values).count == 2_000)
        #expect(raffle.reading { $0.ticketCount } == 2_000 && raffle.summary.totals.gross == gross)
        let again = try await house.restarted()
        #expect(try again.raffle().summary.totals == raffle.summary.totals)
        try await again.end()
    }

    @Test("A sale that contradicts the ledger is a conflict, on record once")
    func conflict() async throws {
        let house = try TestHouse()
        var scene = try await Scene(house)
        let unit = try Scene.unit("A")
        let sale = try scene.sale(unit, "P1")
        _ = try await house.desk.upload([sale], to: scene.raffle, by: unit)
        var other = sale
        other.price = 1
        for _ in 0..<3 {
            guard case .conflict = try await house.desk.upload([other], to: scene.raffle, by: unit)[0] else {
                Issue.record("no conflict")
                return
            }
        }
        #expect(scene.raffle.reading { $0.exceptions.filter { $0.kind == "conflict" }.count } == 1)
        #expect(scene.raffle.summary.totals.gross == 500)
        var wrong = try scene.sale(unit, "P1")
        wrong.commitment = Hash.sha256([1])
        guard case .refused(let refusal) = try await house.desk.upload([wrong], to: scene.raffle, by: unit)[0] else {
            Issue.record("a wrong validation number is taken")
            return
        }
        #expect(refusal.code == .validationMismatch)
        let foreign = try await house.desk.upload([sale], to: scene.raffle, by: try Scene.unit("B"))
        #expect(foreign[0].receipt == nil, "a unit uploads its own sales")
        try await house.end()
    }

    @Test("A store that fails loses nothing: sales stop, and go on when it takes writes again")
    func fullDisk() async throws {
        let house = try TestHouse()
        var scene = try await Scene(house)
        let unit = try Scene.unit("A")
        try await scene.sell(unit, "P2", 3)
        let before = scene.raffle.ledger.published.head
        house.store.fail(StoreError(.unavailable, "the disk is full"))
        let sale = try scene.sale(unit, "P3")
        for _ in 0..<3 {
            do throws(DeskFailure) {
                _ = try await house.desk.upload([sale], to: scene.raffle, by: unit)
                Issue.record("a sale is answered that is not stored")
            } catch {
                guard case .unavailable = error else {
                    Issue.record("\(error)")
                    return
                }
            }
        }
        #expect(!house.desk.isHealthy)
        #expect(scene.raffle.ledger.published.head == before)
        #expect(scene.raffle.reading { $0.ticketCount } == 3 && scene.raffle.reading { $0.size } == before.size)
        #expect(scene.raffle.summary.totals.gross == 3_000)
        #expect(await house.desk.checkHealth() == false)
        house.store.fail(nil)
        #expect(await house.desk.checkHealth())
        guard case .recorded = try await house.desk.upload([sale], to: scene.raffle, by: unit)[0] else {
            Issue.record("the sale is not recorded after the recovery")
            return
        }
        #expect(scene.raffle.summary.totals.gross == 5_000)
        let again = try await house.restarted()
        #expect(try again.raffle().summary.totals.gross == 5_000)
        try await again.end()
    }

    @Test("A close is a barrier: what was queued before it counts, what comes after does not")
    func barrier() async throws {
        let house = try TestHouse()
        var scene = try await Scene(house)
        let unit = try Scene.unit("A")
        let sales = try (0..<200).map { _ in try scene.sale(unit, "P1") }
        let (desk, raffle, office, manager) = (house.desk, scene.raffle, house.office, try TestHouse.manager)
        let early = try await desk.upload(Array(sales.prefix(50)), to: raffle, by: unit)
        #expect(early.allSatisfy { $0.receipt != nil })
        async let closing = office.perform(.close, on: raffle, by: manager)
        let outcomes = try await withThrowingTaskGroup(of: [UploadOutcome].self) { group in
            for sale in sales.dropFirst(50) { group.addTask { try await desk.upload([sale], to: raffle, by: unit) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        _ = try await closing
        let recorded = (early + outcomes).filter { $0.receipt != nil }.count
        #expect(raffle.reading { $0.ticketCount } == recorded && recorded >= 50)
        #expect(raffle.summary.state == .closed)
        try await house.end()
    }

    @Test("A unit that asks again has its open lease, and a new one when that is used up")
    func leases() async throws {
        let house = try TestHouse()
        let scene = try await Scene(house, units: [])
        let unit = try Scene.unit("A")
        let seller = try #require(UserID("op7"))
        let first = try await house.office.lease(12, to: unit, operator: seller, on: scene.raffle)
        let second = try await house.office.lease(12, to: unit, operator: seller, on: scene.raffle)
        #expect(second.isRepeated && second.numbers == first.numbers && first.numbers.count == 12)
        var selling = scene
        try await selling.lease(unit, 3)
        let third = try await house.office.lease(12, to: unit, operator: seller, on: scene.raffle)
        #expect(!third.isRepeated && Set(third.numbers).isDisjoint(with: first.numbers), "three numbers are fewer than a package has")
        #expect(Set(first.numbers).count == 12 && scene.raffle.reading { $0.nextPosition } == 27)
        try await house.end()
    }

    @Test("How many sales a second", .enabled(if: ProcessInfo.processInfo.environment["URNA_MEASURE"] != nil))
    func throughput() async throws {
        let house = try TestHouse()
        let names = (0..<50).map { "U\($0)" }
        var scene = try await Scene(house, definition: try Scene.definition(last: 200_000), units: names, leasing: 4_000)
        var batches: [(RSUID, [SaleUpload])] = []
        for name in names {
            let unit = try Scene.unit(name)
            for _ in 0..<40 { batches.append((unit, try (0..<25).map { _ in try scene.sale(unit, "P2") })) }
        }
        let (desk, raffle) = (house.desk, scene.raffle)
        let started = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (unit, sales) in batches { group.addTask { _ = try await desk.upload(sales, to: raffle, by: unit) } }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        print("measured: \(Int(50_000 / seconds)) sales a second (50,000 in batches of 25, \(house.store.appends) commits)")
        #expect(raffle.reading { $0.ticketCount } == 50_000)
        try await house.end()
    }
}
