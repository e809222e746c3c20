import Elections
import Foundation
import Ledger
import Testing

/// Tests that open many connections take turns.
@Suite("A house over HTTP", .serialized) struct HouseTests {}

extension HouseTests {
    @Suite("An election's life")
    struct LifeTests {
        @Test("A live election from definition to certificate, with receipts that verify offline")
        func live() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let before = try await house.call("GET", "/v1/elections/\(election.id)").json
                #expect(before["state"]?.stringValue == "open")
                for voter in 0..<3 {
                    let answer = try await house.cast(election, voter, "{\"mayor\":[\"\(voter == 0 ? "benfranklin" : "adalovelace")\"]}")
                    #expect(answer.status == 201)
                    let key = try NoteVerifierKey(parsing: before["log"]?["verifierKey"]?.stringValue ?? "")
                    try Receipt.parse(answer.body).verify(key: key, origin: before["log"]?["origin"]?.stringValue ?? "")
                }
                _ = try await house.change(election.id, "close")
                let certified = try await house.change(election.id, "certify").json
                #expect(certified["state"]?.stringValue == "certified")
                let results = try await house.call("GET", "/v1/elections/\(election.id)/results").json
                #expect(results["contests"]?.arrayValue?[0]["winners"] == .array([.string("adalovelace")]))
                #expect(results["turnout"] == .object([("cast", .integer(3)), ("eligible", .integer(3))]))
            }
        }

        @Test("A voting code gives the same token each time, and the token a vote")
        func codes() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let path = "/v1/elections/\(election.id)/ballot-token"
                let first = try await house.call("POST", path, body: "{\"code\":\"\(election.codes[1])\"}")
                let second = try await house.call("POST", path, body: "{\"code\":\"\(election.codes[1])\"}")
                #expect(first.status == 200)
                #expect(first.body == second.body)
                #expect(try first.json["ballotToken"]?.stringValue == election.tokens[1])
                #expect(try first.json.objectValue?.map(\.name).sorted() == ["ballotToken", "expiresAt"])
                let wrong = try await house.call("POST", path, body: "{\"code\":\"0000-0000-0000-0000\"}")
                #expect((wrong.status, wrong.problem, wrong.field) == (401, "code-invalid", "code"))
            }
        }

        @Test("State changes come in one order only, each asked for by an organiser")
        func order() async throws {
            try await withHouse { house in
                let election = try await house.election(opens: false)
                for early in ["close", "certify"] {
                    let answer = try await house.call("POST", "/v1/elections/\(election.id)/\(early)", token: house.owner)
                    #expect((answer.status, answer.problem) == (409, "wrong-state"))
                }
                _ = try await house.change(election.id, "open")
                for late in ["open", "certify"] {
                    let answer = try await house.call("POST", "/v1/elections/\(election.id)/\(late)", token: house.owner)
                    #expect((answer.status, answer.problem) == (409, "wrong-state"))
                }
                let roll = try await house.call(
                    "PUT", "/v1/elections/\(election.id)/roll", token: house.owner, type: "text/csv", body: "voter_id,region\nx,y\n")
                #expect((roll.status, roll.problem) == (409, "wrong-state"))
            }
        }

        @Test("What was recorded is there after a restart, and the token stays spent")
        func restart() async throws {
            let folder = NSTemporaryDirectory() + "urna-restart-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var options = TestHouse.Options()
            options.folder = folder
            let (election, receipt) = try await withHouse(options) { house in
                let election = try await house.election()
                return (election, try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}"))
            }
            try await withHouse(options) { house in
                let again = try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                #expect(again.status == 200)
                #expect(again.body == receipt.body)
                #expect(try await house.cast(election, 0, "{\"mayor\":[]}").problem == "already-voted")
            }
        }
    }
}
