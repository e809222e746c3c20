import Ledger
import Raffles
import Testing
import Verification

@Suite("Raffles that pass")
struct RafflePassingTests {
    @Test("A settled raffle passes every check, as a folder and as a server shows it", arguments: [true, false])
    func certified(isExport: Bool) async throws {
        let fixture = try RaffleFixture.certified()
        let report = try await audited(try fixture.served()) {
            $0.isExport = isExport
            $0.raffle = RaffleFixture.raffle
            $0.verifierKeys = [fixture.signer.verifierKey]
        }
        #expect(report.passed, "\(report.text())")
        for kind in [
            AuditCheck.Kind.checkpoint, .tree, .tiles, .form, .order, .units, .sales, .numbers, .voids, .reconciliation, .gate, .pools,
            .draws,
            .prizes, .publication,
        ] { #expect(report.check(kind)?.outcome == .passed, "\(kind): \(report.text())") }
        #expect(report.state == "settled")
        #expect(report.counts.map(\.value) == [17, 78, 13, 65, 20000, 17000])
        #expect(report.prizes.map(\.amount) == [8500])
        #expect(report.prizes.first?.number == fixture.record.prizes.first?.official?.value.number)
        #expect(report.text().contains("1,000 numbers = 65 in play + 13 void + 922 unsold"))
        let json = try JSONValue.parse(report.json().canonical())
        #expect(json["prizes"]?.arrayValue?.first?["phase"] == "claimed")
    }

    @Test("A verifiable draw is drawn again, and the report says what it cannot check")
    func verifiable() async throws {
        let report = try await audited(try RaffleFixture.verifiable().served())
        #expect(report.passed, "\(report.text())")
        #expect(report.check(.draws)?.detail.contains("drawn again from secret, pool and beacon") == true)
        #expect(report.notes.contains { $0.contains("signature in draw D-1 is unverified") })
    }

    @Test("A manual draw with a void and an unsold number passes")
    func manual() async throws {
        let fixture = try RaffleFixture.manual()
        let log = try fixture.served()
        let report = try await audited(log)
        #expect(report.passed, "\(report.text())")
        #expect(report.prizes.first?.number == 301)
        let draw = try JSONValue.parse(try unwrap(log.items["draws/D-1.json"]))
        #expect(draw["entered"]?.arrayValue?.map { $0["verdict"]?.stringValue } == ["VOID", "UNSOLD", "VALID"])
    }

    @Test("A raffle that is still under way passes at every size")
    func prefixes() async throws {
        for fixture in [try RaffleFixture.certified(), try .verifiable()] {
            for size in 1...fixture.entries.count {
                let report = try await audited(try fixture.served(Array(fixture.entries.prefix(size))))
                #expect(report.passed, "\(size): \(report.text())")
            }
        }
    }

    @Test("A ledger without a document, or called a system's, is judged by what its first entry creates")
    func recognised() async throws {
        let fixture = try RaffleFixture.certified()
        var bare = try fixture.served()
        bare.items[ExportLayout.Document.raffle.rawValue] = nil
        let report = try await audited(bare) { $0.verifierKeys = [fixture.signer.verifierKey] }
        #expect(report.passed, "\(report.text())")
        #expect(report.check(.draws)?.outcome == .passed)
        #expect(report.check(.publication)?.outcome == .skipped)

        let disguised = ServedLog(fixture.entries, signer: fixture.signer)
        #expect(try await audited(disguised).check(.draws)?.outcome == .passed)
        let beheaded = ServedLog(Array(fixture.entries.dropFirst()), signer: fixture.signer)
        var unnamed = beheaded
        unnamed.items[ExportLayout.Document.ledger.rawValue] = nil
        let refused = try await audited(unnamed) { $0.verifierKeys = [fixture.signer.verifierKey] }
        #expect(!refused.passed)
        #expect(try await audited(beheaded).check(.form)?.outcome == .passed)
    }

    @Test("The proof of a sale is honoured, and one of another ticket or another ledger is not")
    func receipts() async throws {
        let fixture = try RaffleFixture.certified()
        let log = try fixture.served()
        let index = fixture.entries.first("sale")
        let good = try fixture.proof(of: index, in: log, ticket: "RSU-A-1")
        let report = try await audited(log) { $0.receipts = [.init(name: "mine", bytes: good)] }
        #expect(report.passed, "\(report.text())")
        #expect(report.check(.receipts)?.outcome == .passed)

        let other = try RaffleFixture.verifiable()
        let bad: [(String, [UInt8])] = [
            ("another ticket", try fixture.proof(of: index, in: log, ticket: "RSU-A-2")),
            ("another ledger", try other.proof(of: index, in: try other.served())),
            ("not a sale", try fixture.proof(of: 1, in: log, ticket: "RSU-A-1")),
            ("cut", Array(good.dropLast())), ("changed", try changing(good, "index") { _ in .whole(index + 1) }),
            ("another entry", try changing(good, "entry") { _ in .string(String(decoding: fixture.entries[index + 1], as: UTF8.self)) }),
        ]
        for (name, bytes) in bad {
            let report = try await audited(log) { $0.receipts = [.init(name: name, bytes: bytes)] }
            #expect(report.check(.receipts)?.outcome == .failed, "\(name)")
            #expect(report.check(.tree)?.outcome == .passed)
        }
    }

    @Test("What a server says is compared at the size that it stands for")
    func published() async throws {
        let fixture = try RaffleFixture.certified()
        let size = fixture.entries.first("closed") + 1
        var log = try fixture.served()
        log.items["raffle.json"] = try fixture.served(Array(fixture.entries.prefix(size))).items["raffle.json"]
        // Settled: nothing older than the end will do.
        #expect(try await audited(log) { _ in }.check(.publication)?.outcome == .failed)

        let entries = Array(fixture.entries.dropLast())
        var going = try fixture.served(entries)
        let early = try unwrap(try fixture.served(Array(fixture.entries.prefix(size))).items["raffle.json"])
        going.items["raffle.json"] = early
        #expect(try await audited(going) { _ in }.check(.publication)?.outcome == .passed)
        #expect(try await audited(going).check(.publication)?.outcome == .failed, "a folder is cut at one size")
        for (name, value) in [("state", "active"), ("sales", ["tickets": 16]), ("id", "other"), ("prizes", []), ("winners", [[:]])]
            as [(String, JSONValue)]
        {
            going.items["raffle.json"] = try changing(early, name) { _ in value }
            let report = try await audited(going) { _ in }
            #expect(report.check(.publication)?.detail == "the published \(name) isn't what the ledger gives")
        }
        going.items["raffle.json"] = early
        going.items["draws/D-1.pool.txt"] = nil
        #expect(try await audited(going) { _ in }.check(.publication)?.outcome == .failed)
    }
}
