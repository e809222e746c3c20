internal import AsyncHTTPClient
internal import Elections
internal import Ledger
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// One simulated election on a running server, from its definition to its certificate, through the calls that anybody would make.
struct DemoElection: Sendable {
    static let id = "mayor"

    let client: ServerClient
    let electorate: Electorate
    /// Ballots a second.
    let rate: Double

    /// Connections that cast.
    private static let connections = 16
    /// One receipt of so many is checked in full; checking every one would cost more than casting does.
    private static let checkEvery = 25

    private var base: String { "/v1/elections/\(Self.id)" }

    /// Creates the election, imports the roll and opens it.
    func prepare() async throws -> ElectionPlace {
        _ = try await client.post("/v1/elections?id=\(Self.id)", electorate.definition, as: .administrator)
        let roll = ServerClient.Body(type: "text/csv", content: .bytes(ByteBuffer(string: electorate.roll)))
        let codes = try await client.send(.PUT, base + "/roll", as: .administrator, body: roll, isLong: true)
        for try await _ in codes.body {}
        return ElectionPlace(try await client.post(base + "/open", as: .administrator))
    }

    /// - Returns: ballot tokens by voter id.
    func issueTokens() async throws -> [String: String] {
        let response = try await client.send(.POST, base + "/ballot-tokens", as: .administrator, isLong: true)
        let text = String(buffer: try await response.body.collect(upTo: 1 << 30))
        var tokens: [String: String] = [:]
        tokens.reserveCapacity(electorate.voters.count)
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let comma = line.lastIndex(of: UInt8(ascii: ",")) else { continue }
            tokens[String(line[..<comma]) ?? ""] = String(line[line.index(after: comma)...])
        }
        return tokens
    }

    /// Casts every ballot, each when its time has come.
    ///
    /// - Returns: how many receipts were checked in full.
    func castAll(_ tokens: [String: String], at place: ElectionPlace) async throws -> Int {
        let (next, checked) = (Turns(), Turns())
        let started = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.connections {
                group.addTask {
                    while true {
                        let number = next.take()
                        guard number < electorate.voters.count else { return }
                        try await Task.sleep(until: started + .seconds(Double(number) / rate), clock: .continuous)
                        let voter = electorate.voters[number]
                        guard let token = tokens[voter.id] else { throw CommandFailure.failed("\(voter.id) was issued no ballot token") }
                        let selections = Electorate.selections(voter)
                        let (receipt, _) = try await client.cast(selections.canonical(), in: Self.id, token: token)
                        guard number.isMultiple(of: Self.checkEvery) else { continue }
                        _ = try place.check(receipt, holds: try place.ballot(selections))
                        _ = checked.take()
                    }
                }
            }
            try await group.waitForAll()
        }
        return checked.taken
    }

    /// Tries what should not work, and what should make no difference.
    ///
    /// - Throws: when a second, different ballot is taken, or the same one gets another receipt.
    func tryToCheat(_ tokens: [String: String]) async throws {
        guard let voter = electorate.voters.first, let token = tokens[voter.id] else { return }
        let ballot = Electorate.selections(voter).canonical()
        let (first, _) = try await client.cast(ballot, in: Self.id, token: token)
        let (second, isRepeat) = try await client.cast(ballot, in: Self.id, token: token)
        guard first == second, isRepeat else { throw CommandFailure.failed("a ballot sent again got another receipt") }
        do {
            _ = try await client.cast(Array(#"{"mayor":[]}"#.utf8), in: Self.id, token: token)
        } catch let problem as ServerProblem where problem.name == "already-voted" {
            return
        }
        throw CommandFailure.failed("a second, different ballot was taken under a spent token")
    }

    func change(_ verb: String) async throws {
        _ = try await client.post(base + "/" + verb, as: .administrator)
    }

    /// The certified results, compared with a count of what was cast.
    func certifiedResults() async throws -> JSONValue {
        let results = try await client.get(base + "/results")
        let totals = results["contests"]?.arrayValue?.first?["totals"]
        for (candidate, votes) in electorate.firstPreferences where totals?[candidate]?.integerValue != votes {
            throw CommandFailure.failed("\(candidate) should have \(votes) first preferences; the results say otherwise")
        }
        return results
    }
}

/// Numbers that tasks draw, each once: 0, 1, 2 …
private final class Turns: Sendable {
    private let next = Atomic<Int>(0)

    func take() -> Int { next.add(1, ordering: .relaxed).oldValue }

    /// How many were drawn.
    var taken: Int { next.load(ordering: .relaxed) }
}
