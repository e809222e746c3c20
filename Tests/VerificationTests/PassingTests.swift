import Elections
import Ledger
import Testing
import Verification

@Suite("Ledgers that are right")
struct PassingTests {
    @Test("A certified election passes every check, live and sealed", arguments: [ResultsMode.live, .sealed])
    func certified(mode: ResultsMode) async throws {
        let fixture = try ElectionFixture.certified(mode, ballots: 300)
        let log = fixture.served()
        var options = AuditOptions()
        options.verifierKeys = [fixture.signer.verifierKey]
        let report = try await LedgerAudit(source: log.source, options: options).run()

        #expect(report.passed, "\(report.text())")
        #expect(report.head == log.tree.head)
        #expect(report.keyTrust == .given)
        #expect(report.state == "certified")
        #expect(report.check(.tree)?.count == UInt64(fixture.entries.count))
        #expect(report.check(.keys)?.count == 300)
        #expect(report.check(.certification)?.outcome == .passed)
        #expect(report.check(.publication)?.outcome == .passed)
        #expect(report.check(.openings)?.outcome == (mode == .sealed ? .passed : .skipped))
        let winners = report.contests.map { contest in contest.lines.filter(\.isWinner).map(\.id) }
        #expect(winners == fixture.record.contestResults().map { $0.winners.map(\.text) })
    }

    @Test("Trust in the key is said to come from the source unless it was given")
    func keyFromSource() async throws {
        let fixture = try ElectionFixture.certified(.live)
        let report = try await LedgerAudit(source: fixture.served().source).run()
        #expect(report.passed)
        #expect(report.keyTrust == .fromSource)
        #expect(report.notes.contains { $0.contains(fixture.signer.verifierKey.text) })
    }

    @Test("An unfinished election passes as far as it goes, and says what can't be checked yet")
    func unfinished() async throws {
        for mode in [ResultsMode.live, .sealed] {
            var fixture = try ElectionFixture(mode)
            try await expectUnfinished(fixture, "draft")
            try fixture.open()
            try fixture.cast(40)
            let report = try await expectUnfinished(fixture, "open")
            #expect(report.contests.isEmpty == (mode == .sealed))
            #expect(report.check(.ballots)?.outcome == (mode == .sealed ? .skipped : .passed))
            try fixture.close()
            try await expectUnfinished(fixture, "closed")
        }
    }

    @discardableResult
    private func expectUnfinished(_ fixture: ElectionFixture, _ state: String) async throws -> AuditReport {
        let report = try await LedgerAudit(source: fixture.served().source).run()
        #expect(report.passed, "\(report.text())")
        #expect(report.state == state)
        #expect(report.check(.certification)?.outcome == .skipped)
        #expect(report.notes.contains { $0.contains("nothing is certified yet") })
        return report
    }

    @Test("Sizes around the width of a tile pass", arguments: [0, 250, 252, 253, 254, 509])
    func tileEdges(ballots: Int) async throws {
        var fixture = try ElectionFixture(.live)
        try fixture.open()
        try fixture.cast(ballots)
        let report = try await LedgerAudit(source: fixture.served().source).run()
        #expect(report.passed, "\(report.text())")
        #expect(report.check(.tree)?.count == UInt64(ballots + 3))
    }

    @Test("A partial tile that vanished when the log grew is cut from the full one")
    func grownLog() async throws {
        var fixture = try ElectionFixture(.live)
        try fixture.open()
        try fixture.cast(100)
        let pinned = fixture.served()
        try fixture.cast(400)
        var grown = fixture.served()
        grown.items[ExportLayout.checkpoint] = pinned.items[ExportLayout.checkpoint]
        #expect(grown.items["tile/entries/000.p/103"] == nil)
        let report = try await LedgerAudit(source: grown.source).run()
        #expect(report.passed, "\(report.text())")
        #expect(report.check(.tree)?.count == 103)
        #expect(report.check(.publication)?.outcome == .skipped)
    }

    @Test("Earlier checkpoints and receipts of every form are honoured")
    func evidence() async throws {
        let fixture = try ElectionFixture.certified(.sealed, ballots: 300)
        let log = fixture.served()
        let index = fixture.entries.first("sealed-ballot") + 17
        let opening = try unwrap(fixture.openings.first { $0.index == UInt64(index) })
        let receipt = try fixture.receipt(
            for: index, in: log, opening: Receipt.Opening(salt: opening.salt, selections: opening.selections))
        let path = try log.tree.inclusionProof(index: 5, size: log.tree.size).path
        let proof = TlogProof(index: 5, path: path, checkpoint: try SignedNote(parsing: log.checkpoint(log.tree.head)))

        var options = AuditOptions()
        let sizes = [0, 1, 3, 255, 256, 257, fixture.entries.count]
        options.checkpoints = sizes.map { .init(name: "size \($0)", bytes: log.checkpoint(ofSize: $0)) }
        options.receipts = [
            .init(name: "json", bytes: receipt.encoded()), .init(name: "proof", bytes: Array(proof.encoded.utf8)),
        ]
        let report = try await LedgerAudit(source: log.source, options: options).run()
        #expect(report.passed, "\(report.text())")
        #expect(report.check(.consistency)?.count == 7)
        #expect(report.check(.receipts)?.count == 2)
    }

    @Test("A ledger that is no election's is judged by form")
    func systemLedger() async throws {
        let signer = try NoteSigner(name: "vote.example/system", seed: Array(repeating: 9, count: 32))
        let entries = (0..<300).map { JSONValue.object([("n", .integer($0)), ("type", .string("login"))]).canonical() }
        let report = try await LedgerAudit(source: ServedLog(entries, signer: signer).source).run()
        #expect(report.passed, "\(report.text())")
        #expect(report.check(.form)?.count == 300)
        #expect(report.check(.keys) == nil)
    }

    @Test("Without tiles everything else is still checked")
    func skipTiles() async throws {
        let fixture = try ElectionFixture.certified(.live, ballots: 300)
        var log = fixture.served()
        log.items = log.items.filter { !$0.key.hasPrefix("tile/0") && !$0.key.hasPrefix("tile/1") }
        var options = AuditOptions()
        options.checksTiles = false
        let report = try await LedgerAudit(source: log.source, options: options).run()
        #expect(report.passed, "\(report.text())")
        #expect(report.check(.tiles)?.outcome == .skipped)
    }
}
