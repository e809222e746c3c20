import Elections
import Ledger
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("Cast vote records over HTTP")
    struct CastVoteRecordRouteTests {
        private func count(_ report: Answer) throws -> BallotFile {
            try BallotFile.parse(report.body, options: BallotFile.Options(method: .irv))
        }

        @Test("Of an open live election: every ballot, in the order of the ledger, over more than one bundle")
        func live() async throws {
            try await withHouse { house in
                let election = try await house.election(voters: 300)
                let path = "/v1/elections/\(election.id)/cvr"
                let none = try await house.call("GET", path)
                #expect(none.status == 200)
                #expect(try none.json["CVR"]?.arrayValue?.isEmpty == true)
                for voter in 0..<300 {
                    let first = voter % 3 == 0 ? "benfranklin" : "adalovelace"
                    #expect(try await house.cast(election, voter, "{\"mayor\":[\"\(first)\",\"cleopatra\"]}").status == 201)
                }
                let answer = try await house.call("GET", path)
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "application/json")
                let size = try house.size(of: election)
                #expect(answer.headers["content-disposition"] == "attachment; filename=\"\(election.id)-\(size).cvr.json\"")
                let tally = try count(answer).tally
                #expect(tally.ballots == 300)
                #expect(tally.firstPreferenceTotals() == [200, 100, 0])
                let ids = try answer.json["CVR"]?.arrayValue?.compactMap { $0["UniqueId"]?.stringValue }
                #expect(ids == (3..<303).map { String($0) })
            }
        }

        @Test("Of a sealed one only when every ballot is opened, and of a draft never; each refusal has its code")
        func sealed() async throws {
            try await withHouse { house in
                let draft = try await house.election("draft", opens: false)
                let early = try await house.call("GET", "/v1/elections/\(draft.id)/cvr")
                #expect((early.status, early.problem) == (409, "wrong-state"))
                #expect(try early.json["code"] == "NOT_OPENED")

                let election = try await house.election("sealed", results: "sealed")
                let path = "/v1/elections/\(election.id)/cvr"
                for voter in 0..<3 { #expect(try await house.cast(election, voter, "{\"mayor\":[\"cleopatra\"]}").status == 201) }
                let refused = try await house.call("GET", path)
                #expect((refused.status, refused.problem) == (409, "wrong-state"))
                #expect(try refused.json["code"] == "BALLOTS_SEALED")
                #expect(!refused.text.contains("cleopatra"))
                _ = try await house.change(election.id, "close")
                let answer = try await house.call("GET", path)
                #expect(answer.status == 200)
                #expect(try count(answer).tally.firstPreferenceTotals() == [0, 0, 3])
                #expect(try answer.json["CVR"]?.arrayValue?.compactMap { $0["UniqueId"]?.stringValue } == ["3", "4", "5"])
            }
        }

        @Test("Places for large downloads are few, and are given back")
        func places() throws {
            let places = DownloadPlaces()
            var held = try (0..<DownloadPlaces.placesMax).map { _ in try places.take() }
            let refusal = #expect(throws: Problem.self) { try places.take() }
            #expect(refusal?.kind == .tooManyDownloads)
            #expect(refusal?.kind.status == 503 && refusal?.kind.retryAfter != nil)
            held.removeLast()
            held.append(try places.take())
            #expect(throws: Problem.self) { try places.take() }
        }
    }
}
