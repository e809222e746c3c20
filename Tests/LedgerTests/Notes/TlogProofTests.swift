import Ledger
import Testing

@Suite("Proof files")
struct TlogProofTests {
    private let logKey: NoteVerifierKey
    private let policy: WitnessPolicy

    init() throws {
        logKey = try NoteVerifierKey(parsing: Worked.logKey)
        policy = try #require(WitnessPolicy(quorum: 1, witnesses: [NoteVerifierKey(parsing: Worked.witnessKey)]))
    }

    @Test("The worked proof reads, verifies, and is written back byte for byte")
    func worked() throws {
        let proof = try TlogProof(parsing: Worked.proof)
        #expect(proof.index == 1)
        #expect(proof.path == [Worked.leaves[0], Worked.leaves[2]])
        #expect(proof.extra == nil)
        #expect(Array(proof.encoded.utf8) == Array(Worked.proof.utf8))
        let checkpoint = try proof.verify(leaf: Worked.leaves[1], origin: Worked.origin, logKey: logKey, policy: policy)
        #expect(checkpoint.head.size == 3)
    }

    @Test("Extra bytes travel along")
    func extra() throws {
        let text = Worked.proof.replacing("index 1", with: "extra AQID\nindex 1")
        let proof = try TlogProof(parsing: text)
        #expect(proof.extra == [1, 2, 3])
        #expect(proof.encoded == text)
        try proof.verify(leaf: Worked.leaves[1], origin: Worked.origin, logKey: logKey)
    }

    @Test("A log of one entry has a proof without hashes")
    func oneEntry() throws {
        let signer = try NoteSigner(name: "log", seed: Worked.logSeed)
        let note = try SignedNote(parsing: signer.signedCheckpoint(origin: "log", head: TreeHead(size: 1, root: Worked.leaves[0])))
        let proof = try TlogProof(parsing: TlogProof(index: 0, path: [], checkpoint: note).encoded)
        try proof.verify(leaf: Worked.leaves[0], origin: "log", logKey: signer.verifierKey)
    }

    @Test("Another leaf, index, path, origin, key or quorum is refused")
    func refused() throws {
        let proof = try TlogProof(parsing: Worked.proof)
        #expect(throws: TlogProofError.inclusion(.rootMismatch)) {
            try proof.verify(leaf: Worked.leaves[0], origin: Worked.origin, logKey: logKey)
        }
        for index in [0, 2, 3, .max] as [UInt64] {
            var moved = proof
            moved.index = index
            #expect(throws: TlogProofError.self) { try moved.verify(leaf: Worked.leaves[1], origin: Worked.origin, logKey: logKey) }
        }
        var shorter = proof
        shorter.path.removeLast()
        #expect(throws: TlogProofError.inclusion(.wrongLength)) {
            try shorter.verify(leaf: Worked.leaves[1], origin: Worked.origin, logKey: logKey)
        }
        #expect(throws: TlogProofError.checkpoint(.wrongOrigin(Worked.origin))) {
            try proof.verify(leaf: Worked.leaves[1], origin: "other", logKey: logKey)
        }
        let logOnly = try TlogProof(parsing: Worked.proof.replacing(Worked.witnessLine, with: ""))
        #expect(throws: TlogProofError.checkpoint(.quorumMissing(needed: 1, found: 0))) {
            try logOnly.verify(leaf: Worked.leaves[1], origin: Worked.origin, logKey: logKey, policy: policy)
        }
    }

    @Test(
        "Other texts are no proofs",
        arguments: [
            "", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2" + Worked.proof.dropFirst(22), " " + Worked.proof,
            Worked.proof.replacing("index 1", with: "index 01"), Worked.proof.replacing("index 1", with: "index +1"),
            Worked.proof.replacing("index 1", with: "index  1"), Worked.proof.replacing("index 1\n", with: ""),
            Worked.proof.replacing("index 1", with: "extra A\nindex 1"),
            Worked.proof.replacing("index 1", with: "extra AQ==\nextra AQ==\nindex 1"),
            Worked.proof.replacing("index 1", with: "index 18446744073709551616"), Worked.proof.replacing("\n", with: "\r\n"),
            Worked.proof.replacing("3gskE+NLoHS04e9dCm1kuQs7J4zTrkPfMvO48Hhuk5s=", with: "3gskE+NLoHS04e9dCm1kuQs7J4zTrkPfMvO48Hhuk5t="),
            Worked.proof.replacing("3gskE+NLoHS04e9dCm1kuQs7J4zTrkPfMvO48Hhuk5s=", with: "AQ=="),
            Worked.proof.replacing("3gskE+", with: "\n3gskE+"), String(Worked.proof.dropLast()),
        ])
    func malformed(text: String) {
        #expect(throws: TlogProofError.self) { try TlogProof(parsing: text) }
    }

    @Test("Sixty-four hashes are read, more are not")
    func pathLength() throws {
        let note = try SignedNote(parsing: Worked.note)
        let longest = TlogProof(index: 0, path: NaiveTree.leaves(64), checkpoint: note)
        #expect(try TlogProof(parsing: longest.encoded) == longest)
        let longer = TlogProof(index: 0, path: NaiveTree.leaves(65), checkpoint: note)
        #expect(throws: TlogProofError.malformed("hash 64")) { try TlogProof(parsing: longer.encoded) }
    }
}
