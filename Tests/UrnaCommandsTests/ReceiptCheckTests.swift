import Elections
import Ledger
import Testing

@testable import UrnaCommands

@Suite("urna receipt check")
struct ReceiptCheckTests {
    private let signer: NoteSigner
    private let receipt: Receipt

    init() throws {
        signer = try NoteSigner(name: "vote.example/elections/e", seed: [UInt8](repeating: 9, count: 32))
        var entry: [UInt8] = []
        BallotEntryEncoder(castAt: Timestamp(seconds: 0))
            .append(ballotKey: .sha256([1]), selections: Array(#"{"m":["a"]}"#.utf8), to: &entry)
        var tree = MerkleTree()
        for leaf in [Hash.leaf([0]), Hash.leaf(entry), Hash.leaf([2])] { tree.append(leaf) }
        receipt = Receipt(
            election: try #require(ElectionID("e")), index: 1, leafHash: .leaf(entry),
            proof: try tree.inclusionProof(index: 1, size: 3).path,
            checkpoint: signer.signedCheckpoint(origin: signer.name, head: tree.head), entry: entry)
    }

    private func check(_ receipt: Receipt, key: String? = nil) async throws -> Int32 {
        let folder = try TemporaryFolder()
        try folder.write(String(decoding: receipt.encoded(), as: UTF8.self), to: "r.json")
        return await UrnaCommand.status(of: ["receipt", "check", folder.path + "/r.json", "--key", key ?? signer.verifierKey.text])
    }

    @Test("A right receipt passes; a changed entry, index or key fails with 1")
    func tampered() async throws {
        #expect(try await check(receipt) == 0)
        var other = receipt
        other.entry[other.entry.count - 20] ^= 1
        #expect(try await check(other) == 1)
        other = receipt
        other.index = 0
        #expect(try await check(other) == 1)
        let stranger = try NoteSigner(name: signer.name, seed: [UInt8](repeating: 8, count: 32))
        #expect(try await check(receipt, key: stranger.verifierKey.text) == 1)
        #expect(try await check(receipt, key: "nonsense") == 2)
    }

    @Test("A tlog-proof passes with its entry and fails with another")
    func proofs() throws {
        let proof = TlogProof(index: 1, path: receipt.proof, checkpoint: try SignedNote(parsing: receipt.checkpoint))
        let bytes = Array(proof.encoded.utf8)
        let finding = try ReceiptFinding(proof: bytes, entry: receipt.entry, key: signer.verifierKey, name: "p")
        #expect(finding.index == 1 && finding.size == 3)
        #expect(throws: CommandFailure.self) { try ReceiptFinding(proof: bytes, entry: [1], key: signer.verifierKey, name: "p") }
        let noEntry = #expect(throws: CommandFailure.self) {
            try ReceiptFinding(proof: bytes, entry: nil, key: signer.verifierKey, name: "p")
        }
        #expect(noEntry?.status == 2)
    }

    @Test("A receipt of another ballot than the one sent is noticed")
    func otherBallot() throws {
        let definition = #"""
            {"title":"T","contests":[{"id":"m","title":"M","method":"plurality","candidates":[{"id":"a","name":"A"},{"id":"b","name":"B"}]}]}
            """#
        let place = ElectionPlace(
            .object([
                ("definition", try JSONValue.parse(Array(definition.utf8))),
                ("log", .object([("origin", .string(signer.name)), ("verifierKey", .string(signer.verifierKey.text))])),
            ]))
        let mine = try place.ballot(Selections.parse(["m=a"]))
        #expect(try place.check(receipt.encoded(), holds: mine).index == 1)
        let another = try place.ballot(Selections.parse(["m=b"]))
        #expect(throws: CommandFailure.self) { try place.check(receipt.encoded(), holds: another) }
        let unknown = #expect(throws: CommandFailure.self) { try place.ballot(Selections.parse(["m=z"])) }
        #expect(unknown?.status == 2)
    }
}
