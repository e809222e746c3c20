import Elections
import Identity
import Ledger
import LedgerService
import Ports
import TestSupport
import Testing

@testable import VoteService

@Suite("The election office", .timeLimit(.minutes(3)))
struct ElectionOfficeTests {
    private func expectCertified(_ election: RunningElection, cast: UInt64, issued: UInt64, eligible: UInt64) throws {
        let record = election.snapshot().record
        let numbers = try #require(record.certification).numbers
        #expect(record.state == .certified)
        #expect(numbers == .init(eligible: eligible, issued: issued, cast: cast, counted: cast, invalid: 0))
    }

    /// A sealed election stopped after its close, with the first pages of its openings written.
    private func stoppedAfterClose(ballots runs: [Int], opened: Int) async throws -> TestHouse {
        let house = try TestHouse()
        let election = try await house.openElection("e1", .sealed, voters: 5_000)
        var dice = Dice(seed: 1)
        try house.castDirectly(election, runs: runs, &dice)
        let store = house.store
        let now = house.now
        try await house.box.perform {
            let cast = election.reading { $0.cast }
            try election.append([ElectionEntry.close(CloseEntry(at: now, by: TestHouse.admin, cast: cast)).encoded()], to: store)
            let first = election.reading { $0.firstBallot }
            let openings = try store.sealedBallots(of: election.id, from: first, limit: opened + 1).prefix(opened).map { ballot in
                let sealed = try #require(ballot.entry.withUnsafeBytes { BallotEntryScanner.sealed($0) })
                let salt = election.salt(of: .init(sealed.ballotKey))
                return ElectionEntry.opening(
                    OpeningEntry(index: ballot.index, salt: salt, selections: try election.unseal(ballot.sealed))
                ).encoded()
            }
            if !openings.isEmpty { try election.append(Array(openings), to: store) }
        }
        return try await house.restarted()
    }

    @Test("Openings go on where a stop left off", arguments: [0, 1, 700, 2_999, 3_000])
    func resumes(opened: Int) async throws {
        let house = try await stoppedAfterClose(ballots: [1, 500, 2_000, 3, 496], opened: opened)
        let election = try house.election()
        let record = election.snapshot().record
        #expect(record.state == .closed && record.counted == UInt64(opened))
        #expect(record.showsTotals == (opened == 3_000))
        await house.office.keepSchedule(at: house.now)
        #expect(election.snapshot().record.counted == 3_000 && election.snapshot().record.showsTotals)
        try await house.office.certify(election, by: TestHouse.admin, at: house.now)
        try expectCertified(election, cast: 3_000, issued: 5_000, eligible: 5_000)
        let restored = try await house.restarted()
        try expectCertified(try restored.election(), cast: 3_000, issued: 5_000, eligible: 5_000)
        try await restored.end()
    }

    @Test("A certification opens what is left by itself")
    func certifyOpens() async throws {
        let house = try await stoppedAfterClose(ballots: [200, 100], opened: 50)
        let election = try house.election()
        try await house.office.certify(election, by: TestHouse.admin, at: house.now)
        try expectCertified(election, cast: 300, issued: 5_000, eligible: 5_000)
        try await house.end()
    }

    @Test("Callers who open at the same time share the work: each ballot is opened once")
    func sharedOpenings() async throws {
        let house = try await stoppedAfterClose(ballots: [2_000, 2_000, 900], opened: 0)
        let election = try house.election()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await house.office.openSealedBallots(of: election) } }
            try await group.waitForAll()
        }
        let record = election.snapshot().record
        #expect(record.counted == 4_900)
        #expect(record.size == 3 + 4_900 + 1 + 4_900, "election, roll, open; ballots; close; openings")
        try await house.end()
    }

    @Test("A store that fails amid openings delays them")
    func failingOpenings() async throws {
        let house = try await stoppedAfterClose(ballots: [30], opened: 0)
        let election = try house.election()
        house.store.fail(StoreError(.unavailable, "full"))
        await #expect(throws: StoreError.self) { try await house.office.openSealedBallots(of: election) }
        await house.office.keepSchedule(at: house.now)
        #expect(election.snapshot().record.counted == 0)
        house.store.fail(nil)
        await house.office.keepSchedule(at: house.now)
        #expect(election.snapshot().record.counted == 30)
        try await house.end()
    }

    @Test("A certification reconciles eligible, issued, cast and counted", arguments: [ResultsMode.live, .sealed])
    func certifies(results: ResultsMode) async throws {
        let house = try TestHouse()
        let election = try await house.openElection("e1", results, voters: 50, issued: 30)
        var dice = Dice(seed: 2)
        try house.castDirectly(election, runs: [10, 1, 9], &dice)
        await #expect(throws: RecordError.self, "an open election is not certified") {
            try await house.office.certify(election, by: TestHouse.admin, at: house.now)
        }
        try await house.office.close(election, by: TestHouse.admin, at: house.now)
        try await house.office.certify(election, by: TestHouse.admin, at: house.now)
        try expectCertified(election, cast: 20, issued: 30, eligible: 50)
        let size = election.ledger.published.head.size
        await #expect(throws: RecordError.self, "once is enough") {
            try await house.office.certify(election, by: TestHouse.admin, at: house.now)
        }
        #expect(election.ledger.published.head.size == size)
        try await house.end()
    }

    @Test("More ballots than issued tokens are not certified")
    func doesNotReconcile() async throws {
        let house = try TestHouse()
        let election = try await house.openElection(voters: 50, issued: 19)
        var dice = Dice(seed: 2)
        try house.castDirectly(election, runs: [20], &dice)
        try await house.office.close(election, by: TestHouse.admin, at: house.now)
        let head = election.ledger.published.head
        await #expect(throws: RecordError.self) { try await house.office.certify(election, by: TestHouse.admin, at: house.now) }
        #expect(election.ledger.published.head == head && election.snapshot().record.state == .closed)
        try await house.end()
    }

    @Test("A change that was not stored did not happen")
    func failedChange() async throws {
        let house = try TestHouse()
        let election = try await house.openElection(voters: 5)
        let head = election.ledger.published.head
        house.store.fail(StoreError(.unavailable, "full"))
        await #expect(throws: StoreError.self) { try await house.office.close(election, by: TestHouse.admin, at: house.now) }
        #expect(election.snapshot().record.state == .open && election.stateNow(at: house.now.seconds) == .open)
        #expect(election.ledger.published.head == head)
        house.store.fail(nil)
        try await house.office.close(election, by: TestHouse.admin, at: house.now)
        #expect(election.stateNow(at: house.now.seconds) == .closed)
        try await house.end()
    }
}
