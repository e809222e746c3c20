import Identity
import Ledger
import Raffles
import Testing

@testable import RaffleService

extension Scene {
    /// The definition of the scenes with more policies.
    static func definition(mode: String = "certified-rng", policies: String) throws -> JSONValue {
        let text = String(decoding: try definition(mode: mode).canonical(), as: UTF8.self)
        let policies = #""policies":{"unattendedSales":true,\#(policies)}"#
        return try JSONValue.parse(Array(text.replacing(#""policies":{"unattendedSales":true}"#, with: policies).utf8))
    }
}

@Suite("The officials of a draw", .timeLimit(.minutes(3)))
struct DrawOfficialsTests {
    private func ready(_ house: TestHouse, mode: String = "certified-rng", _ policies: String = #""twoPersonDraw":true"#) async throws
        -> Scene
    {
        var scene = try await Scene(house, definition: try Scene.definition(mode: mode, policies: policies))
        try await scene.sellAll()
        try await scene.finish()
        return scene
    }

    private func setting(_ house: TestHouse, second: Authority?) throws -> DrawSetting {
        var setting = try house.setting()
        setting.second = second
        return setting
    }

    @Test("A draw of two takes a second person who has shown who they are, and may draw; names alone do nothing")
    func twoPersons() async throws {
        let house = try TestHouse()
        let scene = try await ready(house)
        let prize = try scene.main
        let second = try TestHouse.person("official2", .drawOfficial)
        func draw(_ second: Authority?, named: [String] = []) async throws -> Refusal.Code? {
            let request = DrawRequest(prize: prize, officials: try named.map { try #require(UserID($0)) })
            let setting = try setting(house, second: second)
            return try await refusal { _ = try await house.room.draw(request, on: scene.raffle, setting) }
        }
        #expect(try await draw(nil) == .tooFewOfficials)
        #expect(try await draw(nil, named: ["official1", "official2"]) == .tooFewOfficials)
        #expect(try await draw(try TestHouse.official) == .tooFewOfficials)
        #expect(try await draw(try TestHouse.manager) == .forbidden)
        #expect(try await draw(try TestHouse.seller) == .forbidden)
        #expect(try await draw(second, named: ["official1", "official3"]) == .tooFewOfficials)
        let kinds = scene.raffle.reading { $0.exceptions.suffix(6).map(\.kind) }
        let few = "refused/TOO_FEW_OFFICIALS"
        #expect(kinds == [few, few, few, "refused/FORBIDDEN", "refused/FORBIDDEN", few])
        #expect(scene.raffle.reading { $0.prizes.first?.phase } == .open)
        #expect(try await draw(second, named: ["official2"]) == nil)
        let start = try #require(scene.raffle.reading { $0.prizes.first?.start?.value })
        #expect(start.officials.map(\.text) == ["official1", "official2"])
        try await house.end()
    }

    @Test("By hand, both are there for every number that is entered")
    func everyNumber() async throws {
        let house = try TestHouse()
        let scene = try await ready(house, mode: "manual")
        let prize = try scene.main
        let both = try setting(house, second: try TestHouse.person("official2", .drawOfficial))
        let alone = try setting(house, second: nil)
        let first = try await house.room.enter(1_001, again: 1_001, for: prize, on: scene.raffle, both)
        #expect(first.verdict == .unknown)
        let sold = try #require(scene.raffle.reading { $0.numbersInPlay().first })
        let refused = try await refusal { _ = try await house.room.enter(sold, again: sold, for: prize, on: scene.raffle, alone) }
        #expect(refused == .tooFewOfficials)
        #expect(try await house.room.enter(sold, again: sold, for: prize, on: scene.raffle, both).verdict == .valid)
        try await house.end()
    }

    @Test("Where one is enough, a second is named when they have shown who they are")
    func onePerson() async throws {
        let house = try TestHouse()
        let scene = try await ready(house, #""twoPersonDraw":false"#)
        let setting = try setting(house, second: try TestHouse.person("official2", .drawOfficial))
        _ = try await house.room.draw(DrawRequest(prize: try scene.main), on: scene.raffle, setting)
        let start = try #require(scene.raffle.reading { $0.prizes.first?.start?.value })
        #expect(start.officials.map(\.text) == ["official1", "official2"])
        try await house.end()
    }
}
