import Elections
import Foundation
import Ledger
import Testing

extension HouseTests {
    @Suite("Turnout by region over HTTP")
    struct RegionTests {
        private static func definition(_ results: String) -> String {
            TestHouse.mayor.replacingOccurrences(of: "RESULTS", with: results)
                .replacingOccurrences(of: #""contests""#, with: #""turnoutByRegion":true,"contests""#)
        }

        private static func roll(_ regions: [(String, Int)]) -> String {
            let rows = regions.flatMap { name, count in (0..<count).map { "\(name.isEmpty ? "x" : name)-\($0),\(name)\n" } }
            return "voter_id,region\n" + rows.joined()
        }

        private static func tokens(_ house: TestHouse, _ id: String) async throws -> [String: String] {
            let issued = try await house.call("POST", "/v1/elections/\(id)/ballot-tokens", token: house.owner, body: "")
            let lines = issued.text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
            return Dictionary(uniqueKeysWithValues: lines.map { ($0[0], $0[1]) })
        }

        private static func turnout(_ house: TestHouse, _ id: String) async throws -> [String: Int64] {
            let regions = try await house.call("GET", "/v1/elections/\(id)/results").json["turnout"]?["regions"]?.arrayValue ?? []
            return Dictionary(
                uniqueKeysWithValues: regions.map { ($0["region"]?.stringValue ?? "", $0["cast"]?.integerValue ?? -1) })
        }

        @Test("A roll whose regions are too small is refused; with one that fits, turnout is counted", arguments: ["live", "sealed"])
        func regions(results: String) async throws {
            var options = TestHouse.Options()
            let folder = NSTemporaryDirectory() + "urna-regions-\(UUID().uuidString)"
            options.folder = folder
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let path = "/v1/elections/e1"
            let ballot = #"{"selections":{"mayor":["cleopatra"]}}"#
            let (north, receipt) = try await withHouse(options) { house in
                let created = try await house.call("POST", "/v1/elections?id=e1", token: house.owner, body: Self.definition(results))
                #expect(created.status == 201)
                #expect(try created.json["definition"]?["turnoutByRegion"] == .bool(true))
                for query in ["", "?dryRun=true"] {
                    for (roll, said) in [
                        (Self.roll([("north", 20), ("south", 19)]), "south (19)"), ("voter_id\nada\n", "no regions"),
                        (Self.roll([("north", 20), ("", 3)]), "no region (3)"),
                    ] {
                        let refused = try await house.call(
                            "PUT", path + "/roll" + query, token: house.owner, type: "text/csv", body: roll)
                        #expect((refused.status, refused.problem, refused.field) == (422, "invalid-roll", "region"), "\(refused.text)")
                        #expect(refused.text.contains(said) && refused.text.contains("Nothing was imported"), "\(refused.text)")
                    }
                }
                let opening = try await house.call("POST", path + "/open", token: house.owner)
                #expect((opening.status, opening.problem) == (409, "wrong-state"))
                let first = try await house.call(
                    "PUT", path + "/roll", token: house.owner, type: "text/csv", body: Self.roll([("north", 20), ("west", 20)]))
                #expect(first.status == 200)
                let issued = try await Self.tokens(house, "e1")
                let early = try #require(issued["north-0"])
                let larger = Self.roll([("north", 20), ("east side", 21), ("", 22)])
                let second = try await house.call("PUT", path + "/roll", token: house.owner, type: "text/csv", body: larger)
                #expect(second.status == 200, "\(second.text)")
                #expect(try await Self.turnout(house, "e1") == ["north": 0, "east side": 0, "": 0])
                _ = try await house.change("e1", "open")

                // Of the roll before: its regions had other numbers.
                let forged = try await house.call("POST", path + "/ballots", token: early, body: ballot)
                #expect((forged.status, forged.problem) == (401, "token-forged"), "\(forged.text)")

                let tokens = try await Self.tokens(house, "e1")
                let north = try #require(tokens["north-0"])
                var receipt: [UInt8] = []
                for (voter, region) in [("north-0", "north"), ("east side-20", "east side"), ("north-19", "north"), ("x-3", nil)] {
                    let token = try #require(tokens[voter])
                    let answer = try await house.call("POST", path + "/ballots", token: token, body: ballot)
                    #expect(answer.status == 201, "\(answer.text)")
                    let entry = try JSONValue.parse(Receipt.parse(answer.body).entry)
                    #expect(entry["region"]?.stringValue == region)
                    if voter == "north-0" { receipt = answer.body }
                }
                // Results are counted twice a second.
                #expect(try await eventually { try await Self.turnout(house, "e1") == ["north": 2, "east side": 1, "": 1] })
                let again = try await house.call("POST", path + "/ballots", token: north, body: ballot)
                #expect(again.status == 200 && again.body == receipt)
                return (north, receipt)
            }
            try await withHouse(options) { house in
                #expect(try await Self.turnout(house, "e1") == ["north": 2, "east side": 1, "": 1])
                let again = try await house.call("POST", path + "/ballots", token: north, body: ballot)
                #expect(again.status == 200 && again.body == receipt)
                let tokens = try await Self.tokens(house, "e1")
                let east = try #require(tokens["east side-0"])
                #expect(try await house.call("POST", path + "/ballots", token: east, body: ballot).status == 201)
                _ = try await house.change("e1", "close")
                _ = try await house.change("e1", "certify")
                #expect(try await eventually { try await Self.turnout(house, "e1") == ["north": 2, "east side": 2, "": 1] })
            }
        }
    }
}
