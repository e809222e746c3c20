import Foundation
import Identity
import Ledger
import RaffleService
import Raffles
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("The second official of a draw")
    struct SecondOfficialTests {
        @Test("A draw of two people takes the session of a second one; names, other roles, oneself and API tokens are refused")
        func second() async throws {
            try await withHouse { house in
                _ = try await RivertownGame.finished(at: house, policies: #""twoPersonDraw":true"#)
                for (id, role) in [("draw1", "draw-official"), ("draw2", "draw-official"), ("mgr1", "event-manager")] {
                    try await house.add(id, role)
                }
                let (first, second) = (try await house.logOn("draw1"), try await house.logOn("draw2"))
                func draw(_ header: String?, _ body: String = #"{"prize":"half"}"#) async throws -> Answer {
                    try await house.call(
                        "POST", "/v1/raffles/game-1/draws", token: first, body: body,
                        headers: header.map { "\(House.secondOfficialHeader): \($0)\r\n" } ?? "")
                }
                let alone = try await draw(nil)
                #expect((alone.status, alone.code) == (409, "TOO_FEW_OFFICIALS"), "\(alone.text)")
                let named = try await draw(nil, #"{"prize":"half","officials":["draw1","draw2"]}"#)
                #expect((named.status, named.code) == (409, "TOO_FEW_OFFICIALS"), "\(named.text)")
                for token in [first, try await house.logOn("draw1")] {
                    let same = try await draw(token)
                    #expect((same.status, same.code) == (409, "TOO_FEW_OFFICIALS"), "\(same.text)")
                }
                for token in [house.owner, "nobody", second + "x"] {
                    let stranger = try await draw(token)
                    #expect((stranger.status, stranger.code) == (401, "SESSION_REQUIRED"), "\(stranger.text)")
                }
                let manager = try await draw(try await house.logOn("mgr1"))
                #expect((manager.status, manager.code) == (403, "FORBIDDEN"), "\(manager.text)")
                #expect(try await draw(second).status == 201)
                let raffle = try #require(RaffleID("game-1").flatMap { house.raffles.directory.raffle($0) })
                #expect(raffle.reading { $0.prizes.first?.start?.value.officials.map(\.text) } == ["draw1", "draw2"])
            }
        }
    }
}
