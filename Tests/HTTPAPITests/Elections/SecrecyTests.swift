import Elections
import Foundation
import Ledger
import Testing

extension HouseTests {
    @Suite("What nobody may learn")
    struct SecrecyTests {
        /// Everything that the public can fetch of an election.
        private func everything(of election: TestElection, in house: TestHouse) async throws -> [(path: String, text: String)] {
            let base = "/v1/elections/\(election.id)"
            let size = try house.size(of: election)
            var paths = [
                "/v1/elections", base + "/results", base + "/log/checkpoint", "/metrics", "/healthz", "/readyz",
                "/v1/system/log/checkpoint",
            ]
            paths += (0..<size).map { "\(base)/log/proof/\($0)" }
            paths += ["\(base)/log/tile/entries/000.p/\(size)", "\(base)/log/tile/0/000.p/\(size)", "\(base)/log/consistency/1"]
            var found: [(String, String)] = []
            for path in paths {
                let answer = try await house.call("GET", path)
                #expect(answer.status == 200, "\(path): \(answer.text)")
                found.append((path, answer.text))
            }
            let wire = try await Wire.open(port: house.port)
            defer { wire.close() }
            try await wire.send(TestHouse.request("GET", base + "/results/stream"))
            #expect(try await wire.receives("event: results"))
            found.append(("stream", wire.received))
            return found
        }

        private func entries(of election: TestElection, in house: TestHouse) async throws -> [[UInt8]] {
            let size = Int(try house.size(of: election))
            let bundle = try await house.call("GET", "/v1/elections/\(election.id)/log/tile/entries/000.p/\(size)")
            return try EntryBundle.decode(bundle.body, count: size)
        }

        @Test("Before the close a sealed election shows no selection and no total anywhere, and all its ballots have one length")
        func sealedBeforeClose() async throws {
            try await withHouse { house in
                let election = try await house.election(results: "sealed", voters: 6)
                let choices = [
                    "[]", "[\"adalovelace\"]", "[\"benfranklin\",\"cleopatra\"]", "[\"cleopatra\"]", "[[\"adalovelace\",\"benfranklin\"]]",
                ]
                var salts: [String] = []
                for (voter, choice) in choices.enumerated() {
                    let answer = try await house.cast(election, voter, "{\"mayor\":\(choice)}")
                    #expect(answer.status == 201, "\(answer.text)")
                    salts.append(try answer.json["opening"]?["salt"]?.stringValue ?? "?")
                }
                #expect(Set(salts).count == choices.count)
                let size = Int64(try house.size(of: election))
                #expect(
                    try await eventually {
                        try await house.call("GET", "/v1/elections/\(election.id)/results").json["asOf"]?["size"] == .integer(size)
                    })
                let entries = try await entries(of: election, in: house)
                let ballots = entries.filter { String(decoding: $0, as: UTF8.self).contains("\"sealed-ballot\"") }
                #expect(ballots.count == choices.count)
                #expect(Set(ballots.map(\.count)).count == 1)
                let definition = String(decoding: entries[0], as: UTF8.self)
                for (path, text) in try await everything(of: election, in: house) {
                    // The first entry names the candidates; nothing else may.
                    let rest = text.replacingOccurrences(of: definition, with: "")
                        .replacingOccurrences(of: definition.replacingOccurrences(of: "\"", with: "\\\""), with: "")
                    for secret in ["adalovelace", "benfranklin", "cleopatra", "\"totals\"", "\"rounds\"", "\"winners\"", "selections"]
                        + salts
                    {
                        #expect(!rest.contains(secret), "\(path) shows \(secret): \(rest)")
                    }
                }
                let log = house.log()
                for secret in ["adalovelace", "benfranklin", "cleopatra"] + salts + election.tokens + election.codes + election.voters {
                    #expect(!log.contains(secret), "the log holds \(secret)")
                }
                let results = try await house.call("GET", "/v1/elections/\(election.id)/results").json
                #expect(results["sealed"] == .bool(true))
                #expect(results["turnout"]?["cast"] == .integer(Int64(choices.count)))
            }
        }

        @Test("After the close the openings match the commitments, and the totals are what was cast")
        func sealedAfterClose() async throws {
            try await withHouse { house in
                let election = try await house.election(results: "sealed", voters: 4)
                var receipts: [JSONValue] = []
                for (voter, choice) in ["adalovelace", "cleopatra", "cleopatra"].enumerated() {
                    receipts.append(try await house.cast(election, voter, "{\"mayor\":[\"\(choice)\"]}").json)
                }
                _ = try await house.change(election.id, "close")
                _ = try await house.change(election.id, "certify")
                let entries = try await entries(of: election, in: house).map { try JSONValue.parse($0) }
                let openings = entries.filter { $0["type"]?.stringValue == "opening" }
                #expect(openings.count == 3)
                for receipt in receipts {
                    let index = receipt["index"]
                    let opening = openings.first { $0["index"] == index }
                    #expect(opening?["salt"] == receipt["opening"]?["salt"])
                    #expect(opening?["selections"] == receipt["opening"]?["selections"])
                    #expect(opening != nil)
                }
                let results = try await house.call("GET", "/v1/elections/\(election.id)/results").json
                #expect(results["contests"]?.arrayValue?.first?["totals"]?["cleopatra"] == .integer(2))
                #expect(results["sealed"] == nil)
            }
        }

        @Test("Metrics carry no label of an election, and count live and sealed ballots alike")
        func metrics() async throws {
            try await withHouse { house in
                for (id, mode) in [("election-one", "live"), ("election-two", "sealed")] {
                    let election = try await house.election(id, results: mode)
                    _ = try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                    _ = try await house.call("GET", "/v1/elections/\(id)")
                    _ = try await house.call("GET", "/v1/elections/\(id)/log/proof/0")
                }
                let metrics = try await house.call("GET", "/metrics")
                #expect(metrics.status == 200)
                #expect(metrics.text.contains("urna_ballots_recorded_total 2"))
                for secret in ["election-one", "election-two", "cleopatra", "mayor", "north"] { #expect(!metrics.text.contains(secret)) }
            }
        }

        @Test("No log line tells a token, a code, a voter or a selection, even when requests go wrong")
        func logs() async throws {
            try await withHouse { house in
                let election = try await house.election()
                _ = try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                _ = try await house.cast(election, 0, "{\"mayor\":[\"benfranklin\"]}")
                _ = try await house.cast(election, 1, "{\"mayor\":[\"benfranklin\",7]}")
                house.store.fail(true)
                _ = try await house.cast(election, 1, "{\"mayor\":[\"benfranklin\"]}")
                _ = try await house.raw(TestHouse.chunkedBallot(election, 1, "{\"mayor\":[\"benfranklin\"]}"))
                house.store.fail(false)
                _ = try await house.call("POST", "/v1/elections/\(election.id)/ballot-token", body: "{\"code\":\"\(election.codes[2])\"}")
                let log = house.log()
                #expect(log.contains("a batch was not stored"), "nothing was logged at all")
                for secret in ["cleopatra", "benfranklin", house.owner] + election.tokens + election.codes + election.voters {
                    #expect(!log.contains(secret), "the log holds \(secret)")
                }
            }
        }
    }
}
