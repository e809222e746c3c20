import Ledger
import Testing

@testable import Raffles

@Suite("Leases after a restore")
struct LeaseHoldTests {
    private let a = RecordScene.a
    private let b = RecordScene.b
    private let k = RecordScene.k

    /// 300 numbers each for three units, then restored: positions 900 to 999 are free as far as the ledger knows.
    private func restored(_ units: [RSUID]) throws -> RecordScene {
        var scene = try RecordScene()
        #expect(scene.perform(.restore(awaiting: units), .system).refusal == nil)
        return scene
    }

    private func lease(_ scene: inout RecordScene, _ rsu: RSUID, _ count: Int = 10) throws -> RaffleDecision {
        scene.perform(.lease(rsu: rsu, operator: try #require(UserID("op7")), count: count), RaffleActor(unit: rsu))
    }

    @discardableResult
    private func report(_ scene: inout RecordScene, _ rsu: RSUID, _ positions: [Range<Int>]) throws -> RaffleDecision {
        let command = RaffleCommand.reportLeases(rsu: rsu, operator: try #require(UserID("op7")), positions: positions)
        return scene.perform(command, RaffleActor(unit: rsu))
    }

    /// The fold of what was written is the record that wrote it.
    private func expectFolds(_ scene: RecordScene) throws {
        var record = RaffleRecord(orderKey: RecordScene.orderKey)
        for (index, entry) in scene.ledger.enumerated() { try record.apply(entry: entry, index: UInt64(index)) }
        #expect(record.nextPosition == scene.record.nextPosition && record.leaseHold == scene.record.leaseHold)
        #expect(record.totals == scene.record.totals && record.leases.map(\.positions) == scene.record.leases.map(\.positions))
    }

    @Test("no numbers are leased, and nothing is reconciled, before every awaited unit has told what it holds; then none twice")
    func waits() throws {
        var scene = try restored([a, b, k])
        #expect(scene.record.awaitsLeases(of: a))
        #expect(try lease(&scene, k).refusal?.code == .leasesUnconfirmed)
        try report(&scene, a, [0..<300])
        #expect(!scene.record.awaitsLeases(of: a))
        // Leased to B after the backup.
        try report(&scene, b, [300..<600, 900..<950])
        #expect(try lease(&scene, k).refusal?.detail == "RSU-K")
        scene.perform(.close, RecordScene.manager)
        #expect(scene.perform(.reconcile(override: nil), RecordScene.manager).refusal?.code == .leasesUnconfirmed)

        var selling = try restored([a, b, k])
        for (unit, positions) in [(a, [0..<300]), (b, [300..<600, 900..<950]), (k, [600..<900])] {
            try report(&selling, unit, positions)
        }
        guard case .lease(let next)? = try lease(&selling, k).outcome else { throw Refusal(.invalid, "no lease") }
        #expect(next.positions == 950..<960)
        #expect(selling.record.leases(of: b) == [300..<600, 900..<950])
        #expect(selling.record.totals.allocated == 960 && selling.record.unallocated == 40)
        try expectFolds(selling)
    }

    @Test("sales from a lease that a unit told of are taken, and those of others from it are not")
    func sales() throws {
        var scene = try restored([a])
        #expect(scene.upload([scene.sell(a, "P1")]).first?.receipt != nil)
        scene.numbers[b] = Array(901...950)
        #expect(scene.upload([scene.sell(b, "P3")]).first?.receipt == nil)
        scene.used[b] = 0
        scene.sequences[b] = 0
        try report(&scene, a, [0..<300])
        try report(&scene, b, [900..<950])
        let sale = scene.sell(b, "P3")
        #expect(sale.numbers == Array(901...910))
        #expect(scene.upload([sale]).first?.receipt != nil)
        scene.numbers[k] = Array(911...950)
        #expect(scene.upload([scene.sell(k, "P1")]) != [])
        #expect(scene.record.place(ofNumber: 911) == nil)
        try expectFolds(scene)
    }

    @Test("what two units claim stays with the first, and is in nobody's hands else")
    func conflict() throws {
        var scene = try restored([a, b, k])
        try report(&scene, a, [0..<300, 900..<950])
        try report(&scene, k, [])
        let conflict = try report(&scene, b, [920..<970])
        #expect(conflict.refusal == nil && conflict.entries.count == 1)
        guard case .leasesReported(let told)? = conflict.entries.first?.body else { throw Refusal(.invalid, "no report") }
        #expect(told.conflicts == [920..<970])
        #expect(scene.record.exceptions.last?.kind == "leases-reported")
        #expect(scene.record.leases(of: b) == [300..<600])
        // 950 to 969 are nobody's, and never will be.
        #expect(try report(&scene, k, [950..<960]).entries.count == 1)
        #expect(scene.record.leases(of: k) == [600..<900])
        guard case .lease(let next)? = try lease(&scene, a).outcome else { throw Refusal(.invalid, "no lease") }
        #expect(next.positions == 970..<980)
        // Sent again, it is known.
        #expect(try report(&scene, b, [920..<970]).entries.isEmpty)
        try expectFolds(scene)
    }

    @Test("a hole in what units told is a unit that was not heard: only a manager lets numbers be leased, above what it may hold")
    func hole() throws {
        var scene = try restored([a])
        try report(&scene, a, [0..<300, 940..<960])
        let refusal = try #require(try lease(&scene, b).refusal)
        #expect(refusal.code == .leasesUnconfirmed && refusal.detail == "positions 900 to 939")
        let release = RaffleCommand.releaseLeases(from: 980, reason: "RSU-X burnt")
        #expect(scene.perform(release, RecordScene.seller).refusal?.code == .forbidden)
        let low = RaffleCommand.releaseLeases(from: 959, reason: "too low")
        #expect(scene.perform(low, RecordScene.manager).refusal?.code == .invalid)
        #expect(scene.perform(release, RecordScene.manager).refusal == nil)
        #expect(scene.perform(release, RecordScene.manager).refusal?.code == .wrongState)
        guard case .lease(let next)? = try lease(&scene, b).outcome else { throw Refusal(.invalid, "no lease") }
        #expect(next.positions == 980..<990)
        // The lost unit turns up: what it holds was passed over.
        try report(&scene, k, [900..<940])
        #expect(scene.record.leases(of: k) == [600..<900, 900..<940])
        #expect(try lease(&scene, b, 5).refusal == nil)
        // But what is above everything leased shows that more is unknown.
        try report(&scene, k, [998..<1000])
        #expect(try lease(&scene, b, 1).refusal?.code == .leasesUnconfirmed)
        try expectFolds(scene)
    }

    @Test("a backup that knows of no unit takes a manager; without a restore no unit gives itself numbers")
    func nobodyKnown() throws {
        var scene = try restored([])
        #expect(try lease(&scene, a).refusal?.code == .leasesUnconfirmed)
        #expect(scene.perform(.releaseLeases(from: 900, reason: "no unit had sold"), RecordScene.manager).refusal == nil)
        #expect(try lease(&scene, a).refusal == nil)

        var plain = try RecordScene()
        #expect(try report(&plain, a, [900..<1000]).refusal?.code == .wrongState)
        #expect(plain.perform(.releaseLeases(from: 950, reason: "x"), RecordScene.manager).refusal?.code == .wrongState)
        let forged = RaffleEntry(
            at: plain.now, by: UserID(a), .lease(Lease(rsu: a, operator: UserID(a), positions: 900..<950, isReported: true)))
        #expect(throws: RaffleRecordError.self) { try plain.record.apply(forged, index: plain.record.size) }
    }

    @Test("a verifier refuses a ledger that leases while it has to wait, or a lease that was never told of")
    func forged() throws {
        var scene = try restored([a])
        func isRefused(_ body: RaffleEntry.Body, by user: UserID) -> Bool {
            var record = scene.record
            return (try? record.apply(RaffleEntry(at: scene.now, by: user, body), index: record.size)) == nil
        }
        #expect(isRefused(.lease(Lease(rsu: b, operator: UserID(b), positions: 900..<910)), by: UserID(b)))
        #expect(isRefused(.lease(Lease(rsu: b, operator: UserID(b), positions: 890..<910, isReported: true)), by: UserID(b)))
        #expect(isRefused(.lease(Lease(rsu: b, operator: UserID(b), positions: 990..<1010, isReported: true)), by: UserID(b)))
        #expect(isRefused(.leasesReported(LeaseReport(rsu: a, conflicts: [910..<920])), by: UserID(a)))
        #expect(isRefused(.leasesReported(LeaseReport(rsu: a, conflicts: [])), by: UserID(b)))
        #expect(!isRefused(.leasesReported(LeaseReport(rsu: a, conflicts: [])), by: UserID(a)))
        try report(&scene, a, [0..<300])
        #expect(!isRefused(.lease(Lease(rsu: b, operator: UserID(b), positions: 900..<910)), by: UserID(b)))
    }

    @Test("a second restore waits anew, and forgets no hole of the first; units that closed hold nothing new")
    func again() throws {
        var scene = try RecordScene()
        scene.perform(.endLease(rsu: k), RaffleActor(unit: k))
        scene.perform(.restore(awaiting: [a, k]), .system)
        #expect(!scene.record.awaitsLeases(of: k))
        try report(&scene, a, [0..<300, 930..<940])
        #expect(try lease(&scene, b).refusal?.detail == "positions 900 to 929")
        scene.perform(.restore(awaiting: [a]), .system)
        #expect(scene.record.awaitsLeases(of: a))
        try report(&scene, a, [0..<300, 930..<940])
        #expect(try lease(&scene, b).refusal?.detail == "positions 900 to 929")
        try report(&scene, b, [300..<600, 900..<930])
        #expect(try lease(&scene, b).refusal == nil)
        try expectFolds(scene)
    }
}
