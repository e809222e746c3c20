import Elections
import Ledger
import Ports
import TestSupport
import Testing

/// Every promise of `BallotStore`.
struct BallotStoreContract<Fixture: StoreFixture> {
    private let election: ElectionID
    private let ledger = LedgerID.election("alpha")

    init() throws {
        election = try #require(ElectionID("alpha"))
    }

    private func ballot(_ voter: Int, _ choice: Int, minute: Int = 0, sealed: Bool = false) -> CastRequest {
        var dice = Dice(seed: UInt64(voter))
        return ModelBallot(voter: voter, choice: choice, minute: minute, isSealed: sealed, &dice).request
    }

    private func withLedger(_ body: (Fixture.Store) throws -> Void) throws {
        try Fixture().withStore { store throws in
            try store.createLedger(ledger)
            try body(store)
        }
    }

    func firstRequestWithAKeyWins(sealed: Bool) throws {
        try withLedger { store throws in
            let batch = [
                ballot(1, 0, sealed: sealed), ballot(2, 0, sealed: sealed), ballot(1, 0, minute: 5, sealed: sealed),
                ballot(1, 1, sealed: sealed), ballot(3, 2, sealed: sealed),
            ]
            let commit = try store.cast(batch, in: election)
            #expect(commit.outcomes == [.appended(0), .appended(1), .repeated(0), .conflict, .appended(2)])
            #expect(commit.requestOfEntry == [0, 1, 4])
            let later = try store.cast(
                [ballot(3, 2, minute: 9, sealed: sealed), ballot(2, 1, sealed: sealed), ballot(4, 0, sealed: sealed)], in: election)
            #expect(later.outcomes == [.repeated(2), .conflict, .appended(3)])
            #expect(try store.entries(of: ledger, in: 0..<1).entry(at: 0) == batch[0].entry, "the first entry stands, with its minute")
        }
    }

    func writesNothingWithoutAFreshBallot() throws {
        try withLedger { store throws in
            let head = try #require(try store.cast([ballot(1, 0)], in: election).committed).head
            let repeats = try store.cast([ballot(1, 0, minute: 3), ballot(1, 1)], in: election)
            #expect(repeats.outcomes == [.repeated(0), .conflict])
            #expect(repeats.committed?.head == nil && repeats.requestOfEntry.isEmpty)
            let nothing = try store.cast([], in: election)
            #expect(nothing.outcomes.isEmpty && nothing.committed?.head == nil)
            #expect(try store.replay(ledger) { _ in } == head)
        }
    }

    func saysWhatBecameOfABallot(sealed: Bool) throws {
        try withLedger { store throws in
            let head = try #require(try store.cast([ballot(1, 0, sealed: sealed), ballot(2, 1, sealed: sealed)], in: election).committed)
                .head
            let asked = [
                ballot(2, 1, minute: 7, sealed: sealed), ballot(3, 0, sealed: sealed), ballot(1, 1, sealed: sealed),
                ballot(3, 0, sealed: sealed),
            ]
            #expect(try store.standing(asked, in: election) == [.repeated(1), nil, .conflict, nil])
            #expect(try store.standing([], in: election).isEmpty)
            #expect(try store.replay(ledger) { _ in } == head, "nothing was written")
            #expect(try store.cast([ballot(3, 0, sealed: sealed)], in: election).outcomes == [.appended(2)], "no key was spent by asking")
        }
    }

    func refusesUnknownElections() throws {
        try Fixture().withStore { store throws in
            expect(.notFound) { _ = try store.cast([ballot(1, 0)], in: election) }
            expect(.notFound) { _ = try store.standing([ballot(1, 0)], in: election) }
            #expect(try store.sealedBallots(of: election, from: 0, limit: 10).isEmpty)
        }
    }

    func oneKeyMayVoteInEveryElection() throws {
        try withLedger { store throws in
            let other = try #require(ElectionID("beta"))
            try store.createLedger(.election("beta"))
            #expect(try store.cast([ballot(1, 0)], in: election).outcomes == [.appended(0)])
            #expect(try store.cast([ballot(1, 1)], in: other).outcomes == [.appended(0)])
        }
    }

    /// Random batches, with other entries in between and starts at any time: the store does what the model does.
    func followsTheModel(seed: UInt64, sealed: Bool) throws {
        var dice = Dice(seed: seed)
        let fixture = try Fixture()
        var model = ModelLedger()
        try fixture.withStore { try $0.createLedger(ledger) }
        for _ in 0..<8 {
            try fixture.withStore { store throws in
                try expectReplay(store, model, seed)
                for _ in 0..<1 + dice.roll(6) { try step(store, &model, sealed: sealed, &dice, seed) }
                try expectSealedBallots(store, model, &dice, seed)
            }
        }
    }

    private func step(_ store: Fixture.Store, _ model: inout ModelLedger, sealed: Bool, _ dice: inout Dice, _ seed: UInt64) throws {
        if dice.oneIn(7) {
            let others = (0..<1 + dice.roll(3)).map { Array("{\"n\":\($0),\"type\":\"other\"}".utf8) }
            model.append(others)
            #expect(try store.append(others, to: ledger).head == model.head, "seed \(seed)")
            return
        }
        let batch = (0..<dice.roll(30)).map { _ in
            ModelBallot(voter: dice.roll(200), choice: dice.roll(2), minute: dice.roll(3), isSealed: sealed, &dice)
        }
        let before = model.entries.count
        let expected = model.cast(batch)
        let commit = try store.cast(batch.map(\.request), in: election)
        #expect(commit.outcomes == expected, "seed \(seed)")
        let appended = expected.indices.filter { if case .appended = expected[$0] { true } else { false } }
        #expect(commit.requestOfEntry == appended, "seed \(seed)")
        guard model.entries.count > before else {
            #expect(commit.committed?.head == nil, "seed \(seed)")
            return
        }
        let committed = try #require(commit.committed, "seed \(seed)")
        #expect(committed.head == model.head && committed.run.firstIndex == UInt64(before), "seed \(seed)")
        #expect((0..<committed.run.count).map { committed.run.entry(at: $0) } == Array(model.entries[before...]), "seed \(seed)")
        let index = UInt64(dice.roll(model.entries.count))
        #expect(try store.headCovering(index, of: ledger) == model.headCovering(index), "seed \(seed)")
        #expect(try store.entries(of: ledger, in: index..<index + 1).entry(at: 0) == model.entries[Int(index)], "seed \(seed)")
    }

    private func expectReplay(_ store: Fixture.Store, _ model: ModelLedger, _ seed: UInt64) throws {
        var found: [[UInt8]] = []
        let head = try store.replay(ledger) { runs in
            for run in runs { found.append(contentsOf: (0..<run.count).map { run.entry(at: $0) }) }
        }
        #expect(found == model.entries, "seed \(seed)")
        #expect(head == model.head, "seed \(seed)")
    }

    private func expectSealedBallots(_ store: Fixture.Store, _ model: ModelLedger, _ dice: inout Dice, _ seed: UInt64) throws {
        let start = UInt64(dice.roll(model.entries.count + 1))
        var next = start
        var found: [SealedBallot] = []
        while true {
            let page = try store.sealedBallots(of: election, from: next, limit: 1 + dice.roll(20))
            guard let last = page.last else { break }
            found.append(contentsOf: page)
            next = last.index + 1
        }
        let expected = model.boxes.keys.filter { $0 >= start }.sorted()
        #expect(found.map(\.index) == expected, "seed \(seed)")
        #expect(found.allSatisfy { $0.sealed == model.boxes[$0.index] && $0.entry == model.entries[Int($0.index)] }, "seed \(seed)")
    }
}
