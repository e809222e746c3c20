import Ledger
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    private let logKey: NoteVerifierKey
    private let witnessKey: NoteVerifierKey
    private let oneWitness: WitnessPolicy

    init() throws {
        logKey = try NoteVerifierKey(parsing: Worked.logKey)
        witnessKey = try NoteVerifierKey(parsing: Worked.witnessKey)
        oneWitness = try #require(WitnessPolicy(quorum: 1, witnesses: [witnessKey]))
    }

    @Test("The worked checkpoint reads, and is written back byte for byte")
    func worked() throws {
        let checkpoint = try Checkpoint(parsing: Worked.text)
        #expect(checkpoint.origin == Worked.origin)
        #expect(checkpoint.head.size == 3)
        #expect(checkpoint.head.root.hex == Worked.rootHex)
        #expect(checkpoint.text == Worked.text)
        #expect(Checkpoint(origin: checkpoint.origin, head: checkpoint.head) == checkpoint)
    }

    @Test("Extension lines are kept")
    func extensions() throws {
        let text = Worked.text + "one\ntwo three\n"
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.extensions == ["one", "two three"])
        #expect(checkpoint.text == text)
        #expect(checkpoint != Checkpoint(origin: checkpoint.origin, head: checkpoint.head))
    }

    @Test("The largest size is read exactly")
    func largestSize() throws {
        let text = Worked.text.replacing("\n3\n", with: "\n18446744073709551615\n")
        #expect(try Checkpoint(parsing: text).head.size == .max)
        #expect(throws: CheckpointError.malformed("size")) {
            try Checkpoint(parsing: text.replacing("551615", with: "551616"))
        }
    }

    @Test("A size has one spelling", arguments: ["+3", "03", "-3", "3 ", " 3", "", "٣", "0x3", "3.0", "3\r", "00"])
    func sizes(size: String) {
        #expect(throws: CheckpointError.self) { try Checkpoint(parsing: Worked.text.replacing("\n3\n", with: "\n\(size)\n")) }
    }

    @Test(
        "A root is 32 bytes and has one spelling",
        arguments: [
            "", "YcEAoLQrWfnG3n3IthiF/lfOMMPtiUpmHNxnyJPFTNI", "YcEAoLQrWfnG3n3IthiF/lfOMMPtiUpmHNxnyJPFTNJ=",
            "YcEAoLQrWfnG3n3IthiF_lfOMMPtiUpmHNxnyJPFTNI=",
            "YcEAoLQrWfnG3n3IthiF/lfOMMPtiUpmHNxnyJPFTNI=\u{20}", "YcEAoLQrWfnG3n3IthiF/lfOMMPtiUpmHNxnyJPFTA==", "AA==",
        ])
    func roots(root: String) {
        let text = Worked.text.replacing("YcEAoLQrWfnG3n3IthiF/lfOMMPtiUpmHNxnyJPFTNI=", with: root)
        #expect(throws: CheckpointError.self) { try Checkpoint(parsing: text) }
    }

    @Test("An empty log has the root of nothing")
    func emptyLog() throws {
        let checkpoint = Checkpoint(origin: "a", head: .empty)
        #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
        #expect(throws: CheckpointError.self) { try Checkpoint(parsing: Worked.text.replacing("\n3\n", with: "\n0\n")) }
    }

    @Test(
        "Other texts are no checkpoints",
        arguments: [
            "", "\n", "a\n1\n", "\n3\nYcEAoLQrWfnG3n3IthiF/lfOMMPtiUpmHNxnyJPFTNI=\n", Worked.text + "\n", Worked.text + "\nx\n",
            Worked.text + "x",
        ])
    func malformed(text: String) {
        #expect(throws: CheckpointError.self) { try Checkpoint(parsing: text) }
    }

    @Test("A signed checkpoint opens with its origin, key and witnesses")
    func open() throws {
        let note = try SignedNote(parsing: Worked.note)
        let checkpoint = try Checkpoint.open(note, origin: Worked.origin, logKey: logKey, policy: oneWitness)
        #expect(checkpoint.text == Worked.text)
        #expect(try Checkpoint.open(note, origin: Worked.origin, logKey: logKey) == checkpoint)
    }

    @Test("The witness alone, a missing witness, another origin and another key are refused")
    func refused() throws {
        let both = try SignedNote(parsing: Worked.note)
        let logOnly = try SignedNote(parsing: Worked.text + "\n" + Worked.logLine)
        let witnessOnly = try SignedNote(parsing: Worked.text + "\n" + Worked.witnessLine)
        #expect(throws: CheckpointError.note(.noKnownSignature)) {
            try Checkpoint.open(witnessOnly, origin: Worked.origin, logKey: logKey, policy: oneWitness)
        }
        #expect(throws: CheckpointError.quorumMissing(needed: 1, found: 0)) {
            try Checkpoint.open(logOnly, origin: Worked.origin, logKey: logKey, policy: oneWitness)
        }
        #expect(throws: CheckpointError.wrongOrigin(Worked.origin)) {
            try Checkpoint.open(both, origin: "vote.example/audit/2027", logKey: logKey)
        }
        let other = try NoteSigner(name: Worked.origin, seed: Worked.witnessSeed).verifierKey
        #expect(throws: CheckpointError.note(.noKnownSignature)) { try Checkpoint.open(both, origin: Worked.origin, logKey: other) }
    }

    @Test("Origins are compared as bytes")
    func originBytes() throws {
        let signer = try NoteSigner(name: "log", seed: Worked.logSeed)
        let note = try SignedNote(parsing: signer.signedCheckpoint(origin: "caf\u{E9}", head: .empty))
        #expect(throws: CheckpointError.wrongOrigin("caf\u{E9}")) {
            try Checkpoint.open(note, origin: "cafe\u{301}", logKey: signer.verifierKey)
        }
        #expect(Checkpoint(origin: "caf\u{E9}", head: .empty) != Checkpoint(origin: "cafe\u{301}", head: .empty))
    }

    @Test("k of n: a witness counts once, however often it signed")
    func quorum() throws {
        let signer = try NoteSigner(name: "log", seed: Worked.logSeed)
        let cosigners = try (1...3).map { try Cosigner(name: "w\($0)", seed: Array(repeating: UInt8($0), count: 32)) }
        let policy = try #require(WitnessPolicy(quorum: 2, witnesses: cosigners.map(\.verifierKey)))
        let checkpoint = Checkpoint(origin: "log", head: .empty)
        var note = try SignedNote(parsing: signer.signedCheckpoint(checkpoint))
        for time in 1...2 as ClosedRange<Int64> {
            note = try note.adding(cosigners[0].cosign(checkpoint, at: Timestamp(seconds: time)))
        }
        #expect(throws: CheckpointError.quorumMissing(needed: 2, found: 1)) {
            try Checkpoint.open(note, origin: "log", logKey: signer.verifierKey, policy: policy)
        }
        note = try note.adding(cosigners[2].cosign(checkpoint, at: Timestamp(seconds: 3)))
        _ = try Checkpoint.open(note, origin: "log", logKey: signer.verifierKey, policy: policy)
    }

    @Test("A policy that can't be met, or counts one key twice, is none")
    func policies() throws {
        #expect(WitnessPolicy(quorum: 2, witnesses: [witnessKey]) == nil)
        #expect(WitnessPolicy(quorum: -1, witnesses: []) == nil)
        #expect(WitnessPolicy(quorum: 1, witnesses: [logKey]) == nil)
        let alias = try Cosigner(name: "other", seed: Worked.witnessSeed).verifierKey
        #expect(WitnessPolicy(quorum: 2, witnesses: [witnessKey, alias]) == nil)
    }

    @Test("A change of any bit of a signed and witnessed checkpoint is refused")
    func anyBit() throws {
        let bytes = Array((Worked.text + "\n" + Worked.logLine + Worked.witnessLine).utf8)
        func opens(_ bytes: [UInt8]) -> Bool {
            guard let note = try? SignedNote(parsing: bytes) else { return false }
            return (try? Checkpoint.open(note, origin: Worked.origin, logKey: logKey, policy: oneWitness)) != nil
        }
        #expect(opens(bytes))
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                #expect(!opens(changed), "bit \(bit) of byte \(index)")
            }
            var shorter = bytes
            shorter.remove(at: index)
            #expect(!opens(shorter), "without byte \(index)")
        }
    }
}
