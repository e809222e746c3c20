import Foundation
import Ledger
import NIOConcurrencyHelpers
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("The selling units of a raffle, as they are now")
    struct RaffleUnitListTests {
        private func unit(_ id: String, at house: TestHouse) async throws -> JSONValue? {
            try await house.get("game-1/rsus").json["rsus"]?.arrayValue?.first { $0["rsu"]?.stringValue == id }
        }

        @Test("Each unit with its numbers, its tickets and what it says of its buffer; online while it is heard")
        func figures() async throws {
            try await withHouse { house in
                let game = try await RivertownGame(at: house)
                let list = try await house.get("game-1/rsus").json
                #expect(list["total"]?.integerValue == 3 && list["online"]?.integerValue == 3 && list["uploaded"]?.integerValue == 0)
                #expect(list["rsus"]?.arrayValue?.compactMap { $0["rsu"]?.stringValue } == ["RSU-A", "RSU-B", "RSU-K"])
                #expect(list["next"] == .null)
                let a = try #require(list["rsus"]?.arrayValue?.first)
                let expected: [(String, Int64)] = [
                    ("leased", 300), ("sold", 33), ("voided", 10), ("unsold", 267), ("received", 9), ("missing", 0), ("marked", 0),
                    ("voidTickets", 1), ("gross", 9_000), ("refunds", 2_000),
                ]
                for (name, value) in expected { #expect(a[name]?.integerValue == value, "\(name)") }
                #expect(a["name"]?.stringValue == "North stand" && a["device"]?.stringValue == "active" && a["enabled"] == .bool(true))
                #expect(a["operator"]?.stringValue == "op-a" && a["account"]?.stringValue == "leased")
                #expect(a["online"] == .bool(true) && a["lastSeenAt"]?.stringValue != nil && a["uploaded"] == .bool(false))
                #expect(a["buffer"] == .null && a["version"] == .null)

                let told = "/v1/rsu/status?raffle=game-1&waiting=3&capacity=500&version=0.1.0"
                #expect(try await game.a.unit.call("GET", told, to: house).status == 200)
                let after = try #require(try await unit("RSU-A", at: house))
                #expect(after["buffer"]?["waiting"]?.integerValue == 3 && after["buffer"]?["capacity"]?.integerValue == 500)
                #expect(after["buffer"]?["toldAt"]?.stringValue != nil && after["version"]?.stringValue == "0.1.0")
                #expect(try await unit("RSU-B", at: house)?["buffer"] == .null)

                // A minute without a word: not there any more, and when it was is still known.
                house.clockAhead.withLockedValue { $0 += 61 }
                let silent = try #require(try await unit("RSU-A", at: house))
                #expect(silent["online"] == .bool(false) && silent["lastSeenAt"] == after["lastSeenAt"])
                #expect(try await game.b.unit.status(house).status == 200)
                let later = try await house.get("game-1/rsus").json
                #expect(later["online"]?.integerValue == 1)
            }
        }

        @Test("A unit that has stated its sales has uploaded all; a disabled one is not online")
        func closing() async throws {
            try await withHouse { house in
                let game = try await RivertownGame(at: house)
                #expect(try await game.b.unit.change("disable", at: house).status == 200)
                let disabled = try #require(try await unit("RSU-B", at: house))
                #expect(disabled["device"]?.stringValue == "suspended" && disabled["enabled"] == .bool(false))
                #expect(disabled["online"] == .bool(false))
                _ = try await house.post("game-1/close")
                #expect(try await game.a.close().status == 200)
                let list = try await house.get("game-1/rsus").json
                #expect(list["uploaded"]?.integerValue == 1)
                let a = try #require(list["rsus"]?.arrayValue?.first)
                #expect(a["account"]?.stringValue == "closed" && a["uploaded"] == .bool(true))
            }
        }

        @Test("Numbers may be a unit's that nobody registered; a ticket that has not come is missing")
        func strangers() async throws {
            try await withHouse { house in
                try await house.raffle()
                #expect(try await house.post("game-1/leases", #"{"rsu":"PAPER-1","count":10}"#).status == 201)
                let paper = try #require(try await unit("PAPER-1", at: house))
                #expect(paper["name"] == .null && paper["device"] == .null && paper["lastSeenAt"] == .null)
                #expect(paper["enabled"] == .bool(false) && paper["leased"]?.integerValue == 10)
                let seller = try await TestSeller("RSU-A", seed: 1, raffle: "game-1", person: "op-a", numbers: 100, at: house)
                for _ in 0..<3 { try seller.sell("P1", 1, 500) }
                #expect(try await seller.upload([seller.sales[0], seller.sales[2]]).status == 200)
                let a = try #require(try await unit("RSU-A", at: house))
                #expect(a["received"]?.integerValue == 2 && a["missing"]?.integerValue == 1)
            }
        }

        @Test("Page by page; what is no page is refused, and so is whoever may not read reports")
        func pages() async throws {
            try await withHouse { house in
                try await house.raffle()
                for number in 1...5 { _ = try await house.post("game-1/leases", "{\"rsu\":\"U-\(number)\",\"count\":1}") }
                var seen: [String] = []
                var after = ""
                for _ in 0..<4 {
                    let page = try await house.get("game-1/rsus?limit=2\(after)").json
                    #expect(page["total"]?.integerValue == 5)
                    seen += page["rsus"]?.arrayValue?.compactMap { $0["rsu"]?.stringValue } ?? []
                    guard let next = page["next"]?.integerValue else { break }
                    after = "&after=\(next)"
                }
                #expect(seen == (1...5).map { "U-\($0)" })
                let beyond = try await house.get("game-1/rsus?after=9007199254740991")
                #expect(beyond.status == 200)
                #expect(try beyond.json["rsus"]?.arrayValue?.isEmpty == true && beyond.json["next"] == .null)
                for query in [
                    "limit=0", "limit=1001", "limit=x", "limit=-1", "limit=%2B5", "after=-1", "after=%F0", "limit=2&limit=2", "sort=name",
                    "after=",
                ] {
                    #expect(try await house.get("game-1/rsus?\(query)").status == 400, "\(query)")
                }
                #expect(try await house.get("no-such-raffle/rsus").status == 404)
                #expect(try await house.get("game-1/rsus", as: "").status == 401)
                try await house.add("op-z", "operator")
                #expect(try await house.get("game-1/rsus", as: house.logOn("op-z")).status == 403)
                try await house.add("reg", "regulator")
                #expect(try await house.get("game-1/rsus", as: house.logOn("reg")).status == 200)
            }
        }

        @Test("What a unit says of itself stops nobody, whatever it is")
        func hostileNews() async throws {
            try await withHouse { house in
                let game = try await RivertownGame(at: house)
                let long = String(repeating: "9", count: 400)
                for query in [
                    "raffle=game-1&waiting=-1&capacity=5", "raffle=game-1&waiting=\(long)&capacity=5", "raffle=&waiting=1&capacity=5",
                    "raffle=game-1&waiting=1&capacity=0", "raffle=game-1&waiting=1", "waiting=1&capacity=5",
                    "raffle=game-1&waiting=1&waiting=2&capacity=5",
                    "version=\(long)", "version=%3Cscript%3E", "version=", "%", "a=b&a=c", "raffle=..%2F&waiting=1&capacity=1",
                ] {
                    #expect(try await game.a.unit.call("GET", "/v1/rsu/status?\(query)", to: house).status == 200, "\(query)")
                    let a = try #require(try await unit("RSU-A", at: house))
                    #expect(a["buffer"] == .null && a["version"] == .null, "\(query)")
                }
                // Of another raffle, or in a request that was changed on the way.
                #expect(try await game.a.unit.call("GET", "/v1/rsu/status?raffle=game-2&waiting=1&capacity=5", to: house).status == 200)
                #expect(try await unit("RSU-A", at: house)?["buffer"] == .null)
                let signed = game.a.unit.request("GET", "/v1/rsu/status?raffle=game-1&waiting=3&capacity=5", to: house)
                let changed = try await house.raw(signed.replacingOccurrences(of: "waiting=3", with: "waiting=0"))
                #expect((changed.status, changed.code) == (401, "SIGNATURE_INVALID"))
                #expect(try await unit("RSU-A", at: house)?["buffer"] == .null)
            }
        }
    }
}
