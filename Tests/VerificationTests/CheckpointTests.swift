import Elections
import Ledger
import Testing
import Verification

@Suite("Checkpoints, receipts and witnesses")
struct CheckpointTests {
    private func audit(_ log: ServedLog, _ change: (inout AuditOptions) -> Void = { _ in }) async throws -> AuditReport {
        var options = AuditOptions()
        change(&options)
        return try await LedgerAudit(source: log.source, options: options).run()
    }

    @Test("A checkpoint with a wrong signature, size or root, or of another key, fails")
    func badCheckpoints() async throws {
        let fixture = try ElectionFixture.certified(.live)
        let honest = fixture.served()
        let text = String(decoding: honest.items["checkpoint"] ?? [], as: UTF8.self)
        let size = honest.tree.size
        let other = try NoteSigner(name: fixture.signer.name, seed: Array(repeating: 8, count: 32))
        let head = TreeHead(size: size, root: Hash.sha256([4]))
        let bad: [(String, [UInt8])] = [
            ("size", Array(text.replacing("\n\(size)\n", with: "\n\(size + 1)\n").utf8)),
            ("size with a zero", Array(text.replacing("\n\(size)\n", with: "\n0\(size)\n").utf8)),
            ("origin", Array(text.replacing("vote.example/e1\n", with: "vote.example/e2\n").utf8)),
            ("CRLF", Array(text.replacing("\n", with: "\r\n").utf8)), ("unsigned", Array(text.prefix(60).utf8)), ("empty", []),
            ("other key", Array(other.signedCheckpoint(origin: fixture.signer.name, head: honest.tree.head).utf8)),
            ("not UTF-8", [0xFF, 0xFF, 0x0A, 0x0A]),
            ("other name", Array(fixture.signer.signedCheckpoint(origin: "vote.example/e2", head: honest.tree.head).utf8)),
            ("too long", Array(text.utf8) + Array(repeating: 0x41, count: LedgerItemLimit.checkpoint)),
        ]
        for (name, bytes) in bad {
            var log = honest
            log.items["checkpoint"] = bytes
            let report = try await audit(log)
            #expect(report.check(.checkpoint)?.outcome == .failed, "\(name)")
            #expect(report.firstFailure?.check == .checkpoint, "\(name)")
        }
        var wrongRoot = honest
        wrongRoot.items["checkpoint"] = honest.checkpoint(head)
        let report = try await audit(wrongRoot)
        #expect(report.check(.checkpoint)?.outcome == .passed)
        #expect(report.firstFailure?.check == .tree)

        var none = honest
        none.items["checkpoint"] = nil
        #expect(try await audit(none).firstFailure?.check == .checkpoint)
    }

    @Test("A given key decides, whatever the source says")
    func givenKey() async throws {
        let fixture = try ElectionFixture.certified(.live)
        let mine = try NoteSigner(name: fixture.signer.name, seed: Array(repeating: 8, count: 32)).verifierKey
        let report = try await audit(fixture.served()) { $0.verifierKeys = [mine] }
        #expect(report.firstFailure?.check == .checkpoint)
        #expect(report.notes.contains { $0.contains("another key") })
        // After a change of keys either may sign.
        let both = try await audit(fixture.served()) { $0.verifierKeys = [mine, fixture.signer.verifierKey] }
        #expect(both.passed)
    }

    @Test("A huge size claimed by a signed checkpoint ends at the first bundle that isn't there", arguments: [1 << 63, UInt64.max])
    func hugeSize(size: UInt64) async throws {
        let fixture = try ElectionFixture.certified(.live, ballots: 600)
        var log = fixture.served()
        log.items["checkpoint"] = log.checkpoint(TreeHead(size: size, root: Hash.sha256([4])))
        let source = log.source
        let report = try await LedgerAudit(source: source).run()
        #expect(report.check(.tree)?.outcome == .failed)
        #expect(report.firstFailure?.index == 512)
        #expect(source.readCount < 50)
        #expect(report.check(.certification)?.outcome == .skipped)
        _ = report.json().canonical()
    }

