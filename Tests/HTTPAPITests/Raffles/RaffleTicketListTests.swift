import Foundation
import Identity
import Ledger
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("The tickets of a raffle, by what became of them")
    struct RaffleTicketListTests {
        private func tickets(_ query: String, at house: TestHouse) async throws -> [JSONValue] {
            let answer = try await house.get("game-1/tickets\(query)")
            guard answer.status == 200 else { throw WireError(description: "\(query): \(answer.text)") }
            return try answer.json["tickets"]?.arrayValue ?? []
        }

        private func ids(_ tickets: [JSONValue]) -> [String] { tickets.compactMap { $0["ticket"]?.stringValue } }

        @Test("Marked, void and sold tickets each by themselves, with who changed them, when and why")
        func statuses() async throws {
            try await withHouse { house in
                _ = try await RivertownGame(at: house)
                let mark = #"{"ticket":"RSU-A-2","reason":"other","note":"a coffee on it"}"#
                #expect(try await house.post("game-1/marks", mark).status == 201)
                #expect(try await tickets("", at: house).count == 17)
                let marked = try await tickets("?status=marked", at: house)
                #expect(ids(marked) == ["RSU-A-2"])
                let first = try #require(marked.first)
                #expect(first["status"]?.stringValue == "marked" && first["reason"]?.stringValue == "other")
                #expect(first["note"]?.stringValue == "a coffee on it" && first["changedBy"]?.stringValue == "owner")
                #expect(first["changedAt"]?.stringValue != nil && first["place"]?.integerValue == 1 && first["wins"] == .array([]))
                let void = try await tickets("?status=void", at: house)
                #expect(ids(void) == ["RSU-A-8", "RSU-B-1"])
                #expect(void[0]["reason"]?.stringValue == "misprint" && void[0]["refund"]?.integerValue == 2_000)
                #expect(void[1]["changedBy"]?.stringValue == "owner")
                #expect(ids(try await tickets("?status=marked,void", at: house)) == ["RSU-A-2", "RSU-A-8", "RSU-B-1"])
                let sold = try await tickets("?status=sold", at: house)
                #expect(sold.count == 14 && sold.allSatisfy { $0["status"]?.stringValue == "sold" && $0["changedAt"] == .null })
                _ = try await house.call("DELETE", "/v1/raffles/game-1/marks/RSU-A-2", token: house.owner)
                #expect(try await tickets("?status=marked", at: house).isEmpty)
            }
        }

        @Test("A winner is listed once its result is official, and as paid once it is")
        func winners() async throws {
            try await withHouse { house in
                let game = try await RivertownGame.finished(at: house)
                let drawn = try await game.draw(at: house)
                #expect(try await tickets("?status=winner,claimed", at: house).isEmpty)
                #expect(try await tickets("", at: house).allSatisfy { $0["wins"] == .array([]) })
                _ = try await house.post("game-1/prizes/half/official")
                let winner = try #require(try await tickets("?status=winner", at: house).first)
                #expect(winner["ticket"]?.stringValue == drawn.ticket && winner["status"]?.stringValue == "sold")
                let win = try #require(winner["wins"]?.arrayValue?.first)
                #expect(win["number"]?.integerValue == drawn.number)
                #expect(win["amount"]?.integerValue == 8_500 && win["claimed"] == .bool(false))
                #expect(try await game.claim(drawn, at: house).status == 201)
                #expect(try await tickets("?status=winner", at: house).isEmpty)
                #expect(ids(try await tickets("?status=claimed", at: house)) == [drawn.ticket])
            }
        }

        @Test("Pages of any size give every ticket once; hostile parameters are refused, and so is whoever may not read reports")
        func pages() async throws {
            try await withHouse { house in
                _ = try await RivertownGame(at: house)
                let all = ids(try await tickets("", at: house))
                for (limit, status) in [(1, "sold,marked,void"), (5, "sold,void"), (2, "void"), (1, "void")] {
                    var seen: [String] = []
                    var after = ""
                    for _ in 0..<40 {
                        let page = try await house.get("game-1/tickets?status=\(status)&limit=\(limit)\(after)").json
                        seen += ids(page["tickets"]?.arrayValue ?? [])
                        guard let next = page["next"]?.integerValue else { break }
                        after = "&after=\(next)"
                    }
                    #expect(seen == (status == "void" ? ["RSU-A-8", "RSU-B-1"] : all), "\(limit) \(status)")
                }
                #expect(try await tickets("?after=9007199254740991", at: house).isEmpty)
                for query in [
                    "status=", "status=sold,", "status=Sold", "status=sold,sold", "status=drawn", "limit=0", "limit=1001", "limit=1e2",
                    "limit=%2B5", "after=-1", "after=99999999999999999999", "status=sold&status=void", "order=desc",
                    "status=" + String(repeating: "sold,", count: 2_000),
                ] {
                    let answer = try await house.get("game-1/tickets?\(query)")
                    #expect(answer.status == 400, "\(query.prefix(40)): \(answer.status)")
                }
                #expect(try await house.get("nothing/tickets").status == 404)
                #expect(try await house.get("game-1/tickets", as: "").status == 401)
                #expect(try await house.get("game-1/tickets", as: house.logOn("op-a")).status == 403)
            }
        }
    }
}
