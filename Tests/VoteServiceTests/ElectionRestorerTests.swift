import Elections
import Ledger
import Ports
import StoreSQLite
import TestSupport
import Testing

@testable import VoteService

@Suite("Restoring elections", .timeLimit(.minutes(5)))
struct ElectionRestorerTests {
    private func runs(_ total: Int, _ dice: inout Dice) -> [Int] {
        var runs: [Int] = []
        while runs.reduce(0, +) < total {
            let size = dice.oneIn(3) ? 1 + dice.roll(4_096) : 1 + dice.roll(40)
            runs.append(min(size, total - runs.reduce(0, +)))
        }
        return runs
    }

    private func expectSame(_ restored: RunningElection, _ original: RunningElection, _ note: Comment) {
        let ((one, head), (two, expectedHead)) = (restored.snapshot(), original.snapshot())
        #expect(head == expectedHead, note)
        #expect(one.size == two.size && one.state == two.state && one.eligible == two.eligible, note)
        #expect(one.cast == two.cast && one.counted == two.counted, note)
        #expect(one.lotSeed == two.lotSeed, note)
        #expect(one.regionTurnout == two.regionTurnout, note)
        #expect(one.contestResults() == two.contestResults(), note)
        #expect(one.certification == two.certification, note)
        #expect(restored.definition == original.definition, note)
    }

    /// Around the size of a chunk, for one core and for several.
    private static let sizes = [0, 1, 2, 40, 4_095, 4_096, 4_097, 8_191, 8_192, 8_193, 12_289]

    @Test("A restored election is the one that was stopped, at every stage", arguments: sizes, [ResultsMode.live, .sealed])
    func same(ballots: Int, results: ResultsMode) async throws {
        var dice = Dice(seed: UInt64(ballots))
        let note: Comment = "\(ballots) ballots, \(results)"
        var house = try TestHouse()
        let original = try await house.openElection("e1", results, voters: 12_300)
        try house.castDirectly(original, runs: runs(ballots, &dice), &dice)
        house = try await house.restarted()
        var restored = try house.election()
        expectSame(restored, original, note)

        try await house.office.close(restored, by: TestHouse.admin, at: house.now)
        var before = restored
        house = try await house.restarted()
        restored = try house.election()
        expectSame(restored, before, note)
        #expect(restored.snapshot().record.counted == UInt64(ballots))

        try await house.office.certify(restored, by: TestHouse.admin, at: house.now)
        before = restored
        house = try await house.restarted()
        expectSame(try house.election(), before, note)
        #expect(before.snapshot().record.state == .certified)
        try await house.end()
    }

    @Test("Turnout by region comes back as it was, at every stage", arguments: [1, 40, 4_096, 8_193], [ResultsMode.live, .sealed])
    func regions(ballots: Int, results: ResultsMode) async throws {
        var dice = Dice(seed: UInt64(ballots))
        let note: Comment = "\(ballots) ballots, \(results)"
        var house = try TestHouse()
        // Regions and the voters without one are as many, and ballots come from them in turn.
        let original = try await house.openElection("e1", results, voters: 12_300, regions: ["", "A", "B b", "C"])
        try house.castDirectly(original, runs: runs(ballots, &dice), &dice)
        let turnout = try #require(original.snapshot().record.regionTurnout)
        #expect(turnout.map(\.name) == ["A", "B b", "C", nil] && turnout.map(\.eligible) == [3_075, 3_075, 3_075, 3_075])
        #expect(turnout.map(\.cast) == [1, 2, 3, 0].map { UInt64((ballots + 3 - $0) / 4) }, note)
        house = try await house.restarted()
        let restored = try house.election()
        expectSame(restored, original, note)
        // What the voters' tokens are checked against and numbered by is the same too.
        #expect(restored.regions?.roll == original.regions?.roll && restored.regions?.groups == original.regions?.groups)
        try await house.office.close(restored, by: TestHouse.admin, at: house.now)
        try await house.office.certify(restored, by: TestHouse.admin, at: house.now)
        house = try await house.restarted()
        expectSame(try house.election(), restored, note)
        #expect(try house.election().snapshot().record.regionTurnout == turnout)
        try await house.end()
    }

