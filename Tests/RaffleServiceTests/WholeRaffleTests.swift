import Foundation
import Identity
import Ledger
import LedgerService
import Logging
import NIOConcurrencyHelpers
import Ports
import Raffles
import StoreSQLite
import Testing

@testable import RaffleService

@Suite("A raffle from its making to its settlement", .timeLimit(.minutes(3)))
struct WholeRaffleTests {
    @Test("Scenario S1 gives its figures, and a restart at every step the same record")
    func happyPath() async throws {
        var house = try TestHouse()
        var scene = try await Scene(house)
        func restart() async throws {
            let before = (scene.raffle.ledger.published.checkpoint, scene.raffle.reading { $0.totals }, scene.raffle.summary.state)
            house = try await house.restarted()
            scene = try Scene(house, continuing: scene)
            #expect(scene.raffle.ledger.published.checkpoint == before.0)
            #expect(scene.raffle.reading { $0.totals } == before.1)
            #expect(scene.raffle.summary.state == before.2)
        }
        try await restart()
        try await scene.sellAll()
        try await restart()
        let totals = scene.raffle.reading { $0.totals }
        #expect(totals.tickets == 17 && totals.sold == 78 && totals.void == 13 && totals.inPlay == 65)
        #expect(totals.gross == 20_000 && totals.refunds == 3_000 && totals.net == 17_000)
        try await scene.perform(.close)
        try await restart()
        try await scene.closeUnits()
        try await restart()
        try await scene.perform(.reconcile(override: nil))
        try await restart()
        try await scene.perform(.acknowledge(note: nil))
        try await restart()
        let drawn = try await scene.draw()
        #expect(drawn.poolSize == 65 && drawn.attempt == 1)
        #expect(scene.raffle.summary.winners.isEmpty, "nothing is shown before it is official")
        try await restart()
        _ = try await scene.perform(.verifyWinner(prize: try scene.main, number: drawn.number), by: try TestHouse.official)
        #expect(scene.raffle.summary.winners.first?.number == drawn.number)
        #expect(scene.raffle.summary.winners.first?.amount == 8_500)
        try await restart()
        let presented = PresentedTicket(
            raffle: scene.raffle.id, ticket: drawn.ticket, validation: scene.raffle.validationNumber(of: drawn.ticket))
        let claim = RaffleCommand.claim(prize: try scene.main, presented, claimant: "W-1", paidBy: "cheque 7", documents: [])
        guard case .claimed(let claimed) = try await scene.perform(claim) else {
            Issue.record("the prize is not paid")
            return
        }
        #expect(claimed.amount == 8_500)
        guard case .ticket(let again) = try await scene.perform(claim) else {
            Issue.record("a second claim is paid")
            return
        }
        #expect(again.verdict == .alreadyClaimed)
        try await restart()
        try await scene.perform(.settle)
        try await restart()
        #expect(scene.raffle.summary.state == .settled)
        try await house.end()
    }

    @Test("The gate before a draw names each reason, and records it")
    func gate() async throws {
        let house = try TestHouse()
        var scene = try await Scene(house)
        try await scene.sellAll()
        #expect(try await refusal { _ = try await scene.draw() } == .notClosed)
        try await scene.perform(.close)
        #expect(try await refusal { _ = try await scene.draw() } == .rsuNotUploaded)
        try await scene.closeUnits()
        try await scene.perform(.reconcile(override: nil))
        #expect(try await refusal { _ = try await scene.draw() } == .notAcknowledged)
        #expect(try await refusal { try await scene.perform(.acknowledge(note: nil), by: try TestHouse.seller) } == .forbidden)
        try await scene.perform(.acknowledge(note: nil))
        let draw = DrawRequest(prize: try scene.main)
        #expect(try await refusal { _ = try await house.room.draw(draw, on: scene.raffle, house.setting(TestHouse.manager)) } == .forbidden)
        #expect(
            try await refusal { _ = try await house.room.draw(draw, on: scene.raffle, house.setting(verified: false)) }
                == .softwareNotVerified)
        _ = try await scene.draw()
        #expect(try await refusal { _ = try await scene.draw() } == .alreadyDrawn)
        let kinds = scene.raffle.reading { $0.exceptions.map(\.kind) }
        for code in ["NOT_CLOSED", "RSU_NOT_UPLOADED", "NOT_ACKNOWLEDGED", "FORBIDDEN", "SOFTWARE_NOT_VERIFIED", "ALREADY_DRAWN"] {
            #expect(kinds.contains("refused/\(code)"), "\(code) is not on record: \(kinds)")
        }
        try await house.end()
    }

    @Test("Event numbers are consecutive and survive a restart; the system ledger has them")
    func eventNumbers() async throws {
        var house = try TestHouse()
        for (place, id) in ["one", "two", "three"].enumerated() {
            if place == 2 { house = try await house.restarted() }
            let raffle = try await house.office.create(
                try #require(RaffleID(id)), try Scene.definition(), by: try TestHouse.admin)
            #expect(raffle.eventNumber == UInt64(place) + 1)
        }
        await #expect(throws: DeskFailure.self) {
            _ = try await house.office.create(try #require(RaffleID("one")), try Scene.definition(), by: try TestHouse.admin)
        }
        var created: [String] = []
        try house.system.readAll { entry, _ in
            if case .raffleCreated(let raffle, _, _, _) = entry { created.append(raffle) }
        }
        #expect(created == ["one", "two", "three"])
        let four = try #require(RaffleID("four"))
        let code = try await refusal { _ = try await house.office.create(four, try Scene.definition(), by: try TestHouse.seller) }
        #expect(code == .forbidden)
        #expect(house.directory.nextEventNumber == 4)
        try await house.end()
    }

    @Test("An entry that does not belong there keeps the server from starting")
    func refusesToStart() async throws {
        let house = try TestHouse()
        let scene = try await Scene(house)
        _ = try house.sqlite.append([Array(#"{"type":"sale"}"#.utf8)], to: .raffle(scene.raffle.id.text))
        await #expect(throws: StoreError.self) { _ = try await house.crashed() }
        try FileManager.default.removeItem(atPath: house.folder)
    }

    @Test("Sales end at the closing time, to the millisecond, by themselves")
    func closesByTime() async throws {
        let house = try TestHouse()
        var scene = try await Scene(house)
        let unit = try Scene.unit("A")
        let closing = try #require(scene.raffle.summary.closesAt)
        house.clock.withLockedValue { $0 = closing.milliseconds - 1 }
        try await scene.sell(unit, "P1")
        let late = try scene.sale(unit, "P1", at: closing)
        let inTime = try scene.sale(unit, "P1", offline: true, at: closing.adding(milliseconds: -2))
        house.clock.withLockedValue { $0 = closing.milliseconds }
        let housekeeper = RaffleHousekeeper(
            directory: house.directory, desk: house.desk, room: house.room, system: house.system, logger: .init(label: "test"))
        await housekeeper.tick()
        #expect(scene.raffle.summary.state == .closed && scene.raffle.summary.closedAt == closing)
        let outcomes = try await house.desk.upload([late, inTime], to: scene.raffle, by: unit)
        guard case .refused(let refusal) = outcomes[0] else {
            Issue.record("a sale at the closing time is taken")
            return
        }
        #expect(refusal.code == .soldAfterClose)
        #expect(outcomes[1].receipt != nil, "sold in time, uploaded late")
        try await house.end()
    }
}
