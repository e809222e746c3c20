import Elections
import Foundation
import Identity
import Ledger
import NIOConcurrencyHelpers
import Testing
import VoteService

extension HouseTests {
    @Suite("Ballots that are refused")
    struct RefusalTests {
        /// An open election of two voters that ends by the clock.
        private func open(closingIn seconds: Int64, at house: TestHouse) async throws -> TestElection {
            let definition = TestHouse.mayor.replacingOccurrences(of: "RESULTS", with: "live").dropLast()
            let closesAt = Timestamp(seconds: house.now + seconds)
            let created = try await house.call(
                "POST", "/v1/elections?id=timed", token: house.owner, body: definition + ",\"closesAt\":\"\(closesAt)\"}")
            try #require(created.status == 201, "\(created.text)")
            let roll = "voter_id,region\na,north\nb,north\n"
            let imported = try await house.call("PUT", "/v1/elections/timed/roll", token: house.owner, type: "text/csv", body: roll)
            try #require(imported.status == 200, "\(imported.text)")
            let issued = try await house.call("POST", "/v1/elections/timed/ballot-tokens", token: house.owner, body: "")
            let tokens = issued.text.split(separator: "\n").compactMap { $0.split(separator: ",").last.map(String.init) }
            _ = try await house.change("timed", "open")
            return TestElection(id: "timed", voters: ["a", "b"], codes: [], tokens: tokens)
        }

        @Test("A ballot whose answer was lost gets its receipt also when the vote has ended by the clock; nothing new is taken")
        func endedByTheClock() async throws {
            try await withHouse { house in
                let election = try await open(closingIn: 600, at: house)
                let first = try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                #expect(first.status == 201)
                try await house.pass(seconds: 601)
                let again = try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                #expect((again.status, again.body) == (200, first.body))
                let other = try await house.cast(election, 0, "{\"mayor\":[\"adalovelace\"]}")
                #expect((other.status, other.problem) == (409, "already-voted"))
                let late = try await house.cast(election, 1, "{\"mayor\":[\"cleopatra\"]}")
                #expect((late.status, late.problem) == (409, "election-not-open"))
            }
        }

        @Test("A token that has run out while the vote goes on is refused, and had again")
        func expiredWhileOpen() async throws {
            try await withHouse { house in
                let election = try await house.election()
                try await house.pass(seconds: 3_601)
                let refused = try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                #expect((refused.status, refused.problem) == (401, "token-expired"))
                let token = try await house.call(
                    "POST", "/v1/elections/\(election.id)/ballot-token", body: "{\"code\":\"\(election.codes[0])\"}")
                var fresh = election
                fresh.tokens[0] = try token.json["ballotToken"]?.stringValue ?? ""
                #expect(try await house.cast(fresh, 0, "{\"mayor\":[\"cleopatra\"]}").status == 201)
            }
        }

        /// What is sent, and what has to come back.
        struct Case: Sendable, CustomTestStringConvertible {
            var name: String
            var body: String
            var status: Int
            var problem: String
            var field: String?
            var testDescription: String { name }
        }

        static let cases: [Case] = [
            .init(name: "no JSON at all", body: "mayor=ada", status: 400, problem: "bad-request", field: "body"),
            .init(name: "nothing", body: "", status: 400, problem: "bad-request", field: "body"),
            .init(
                name: "cut off", body: "{\"selections\":{\"mayor\":[\"adalove", status: 400, problem: "bad-request",
                field: "selections.mayor[0]"),
            .init(
                name: "something behind it", body: "{\"selections\":{\"mayor\":[]}} x", status: 400, problem: "bad-request", field: "body"),
            .init(name: "an array", body: "[]", status: 422, problem: "invalid-ballot", field: "body"),
            .init(name: "no selections", body: "{}", status: 422, problem: "invalid-ballot", field: "selections"),
            .init(
                name: "an unknown member", body: "{\"selections\":{\"mayor\":[]},\"weight\":2}", status: 422, problem: "invalid-ballot",
                field: "weight"),
            .init(
                name: "an unknown contest", body: "{\"selections\":{\"major\":[]}}", status: 422, problem: "invalid-ballot",
                field: "selections.major"),
            .init(
                name: "an unknown candidate", body: "{\"selections\":{\"mayor\":[\"adalovelace\",\"nobody\"]}}", status: 422,
                problem: "invalid-ballot", field: "selections.mayor[1]"),
            .init(
                name: "too many ranks", body: "{\"selections\":{\"mayor\":[\"adalovelace\",\"benfranklin\",\"cleopatra\"]}}", status: 422,
                problem: "invalid-ballot", field: "selections.mayor[2]"),
            .init(
                name: "a number for a candidate", body: "{\"selections\":{\"mayor\":[1]}}", status: 422, problem: "invalid-ballot",
                field: "selections.mayor[0]"),
            .init(
                name: "a contest twice", body: "{\"selections\":{\"mayor\":[],\"mayor\":[\"adalovelace\"]}}", status: 400,
                problem: "bad-request"),
            .init(
                name: "a contest twice, once escaped", body: "{\"selections\":{\"mayor\":[],\"\\u006dayor\":[\"adalovelace\"]}}",
                status: 400,
                problem: "bad-request"),
            .init(
                name: "selections twice, once escaped",
                body: "{\"selections\":{\"mayor\":[]},\"\\u0073elections\":{\"mayor\":[\"adalovelace\"]}}", status: 400,
                problem: "bad-request"),
            .init(
                name: "deep nesting", body: "{\"selections\":{\"mayor\":" + String(repeating: "[", count: 20_000), status: 400,
                problem: "bad-request"),
            .init(name: "a lone surrogate", body: "{\"selections\":{\"mayor\":[\"\\ud800\"]}}", status: 400, problem: "bad-request"),
            .init(
                name: "over the limit", body: "{\"selections\":{\"mayor\":[\"" + String(repeating: "a", count: 70_000) + "\"]}}",
                status: 413,
                problem: "body-too-large"),
        ]

