import Elections
import Foundation
import Identity
import Ledger
import LedgerService
import Logging
import NIOConcurrencyHelpers
import Ports
import StoreSQLite
import Telemetry
import TestSupport
import Testing

@testable import VoteService

/// The vote service with everything it needs, in a folder of its own.
final class TestHouse: Sendable {
    static let start: Int64 = 1_795_248_000
    static let admin = actor("admin-1")

    let folder: String
    let sqlite: SQLiteStore
    let store: FaultyStore
    let directory: ElectionDirectory
    let box: BallotBox
    let office: ElectionOffice
    let clock = NIOLockedValueBox<Int64>(start)

    static func actor(_ id: String) -> ActorID {
        guard let actor = ActorID(id) else { preconditionFailure("not an actor's id: \(id)") }
        return actor
    }

    init(folder: String? = nil, limits: BallotBox.Limits = BallotBox.Limits()) throws {
        self.folder = folder ?? FileManager.default.temporaryDirectory.path + "/urna-votes-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        sqlite = try SQLiteStore(folder: self.folder)
        store = FaultyStore(sqlite)
        let master = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        directory = ElectionDirectory(store: store, master: master, originBase: "vote.example") { origin in
            try NoteSigner(name: origin, seed: [UInt8](repeating: 9, count: 32))
        }
        try directory.restore()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let clock = clock
        box = BallotBox(
            store: store, limits: limits, metrics: VoteMetrics(registry: MetricsRegistry()), logger: logger,
            now: { clock.withLockedValue { $0 } })
        office = ElectionOffice(directory: directory, box: box, store: store, software: "urna test", logger: logger)
        box.start()
    }

    var now: Timestamp { Timestamp(seconds: clock.withLockedValue { $0 }) }

    /// Stops this house and opens another over the same folder, as a restart does.
    func restarted() async throws -> TestHouse {
        await box.shutDown()
        try sqlite.close()
        return try TestHouse(folder: folder)
    }

    func end() async throws {
        await box.shutDown()
        try sqlite.close()
        try FileManager.default.removeItem(atPath: folder)
    }

    func election(_ id: String = "e1") throws -> RunningElection {
        let id = try #require(ElectionID(id))
        return try #require(directory.election(id))
    }

    /// An open election whose voters have all been issued their tokens.
    func openElection(
        _ id: String = "e1", _ results: ResultsMode = .live, voters: Int = 1_000, issued: Int? = nil, closesAt: Timestamp? = nil,
        regions: [String] = []
    ) async throws -> RunningElection {
        let id = try #require(ElectionID(id))
        let definition = try Self.definition(results, closesAt: closesAt, turnoutByRegion: !regions.isEmpty)
        let election = try await office.create(id, definition, by: Self.admin, at: now)
        // Hashes that ascend without being sorted.
        let roll = try (0..<voters).map { number in
            let bytes = [UInt8(number >> 16), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)] + [UInt8](repeating: 0, count: 29)
            let region = regions.isEmpty ? "" : regions[number % regions.count]
            return RollVoter(voter: VoterHash(try #require(Hash(bytes: bytes))), region: region, sealedID: [])
        }
        try await office.adoptRoll(roll, of: election, by: Self.admin, at: now)
        _ = try store.issue((0..<UInt32(issued ?? voters)).map { $0 }, of: id, at: now)
        try await office.open(election, by: Self.admin, at: now)
        return election
    }

    static func definition(
        _ results: ResultsMode, closesAt: Timestamp? = nil, turnoutByRegion: Bool = false
    ) throws -> ElectionDefinition {
        let closing = (closesAt.map { ", \"closesAt\": \"\($0)\"" } ?? "") + (turnoutByRegion ? ", \"turnoutByRegion\": true" : "")
        let candidates = #"[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"}]"#
        let text = """
            {"title": "T", "results": "\(results.rawValue)"\(closing), "contests": [
              {"id": "q", "title": "Q", "method": "plurality", "candidates": \(candidates)},
              {"id": "r", "title": "R", "method": "irv", "candidates": \(candidates)},
              {"id": "s", "title": "S", "method": "approval", "candidates": \(candidates)}]}
            """
        return try ElectionDefinition.parse(try JSONValue.parse(Array(text.utf8)))
    }

    static func key(_ voter: Int) -> BallotKey { BallotKey(Hash.sha256(Array("voter \(voter)".utf8))) }

    /// The ballot of a voter. Equal choices make equal ballots.
    func submission(_ voter: Int, choice: Int = 0, in election: RunningElection, reply: Reply) throws -> Submission {
        let ids = ["a", "b", "c"]
        let order = (0..<3).map { "\"\(ids[(choice + $0) % 3])\"" }
        let liked = order.prefix(choice / 3 % 3 + 1).joined(separator: ",")
        let body = "{\"selections\":{\"q\":[\(order[0])],\"r\":[\(order.joined(separator: ","))],\"s\":[\(liked)]}}"
        let ballot = try Array(body.utf8).withUnsafeBytes { raw in try election.style.parse(requestBody: raw) }
        let region = election.regions.map { (voter - 1) % $0.groups.count } ?? 0
        return election.submission(of: ballot, key: Self.key(voter), region: region, now: now.seconds, reply: reply)
    }

    /// Casts without the queue: ballots by the thousand, in runs of the given sizes.
    func castDirectly(_ election: RunningElection, runs: [Int], _ dice: inout Dice) throws {
        var voter = 0
        for size in runs {
            let batch = try (0..<size).map { _ in
                voter += 1
                return try submission(voter, choice: dice.roll(9), in: election, reply: .callback { _ in })
            }
            let commit = try store.cast(batch.map(\.request), in: election.id)
            let committed = try #require(commit.committed)
            _ = election.adopt(committed, of: batch, positions: commit.requestOfEntry)
        }
    }
}
