import Foundation
import Identity
import Ledger
import LedgerService
import Logging
import NIOConcurrencyHelpers
import Raffles
import StoreSQLite
import Testing

@testable import RaffleService
@testable import Selling

// Names that `Raffles` has, too; macros take no name with its module.
private typealias JournalSale = Selling.SaleUpload
private typealias JournalSaleID = Selling.SaleID
private typealias JournalPayment = Selling.Payment

@Suite("Selling units at the server", .timeLimit(.minutes(2)))
struct SellingUnitTests {
    // MARK: Connections

    /// The housekeeper with units that are heard when the test says so.
    private struct Watched {
        let house: TestHouse
        let heard = NIOLockedValueBox<[DeviceID: Instant]>([:])
        let housekeeper: RaffleHousekeeper

        init(_ house: TestHouse) {
            self.house = house
            let heard = heard
            housekeeper = RaffleHousekeeper(
                directory: house.directory, desk: house.desk, room: house.room, system: house.system,
                watch: UnitWatch { heard.withLockedValue { $0 }.map { UnitWatch.Sign(unit: $0.key, at: $0.value) } },
                logger: .init(label: "test"))
        }

        func hear(_ names: String...) throws {
            for name in names {
                let id = try #require(DeviceID(name))
                heard.withLockedValue { $0[id] = house.now }
            }
        }

        /// Looks a few times within the second: whatever did not change must not be told again.
        func look() async { for _ in 0..<3 { await housekeeper.tick() } }

        /// `RSU_CONNECTED RSU-A`, in the order of the ledger.
        func events() throws -> [String] {
            var events: [String] = []
            try house.system.readAll { entry, _ in
                guard case .event(let event, let act) = entry else { return }
                let code = event.code.text
                guard code.hasPrefix("RSU_") || code.hasPrefix("COMMS_") else { return }
                events.append(code + (act.component == .server ? "" : " \(act.component.text)"))
            }
            return events
        }
    }

    @Test("A unit that is heard, falls silent and comes back is told once for each change, by the clock alone (J1)")
    func connections() async throws {
        let house = try TestHouse()
        let scene = try await Scene(house)
        let watched = Watched(house)
        await watched.look()
        #expect(try watched.events() == [])
        try watched.hear("RSU-A")
        await watched.look()
        #expect(try watched.events() == ["RSU_CONNECTED RSU-A", "COMMS_ESTABLISHED"])
        house.pass(seconds: 30)
        try watched.hear("RSU-B")
        await watched.look()
        #expect(try watched.events().dropFirst(2) == ["RSU_CONNECTED RSU-B"])
        house.clock.withLockedValue { $0 += 29_999 }
        await watched.look()
        #expect(try watched.events().count == 3, "59.999 s are no silence")
        house.clock.withLockedValue { $0 += 1 }
        await watched.look()
        #expect(try watched.events().dropFirst(3) == ["RSU_DISCONNECTED RSU-A"])
        house.pass(seconds: 30)
        await watched.look()
        #expect(try watched.events().dropFirst(4) == ["RSU_DISCONNECTED RSU-B", "COMMS_FAILED"])
        house.pass(seconds: 600)
        await watched.look()
        #expect(try watched.events().count == 6)
        try watched.hear("RSU-B")
        await watched.look()
        #expect(try watched.events().dropFirst(6) == ["RSU_CONNECTED RSU-B", "COMMS_ESTABLISHED"])
        // Without a raffle that sells or waits for sales nobody is missed.
        try await scene.finish()
        await watched.look()
        house.pass(seconds: 600)
        await watched.look()
        #expect(try watched.events().count == 8)
        try await house.end()
    }

    @Test("While the system ledger takes nothing, a change is not forgotten")
    func connectionsAndFullStore() async throws {
        let house = try TestHouse()
        _ = try await Scene(house)
        let fails = UnitWatch { [UnitWatch.Sign(unit: DeviceID("RSU-A")!, at: Instant(milliseconds: TestHouse.start))] }
        try house.sqlite.close()
        #expect(throws: (any Error).self) { try fails.look(at: house.now, isNeeded: true, in: house.system) }
        #expect(throws: (any Error).self, "it is tried again") { try fails.look(at: house.now, isNeeded: true, in: house.system) }
        await house.desk.shutDown()
        try FileManager.default.removeItem(atPath: house.folder)
    }

    // MARK: Notes

    private func notes(_ ticket: TicketID, from first: UInt64 = 1) throws -> [UnitNote] {
        let seller = try #require(UserID("op7"))
        let bodies: [UnitNote.Body] = [
            .event(.logon, data: []), .mark(ticket: ticket, reason: "misprint: torn"), .reprint(ticket: ticket, number: nil),
            .event(.paperOut, data: [JSONMember("printer", "counterfoils")]), .unmark(ticket: ticket),
        ]
        return bodies.enumerated().map {
            UnitNote(number: first + UInt64($0.offset), at: Instant(milliseconds: TestHouse.start), by: seller, body: $0.element)
        }
    }

