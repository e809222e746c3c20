import Foundation
import Ledger
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("A number that is drawn and not official")
    struct PendingResultTests {
        /// What the calls and pages show of the only attempt.
        private func attempt(_ path: String, _ house: TestHouse, as token: String?) async throws -> (JSONValue, Answer) {
            let answer = try await house.call("GET", "/v1/raffles/game-1/\(path)", token: token)
            let draw = try answer.json["draws"]?.arrayValue?.first ?? answer.json
            return (try #require(draw["attempts"]?.arrayValue?.first), answer)
        }

        private static let hidden = ["number", "ticket", "index", "poolSize", "words"]

        @Test("It is left out for whoever may not draw, until it is official; whoever may draw sees it, and nobody on the way keeps it")
        func calls() async throws {
            try await withHouse { house in
                let drawn = try await RivertownGame.finished(at: house).draw(at: house)
                try await house.add("mgr", "event-manager")
                try await house.add("off", "draw-official")
                let (manager, official) = (try await house.logOn("mgr"), try await house.logOn("off"))
                for path in ["draws", "draws/\(drawn.draw)"] {
                    for token in [nil, manager, "no-token-at-all"] {
                        let (attempt, answer) = try await attempt(path, house, as: token)
                        for name in Self.hidden { #expect(attempt[name] == .null, "\(path) \(name)") }
                        #expect(attempt["verdict"]?.stringValue == "VALID" && attempt["prize"]?.stringValue == "half")
                        #expect(answer.headers["cache-control"] == "public, max-age=1" && answer.headers["vary"] == "Authorization, Cookie")
                    }
                    for token in [house.owner, official] {
                        let (attempt, answer) = try await attempt(path, house, as: token)
                        #expect(attempt["number"]?.integerValue == drawn.number && attempt["words"]?.arrayValue?.isEmpty == false)
                        #expect(answer.headers["cache-control"] == "no-store")
                    }
                }
                _ = try await house.post("game-1/prizes/half/official")
                let (shown, _) = try await attempt("draws", house, as: nil)
                #expect(shown["number"]?.integerValue == drawn.number && shown["words"]?.arrayValue?.isEmpty == false)
            }
        }

        @Test("Numbers that cannot win are shown at once, beside the one that may")
        func othersAreShown() async throws {
            try await withHouse { house in
                _ = try await RivertownGame.finished(at: house, mode: "manual")
                for number in [14, 1] {
                    let entry = "{\"prize\":\"half\",\"number\":\(number),\"again\":\(number)}"
                    #expect(try await house.post("game-1/entries", entry).status == 201)
                }
                let draws = try await house.call("GET", "/v1/raffles/game-1/draws").json["draws"]?.arrayValue
                let attempts = try #require(draws?.first?["attempts"]?.arrayValue)
                #expect(attempts.map { $0["number"] } == [.integer(14), .null])
                #expect(attempts.map { $0["verdict"]?.stringValue } == ["VOID", "VALID"])
            }
        }

        @Test("Public pages hold it back whoever looks; the console shows it to draw officials alone")
        func pages() async throws {
            var options = TestHouse.Options()
            options.servesPages = true
            try await withHouse(options) { house in
                let drawn = try await RivertownGame.finished(at: house).draw(at: house)
                let ticket = "\"ticket\":\"\(drawn.ticket)\""
                let words = "\"accepted\":true"
                try await house.add("mgr", "event-manager")
                try await house.add("off", "draw-official")
                let (manager, official) = (try await house.logOn("mgr"), try await house.logOn("off"))
                func page(_ path: String, _ token: String) async throws -> String {
                    let head = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nCookie: urna=\(token)\r\n\r\n"
                    let answer = try await house.raw(head)
                    guard answer.status == 200 else { throw WireError(description: "\(path): \(answer.status)") }
                    return answer.text
                }
                for path in ["/r/game-1", "/r/game-1/screen", "/r/game-1/draw"] {
                    let text = try await page(path, official)
                    #expect(!text.contains(ticket) && !text.contains(words), "\(path)")
                }
                let forManager = try await page("/console/r/game-1", manager)
                #expect(!forManager.contains(ticket) && !forManager.contains(words))
                let forOfficial = try await page("/console/r/game-1", official)
                #expect(forOfficial.contains(ticket) && forOfficial.contains(words))
                _ = try await house.post("game-1/prizes/half/official")
                let after = try await page("/r/game-1/draw", official)
                #expect(after.contains(ticket) && after.contains(words))
            }
        }
    }
}