    @Test("A fork of the same key is found by a checkpoint of the other side")
    func fork() async throws {
        let fixture = try ElectionFixture.certified(.live, seed: 1)
        let other = try ElectionFixture.certified(.live, seed: 2)
        for size in [10, fixture.entries.count] {
            let report = try await audit(fixture.served()) {
                $0.checkpoints = [.init(name: "theirs", bytes: other.served().checkpoint(ofSize: size))]
            }
            #expect(report.check(.consistency)?.outcome == .failed)
            #expect(report.firstFailure?.reason.contains("another history") == true)
            #expect(report.check(.tree)?.outcome == .passed)
        }
    }

    @Test("A ledger that shrank is found by a later checkpoint")
    func shrunk() async throws {
        var fixture = try ElectionFixture(.live)
        try fixture.open()
        try fixture.cast(5)
        let shown = fixture.served()
        try fixture.cast(5)
        let later = fixture.served()
        let report = try await audit(shown) { $0.checkpoints = [.init(name: "later", bytes: later.items["checkpoint"] ?? [])] }
        #expect(report.check(.consistency)?.outcome == .failed)
        #expect(report.firstFailure?.reason.contains("13 entries before, and shows 8") == true)
    }

    @Test("A checkpoint file that isn't this log's, or isn't one at all, fails")
    func strayCheckpoints() async throws {
        let fixture = try ElectionFixture.certified(.live)
        let stranger = try NoteSigner(name: "vote.example/e2", seed: Array(repeating: 8, count: 32))
        let foreign = Array(stranger.signedCheckpoint(origin: stranger.name, head: .empty).utf8)
        for bytes in [foreign, Array("hello".utf8), []] {
            let report = try await audit(fixture.served()) { $0.checkpoints = [.init(name: "stray", bytes: bytes)] }
            #expect(report.firstFailure?.check == .consistency)
            #expect(report.firstFailure?.reason.hasPrefix("stray: ") == true)
        }
    }

    @Test("Receipts that the ledger doesn't honour")
    func badReceipts() async throws {
        let fixture = try ElectionFixture.certified(.live, seed: 1)
        let log = fixture.served()
        let index = fixture.entries.first("ballot") + 3
        let good = try fixture.receipt(for: index, in: log)

        var otherEntry = good
        otherEntry.entry = fixture.entries[index + 1]
        otherEntry.leafHash = .leaf(otherEntry.entry)
        var otherIndex = good
        otherIndex.index += 1
        var otherProof = good
        otherProof.proof[0] = Hash.sha256([1])
        var wrongLeaf = good
        wrongLeaf.leafHash = Hash.sha256([1])
        // Signed by the log, but for another tree.
        let forked = try ElectionFixture.certified(.live, seed: 2)
        let fromFork = try forked.receipt(for: index, in: forked.served())
        // Of a ledger that goes on beyond the one shown.
        var longer = try ElectionFixture(.live)
        try longer.open()
        try longer.cast(100)
        let beyond = try longer.receipt(for: 90, in: longer.served())

        let bad: [(String, [UInt8])] = [
            ("other entry", otherEntry.encoded()), ("other index", otherIndex.encoded()), ("other proof", otherProof.encoded()),
            ("wrong leaf", wrongLeaf.encoded()), ("fork", fromFork.encoded()), ("beyond", beyond.encoded()), ("not JSON", Array("{".utf8)),
            ("empty", []), ("tlog-proof", Array("c2sp.org/tlog-proof@v1\nindex x\n".utf8)),
        ]
        for (name, bytes) in bad {
            let report = try await audit(log) { $0.receipts = [.init(name: name, bytes: bytes)] }
            #expect(report.check(.receipts)?.outcome == .failed, "\(name)")
            #expect(report.firstFailure?.reason.hasPrefix("\(name): ") == true, "\(name): \(report.verdict)")
            #expect(report.check(.tree)?.outcome == .passed)
        }
        let named = try await audit(log) { $0.receipts = [.init(name: "fork", bytes: fromFork.encoded())] }
        #expect(named.firstFailure?.index == UInt64(index))

        let path = try log.tree.inclusionProof(index: 5, size: log.tree.size).path
        let proof = TlogProof(index: 6, path: path, checkpoint: try SignedNote(parsing: log.items["checkpoint"] ?? []))
        let report = try await audit(log) { $0.receipts = [.init(name: "p", bytes: Array(proof.encoded.utf8))] }
        #expect(report.check(.receipts)?.outcome == .failed)
        #expect(report.firstFailure?.index == 6)
    }