    @Test("A unit's notes are taken once each, however they are cut and repeated, also after a restart of the server")
    func notesOnce() async throws {
        var house = try TestHouse()
        var scene = try await Scene(house)
        let unit = try Scene.unit("A")
        let ticket = try await scene.sell(unit, "P2")[0]
        let notes = try notes(ticket)
        let size = scene.raffle.ledger.published.head.size
        #expect(try await house.office.report([], to: scene.raffle, by: unit).upTo == 0)
        #expect(try await house.office.report(Array(notes[..<3]), to: scene.raffle, by: unit).upTo == 3)
        for _ in 0..<2 { #expect(try await house.office.report(Array(notes[..<2]), to: scene.raffle, by: unit).upTo == 3) }
        house = try await house.crashed()
        scene = try Scene(house, continuing: scene)
        #expect(try await house.office.report([], to: scene.raffle, by: unit).upTo == 3)
        let rest = try await house.office.report(notes, to: scene.raffle, by: unit)
        #expect(rest.upTo == 5 && rest.events == [.paperOut] && rest.refused.isEmpty)
        #expect(try await house.office.report(Array(notes[4...]), to: scene.raffle, by: unit).events.isEmpty)
        #expect(scene.raffle.ledger.published.head.size == size + 5, "one entry a note")
        #expect(scene.raffle.reading { $0.ticket(ticket)?.reprints } == 1)
        // A gap is not taken, and another unit's are its own.
        let later = try self.notes(ticket, from: 8)
        #expect(try await house.office.report(later, to: scene.raffle, by: unit).upTo == 5)
        #expect(try await house.office.report([], to: scene.raffle, by: try Scene.unit("B")).upTo == 0)
        try await house.end()
    }

    @Test("A supervisor's name in a unit's note approves nothing: the counterfoil's reprint is refused, and that is on record (D4)")
    func typedSupervisor() async throws {
        let house = try TestHouse()
        var scene = try await Scene(house)
        let unit = try Scene.unit("A")
        let ticket = try await scene.sell(unit, "P2")[0]
        let number = try #require(scene.raffle.reading { $0.ticket(ticket)?.numbers.first })
        let note = UnitNote(
            number: 1, at: house.now, by: try #require(UserID("mgr1")), body: .reprint(ticket: ticket, number: number))
        let outcome = try await house.office.report([note], to: scene.raffle, by: unit)
        #expect(outcome.upTo == 1 && outcome.refused.map { $0.refusal.code } == [.forbidden])
        #expect(scene.raffle.reading { $0.counterfoilReprints(of: number) } == 0)
        #expect(scene.raffle.reading { $0.exceptions.last?.kind } == "refused/FORBIDDEN")
        let seller = try await refusal {
            _ = try await house.office.reprintCounterfoil(number, on: scene.raffle, by: try TestHouse.seller)
        }
        #expect(seller == .forbidden)
        let text = try await house.office.reprintCounterfoil(number, on: scene.raffle, by: try TestHouse.manager)
        #expect(text.contains("REPRINT"))
        #expect(scene.raffle.reading { $0.counterfoilReprints(of: number) } == 1)
        try await house.end()
    }

    // MARK: Recovery

    @Test("A damaged recovery file is taken only with a reason, which is on record; the unit then does not agree")
    func damagedFile() async throws {
        let house = try TestHouse()
        let scene = try await Scene(house)
        let unit = try Scene.unit("A")
        let numbers = scene.raffle.numbers(in: 0..<4)
        var sales: [Selling.SaleUpload] = []
        for sequence in [1, 2, 4] as [UInt64] {
            let ticket = try #require(TicketID(rsu: unit, sequence: sequence))
            let id = try #require(JournalSaleID(random: [UInt8](repeating: UInt8(sequence), count: 16)))
            let sale = JournalSale(
                raffle: scene.raffle.id, rsu: unit, sequence: sequence, sale: id, numbers: [numbers[Int(sequence) - 1]],
                package: try #require(PackageID("P1")), price: 500, payment: .cash, seller: try #require(UserID("op7")), soldAt: house.now,
                isOffline: true, validation: scene.raffle.validationNumber(of: ticket))
            sales.append(try #require(sale))
        }
        let damage = JournalDamage(
            reason: "a byte is wrong", record: 9, offset: 900, raffle: scene.raffle.id, rsu: unit, seller: UserID("op7"), collected: 2000,
            sales: sales)
        let file = try #require(RecoveryFile(damage, program: "urna-rsu 1.0", at: house.now))
        try await scene.perform(.markCorrupt(rsu: unit, collected: 2000, reason: "its journal is damaged"))
        func recover(_ reason: String?) async throws {
            try await house.office.recover(file, acceptingIncomplete: reason, on: scene.raffle, by: try TestHouse.manager)
        }
        #expect(try await refusal { try await recover(nil) } == .recoveryIncomplete)
        #expect(scene.raffle.reading { $0.totals.tickets } == 0)
        #expect(scene.raffle.reading { $0.exceptions.last?.kind } == "refused/RECOVERY_INCOMPLETE")
        try await recover("nothing better is left")
        let account = try #require(scene.raffle.reading { $0.account(unit) })
        #expect(account.state == .incomplete && account.totals.tickets == 3)
        #expect(account.shortfall == UnitRecovery.Shortfall(missing: 1, unaccounted: 500, reason: "nothing better is left"))
        try await scene.perform(.close)
        try await scene.closeUnits()
        #expect(try await refusal { try await scene.perform(.reconcile(override: nil)) } == .overrideMissing)
        try await scene.perform(.reconcile(override: "one sale of RSU-A is lost"))
        try await house.end()
    }
}
