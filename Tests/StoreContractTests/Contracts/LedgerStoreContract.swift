import Ledger
import Ports
import TestSupport
import Testing

/// Every promise of `LedgerStore`.
struct LedgerStoreContract<Fixture: StoreFixture> {
    private let alpha = LedgerID.election("alpha")
    private let beta = LedgerID.election("beta")
    private let gamma = LedgerID.raffle("alpha")

    private func entries(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    private func replay(_ store: some LedgerStore, _ ledger: LedgerID) throws -> (entries: [[UInt8]], head: TreeHead) {
        var found: [[UInt8]] = []
        let head = try store.replay(ledger) { runs in
            for run in runs {
                #expect(run.firstIndex == UInt64(found.count), "runs come in order, without a gap")
                for offset in 0..<run.count {
                    let entry = run.entry(at: offset)
                    #expect(run.leafHashes[offset] == Hash.leaf(entry))
                    found.append(entry)
                }
            }
        }
        return (found, head)
    }

    func listsLedgersInOrderOfCreation() throws {
        let fixture = try Fixture()
        try fixture.withStore { store throws in
            #expect(try store.ledgers().isEmpty)
            for ledger in [beta, .system, alpha, gamma] { try store.createLedger(ledger) }
            expect(.conflict) { try store.createLedger(alpha) }
            #expect(try store.ledgers() == [beta, .system, alpha, gamma])
        }
        try fixture.withStore { store throws in
            #expect(try store.ledgers() == [beta, .system, alpha, gamma])
            expect(.conflict) { try store.createLedger(.system) }
        }
    }

    func refusesUnknownLedgers() throws {
        try Fixture().withStore { store throws in
            expect(.notFound) { _ = try store.append(entries("a"), to: alpha) }
            expect(.notFound) { _ = try store.replay(alpha) { _ in } }
            expect(.notFound) { _ = try store.entries(of: alpha, in: 0..<1) }
            expect(.notFound) { _ = try store.headCovering(0, of: alpha) }
        }
    }

    func keepsBytesOrderAndIndex() throws {
        let fixture = try Fixture()
        let lengths = [1, 0, 2, 255, 256, 257, 4_000, 65_535, 1]
        let all = lengths.enumerated().map { number, length in (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) } }
        try fixture.withStore { store throws in
            try store.createLedger(alpha)
            for (index, entry) in all.enumerated() {
                let committed = try store.append([entry], to: alpha)
                #expect(committed.run.firstIndex == UInt64(index) && committed.run.count == 1)
                #expect(committed.run.entry(at: 0) == entry && committed.run.leafHashes == [Hash.leaf(entry)])
            }
            let committed = try store.append(all, to: alpha)
            #expect(committed.run.firstIndex == UInt64(all.count) && committed.run.count == all.count)
        }
        try fixture.withStore { store throws in
            let (found, head) = try replay(store, alpha)
            #expect(found == all + all)
            var model = ModelLedger()
            model.append(all + all)
            #expect(head == model.head)
        }
    }

    func keepsLedgersApart() throws {
        let fixture = try Fixture()
        try fixture.withStore { store throws in
            try store.createLedger(alpha)
            try store.createLedger(beta)
            _ = try store.append(entries("a0", "a1"), to: alpha)
            _ = try store.append(entries("b0"), to: beta)
            _ = try store.append(entries("a2"), to: alpha)
            #expect(try store.entries(of: beta, in: 0..<1).entry(at: 0) == Array("b0".utf8))
            expect(.notFound) { _ = try store.entries(of: beta, in: 0..<2) }
            #expect(try store.headCovering(0, of: beta).size == 1)
        }
        try fixture.withStore { store throws in
            #expect(try replay(store, alpha).entries == entries("a0", "a1", "a2"))
            #expect(try replay(store, beta).entries == entries("b0"))
        }
    }

