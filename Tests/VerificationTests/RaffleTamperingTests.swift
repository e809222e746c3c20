import Ledger
import Raffles
import TestSupport
import Testing
import Verification

@Suite("Raffles changed behind a signed checkpoint, or signed again")
struct RaffleTamperingTests {
    @Test("One flipped byte in any entry is found, and the entry is named")
    func flippedEntries() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = Dice(seed: seed)
        let fixture = try RaffleFixture.verifiable()
        let honest = try fixture.served()
        for index in fixture.entries.indices {
            var log = honest
            let position = log.offset(of: index) + dice.roll(fixture.entries[index].count)
            log.items[log.bundlePath(of: index)]?[position] ^= UInt8(1 << dice.roll(8))
            let report = try await audited(log)
            #expect(report.check(.tree)?.outcome == .failed, "entry \(index), seed \(seed)")
            #expect(report.firstFailure?.index == UInt64(index), "seed \(seed): \(report.text())")
        }
    }

    @Test("One flipped bit in any file of an export is found, with and without a key of the reader's own", arguments: [true, false])
    func flippedFiles(hasKey: Bool) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = Dice(seed: seed)
        let fixture = try RaffleFixture.verifiable()
        let honest = try fixture.served()
        #expect(Set(honest.items.keys).isSuperset(of: ["raffle.json", "draws/D-1.json", "draws/D-1.pool.txt", "checkpoint"]))
        for path in honest.items.keys.sorted() {
            for _ in 0..<40 {
                var log = honest
                let position = dice.roll(log.items[path]?.count ?? 1)
                log.items[path]?[position] ^= UInt8(1 << dice.roll(8))
                let report = try await audited(log) {
                    $0.isExport = true
                    if hasKey { $0.verifierKeys = [fixture.signer.verifierKey] }
                }
                #expect(!report.passed, "\(path) byte \(position), seed \(seed)")
            }
            for change: ([UInt8]) -> [UInt8] in [{ $0 + [10] }, { $0.dropLast() }] {
                var log = honest
                log.items[path] = log.items[path].map(change)
                let report = try await audited(log)
                #expect(!report.passed, "\(path) longer or shorter")
            }
        }
    }

    @Test("Another signer with the whole tree rebuilt does not have the log's key")
    func forgedSigner() async throws {
        let fixture = try RaffleFixture.certified()
        let forger = try NoteSigner(name: fixture.signer.name, seed: Array(repeating: 8, count: 32))
        var entries = fixture.entries
        entries.remove(at: entries.first("sale") + 3)
        let log = ServedLog(entries, signer: forger)
        let report = try await audited(log) { $0.verifierKeys = [fixture.signer.verifierKey] }
        #expect(report.firstFailure?.check == .checkpoint)
    }

    // MARK: - Signed again by the operator

    private func expect(
        _ fixture: RaffleFixture, _ entries: [[UInt8]], fails check: AuditCheck.Kind, at index: Int, _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let report = try await audited(try fixture.served(entries))
        #expect(report.check(.tree)?.outcome == .passed, "\(name)", sourceLocation: sourceLocation)
        #expect(report.check(check)?.outcome == .failed, "\(name): \(report.text())", sourceLocation: sourceLocation)
        #expect(report.firstFailure?.index == UInt64(index), "\(name): \(report.text())", sourceLocation: sourceLocation)
        let type = try? JSONValue.parse(entries[index])["type"]?.stringValue
        #expect(report.firstFailure?.entryType == type, "\(name)", sourceLocation: sourceLocation)
    }

    @Test("A changed member of any entry that decides something breaks a rule of the raffle")
    func changedMembers() async throws {
        let changes: [(type: String, member: String, value: JSONValue, AuditCheck.Kind)] = [
            ("raffle", "origin", "raffle.example/other", .order), ("raffle", "rulesVersion", 2, .order), ("raffle", "raffle", "X Y", .form),
            ("lease", "from", 1, .form), ("sale", "price", 1, .sales), ("sale", "package", "P9", .sales), ("sale", "package", "P2", .sales),
            ("sale", "numbers", [1000], .numbers), ("sale", "numbers", [1, 1], .sales), ("sale", "numbers", [2000], .numbers),
            ("sale", "soldAt", "2026-01-15T20:30:00.000Z", .sales), ("sale", "late", true, .sales), ("sale", "ticket", "RSU-A-9", .form),
            ("sale", "commitment", "AAAA", .form), ("void", "refund", 99_999, .voids), ("void", "ticket", "RSU-A-99", .voids),
            ("reprint", "ticket", "RSU-A-8", .voids), ("closed", "closedAt", "2026-01-15T18:00:00.000Z", .order),
            ("closed", "cause", "time", .order), ("rsu-closed", "sales", 3, .units),
            ("rsu-closed", "digest", .string(Hash.sha256([1]).base64URL), .units), ("reconciled", "numbers", 999, .reconciliation),
            ("reconciled", "net", 1, .form),
            ("reconciled", "unitsDigest", .string(Hash.sha256([1]).base64URL), .reconciliation),
            ("reconciled", "units", 2, .reconciliation), ("acknowledged", "voidTickets", 0, .gate), ("acknowledged", "by", "system", .gate),
            ("pool-frozen", "digest", .string(Hash.sha256([1]).base64URL), .pools), ("pool-frozen", "count", 64, .pools),
            ("draw-started", "method", "manual", .draws), ("draw-started", "officials", [], .form), ("drawn", "number", 1, .draws),
            ("drawn", "ticket", "RSU-A-1", .draws), ("drawn", "index", 0, .draws), ("drawn", "poolSize", 64, .draws),
            ("drawn", "words", [["0000000000000000", true]], .draws), ("drawn", "attempt", 2, .draws), ("verified", "number", 2, .prizes),
            ("claimed", "amount", 8501, .prizes), ("claimed", "ticket", "RSU-A-1", .prizes),
        ]
        let fixture = try RaffleFixture.certified()
        for (type, member, value, kind) in changes {
            var entries = fixture.entries
            let index = entries.first(type)
            entries[index] = try changing(entries[index], member) { _ in value }
            try #require(entries[index] != fixture.entries[index], "\(type).\(member) is changed")
            try await expect(fixture, entries, fails: kind, at: index, "\(type).\(member)")
        }
    }

    @Test("A secret, a beacon or a seed that is not the draw's is found at the reveal")
    func changedReveal() async throws {
        let fixture = try RaffleFixture.verifiable()
        let index = fixture.entries.first("draw-revealed")
        let other = Array(repeating: UInt8(9), count: 32)
        for (member, value) in [
            ("secret", .string(Base64URL.encode(other))), ("seed", .string(Base64URL.encode(other))), ("draw", "D-2"),
        ] as [(String, JSONValue)] {
            var entries = fixture.entries
            entries[index] = try changing(entries[index], member) { _ in value }
            try await expect(fixture, entries, fails: .draws, at: index, member)
        }
        for (member, value) in [("round", 1), ("randomness", .string(Base64URL.encode(other)))] as [(String, JSONValue)] {
            var entries = fixture.entries
            entries[index] = try changing(entries[index], "beacon") { beacon in
                .object((beacon.objectValue ?? []).map { ($0.name, $0.name == member ? value : $0.value) })
            }
            try await expect(fixture, entries, fails: .draws, at: index, member)
        }
        var entries = fixture.entries
        let commitment = entries.first("commitment")
        entries[commitment] = try changing(entries[commitment], "value") { _ in .string(Base64URL.encode(other)) }
        try await expect(fixture, entries, fails: .draws, at: index, "the commitment changed afterwards")
        entries = fixture.entries
        let drawn = entries.first("drawn")
        entries[drawn] = try changing(entries[drawn], "words") { words in [["0000000000000041", true]] }
        let report = try await audited(try fixture.served(entries))
        #expect(report.check(.draws)?.outcome == .failed, "\(report.text())")
    }

    @Test("Entries dropped, doubled or moved break a rule")
    func moved() async throws {
        let fixture = try RaffleFixture.certified()
        func index(_ type: String) -> Int { fixture.entries.first(type) }
        let sale = index("sale")

        var dropped = fixture.entries
        dropped.remove(at: sale + 2)
        try await expect(fixture, dropped, fails: .units, at: dropped.first("rsu-closed"), "a sale dropped")
        for (type, next, kind) in [
            ("raffle", 0, .order), ("lease", sale - 1, .units), ("closed", index("closed"), .units),
            ("reconciled", index("reconciled"), .gate), ("acknowledged", index("acknowledged"), .gate),
            ("pool-frozen", index("pool-frozen"), .draws), ("draw-started", index("draw-started"), .draws),
            ("drawn", index("drawn"), .prizes), ("verified", index("verified"), .prizes), ("claimed", index("claimed"), .order),
        ] as [(String, Int, AuditCheck.Kind)] where type != "lease" && type != "closed" {
            var entries = fixture.entries
            entries.remove(at: index(type))
            try await expect(fixture, entries, fails: kind, at: next, "\(type) dropped")
        }
        for (type, kind) in [
            ("raffle", .order), ("activated", .order), ("lease", .units), ("sale", .numbers), ("mark", .voids), ("void", .voids),
            ("closed", .order), ("rsu-closed", .units), ("reconciled", .reconciliation), ("acknowledged", .gate), ("pool-frozen", .pools),
            ("draw-started", .draws), ("drawn", .draws), ("verified", .prizes), ("claimed", .prizes), ("settled", .order),
        ] as [(String, AuditCheck.Kind)] {
            var entries = fixture.entries
            entries.insert(entries[index(type)], at: index(type) + 1)
            try await expect(fixture, entries, fails: kind, at: index(type) + 1, "\(type) twice")
        }
        var swapped = fixture.entries
        swapped.swapAt(sale, sale + 1)
        try await expect(fixture, swapped, fails: .order, at: sale + 1, "two sales swapped")
    }

    @Test("An acknowledgement after the draw, and a void after the acknowledgement, are found")
    func late() async throws {
        let fixture = try RaffleFixture.certified()
        var entries = fixture.entries
        let acknowledged = entries.remove(at: entries.first("acknowledged"))
        let frozen = entries.first("pool-frozen")
        entries.insert(acknowledged, at: entries.first("draw-started") + 1)
        try await expect(fixture, entries, fails: .gate, at: frozen, "acknowledged after the draw")

        entries = fixture.entries
        let index = entries.first("pool-frozen")
        var void = try changing(entries[entries.first("void")], "ticket") { _ in "RSU-K-1" }
        let time = try unwrap(try JSONValue.parse(entries[index])["at"])
        void = try changing(void, "at") { _ in time }
        entries.insert(void, at: index)
        try await expect(fixture, entries, fails: .voids, at: index, "void after the acknowledgement")
    }

    @Test("An entry that is not canonical, or of no known type, is named")
    func malformed() async throws {
        let fixture = try RaffleFixture.certified()
        let index = fixture.entries.first("sale") + 1
        let spaced = [UInt8(ascii: "{"), UInt8(ascii: " ")] + fixture.entries[index].dropFirst()
        for bytes in [spaced, Array(#"{"type":"bribe"}"#.utf8), Array("[]".utf8), [0xFF]] {
            var entries = fixture.entries
            entries[index] = bytes
            let report = try await audited(try fixture.served(entries))
            #expect(report.firstFailure?.check == .form)
            #expect(report.firstFailure?.index == UInt64(index))
        }
    }
}