    @Test("Many elections in every state come back, in their order")
    func many() async throws {
        var dice = Dice(seed: 5)
        var house = try TestHouse()
        var originals: [RunningElection] = []
        for number in 0..<9 {
            let election = try await house.openElection("e\(number)", number % 2 == 0 ? .live : .sealed, voters: 100)
            try house.castDirectly(election, runs: runs(dice.roll(80), &dice), &dice)
            if number % 3 > 0 { try await house.office.close(election, by: TestHouse.admin, at: house.now) }
            if number % 3 > 1 { try await house.office.certify(election, by: TestHouse.admin, at: house.now) }
            originals.append(election)
        }
        house = try await house.restarted()
        #expect(house.directory.all.map(\.id) == originals.map(\.id))
        for (restored, original) in zip(house.directory.all, originals) { expectSame(restored, original, "\(original.id)") }
        try await house.end()
    }

    /// A stopped election with one entry that no server of ours writes.
    private func expectRefusal(at position: Int, of ballots: Int, mentions text: String) async throws {
        let house = try TestHouse()
        let election = try await house.openElection(voters: 10)
        var dice = Dice(seed: 3)
        try house.castDirectly(election, runs: runs(position, &dice), &dice)
        var entry: [UInt8] = []
        BallotEntryEncoder(castAt: house.now).append(
            ballotKey: Hash.sha256(Array("a stranger".utf8)), selections: Array(#"{"q":["nobody"]}"#.utf8), to: &entry)
        _ = try house.store.append([entry], to: .election("e1"))
        let rest = try (position + 1..<ballots).map { try house.submission($0 + 50_000, in: election, reply: .callback { _ in }).request }
        if !rest.isEmpty { _ = try house.store.cast(rest, in: election.id) }
        await house.box.shutDown()
        try house.sqlite.close()
        do {
            let again = try TestHouse(folder: house.folder)
            Issue.record("the ledger was accepted")
            try await again.end()
        } catch let error as StoreError {
            #expect(error.code == .corrupted, "\(error)")
            // The ballots follow the election, the roll and the opening.
            #expect(error.message.contains("election/e1") && error.message.contains("entry \(position + 3) "), "\(error)")
            #expect(error.message.contains(text), "\(error)")
        }
    }

    @Test("A bad ballot is named, wherever it stands", arguments: [0, 1, 4_095, 4_096, 6_000, 9_999])
    func badBallot(position: Int) async throws {
        try await expectRefusal(at: position, of: 10_000, mentions: "invalid ballot")
    }

    @Test("A ballot after the close is named")
    func lateBallot() async throws {
        let house = try TestHouse()
        let election = try await house.openElection(voters: 10)
        var dice = Dice(seed: 3)
        try house.castDirectly(election, runs: [5], &dice)
        let late = try house.submission(77, in: election, reply: .callback { _ in })
        try await house.office.close(election, by: TestHouse.admin, at: house.now)
        _ = try house.store.cast([late.request], in: election.id)
        await house.box.shutDown()
        try house.sqlite.close()
        #expect {
            _ = try TestHouse(folder: house.folder)
        } throws: { error in
            (error as? StoreError)?.code == .corrupted && "\(error)".contains("entry 9 ")
        }
    }

    @Test("A stop before an election's first entry leaves nothing in the way of the next start")
    func unborn() async throws {
        var house = try TestHouse()
        try house.store.createLedger(.election("e1"))
        house = try await house.restarted()
        #expect(house.directory.all.isEmpty)
        let election = try await house.openElection("e1", voters: 3)
        #expect(election.snapshot().record.state == .open)
        house = try await house.restarted()
        expectSame(try house.election(), election, "made on the second try")
        try await house.end()
    }

    @Test("An election whose making failed can be made when the store takes writes again")
    func failedCreation() async throws {
        let house = try TestHouse()
        house.store.fail(StoreError(.unavailable, "full"))
        await #expect(throws: StoreError.self) { try await house.openElection("e1", voters: 3) }
        #expect(house.directory.all.isEmpty)
        house.store.fail(nil)
        #expect(try await house.openElection("e1", voters: 3).snapshot().record.state == .open)
        try await house.end()
    }
}