    func writesNothingForNoEntries() throws {
        let fixture = try Fixture()
        try fixture.withStore { store throws in
            try store.createLedger(alpha)
            #expect(try store.append([], to: alpha).head == .empty)
            let head = try store.append(entries("a"), to: alpha).head
            let nothing = try store.append([], to: alpha)
            #expect(nothing.head == head && nothing.run.count == 0 && nothing.run.firstIndex == 1)
            #expect(try store.append(entries("b"), to: alpha).run.firstIndex == 1)
        }
        try fixture.withStore { store throws in #expect(try replay(store, alpha).entries == entries("a", "b")) }
    }

    func appendsOnlyAfterReplay() throws {
        let fixture = try Fixture()
        try fixture.withStore { store throws in
            try store.createLedger(alpha)
            _ = try store.append(entries("a"), to: alpha)
        }
        try fixture.withStore { store throws in
            expect(.notFound, "a head that was not checked is not built upon") { _ = try store.append(entries("b"), to: alpha) }
            #expect(try replay(store, alpha).entries == entries("a"))
            #expect(try store.append(entries("b"), to: alpha).run.firstIndex == 1)
        }
        try fixture.withStore { store throws in #expect(try replay(store, alpha).entries == entries("a", "b")) }
    }

    func passesOnWhatAVisitorThrows() throws {
        let fixture = try Fixture()
        try fixture.withStore { store throws in
            try store.createLedger(alpha)
            _ = try store.append(entries("a"), to: alpha)
            #expect(throws: Stop.self) { try store.replay(alpha) { _ in throw Stop() } }
        }
        try fixture.withStore { store throws in
            #expect(throws: Stop.self) { try store.replay(alpha) { _ in throw Stop() } }
            expect(.notFound, "a replay that broke off opens nothing") { _ = try store.append(entries("b"), to: alpha) }
        }
    }

    func refusesToReadPastTheHead() throws {
        try Fixture().withStore { store throws in
            try store.createLedger(alpha)
            expect(.notFound) { _ = try store.headCovering(0, of: alpha) }
            _ = try store.append(entries("a", "b", "c"), to: alpha)
            #expect(try store.entries(of: alpha, in: 1..<1).count == 0)
            for range in [0..<4, 2..<4, 3..<4, 100..<101, 0..<UInt64.max, (UInt64.max - 1)..<UInt64.max] {
                expect(.notFound, "\(range)") { _ = try store.entries(of: alpha, in: range) }
            }
            for index in [3, 100, UInt64(Int64.max), UInt64.max] {
                expect(.notFound, "\(index)") { _ = try store.headCovering(index, of: alpha) }
            }
        }
    }

    func holdsOffASecondWriter() throws {
        let fixture = try Fixture()
        try fixture.withStore { store throws in
            expect(.inUse) { try fixture.withStore { _ in } }
            try store.createLedger(alpha)
        }
        try fixture.withStore { store throws in #expect(try store.ledgers() == [alpha], "and lets it in when the first has closed") }
    }

    func checksWritingWithoutATrace() throws {
        let fixture = try Fixture()
        try fixture.withStore { store throws in
            try store.createLedger(alpha)
            let head = try store.append(entries("a"), to: alpha).head
            try store.checkWritable()
            try store.checkWritable()
            #expect(try store.ledgers() == [alpha])
            #expect(try replay(store, alpha).head == head)
        }
    }

    /// Appends and starts at random; entries, heads and covering heads are the model's.
    func followsTheModel(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let fixture = try Fixture()
        var model = ModelLedger()
        try fixture.withStore { try $0.createLedger(alpha) }
        for _ in 0..<6 {
            try fixture.withStore { store throws in
                let (found, head) = try replay(store, alpha)
                #expect(found == model.entries && head == model.head, "seed \(seed)")
                for _ in 0..<1 + dice.roll(8) {
                    let more = (0..<1 + dice.roll(12)).map { _ in (0..<dice.roll(90)).map { _ in UInt8(dice.roll(256)) } }
                    model.append(more)
                    #expect(try store.append(more, to: alpha).head == model.head, "seed \(seed)")
                }
                let first = dice.roll(model.entries.count)
                let end = first + dice.roll(model.entries.count - first + 1)
                let run = try store.entries(of: alpha, in: UInt64(first)..<UInt64(end))
                #expect(run.firstIndex == UInt64(first), "seed \(seed)")
                #expect((0..<run.count).map { run.entry(at: $0) } == Array(model.entries[first..<end]), "seed \(seed)")
                #expect(run.leafHashes == model.entries[first..<end].map { Hash.leaf($0) }, "seed \(seed)")
                for index in model.entries.indices {
                    #expect(try store.headCovering(UInt64(index), of: alpha) == model.headCovering(UInt64(index)), "seed \(seed)")
                }
            }
        }
    }
}

/// What a visitor throws.
private struct Stop: Error {}
