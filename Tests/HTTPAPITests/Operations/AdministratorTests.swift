import Foundation
import Ledger
import Testing

extension HouseTests {
    @Suite("Administrators")
    struct AdministratorTests {
        @Test("Every call of an organiser refuses no token, a voter's token, a made-up one and an auditor's; nothing changes")
        func refused() async throws {
            try await withHouse { house in
                let election = try await house.election(opens: false)
                let size = try house.size(of: election)
                let added = try await house.call(
                    "POST", "/v1/administrators", token: house.owner, body: "{\"id\":\"ann\",\"name\":\"Ann\",\"role\":\"auditor\"}")
                let auditor = try #require(added.json["token"]?.stringValue)
                let base = "/v1/elections/\(election.id)"
                let definition = TestHouse.mayor.replacingOccurrences(of: "RESULTS", with: "live")
                let calls: [(method: String, path: String, type: String, body: String)] = [
                    ("POST", "/v1/elections?id=another", "application/json", definition),
                    ("PUT", base + "/roll", "text/csv", "voter_id,region\nx,y\n"), ("POST", base + "/open", "application/json", ""),
                    ("POST", base + "/close", "application/json", ""), ("POST", base + "/certify", "application/json", ""),
                    ("POST", base + "/ballot-tokens", "application/json", ""),
                    ("POST", "/v1/administrators", "application/json", "{\"id\":\"eve\",\"name\":\"Eve\",\"role\":\"owner\"}"),
                ]
                for token in [nil, election.tokens[0], election.codes[0], String(house.owner.dropLast()) + "_", auditor] as [String?] {
                    for call in calls {
                        let answer = try await house.call(call.method, call.path, token: token, type: call.type, body: call.body)
                        #expect(
                            (answer.status, answer.problem) == (401, "administrator-required"),
                            "\(call.method) \(call.path) as \(token == auditor ? "auditor" : token ?? "nobody"): \(answer.text)")
                    }
                    let list = try await house.call("GET", "/v1/administrators", token: token)
                    #expect(list.status == (token == auditor ? 200 : 401))
                }
                #expect(try house.size(of: election) == size)
                #expect(try await house.call("GET", base).json["state"]?.stringValue == "draft")
                #expect(try await house.call("GET", "/v1/elections/another").status == 404)
                let list = try await house.call("GET", "/v1/administrators", token: house.owner).json
                #expect(list["administrators"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == ["owner", "ann"])
            }
        }

        @Test("An organiser may run elections, not add administrators; an id is taken once; bad members are named")
        func adding() async throws {
            try await withHouse { house in
                func add(_ body: String, token: String) async throws -> Answer {
                    try await house.call("POST", "/v1/administrators", token: token, body: body)
                }
                let added = try await add("{\"id\":\"ole\",\"name\":\"Ole\",\"role\":\"organiser\"}", token: house.owner)
                #expect(added.status == 201, "\(added.text)")
                #expect(try added.json.objectValue?.map(\.name) == ["id", "role", "token"])
                let organiser = try #require(added.json["token"]?.stringValue)
                let definition = TestHouse.mayor.replacingOccurrences(of: "RESULTS", with: "live")
                #expect(try await house.call("POST", "/v1/elections?id=ole", token: organiser, body: definition).status == 201)
                #expect(try await add("{\"id\":\"eve\",\"name\":\"Eve\",\"role\":\"owner\"}", token: organiser).status == 401)
                #expect(try await add("{\"id\":\"ole\",\"name\":\"Other\",\"role\":\"auditor\"}", token: house.owner).status == 409)
                for (field, body) in [
                    ("id", "{\"id\":\"a b\",\"name\":\"A\",\"role\":\"auditor\"}"), ("name", "{\"id\":\"a\",\"role\":\"auditor\"}"),
                    ("role", "{\"id\":\"a\",\"name\":\"A\",\"role\":\"king\"}"), ("body", "{\"id\":"),
                ] {
                    let answer = try await add(body, token: house.owner)
                    #expect((answer.status, answer.field) == (400, field), "\(answer.text)")
                }
            }
        }

        @Test("Tokens are shown once and stand in no file of the data folder and no log")
        func hashed() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let added = try await house.call(
                    "POST", "/v1/administrators", token: house.owner, body: "{\"id\":\"ann\",\"name\":\"Ann\",\"role\":\"auditor\"}")
                let token = try #require(added.json["token"]?.stringValue)
                let list = try await house.call("GET", "/v1/administrators", token: house.owner)
                #expect(!list.text.contains(token))
                let secrets = [token, house.owner] + election.tokens + election.codes + election.voters
                var bytesSeen = 0
                for name in try FileManager.default.contentsOfDirectory(atPath: house.folder) {
                    let data = try #require(FileManager.default.contents(atPath: "\(house.folder)/\(name)"))
                    bytesSeen += data.count
                    for secret in secrets {
                        #expect(data.range(of: Data(secret.utf8)) == nil, "\(name) holds \(secret)")
                        if let raw = Base64URL.decode(secret), raw.count > 16 {
                            #expect(data.range(of: Data(raw)) == nil, "\(name) holds the bytes of \(secret)")
                        }
                    }
                }
                #expect(bytesSeen > 10_000, "the database was not found")
                #expect(!house.log().contains(token))
            }
        }
    }
}