        @Test("Wrong ballots are told what is wrong, alike on both ways in, and leave no trace")
        func wrongBallots() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let size = try house.size(of: election)
                let path = "/v1/elections/\(election.id)/ballots"
                for item in Self.cases {
                    let hot = try await house.call("POST", path, token: election.tokens[0], body: item.body)
                    #expect(hot.status == item.status, "\(item.name): \(hot.text)")
                    #expect(hot.problem == item.problem, "\(item.name): \(hot.text)")
                    if let field = item.field { #expect(hot.field == field, "\(item.name): \(hot.text)") }
                    let chunk = "\(String(item.body.utf8.count, radix: 16))\r\n\(item.body)\r\n"
                    let chunked = try await house.call(
                        "POST", path, token: election.tokens[0],
                        headers: "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + (item.body.isEmpty ? "" : chunk) + "0\r\n")
                    #expect(chunked.status == hot.status, "\(item.name), chunked: \(chunked.text)")
                    #expect(chunked.problem == hot.problem, "\(item.name), chunked: \(chunked.text)")
                    if item.status != 413 { #expect(chunked.field == hot.field, "\(item.name), chunked: \(chunked.text)") }
                }
                #expect(try house.size(of: election) == size)
                #expect(try await house.cast(election, 0, "{\"mayor\":[\"adalovelace\"]}").status == 201)
            }
        }

        @Test("Bytes that are not UTF-8 are refused on both ways in")
        func badText() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let size = try house.size(of: election)
                let start = Array("{\"selections\":{\"mayor\":[\"adalovelace".utf8)
                for wrong in [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]] {
                    let body = start + wrong + Array("\"]}}".utf8)
                    let path = "/v1/elections/\(election.id)/ballots"
                    let head = TestHouse.request(
                        "POST", path, token: election.tokens[0],
                        headers: "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n")
                    let hot = try await house.raw(Array(head.utf8) + body)
                    #expect((hot.status, hot.problem) == (400, "bad-request"))
                    let expecting = TestHouse.request(
                        "POST", path, token: election.tokens[0],
                        headers: "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n")
                    let chunked = Array("\(String(body.count, radix: 16))\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
                    let slow = try await house.raw(Array(expecting.utf8) + chunked)
                    #expect((slow.status, slow.problem) == (400, "bad-request"))
                }
                #expect(try house.size(of: election) == size)
            }
        }

