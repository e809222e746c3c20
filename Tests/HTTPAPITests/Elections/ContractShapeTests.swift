import Elections
import Foundation
import Ledger
import ResultsService
import Testing

extension HouseTests {
    @Suite("What clients rely on, byte for byte")
    struct ContractShapeTests {
        private static func names(_ json: JSONValue?) -> [String] { json?.objectValue?.map(\.name) ?? [] }

        @Test("A receipt has exactly the members promised, in canonical form, and its entry is the ledger's")
        func receipt() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let answer = try await house.cast(election, 0, "{ \"mayor\" : [ \"benfranklin\" , \"cleopatra\" ] }")
                #expect(answer.status == 201)
                #expect(answer.headers["content-type"] == "application/json")
                #expect(answer.headers["cache-control"] == "no-store")
                let json = try answer.json
                #expect(Self.names(json) == ["checkpoint", "election", "entry", "index", "leafHash", "proof"])
                #expect(json.canonical() == answer.body)
                #expect(json["election"] == .string(election.id))
                let entry = json["entry"]?.stringValue ?? ""
                #expect(entry.contains("\"selections\":{\"mayor\":[\"benfranklin\",\"cleopatra\"]}"))
                #expect(try JSONValue.parse(Array(entry.utf8))["type"]?.stringValue == "ballot")
                #expect(json["leafHash"] == .string(Hash.leaf(Array(entry.utf8)).base64URL))
                #expect(json["index"] == .integer(Int64(try house.size(of: election)) - 1))
            }
        }

        @Test("A sealed election's receipt opens the commitment")
        func sealedReceipt() async throws {
            try await withHouse { house in
                let election = try await house.election(results: "sealed")
                let answer = try await house.cast(election, 0, "{\"mayor\":[\"benfranklin\"]}")
                let json = try answer.json
                #expect(Self.names(json) == ["checkpoint", "election", "entry", "index", "leafHash", "opening", "proof"])
                #expect(json["opening"]?["selections"] == .object([("mayor", .array([.string("benfranklin")]))]))
                #expect(json["entry"]?.stringValue?.contains("benfranklin") == false)
                let log = try await house.call("GET", "/v1/elections/\(election.id)").json["log"]
                let key = try NoteVerifierKey(parsing: log?["verifierKey"]?.stringValue ?? "")
                try Receipt.parse(answer.body).verify(key: key, origin: log?["origin"]?.stringValue ?? "")
            }
        }

        @Test("The results object has the members promised")
        func results() async throws {
            try await withHouse { house in
                let election = try await house.election()
                _ = try await house.cast(election, 0, "{\"mayor\":[\"benfranklin\",\"cleopatra\"]}")
                let size = try house.size(of: election)
                var json = JSONValue.null
                #expect(
                    try await eventually {
                        json = try await house.call("GET", "/v1/elections/\(election.id)/results").json
                        return json["asOf"]?["size"] == .integer(Int64(size))
                    })
                #expect(Self.names(json) == ["asOf", "contests", "election", "state", "turnout"])
                #expect(Self.names(json["asOf"]) == ["root", "size"])
                #expect(json["turnout"] == .object([("cast", .integer(1)), ("eligible", .integer(3))]))
                let contest = json["contests"]?.arrayValue?.first
                #expect(Set(["id", "method", "totals", "rounds", "winners"]).isSubset(of: Self.names(contest)))
                #expect(
                    contest?["totals"]
                        == .object([("adalovelace", .integer(0)), ("benfranklin", .integer(1)), ("cleopatra", .integer(0))]))
                #expect(contest?["rounds"]?.arrayValue?.first?["round"] == .integer(1))
            }
        }

        @Test("A stream begins with a retry time; events are named results, with the tree size as id and the object as data")
        func eventStream() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                try await wire.send(TestHouse.request("GET", "/v1/elections/\(election.id)/results/stream"))
                #expect(try await wire.receives("event: results\n"))
                #expect(wire.received.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(wire.received.contains("Content-Type: text/event-stream"))
                let body = wire.received.components(separatedBy: "\r\n\r\n")[1]
                #expect(body.wholeMatch(of: /[0-9a-f]+\r\nretry: [0-9]+\n\n\r\n(?s:.*)/) != nil)
                let receipt = try await house.cast(election, 0, "{\"mayor\":[\"benfranklin\"]}")
                #expect(receipt.status == 201)
                let id = "id: \(try house.size(of: election))\nevent: results\ndata: {"
                #expect(try await wire.receives(id, within: .seconds(2)))
                let json = try await house.call("GET", "/v1/elections/\(election.id)/results").json
                #expect(try await wire.receives("\"root\":\"\(json["asOf"]?["root"]?.stringValue ?? "?")\""))
            }
        }

        @Test("Who comes back with the last id is not sent it again; after the end, 204 says to stop")
        func resume() async throws {
            try await withHouse { house in
                let election = try await house.election(voters: 2)
                _ = try await house.cast(election, 0, "{\"mayor\":[\"benfranklin\"]}")
                let size = try house.size(of: election)
                #expect(try await eventually { house.hub.newest(ElectionID(election.id)!)?.sequence == size })
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                let path = "/v1/elections/\(election.id)/results/stream"
                try await wire.send(TestHouse.request("GET", path, headers: "Last-Event-ID: \(size)\r\n"))
                #expect(try await wire.receives("retry: "))
                _ = try await house.cast(election, 1, "{\"mayor\":[\"benfranklin\"]}")
                #expect(try await wire.receives("id: \(size + 1)\n"))
                #expect(!wire.received.contains("id: \(size)\n"))
                _ = try await house.change(election.id, "close")
                _ = try await house.change(election.id, "certify")
                #expect(try await wire.receives("\r\n0\r\n\r\n"))
                let final = try house.size(of: election)
                #expect(try await house.call("GET", path, headers: "Last-Event-ID: \(final)\r\n").status == 204)
                #expect(try await house.call("GET", path + "?last_event_id=\(final)").status == 204)
            }
        }

        @Test("A WebSocket opens as RFC 6455 has it, and each message is the results object")
        func webSocket() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                // The key and the answer of RFC 6455, section 1.3.
                try await wire.send(
                    TestHouse.request(
                        "GET", "/v1/elections/\(election.id)/results/ws",
                        headers: "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"))
                let answer = try await wire.answer()
                #expect(answer.status == 101)
                #expect(answer.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                #expect(answer.headers["upgrade"]?.lowercased() == "websocket")
                #expect(try await wire.receives("\"turnout\""))
                let frame = wire.receivedBytes
                #expect(frame[0] == 0x81)
                #expect(frame[1] == 126)
                let length = Int(frame[2]) << 8 | Int(frame[3])
                #expect(frame.count >= 4 + length)
                let json = try JSONValue.parse(Array(frame[4..<4 + length]))
                #expect(json["election"] == .string(election.id))
            }
        }

        @Test("A WebSocket without its headers, or of an unknown election, is refused as a problem")
        func webSocketRefused() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let plain = try await house.call("GET", "/v1/elections/\(election.id)/results/ws")
                #expect((plain.status, plain.problem) == (400, "bad-request"))
                for path in ["ws", "stream"] {
                    let unknown = try await house.call(
                        "GET", "/v1/elections/nobody/results/\(path)",
                        headers: "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
                    #expect((unknown.status, unknown.problem) == (404, "not-found"))
                }
            }
        }
    }
}
