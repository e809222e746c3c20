import Ledger
import Testing

@testable import Auditing

@Suite("Tampering with an exported log")
struct ChainTamperTests {
    static let count = 1000
    static let log = "r-1"

    /// A log of 1,000 events with a checkpoint after every 250, as lines.
    struct Exported {
        let signer: NoteSigner
        let records: [[UInt8]]
        let checkpoints: [SignedNote]

        init() throws {
            signer = try AuditingTests.signer("log.example/events", 1)
            guard var export = ChainExport(log: log) else { throw CancellationError() }
            var records: [[UInt8]] = []
            var checkpoints: [SignedNote] = []
            for index in 0..<count {
                var line: [UInt8] = []
                export.append(
                    SignificantEvent(
                        ledger: log, index: UInt64(index), time: EventTime(milliseconds: Int64(index) * 1234).text,
                        component: "RSU-\(index % 7)",
                        event: EventCode.allCases[index % EventCode.allCases.count].rawValue, actor: "op\(index % 5)",
                        data: ["n": .whole(index)]), into: &line)
                records.append(Array(line.dropLast()))
                if (index + 1) % 250 == 0 {
                    var ignored: [UInt8] = []
                    checkpoints.append(try export.checkpoint(into: &ignored, sign: signer.sign))
                }
            }
            self.records = records
            self.checkpoints = checkpoints
        }

        /// Verifies lines that end with the last checkpoint.
        func verify(_ lines: [[UInt8]], checkpoint: SignedNote?, published: [ChainCheckpoint] = []) -> ChainReport {
            var verifier = ChainVerifier(log: log, keys: [signer.verifierKey], published: published)
            for line in lines {
                verifier.read(line: line)
            }
            if let checkpoint {
                verifier.read(line: JSONValue.object([("checkpoint", .string(checkpoint.encoded))]).canonical())
            }
            return verifier.finish()
        }
    }

    static let exported = Result { try Exported() }

    @Test("edits, deletions, insertions and swaps are found at the first record that is wrong", arguments: 0..<400)
    func findsFirst(seed: UInt64) throws {
        let exported = try Self.exported.get()
        var random = SplitMix(seed: seed)
        var lines = exported.records
        let place = Int.random(in: 0..<Self.count, using: &random)
        let other = Int.random(in: 0..<Self.count, using: &random)
        let expected: Int
        switch seed % 4 {
        case 0:
            let byte = Int.random(in: lines[place].indices, using: &random)
            lines[place][byte] ^= UInt8.random(in: 1...255, using: &random)
            expected = place + 1
        case 1:
            lines.remove(at: place)
            expected = place + 1
        case 2:
            // Before itself, the copy stands in the right place and the original does not.
            lines.insert(lines[other], at: place)
            expected = other == place ? place + 2 : place + 1
        default:
            guard place != other else { return }
            lines.swapAt(place, other)
            expected = min(place, other) + 1
        }
        let report = exported.verify(lines, checkpoint: exported.checkpoints.last)
        #expect(report.problem?.seq == UInt64(expected), "seed \(seed): \(report)")
        #expect(!report.isIntact)
    }

    @Test("the log as it is, is intact")
    func intact() throws {
        let exported = try Self.exported.get()
        let report = exported.verify(exported.records, checkpoint: exported.checkpoints.last)
        #expect(report.isIntact)
        #expect(report.signedRecords == 1000)
    }

    @Test("a shorter end is found against the signed checkpoint, in the export or published", arguments: [0, 1, 500, 999])
    func truncation(kept: Int) throws {
        let exported = try Self.exported.get()
        let last = try #require(exported.checkpoints.last)
        let lines = Array(exported.records[..<kept])
        let inside = exported.verify(lines, checkpoint: last)
        #expect(inside.problem?.code == .truncated)
        #expect(inside.problem?.seq == UInt64(kept + 1))

        let published = try #require(ChainCheckpoint(parsing: last.text))
        let outside = exported.verify(lines, checkpoint: nil, published: [published])
        #expect(outside.problem?.code == .truncated)
        #expect(outside.problem?.seq == UInt64(kept + 1))
        #expect(exported.verify(lines, checkpoint: nil).problem?.code == .unsigned)
    }

    @Test("a log made anew with good hashes differs from what was signed, and the first checkpoint that differs says where at the earliest")
    func rewritten() throws {
        let exported = try Self.exported.get()
        var export = try #require(ChainExport(log: Self.log))
        var lines: [[UInt8]] = []
        for (index, line) in exported.records.enumerated() {
            var record = try #require(ChainRecord(try JSONValue.parse(line)["record"] ?? .null))
            if index == 600 { record.actor = "nobody" }
            var bytes: [UInt8] = []
            export.append(record, into: &bytes)
            lines.append(Array(bytes.dropLast()))
        }
        let published = exported.checkpoints.compactMap { ChainCheckpoint(parsing: $0.text) }
        #expect(published.count == 4)
        let report = exported.verify(lines, checkpoint: nil, published: published)
        #expect(report.problem?.code == .rewritten)
        #expect(report.problem?.seq == 501)
        #expect(exported.verify(lines, checkpoint: exported.checkpoints.last).problem?.code == .rewritten)
    }

    @Test("checkpoints by another key, of another log, or out of place are refused")
    func forgedCheckpoints() throws {
        let exported = try Self.exported.get()
        let chain = try #require(exported.checkpoints.last.flatMap { ChainCheckpoint(parsing: $0.text) })
        let stranger = try signer("log.example/events", 2).sign(chain.text)
        #expect(exported.verify(exported.records, checkpoint: stranger).problem?.code == .badCheckpoint)
        let otherLog = try exported.signer.sign(chain.text.replacing("\nr-1\n", with: "\nr-2\n"))
        #expect(exported.verify(exported.records, checkpoint: otherLog).problem?.code == .badCheckpoint)
        #expect(exported.verify(exported.records, checkpoint: exported.checkpoints[0]).problem?.code == .badCheckpoint)
    }

    @Test("a torn last line is found, and so are lines that are JSON but not canonical")
    func torn() throws {
        let exported = try Self.exported.get()
        let bytes = Array(exported.records[..<3].joined(separator: [UInt8(ascii: "\n")]))
        let report = ChainVerifier.verify(bytes, log: Self.log, keys: [exported.signer.verifierKey])
        #expect(report.problem?.code == .malformed)
        #expect(report.problem?.seq == 3)
        let spaced = exported.verify([[UInt8(ascii: " ")] + exported.records[0]], checkpoint: nil)
        #expect(spaced.problem == ChainProblem(code: .malformed, seq: 1, message: "the line is no canonical JSON"))
    }
}