    @Test("A receipt whose opening isn't what was committed to")
    func badOpening() async throws {
        let fixture = try ElectionFixture.certified(.sealed)
        let log = fixture.served()
        let opening = fixture.openings[4]
        let wrong = Receipt.Opening(salt: opening.salt, selections: Array(#"{"park":["no"]}"#.utf8))
        let receipt = try fixture.receipt(for: Int(opening.index), in: log, opening: wrong)
        let report = try await audit(log) { $0.receipts = [.init(name: "r", bytes: receipt.encoded())] }
        #expect(report.check(.receipts)?.outcome == .failed)
    }

    @Test("A witness policy is met or not")
    func witnesses() async throws {
        let fixture = try ElectionFixture.certified(.live)
        var log = fixture.served()
        let cosigners = try (1...3).map { try Cosigner(name: "w\($0).example", seed: Array(repeating: UInt8(20 + $0), count: 32)) }
        let lines = cosigners.enumerated().map { "witness w\($0 + 1) \($1.verifierKey.text)\n" }.joined()
        let policy = Array("log \(fixture.signer.verifierKey.text)\n\(lines)group all 2 w1 w2 w3\nquorum all\n".utf8)

        var note = try SignedNote(parsing: log.items["checkpoint"] ?? [])
        let checkpoint = try Checkpoint(parsing: note.text)
        for (count, cosigner) in cosigners.enumerated() {
            let report = try await audit(log) { $0.witnessPolicy = .init(name: "policy", bytes: policy) }
            #expect(report.check(.witnesses)?.outcome == (count >= 2 ? .passed : .failed))
            #expect(report.passed == (count >= 2))
            #expect(report.keyTrust == .given)
            note = try note.adding(cosigner.cosign(checkpoint, at: Timestamp(seconds: 1_795_000_000)))
            log.items["checkpoint"] = Array(note.encoded.utf8)
        }
        for text in ["", "quorum nobody\n", "group g any h\nquorum g\n", "log x\nquorum none\n", "quorum none\nquorum none\n"] {
            await #expect(throws: AuditError.self) {
                try await audit(log) { $0.witnessPolicy = .init(name: "policy", bytes: Array(text.utf8)) }
            }
        }
    }

    @Test("A source without a ledger, or one that fails, is an error and no verdict")
    func noVerdict() async throws {
        await #expect(throws: AuditError.self) { try await LedgerAudit(source: MemorySource([:])).run() }
        let log = try ElectionFixture.certified(.live, ballots: 300).served()
        for path in ["checkpoint", "election.json", "tile/entries/001.p/49", "tile/0/000", "tile/1/000.p/1"] {
            await #expect(throws: AuditError.unreachable("the line is cut"), "\(path)") {
                try await LedgerAudit(source: MemorySource(log.items, unreachable: [path])).run()
            }
        }
    }

    @Test("What was found before the source failed is reported")
    func failureBeforeCut() async throws {
        let fixture = try ElectionFixture.certified(.live, ballots: 300)
        var entries = fixture.entries
        entries[5] = Array("{}".utf8)
        let log = fixture.served(entries)
        let report = try await LedgerAudit(source: MemorySource(log.items, unreachable: ["tile/entries/001.p/49"])).run()
        #expect(report.firstFailure?.index == 5)
        #expect(report.check(.tree)?.outcome == .failed)
    }

    @Test("A source that says nonsense about its ledger fails, unless the key is known")
    func nonsenseDocument() async throws {
        let fixture = try ElectionFixture.certified(.live)
        let otherOrigin = #"{"log":{"origin":"x","verifierKey":"\#(fixture.signer.verifierKey.text)"}}"#
        for text in ["", "{}", "nonsense", #"{"log":{"origin":"x","verifierKey":"y"}}"#, otherOrigin] {
            var log = fixture.served()
            log.items["election.json"] = Array(text.utf8)
            #expect(try await audit(log).firstFailure?.check == .checkpoint)
            let report = try await audit(log) { $0.verifierKeys = [fixture.signer.verifierKey] }
            #expect(report.check(.certification)?.outcome == .passed)
            #expect(report.firstFailure?.check == .publication)
        }
    }
}