        @Test("A missing or other content type is 415, with parameters it is fine")
        func contentTypes() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let size = try house.size(of: election)
                let path = "/v1/elections/\(election.id)/ballots"
                let body = "{\"selections\":{\"mayor\":[\"adalovelace\"]}}"
                for type in [nil, "text/plain", "application/jsonx", "application/x-www-form-urlencoded", ""] as [String?] {
                    for more in ["", "Expect: 100-continue\r\n"] {
                        let answer = try await house.finalAnswer(
                            TestHouse.request("POST", path, token: election.tokens[0], type: type, body: body, headers: more))
                        #expect((answer.status, answer.problem) == (415, "unsupported-media-type"), "\(type ?? "none") \(more)")
                    }
                }
                #expect(try house.size(of: election) == size)
                let fine = try await house.call(
                    "POST", path, token: election.tokens[0], type: "Application/JSON; charset=utf-8", body: body)
                #expect(fine.status == 201)
            }
        }

        @Test("Tokens that are missing, malformed, forged, foreign or expired are 401, each by name, and nothing is stored")
        func tokens() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let other = try await house.election("other")
                let size = try house.size(of: election)
                let good = election.tokens[0]
                func flipped(at place: Int) -> String {
                    var letters = Array(good)
                    letters[place] = letters[place] == "A" ? "B" : "A"
                    return String(letters)
                }
                let keys = try #require(ElectionID(election.id).flatMap { house.directory.election($0) }).keys
                let voter = keys.hash(of: try VoterID(election.voters[0]))
                let old = BallotTokenIssuer(keys: keys).issue(to: voter, expiresAtSeconds: 1_000)
                // The ballot key of one voter with the rest of another's token.
                let swapped = String(election.tokens[1].prefix(44)) + good.dropFirst(44)
                let cases: [(token: String?, problem: String)] = [
                    (nil, "token-missing"), ("", "token-missing"), ("abc", "token-malformed"), (house.owner, "token-malformed"),
                    (String(good.dropLast()), "token-malformed"), (good + "A", "token-malformed"), (flipped(at: 10), "token-forged"),
                    (flipped(at: 50), "token-forged"), (flipped(at: 75), "token-forged"), (other.tokens[0], "token-forged"),
                    (swapped, "token-forged"), (old.text, "token-expired"),
                ]
                for (token, problem) in cases {
                    let body = "{\"selections\":{\"mayor\":[\"adalovelace\"]}}"
                    let hot = try await house.call("POST", "/v1/elections/\(election.id)/ballots", token: token, body: body)
                    #expect((hot.status, hot.problem) == (401, problem), "\(problem): \(hot.text)")
                    #expect(hot.headers["www-authenticate"] == "Bearer")
                    let full = try await house.finalAnswer(
                        TestHouse.request(
                            "POST", "/v1/elections/\(election.id)/ballots", token: token, body: body, headers: "Expect: 100-continue\r\n"))
                    #expect((full.status, full.problem) == (401, problem), "\(problem): \(full.text)")
                }
                #expect(try house.size(of: election) == size)
            }
        }

        @Test("Before the opening and after the close a new ballot is 409, of an unknown election 404; a recorded one has its receipt")
        func states() async throws {
            try await withHouse { house in
                let election = try await house.election(opens: false)
                let draft = try await house.cast(election, 0, "{\"mayor\":[\"adalovelace\"]}")
                #expect((draft.status, draft.problem) == (409, "election-not-open"))
                _ = try await house.change(election.id, "open")
                let cast = try await house.cast(election, 0, "{\"mayor\":[\"adalovelace\"]}")
                #expect(cast.status == 201)
                _ = try await house.change(election.id, "close")
                let size = try house.size(of: election)
                for state in ["closed", "certified"] {
                    if state == "certified" { _ = try await house.change(election.id, "certify") }
                    let late = try await house.cast(election, 1, "{\"mayor\":[\"adalovelace\"]}")
                    #expect((late.status, late.problem) == (409, "election-not-open"))
                    #expect(late.text.contains(state))
                    let again = try await house.cast(election, 0, "{\"mayor\":[\"adalovelace\"]}")
                    #expect((again.status, again.text) == (200, cast.text), "\(state)")
                    let other = try await house.cast(election, 0, "{\"mayor\":[\"benfranklin\"]}")
                    #expect((other.status, other.problem) == (409, "already-voted"), "\(state): \(other.text)")
                }
                #expect(try house.size(of: election) > size)
                var stranger = election
                stranger.id = "nobody"
                let unknown = try await house.cast(stranger, 0, "{\"mayor\":[]}")
                #expect((unknown.status, unknown.problem) == (404, "not-found"))
            }
        }

        @Test("An election whose time is over takes no more ballots, before anyone has closed it")
        func closingTime() async throws {
            try await withHouse { house in
                let election = try await open(closingIn: 3_600, at: house)
                #expect(try await house.cast(election, 0, "{\"mayor\":[\"adalovelace\"]}").status == 201)
                house.clockAhead.withLockedValue { $0 = 3_700 }
                let hot = try await house.cast(election, 1, "{\"mayor\":[\"adalovelace\"]}")
                #expect(hot.status == 401 || hot.status == 409)
                let late = try await house.raw(TestHouse.chunkedBallot(election, 1, "{\"mayor\":[\"adalovelace\"]}"))
                #expect(late.status == 401 || late.status == 409)
            }
        }
    }
}
