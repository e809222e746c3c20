import ArgumentParser
import Auditing
import Foundation
import Ledger
import Testing

@testable import UrnaCommands

@Suite("urna audit verify-chain")
struct VerifyChainTests {
    private let folder: TemporaryFolder
    private let signer: NoteSigner
    private let lines: [String]
    /// Signed for the first two records.
    private let early: SignedNote

    init() throws {
        folder = try TemporaryFolder()
        signer = try NoteSigner(name: "log.example/urna", seed: [UInt8](repeating: 9, count: 32))
        var export = try #require(ChainExport(log: "system"))
        var bytes: [UInt8] = []
        var early: SignedNote?
        for seq in 1...5 {
            let record = ChainRecord(
                seq: UInt64(seq), time: "2026-01-15T18:0\(seq):00Z", component: "SRV-1", event: "RAFFLE_ACTIVATED", actor: "admin\(seq)")
            export.append(record, into: &bytes)
            if seq == 2 {
                var elsewhere: [UInt8] = []
                early = try export.checkpoint(into: &elsewhere, sign: signer.sign)
            }
        }
        self.early = try #require(early)
        try export.checkpoint(into: &bytes, sign: signer.sign)
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { $0 + "\n" }
    }

    private func check(_ lines: [String], _ more: [String] = []) async throws -> Int32 {
        try folder.write(lines.joined(), to: "chain")
        return await UrnaCommand.status(of: ["audit", "verify-chain", folder.path + "/chain", "--key", signer.verifierKey.text] + more)
    }

    private func finding(_ lines: [String], _ more: [String] = []) throws -> ChainFinding {
        let command = try AuditVerifyChainCommand.parse(["f", "--key", signer.verifierKey.text] + more)
        return try command.finding(Array(lines.joined().utf8))
    }

    @Test("An export as it was made is intact, and its log is named")
    func intact() async throws {
        #expect(try await check(lines) == 0)
        #expect(try await check(lines, ["--log", "system", "--json"]) == 0)
        let finding = try finding(lines)
        #expect(finding.json["intact"] == true)
        #expect(finding.json["log"] == "system")
        #expect(finding.text(name: "f").hasPrefix("Intact: 5 records of system, 5 of them signed for"))
    }

    @Test("An edit, a deletion, a swap: the first bad record is named", arguments: [1, 2, 4])
    func tampered(position: Int) async throws {
        var edited = lines
        edited[position] = edited[position].replacingOccurrences(of: "admin", with: "nimda")
        var swapped = lines
        swapped.swapAt(position - 1, position)
        var shorter = lines
        shorter.remove(at: position)
        for (bad, seq) in [(edited, position + 1), (swapped, position), (shorter, position + 1)] {
            #expect(try await check(bad) == 1)
            let finding = try finding(bad)
            #expect(finding.json["problem"]?["seq"] == .whole(seq))
            #expect(finding.text(name: "f").hasPrefix("NOT INTACT: f: record \(seq):"))
        }
    }

    @Test("An export cut together with its last checkpoint is found by a checkpoint that was kept elsewhere")
    func truncated() async throws {
        var bytes: [UInt8] = []
        var export = try #require(ChainExport(log: "system"))
        export.append(
            ChainRecord(seq: 1, time: "2026-01-15T18:01:00Z", component: "SRV-1", event: "RAFFLE_ACTIVATED", actor: "admin1"), into: &bytes)
        try export.checkpoint(into: &bytes, sign: signer.sign)
        let cut = [String(decoding: bytes, as: UTF8.self)]
        #expect(try await check(cut) == 0)
        try folder.write(early.encoded, to: "kept")
        #expect(try await check(cut, ["--checkpoint", folder.path + "/kept"]) == 1)
        #expect(try await check(lines, ["--checkpoint", folder.path + "/kept"]) == 0)
    }

    @Test("Another log's name, or another's key, proves nothing")
    func others() async throws {
        #expect(try await check(lines, ["--log", "other"]) == 1)
        let other = try NoteSigner(name: "log.example/urna", seed: [UInt8](repeating: 8, count: 32))
        try folder.write(lines.joined(), to: "chain")
        #expect(await UrnaCommand.status(of: ["audit", "verify-chain", folder.path + "/chain", "--key", other.verifierKey.text]) == 1)
        #expect(await UrnaCommand.status(of: ["audit", "verify-chain", folder.path + "/chain", "--key", "nonsense"]) == 2)
        #expect(await UrnaCommand.status(of: ["audit", "verify-chain", folder.path + "/none", "--key", other.verifierKey.text]) == 2)
    }
}
