import Ledger
import Testing

extension HouseTests {
    @Suite("Many at once")
    struct ConcurrencyTests {
        /// Sends each request on its own connection, all at the same moment, as far as a machine can.
        private func send(_ requests: [String], to house: TestHouse) async throws -> [Answer] {
            var wires: [Wire] = []
            for _ in requests { wires.append(try await Wire.open(port: house.port)) }
            defer { for wire in wires { wire.close() } }
            for (wire, request) in zip(wires, requests) { wire.trySend(request) }
            var answers: [Answer] = []
            for wire in wires { answers.append(try await wire.answer()) }
            return answers
        }

        @Test("One ballot 200 times at once, half of them chunked, is one entry and 200 equal receipts", arguments: ["live", "sealed"])
        func sameBallot(results: String) async throws {
            try await withHouse { house in
                let election = try await house.election(results: results)
                let size = try house.size(of: election)
                let requests = (0..<200).map { number in
                    let selections = number % 3 == 0 ? "{ \"mayor\": [ \"cleopatra\" ] }" : "{\"mayor\":[\"cleopatra\"]}"
                    return number % 2 == 0
                        ? TestHouse.ballot(election, 0, selections) : TestHouse.chunkedBallot(election, 0, selections)
                }
                let answers = try await send(requests, to: house)
                #expect(answers.filter { $0.status == 201 }.count == 1)
                #expect(answers.filter { $0.status == 200 }.count == 199)
                #expect(Set(answers.map(\.body)).count == 1)
                #expect(try house.size(of: election) == size + 1)
            }
        }

        @Test("200 different ballots at once on one token, half of them chunked: one is recorded, 199 are refused")
        func differentBallots() async throws {
            try await withHouse { house in
                // 200 of the orders of 14 candidates, all different.
                let names = (0..<15).map { "c\($0)" }
                let candidates = names.map { "{\"id\":\"\($0)\",\"name\":\"\($0)\"}" }.joined(separator: ",")
                let definition =
                    "{\"title\":\"Many\",\"results\":\"live\",\"contests\":[{\"id\":\"c\",\"title\":\"C\",\"method\":\"irv\","
                    + "\"maxRanks\":2,\"candidates\":[\(candidates)]}]}"
                _ = try await house.call("POST", "/v1/elections?id=many", token: house.owner, body: definition)
                _ = try await house.call(
                    "PUT", "/v1/elections/many/roll", token: house.owner, type: "text/csv", body: "voter_id,region\na,n\n")
                let issued = try await house.call("POST", "/v1/elections/many/ballot-tokens", token: house.owner, body: "")
                _ = try await house.change("many", "open")
                let token = issued.text.split(separator: "\n")[0].split(separator: ",")[1]
                let election = TestElection(id: "many", voters: ["a"], codes: [], tokens: [String(token)])
                let size = try house.size(of: election)
                let pairs = names.flatMap { first in names.filter { $0 != first }.map { "{\"c\":[\"\(first)\",\"\($0)\"]}" } }
                let requests = pairs.prefix(200).enumerated().map { number, selections in
                    number % 2 == 0 ? TestHouse.ballot(election, 0, selections) : TestHouse.chunkedBallot(election, 0, selections)
                }
                let answers = try await send(requests, to: house)
                #expect(answers.filter { $0.status == 201 }.count == 1)
                #expect(answers.filter { $0.status == 409 && $0.problem == "already-voted" }.count == 199)
                #expect(try house.size(of: election) == size + 1)
                let winner = try #require(answers.firstIndex { $0.status == 201 })
                let again = try await house.raw(requests[winner])
                #expect(again.status == 200)
                #expect(again.body == answers[winner].body)
            }
        }

        @Test("200 voters at once all get receipts, no two of one entry")
        func manyVoters() async throws {
            try await withHouse { house in
                let election = try await house.election(voters: 200)
                let answers = try await send(
                    (0..<200).map { TestHouse.ballot(election, $0, "{\"mayor\":[\"cleopatra\"]}") }, to: house)
                #expect(answers.allSatisfy { $0.status == 201 })
                #expect(Set(try answers.map { try $0.json["index"]?.integerValue }).count == 200)
            }
        }
    }
}
