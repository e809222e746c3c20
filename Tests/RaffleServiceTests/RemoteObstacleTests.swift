import Identity
import Ledger
import Ports
import Raffles
import Testing

@testable import RaffleService

@Suite("What keeps people out who come from outside", .timeLimit(.minutes(3)))
struct RemoteObstacleTests {
    /// Who is kept out: at log-on, and with a session.
    private func isKeptOut(_ house: TestHouse) -> [Bool] {
        [house.directory.obstacle(to: .logon) != nil, house.directory.obstacle(to: .request) != nil]
    }

    @Test(
        "The policies decide until a draw starts; from there to the official result nobody new is let in",
        arguments: [
            ("off", [true, true], [true, true]), ("blocks-draw", [false, false], [true, true]),
            ("flags-draw", [false, false], [true, false]),
        ])
    func policies(_ policy: String, before: [Bool], during: [Bool]) async throws {
        let house = try TestHouse()
        let draft = try await house.office.create(
            try #require(RaffleID("draft")), try Scene.definition(policies: #""remoteAccess":"off""#), by: try TestHouse.admin)
        #expect(draft.summary.state == .draft)
        #expect(isKeptOut(house) == [false, false], "a draft keeps nobody out")
        var scene = try await Scene(house, definition: try Scene.definition(policies: #""remoteAccess":"\#(policy)""#))
        #expect(isKeptOut(house) == before, "while it sells")
        try await scene.sellAll()
        try await scene.finish()
        #expect(isKeptOut(house) == before, "before the draw")
        let drawn = try await scene.draw()
        #expect(isKeptOut(house) == during, "before the result is official")
        let again = try await house.restarted()
        #expect(isKeptOut(again) == during, "after a restart")
        let continued = try Scene(again, continuing: scene)
        _ = try await continued.perform(.verifyWinner(prize: try scene.main, number: drawn.number), by: try TestHouse.official)
        #expect(isKeptOut(again) == [false, false], "the result is official")
        try await again.end()
    }

    @Test("The name of the installation's own ledger is no raffle's")
    func reserved() async throws {
        let house = try TestHouse()
        let id = try #require(RaffleID("system"))
        let code = try await refusal { _ = try await house.office.create(id, try Scene.definition(), by: try TestHouse.admin) }
        #expect(code == .invalid)
        #expect(house.directory.all.isEmpty)
        #expect(try !house.store.ledgers().contains(.raffle("system")))
        try await house.end()
    }

    @Test("A recovery file is taken only with each ticket's own validation number")
    func recovery() async throws {
        let house = try TestHouse()
        var scene = try await Scene(house)
        let a = try Scene.unit("A")
        let sales = [try scene.sale(a, "P1", offline: true), try scene.sale(a, "P1", offline: true)]
        try await scene.perform(.markCorrupt(rsu: a, collected: 1_000, reason: "Journal damaged"))
        var forged = sales
        forged[1].commitment = forged[0].commitment
        let code = try await refusal { try await scene.perform(.recover(rsu: a, sales: forged)) }
        #expect(code == .validationMismatch)
        #expect(scene.raffle.summary.totals.tickets == 0)
        try await scene.perform(.recover(rsu: a, sales: sales))
        #expect(scene.raffle.summary.totals.tickets == 2)
        try await house.end()
    }
}
