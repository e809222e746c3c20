import Ledger
import TestSupport
import Testing

@testable import Elections

@Suite("Receipts")
struct ReceiptTests {
    private static let signer: NoteSigner = {
        guard let signer = try? NoteSigner(name: SampleLedger.origin, seed: [UInt8](repeating: 5, count: 32)) else {
            preconditionFailure("a test's key is wrong")
        }
        return signer
    }()

    /// Receipts of every ballot of a small election, for its last tree.
    private static func receipts(_ results: ResultsMode, seed: UInt64) throws -> [Receipt] {
        var dice = Dice(seed: seed)
        var ledger = SampleLedger(results == .live ? Sample.everyShape : Sample.random(&dice, results: .sealed))
        try ledger.create()
        try ledger.importRoll(20)
        try ledger.open()
        let random = RandomBallots(definition: ledger.definition)
        for _ in 0..<12 { try ledger.cast(body: Array(random.body(&dice).utf8), &dice) }
        let openings = ledger.openings
        var tree = MerkleTree()
        let leaves = ledger.entries.map { Hash.leaf($0) }
        for leaf in leaves { tree.append(leaf) }
        let checkpoint = signer.signedCheckpoint(origin: SampleLedger.origin, head: tree.head)
        return try (3..<15).map { index in
            let entry = ledger.entries[index]
            let proof = try tree.inclusionProof(index: UInt64(index), size: tree.size, leaves: { _ in leaves })
            return Receipt(
                election: try #require(ElectionID("e1")), index: UInt64(index), leafHash: .leaf(entry), proof: proof.path,
                checkpoint: checkpoint, entry: entry, opening: openings[UInt64(index)])
        }
    }

    @Test("A receipt verifies offline, and reads back as it was written", arguments: [ResultsMode.live, .sealed])
    func verifies(results: ResultsMode) throws {
        for receipt in try Self.receipts(results, seed: 1) {
            #expect((receipt.opening != nil) == (results == .sealed))
            let bytes = receipt.encoded()
            #expect(try JSONValue.parse(bytes).canonical() == bytes)
            let again = try Receipt.parse(bytes)
            #expect(again == receipt)
            let checkpoint = try again.verify(key: Self.signer.verifierKey, origin: SampleLedger.origin)
            #expect(checkpoint.head.size == 15)
        }
    }

    @Test("A receipt with anything changed proves nothing")
    func changes() throws {
        let good = try #require(try Self.receipts(.sealed, seed: 2).first)
        let other = try #require(try Self.receipts(.sealed, seed: 3).last)
        func code(_ origin: String = SampleLedger.origin, _ change: (inout Receipt) -> Void) -> ReceiptError.Code? {
            var receipt = good
            change(&receipt)
            do {
                try receipt.verify(key: Self.signer.verifierKey, origin: origin)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code { _ in } == nil)
        #expect(code { $0.index += 1 } == .wrongProof)
        #expect(code { $0.index = .max } == .wrongProof)
        #expect(code { $0.leafHash = .sha256([]) } == .wrongLeaf)
        #expect(code { $0.entry[20] ^= 1 } == .wrongLeaf)
        #expect(code { $0.entry = other.entry } == .wrongLeaf)
        #expect(code { ($0.entry, $0.leafHash) = (other.entry, other.leafHash) } == .wrongProof)
        #expect(code { $0.proof.removeLast() } == .wrongProof)
        #expect(code { $0.proof.append(.sha256([])) } == .wrongProof)
        #expect(code { $0.proof[0] = .sha256([]) } == .wrongProof)
        #expect(code { $0.proof = [] } == .wrongProof)
        #expect(code { $0.checkpoint = other.checkpoint } == .wrongProof)
        #expect(code { $0.checkpoint = $0.checkpoint.replacing("15\n", with: "16\n") } == .badCheckpoint)
        #expect(code { $0.checkpoint = "" } == .badCheckpoint)
        #expect(code("vote.example/e2") { _ in } == .badCheckpoint)
        #expect(code { $0.opening = other.opening } == .wrongOpening)
        #expect(code { $0.opening?.selections = Array("{}".utf8) + [0x20] } == .wrongOpening)
        let live = try #require(try Self.receipts(.live, seed: 2).first)
        var dressed = live
        dressed.opening = good.opening
        #expect { try dressed.verify(key: Self.signer.verifierKey, origin: SampleLedger.origin) } throws: {
            ($0 as? ReceiptError)?.code == .wrongOpening
        }
        let stranger = try NoteSigner(name: SampleLedger.origin, seed: [UInt8](repeating: 6, count: 32)).verifierKey
        #expect { try good.verify(key: stranger, origin: SampleLedger.origin) } throws: {
            ($0 as? ReceiptError)?.code == .badCheckpoint
        }
    }

    @Test("Mutated receipts never crash, and never prove another entry")
    func mutations() throws {
        var dice = Dice(seed: 4)
        let receipts = try Self.receipts(.sealed, seed: 4) + Self.receipts(.live, seed: 4)
        for _ in 0..<1_500 {
            let original = dice.pick(receipts)
            guard let receipt = try? Receipt.parse(RandomBallots.mutated(original.encoded(), &dice)),
                (try? receipt.verify(key: Self.signer.verifierKey, origin: SampleLedger.origin)) != nil
            else { continue }
            #expect(receipt.entry == original.entry && receipt.index == original.index)
        }
    }

    @Test("Bytes that are no receipt are refused by name")
    func malformed() throws {
        let good = String(decoding: try #require(try Self.receipts(.live, seed: 5).first).encoded(), as: UTF8.self)
        for (from, to) in [
            ("\"index\":3", "\"index\":-3"), ("\"index\":3", "\"index\":\"3\""), ("\"index\":3", "\"i\":3"),
            ("\"election\":\"e1\"", "\"election\":\"E 1\""), ("\"proof\":[", "\"proof\":[1,"), ("\"entry\":", "\"Entry\":"),
            ("\"leafHash\":\"", "\"leafHash\":\"A"), ("{\"checkpoint\"", "[\"checkpoint\""),
        ] {
            let text = good.replacing(from, with: to, maxReplacements: 1)
            #expect(text != good)
            #expect { try Receipt.parse(Array(text.utf8)) } throws: { ($0 as? ReceiptError)?.code == .malformed }
        }
    }
}
