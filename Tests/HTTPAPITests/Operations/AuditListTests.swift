import Foundation
import Ledger
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("What auditors list")
    struct AuditListTests {
        private func pages(_ path: String, _ member: String, at house: TestHouse) async throws -> [JSONValue] {
            var all: [JSONValue] = []
            var after = ""
            for _ in 0..<200 {
                let answer = try await house.call("GET", path + after, token: house.owner)
                guard answer.status == 200 else { throw WireError(description: "\(path + after): \(answer.text)") }
                all += try answer.json[member]?.arrayValue ?? []
                guard let next = try answer.json["next"]?.stringValue else { return all }
                after = "&after=\(next)"
            }
            throw WireError(description: "\(path) does not end")
        }

        @Test("Events come newest first where that is asked for, by pages of any size, and hold no manifest")
        func newestFirst() async throws {
            try await withHouse { house in
                _ = try await RivertownGame(at: house)
                let old = try await pages("/v1/audit/events?limit=1000", "events", at: house)
                #expect(old.count > 20)
                #expect(try await pages("/v1/audit/events?order=asc&limit=7", "events", at: house) == old)
                let new = try await pages("/v1/audit/events?order=desc&limit=7", "events", at: house)
                #expect(new == old.reversed())
                let voids = try await pages("/v1/audit/events?order=desc&limit=1&event=TICKET_VOIDED&ledger=game-1", "events", at: house)
                #expect(voids.map { $0["data"]?["ticket"]?.stringValue } == ["RSU-B-1", "RSU-A-8"])
                let manifests = old.filter { $0["data"]?["element"]?.stringValue == "software-manifest" }
                let href = try #require(manifests.first?["data"]?["manifest"]?["href"]?.stringValue)
                let text = try await house.call("GET", href)
                #expect(text.status == 200 && text.headers["content-type"] == "text/plain; charset=utf-8")
                #expect(href.hasSuffix(Ledger.Hash.sha256(text.body).hex))
                let current = try await house.call("GET", "/v1/audit/software/manifest")
                #expect(text.body == current.body)
                for query in ["order=", "order=newest", "order=desc&after=1", "order=desc&limit=0", "order=desc&sort=time"] {
                    #expect(try await house.call("GET", "/v1/audit/events?\(query)", token: house.owner).status == 400, "\(query)")
                }
            }
        }

        @Test("Every run of self-verification is listed, newest first, with the entry that proves it")
        func verifications() async throws {
            try await withHouse { house in
                for _ in 0..<3 { _ = try await house.call("POST", "/v1/audit/verifications", token: house.owner) }
                let runs = try await pages("/v1/audit/software/history?limit=3", "runs", at: house)
                #expect(runs.map { $0["trigger"]?.stringValue } == ["demand", "demand", "demand", "start"])
                #expect(runs.allSatisfy { $0["result"]?.stringValue == "VALID" })
                #expect(try await pages("/v1/audit/software/history?limit=1", "runs", at: house) == runs)
                let entry = try #require(runs.first?["entry"]?.integerValue)
                let proof = try await house.call("GET", "/v1/system/log/proof/\(entry)").json
                #expect(proof["entry"]?.stringValue?.contains("software-verified") ?? false, "\(proof)")
                let href = try #require(runs.first?["manifest"]?.stringValue)
                #expect(try await house.call("GET", href).status == 200)

                for query in ["limit=0", "limit=1001", "limit=x", "after=x", "after=1.2", "limit=1&limit=1", "order=asc"] {
                    let answer = try await house.call("GET", "/v1/audit/software/history?\(query)", token: house.owner)
                    #expect(answer.status == 400, "\(query): \(answer.status)")
                }
                #expect(try await house.call("GET", "/v1/audit/software/history").status == 401)
                try await house.add("op-z", "operator")
                let seller = try await house.logOn("op-z")
                #expect(try await house.call("GET", "/v1/audit/software/history", token: seller).status == 403)
                try await house.add("reg", "regulator")
                let regulator = try await house.logOn("reg")
                #expect(try await house.call("GET", "/v1/audit/software/history", token: regulator).status == 200)
                let zeros = String(repeating: "0", count: 64)
                for name in [zeros, "x", String(repeating: "A", count: 64), "..", zeros + "0", "%00"] {
                    #expect(try await house.call("GET", "/v1/audit/software/manifests/\(name)").status == 404, "\(name)")
                }
            }
        }
    }
}
