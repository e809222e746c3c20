import Elections
import Ledger
import TestSupport
import Testing
import Verification

/// An insider with the log's key: the tree is rebuilt and signed, so that only the meaning of the entries can tell.
@Suite("Entries changed and signed again")
struct TamperedRecordTests {
    private func expect(
        _ fixture: ElectionFixture, _ entries: [[UInt8]], fails check: AuditCheck.Kind, at index: Int, type: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let report = try await LedgerAudit(source: fixture.served(entries).source).run()
        #expect(report.check(.tree)?.outcome == .passed, sourceLocation: sourceLocation)
        #expect(report.check(check)?.outcome == .failed, "\(report.text())", sourceLocation: sourceLocation)
        #expect(report.firstFailure?.index == UInt64(index), "\(report.text())", sourceLocation: sourceLocation)
        #expect(report.firstFailure?.entryType == type, sourceLocation: sourceLocation)
        #expect(report.verdict.contains("entry \(index) (\(type))"), sourceLocation: sourceLocation)
    }

    @Test("A ballot dropped: the close counts another number")
    func droppedBallot() async throws {
        let fixture = try ElectionFixture.certified(.live)
        var entries = fixture.entries
        entries.remove(at: entries.first("ballot") + 3)
        try await expect(fixture, entries, fails: .reconciliation, at: entries.first("close"), type: "close")
    }

    @Test("A ballot dropped and the close corrected: the lot seed and the certification tell")
    func droppedBallotAndCount() async throws {
        let fixture = try ElectionFixture.certified(.live)
        var entries = fixture.entries
        entries.remove(at: entries.first("ballot") + 3)
        let close = entries.first("close")
        entries[close] = try changing(entries[close], "cast") { .integer(($0.integerValue ?? 0) - 1) }
        try await expect(fixture, entries, fails: .reconciliation, at: close + 1, type: "certification")
    }

