import Elections
import Foundation
import Ledger
import LedgerService
import NIOConcurrencyHelpers
import VoteService

/// An election in a test house, with a ballot token for each voter.
struct TestElection: Sendable {
    var id: String
    var voters: [String]
    var codes: [String]
    var tokens: [String]
}

extension TestHouse {
    /// A request as text, with what HTTP/1.1 asks for.
    static func request(
        _ method: String, _ path: String, token: String? = nil, type: String? = "application/json", body: String? = nil,
        headers: String = ""
    ) -> String {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: test\r\n"
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        if let body {
            if let type { text += "Content-Type: \(type)\r\n" }
            text += "Content-Length: \(body.utf8.count)\r\n"
        }
        return text + headers + "\r\n" + (body ?? "")
    }

    /// One request on a connection of its own.
    func call(
        _ method: String, _ path: String, token: String? = nil, type: String? = "application/json", body: String? = nil,
        headers: String = ""
    ) async throws -> Answer {
        try await raw(Self.request(method, path, token: token, type: type, body: body, headers: headers))
    }

    func raw(_ request: String) async throws -> Answer { try await raw(Array(request.utf8)) }

    func raw(_ request: [UInt8]) async throws -> Answer {
        let wire = try await Wire.open(port: port)
        defer { wire.close() }
        try await wire.send(request)
        return try await wire.answer()
    }

    func cast(_ election: TestElection, _ voter: Int, _ selections: String) async throws -> Answer {
        try await raw(Self.ballot(election, voter, selections))
    }

    static func ballot(_ election: TestElection, _ voter: Int, _ selections: String, headers: String = "") -> String {
        request(
            "POST", "/v1/elections/\(election.id)/ballots", token: election.tokens[voter], body: "{\"selections\":\(selections)}",
            headers: headers)
    }

    /// The same ballot in a form that the front door leaves to the full HTTP server.
    static func chunkedBallot(_ election: TestElection, _ voter: Int, _ selections: String) -> String {
        let body = "{\"selections\":\(selections)}"
        return request(
            "POST", "/v1/elections/\(election.id)/ballots", token: election.tokens[voter],
            headers: "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n")
            + "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
    }

    /// Entries in the election's ledger.
    func size(of election: TestElection) throws -> UInt64 {
        guard let id = ElectionID(election.id), let running = directory.election(id) else { throw WireError(description: "no election") }
        return running.ledger.published.head.size
    }

    static let mayor = """
        {"title":"Mayor of Example","ballots":"pseudonymous","results":"RESULTS","contests":[{"id":"mayor","title":"Mayor","method":"irv",\
        "maxRanks":2,"candidates":[{"id":"adalovelace","name":"Ada"},{"id":"benfranklin","name":"Ben"},{"id":"cleopatra","name":"Cleo"}]}]}
        """

    /// Creates an election with a roll and tokens for everyone, and opens it.
    func election(_ id: String = "mayor-2026", results: String = "live", voters count: Int = 3, opens: Bool = true) async throws
        -> TestElection
    {
        let definition = Self.mayor.replacingOccurrences(of: "RESULTS", with: results)
        let created = try await call("POST", "/v1/elections?id=\(id)", token: owner, body: definition)
        guard created.status == 201 else { throw WireError(description: "create: \(created.text)") }
        let voters = (0..<count).map { "voter-\($0)@example.org" }
        let roll = "voter_id,region\n" + voters.map { "\($0),north\n" }.joined()
        let imported = try await call("PUT", "/v1/elections/\(id)/roll", token: owner, type: "text/csv", body: roll)
        guard imported.status == 200 else { throw WireError(description: "roll: \(imported.text)") }
        let issued = try await call("POST", "/v1/elections/\(id)/ballot-tokens", token: owner, body: "")
        guard issued.status == 200 else { throw WireError(description: "tokens: \(issued.text)") }
        if opens { _ = try await change(id, "open") }
        let codes = Self.csv(imported.text)
        let tokens = Self.csv(issued.text)
        return TestElection(id: id, voters: voters, codes: voters.compactMap { codes[$0] }, tokens: voters.compactMap { tokens[$0] })
    }

    func change(_ id: String, _ change: String) async throws -> Answer {
        let answer = try await call("POST", "/v1/elections/\(id)/\(change)", token: owner)
        guard answer.status == 200 else { throw WireError(description: "\(change): \(answer.text)") }
        return answer
    }

    private static func csv(_ text: String) -> [String: String] {
        Dictionary(
            text.split(separator: "\n").map { line in
                let fields = line.split(separator: ",")
                return (String(fields[0]), String(fields[1]))
            }, uniquingKeysWith: { $1 })
    }
}

extension TestHouse {
    /// The answer behind `100 Continue`, if that comes first.
    func finalAnswer(_ request: String) async throws -> Answer {
        let wire = try await Wire.open(port: port)
        defer { wire.close() }
        try await wire.send(request)
        var answer = try await wire.answer()
        while answer.status == 100 { answer = try await wire.answer() }
        return answer
    }

    /// The house's time, in seconds since 1970.
    var now: Int64 { Int64(Date().timeIntervalSince1970) + clockAhead.withLockedValue { $0 } }

    /// Lets time pass for all of the house: the front door's loops look at the clock once a second.
    func pass(seconds: Int64) async throws {
        clockAhead.withLockedValue { $0 += seconds }
        try await Task.sleep(for: .milliseconds(1_200))
    }
}
