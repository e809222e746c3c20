import Elections
import Ledger
import TestSupport
import Testing
import Verification

@Suite("Bytes changed behind a signed checkpoint")
struct TamperedTreeTests {
    @Test("One flipped byte in any entry is found, and the entry is named", arguments: [ResultsMode.live, .sealed])
    func flippedEntries(mode: ResultsMode) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = Dice(seed: seed)
        let fixture = try ElectionFixture.certified(mode, ballots: 270)
        let honest = fixture.served()
        // All kinds of entries, and the edges of bundles.
        let indices = [0, 1, 2, 3, 255, 256, 257, fixture.entries.count - 1] + (0..<20).map { _ in dice.roll(fixture.entries.count) }
        for index in indices {
            var log = honest
            let position = log.offset(of: index) + dice.roll(fixture.entries[index].count)
            let path = log.bundlePath(of: index)
            log.items[path]?[position] ^= UInt8(1 << dice.roll(8))
            let report = try await LedgerAudit(source: log.source).run()
            #expect(!report.passed, "entry \(index), seed \(seed)")
            #expect(report.check(.tree)?.outcome == .failed, "entry \(index), seed \(seed)")
            #expect(report.firstFailure?.index == UInt64(index), "seed \(seed): \(report.text())")
            #expect(report.check(.tiles)?.outcome == .failed)
        }
    }

    @Test("The entry that was changed is named with its type")
    func namedWithType() async throws {
        let fixture = try ElectionFixture.certified(.live, ballots: 300)
        var log = fixture.served()
        let path = log.bundlePath(of: 290)
        // A bit of a selection: the entry stays JSON and keeps its type.
        let mark = try unwrap(fixture.entries[290].firstRange(of: Array("\"park\":[\"".utf8))).upperBound
        let position = log.offset(of: 290) + mark
        log.items[path]?[position] ^= 1
        let report = try await LedgerAudit(source: log.source).run()
        #expect(report.firstFailure?.check == .tree)
        #expect(report.firstFailure?.index == 290)
        #expect(report.firstFailure?.entryType == "ballot")
        #expect(report.check(.ballots)?.outcome == .failed)
    }

    @Test("Without tiles a flipped byte is found too")
    func flippedWithoutTiles() async throws {
        let fixture = try ElectionFixture.certified(.live)
        var log = fixture.served()
        // The minute of a ballot: nothing but the hash can tell.
        let index = fixture.entries.first("ballot") + 4
        let colon = try unwrap(fixture.entries[index].firstRange(of: Array("castAt\":\"2026-11-".utf8))).upperBound
        let minute = log.offset(of: index) + colon + "18T00:0".utf8.count
        let path = log.bundlePath(of: index)
        log.items[path]?[minute] ^= 1
        var options = AuditOptions()
        options.checksTiles = false
        let report = try await LedgerAudit(source: log.source, options: options).run()
        #expect(report.firstFailure?.check == .tree)
        #expect(report.firstFailure?.index == nil)
    }

    @Test("A flipped byte in any tile is found, and blamed on the tile")
    func flippedTiles() async throws {
        let fixture = try ElectionFixture.certified(.live, ballots: 600)
        let honest = fixture.served()
        let paths = honest.items.keys.filter { $0.hasPrefix("tile/0") || $0.hasPrefix("tile/1") }.sorted()
        #expect(paths.count == 4)
        for path in paths {
            var log = honest
            log.items[path]?[40] ^= 0x10
            let report = try await LedgerAudit(source: log.source).run()
            #expect(report.firstFailure?.check == .tiles, "\(path): \(report.text())")
            #expect(report.check(.tree)?.outcome == .passed)
            if path.hasPrefix("tile/0/") {
                let tile = try unwrap(Tile(path: path))
                #expect(report.firstFailure?.index == tile.index * 256 + 1)
            }
        }
    }

    @Test("Tiles and bundles of the wrong length, or missing, are failures with their path")
    func malformedItems() async throws {
        let fixture = try ElectionFixture.certified(.live, ballots: 600)
        let honest = fixture.served()
        for path in honest.items.keys.filter({ $0.hasPrefix("tile/") }) {
            let changes: [(String, ([UInt8]) -> [UInt8]?)] = [
                ("missing", { _ in nil }), ("cut", { Array($0.dropLast()) }), ("empty", { _ in [] }), ("long", { $0 + [0] }),
                ("giant", { $0 + Array(repeating: 0x41, count: LedgerItemLimit.entryBundle) }),
            ]
            for (name, change) in changes {
                var log = honest
                log.items[path] = log.items[path].flatMap(change)
                let report = try await LedgerAudit(source: log.source).run()
                #expect(!report.passed, "\(path) \(name)")
                #expect(report.verdict.contains(path), "\(path) \(name): \(report.verdict)")
            }
        }
    }

    @Test("Flipped bytes of a whole served ledger never crash and never pass unseen")
    func flippedAnything() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = Dice(seed: seed)
        let fixture = try ElectionFixture.certified(.sealed, ballots: 20)
        let honest = fixture.served()
        let paths = honest.items.keys.filter { $0 != ExportLayout.Document.election.rawValue }.sorted()
        for _ in 0..<500 {
            var log = honest
            let path = paths[dice.roll(paths.count)]
            let position = dice.roll(log.items[path]?.count ?? 1)
            log.items[path]?[position] ^= UInt8(1 << dice.roll(8))
            var options = AuditOptions()
            options.verifierKeys = [fixture.signer.verifierKey]
            let report = try await LedgerAudit(source: log.source, options: options).run()
            #expect(!report.passed, "\(path) byte \(position), seed \(seed)")
        }
    }
}