    @Test("A ballot added twice, or another with the same key, is named", arguments: [ResultsMode.live, .sealed])
    func repeatedKey(mode: ResultsMode) async throws {
        var fixture = try ElectionFixture.certified(mode)
        let type = mode == .live ? "ballot" : "sealed-ballot"
        let first = fixture.entries.first(type)
        var entries = fixture.entries
        entries.insert(entries[first + 2], at: first + 9)
        try await expect(fixture, entries, fails: .keys, at: first + 9, type: type)

        let text = try unwrap(try JSONValue.parse(entries[first + 2])["ballotKey"]?.stringValue)
        let key = try unwrap(Hash(bytes: try unwrap(Base64URL.decode(text))))
        entries[first + 9] = try fixture.ballot(key: key, selections: Array(#"{"park":["no"]}"#.utf8)).encoded()
        try await expect(fixture, entries, fails: .keys, at: first + 9, type: type)
    }

    @Test("A region on a ballot of an election that does not ask for any is named", arguments: [ResultsMode.live, .sealed])
    func region(mode: ResultsMode) async throws {
        let fixture = try ElectionFixture.certified(mode)
        let type = mode == .live ? "ballot" : "sealed-ballot"
        var entries = fixture.entries
        let index = entries.first(type) + 4
        let members = try JSONValue.parse(entries[index]).objectValue ?? []
        entries[index] = JSONValue.object(members + [JSONMember("region", "North")]).canonical()
        try await expect(fixture, entries, fails: .ballots, at: index, type: type)
    }

    @Test("Two ballots swapped change the root at the close, which seeds the lots")
    func swappedBallots() async throws {
        let fixture = try ElectionFixture.certified(.live)
        var entries = fixture.entries
        let first = entries.first("ballot")
        entries.swapAt(first, first + 5)
        try await expect(fixture, entries, fails: .certification, at: entries.count - 1, type: "certification")
    }

    @Test("A ballot after the close is out of order", arguments: [ResultsMode.live, .sealed])
    func lateBallot(mode: ResultsMode) async throws {
        var fixture = try ElectionFixture.certified(mode)
        let close = fixture.entries.first("close")
        let late = try fixture.ballot(key: Hash.sha256([9]), selections: Array(#"{"park":["no"]}"#.utf8))
        var entries = fixture.entries
        entries.insert(late.encoded(), at: close + 1)
        try await expect(fixture, entries, fails: .order, at: close + 1, type: late.kind.name)
    }

    @Test("A ballot before the opening, an election without its first entry, a second opening of the vote: out of order")
    func disorder() async throws {
        let fixture = try ElectionFixture.certified(.live)
        var early = fixture.entries
        early.swapAt(2, 3)
        try await expect(fixture, early, fails: .order, at: 2, type: "ballot")
        try await expect(fixture, Array(fixture.entries.dropFirst()), fails: .order, at: 0, type: "roll")
        var twice = fixture.entries
        twice.insert(twice[2], at: 3)
        try await expect(fixture, twice, fails: .order, at: 3, type: "open")
    }

    @Test("An invalid ballot is named")
    func invalidBallot() async throws {
        let fixture = try ElectionFixture.certified(.live)
        let index = fixture.entries.first("ballot") + 11
        for selections: JSONValue in [
            ["park": ["maybe"]], ["park": ["yes", "no"]], ["mayor": ["a", "b", "c", "a"]], ["elsewhere": ["a"]], ["park": "yes"],
        ] {
            var entries = fixture.entries
            entries[index] = try changing(entries[index], "selections") { _ in selections }
            try await expect(fixture, entries, fails: .ballots, at: index, type: "ballot")
        }
    }

    @Test("A vote changed: the certified totals aren't those of the ballots")
    func changedVote() async throws {
        let fixture = try ElectionFixture.certified(.live)
        let index = fixture.entries.first("ballot") + 11
        var entries = fixture.entries
        entries[index] = try changing(entries[index], "selections") { _ in ["mayor": ["c"]] }
        try await expect(fixture, entries, fails: .certification, at: entries.count - 1, type: "certification")
    }

    @Test("An entry that isn't canonical JSON, or of no known type, is named")
    func malformed() async throws {
        let fixture = try ElectionFixture.certified(.live)
        let index = fixture.entries.first("ballot") + 6
        let texts: [(String, String?)] = [
            ("not JSON", nil), ("[]", nil), (#"{"type":"bribe"}"#, "bribe"), (#"{"type": "close"}"#, "close"), ("", nil),
            (String(repeating: "[", count: 5_000), nil), (#"{"type":"\u001b[2J"}"#, "\u{FFFD}[2J"),
        ]
        for (text, type) in texts {
            var entries = fixture.entries
            entries[index] = Array(text.utf8)
            let report = try await LedgerAudit(source: fixture.served(entries).source).run()
            #expect(report.firstFailure?.index == UInt64(index), "\(text.prefix(20)): \(report.text())")
            #expect(report.check(.form)?.outcome == .failed, "\(text.prefix(20)): \(report.text())")
            #expect(report.firstFailure?.entryType == type)
            #expect(!report.text().contains("\u{1B}"))
        }
        var entries = fixture.entries
        entries[index] = [0xFF, 0xFE, 0x00]
        #expect(try await LedgerAudit(source: fixture.served(entries).source).run().firstFailure?.index == UInt64(index))
    }

    @Test("An opening that isn't what was committed to, comes twice, or is missing")
    func openings() async throws {
        let fixture = try ElectionFixture.certified(.sealed)
        let first = fixture.entries.first("opening")

        var salted = fixture.entries
        salted[first + 4] = try changing(salted[first + 4], "salt") { _ in .string(Base64URL.encode(Array(repeating: 5, count: 32))) }
        try await expect(fixture, salted, fails: .openings, at: first + 4, type: "opening")

        var changed = fixture.entries
        changed[first + 4] = try changing(changed[first + 4], "selections") { _ in ["park": ["no"]] }
        try await expect(fixture, changed, fails: .openings, at: first + 4, type: "opening")

        var twice = fixture.entries
        twice[first + 4] = twice[first + 3]
        try await expect(fixture, twice, fails: .openings, at: first + 4, type: "opening")

        var missing = fixture.entries
        missing.remove(at: first + 4)
        try await expect(fixture, missing, fails: .openings, at: missing.count - 1, type: "certification")

        var stray = fixture.entries
        stray[first + 4] = try changing(stray[first + 4], "index") { _ in .integer(0) }
        try await expect(fixture, stray, fails: .openings, at: first + 4, type: "opening")
    }

    @Test("Certified numbers that don't reconcile", arguments: ["eligible", "issued", "cast", "counted", "invalid"])
    func numbers(name: String) async throws {
        let fixture = try ElectionFixture.certified(.live)
        var entries = fixture.entries
        let last = entries.count - 1
        // Issued is the one number the ledger doesn't hold: it shows when it is below the ballots cast.
        entries[last] = try changing(entries[last], name) { .integer(name == "issued" ? 3 : ($0.integerValue ?? 0) + 1) }
        try await expect(fixture, entries, fails: .reconciliation, at: last, type: "certification")
    }

    @Test("A certified winner, total, seed or digest that the ballots don't give")
    func certifiedResults() async throws {
        let fixture = try ElectionFixture.certified(.live)
        let last = fixture.entries.count - 1
        let park = try unwrap(try JSONValue.parse(fixture.entries[last])["contests"]?.arrayValue?.last)
        #expect(park["winners"] == ["yes"])
        let otherWinner: JSONValue = .object([("id", "park"), ("totals", park["totals"] ?? .null), ("winners", ["no"])])
        let otherTotals: JSONValue = .object([("id", "park"), ("totals", ["no": 0, "yes": 30]), ("winners", ["yes"])])
        for contest in [otherWinner, otherTotals] {
            var entries = fixture.entries
            entries[last] = try changing(entries[last], "contests") { .array(($0.arrayValue ?? []).dropLast() + [contest]) }
            try await expect(fixture, entries, fails: .certification, at: last, type: "certification")
        }
        for (name, value) in [
            ("lotSeed", Hash.emptyTree.hex), ("resultsDigest", Base64URL.encode(Hash.emptyTree.bytes)),
        ] {
            var entries = fixture.entries
            entries[last] = try changing(entries[last], name) { _ in .string(value) }
            try await expect(fixture, entries, fails: .certification, at: last, type: "certification")
        }
    }

    @Test("A ledger of another log or another election under this address")
    func otherElection() async throws {
        let fixture = try ElectionFixture.certified(.live)
        var entries = fixture.entries
        entries[0] = try changing(entries[0], "origin") { _ in "vote.example/e2" }
        try await expect(fixture, entries, fails: .order, at: 0, type: "election")

        var options = AuditOptions()
        options.election = "e2"
        let report = try await LedgerAudit(source: fixture.served().source, options: options).run()
        #expect(report.firstFailure?.index == 0)
        #expect(report.firstFailure?.check == .order)
    }

    @Test("Any change signed again contradicts a checkpoint that somebody kept")
    func keptCheckpoint() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = Dice(seed: seed)
        let fixture = try ElectionFixture.certified(.live)
        let kept = fixture.served().checkpoint(ofSize: 20)
        for _ in 0..<40 {
            var entries = fixture.entries
            let index = dice.roll(20)
            entries[index][dice.roll(entries[index].count)] ^= UInt8(1 << dice.roll(8))
            var options = AuditOptions()
            options.checkpoints = [.init(name: "kept", bytes: kept)]
            let report = try await LedgerAudit(source: fixture.served(entries).source, options: options).run()
            #expect(report.check(.consistency)?.outcome == .failed, "seed \(seed), entry \(index)")
        }
    }

    @Test("Results and a definition published beside the ledger that it doesn't give")
    func publication() async throws {
        let fixture = try ElectionFixture.certified(.live)
        let honest = fixture.served()
        let changes: [(ExportLayout.Document, String, String)] = [
            (.results, #""winners":["yes"]"#, #""winners":["no"]"#), (.results, #""cast":30"#, #""cast":31"#),
            (.results, #""state":"certified""#, #""state":"closed""#), (.election, #""name":"Ada""#, #""name":"Eve""#),
            (.election, #""id":"e1""#, #""id":"e9""#), (.results, "{", "["), (.results, #""size":35"#, #""size":34"#),
        ]
        for (document, old, new) in changes {
            var log = honest
            let text = String(decoding: log.items[document.rawValue] ?? [], as: UTF8.self)
            #expect(text.contains(old))
            log.items[document.rawValue] = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
            let report = try await LedgerAudit(source: log.source).run()
            #expect(report.check(.publication)?.outcome == .failed, "\(old): \(report.text())")
            #expect(!report.passed)
        }
    }
}
