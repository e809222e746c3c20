import Crypto
import Ledger
import Testing

@Suite("Signed notes")
struct NoteTests {
    private let logKey: NoteVerifierKey
    private let witnessKey: NoteVerifierKey

    init() throws {
        logKey = try NoteVerifierKey(parsing: Worked.logKey)
        witnessKey = try NoteVerifierKey(parsing: Worked.witnessKey)
    }

    @Test("The worked note reads, verifies, and is written back byte for byte")
    func workedNote() throws {
        let note = try SignedNote(parsing: Worked.note)
        #expect(note.text == Worked.text)
        #expect(note.signatures.map(\.name) == [Worked.origin, "wit.example/w1", Worked.origin])
        #expect(Array(note.encoded.utf8) == Array(Worked.note.utf8))
        let verified = try note.verify(keys: [logKey, witnessKey])
        #expect(verified.map(\.key) == [logKey, witnessKey])
        #expect(verified.map(\.time) == [nil, Worked.witnessTime])
    }

    @Test("Signer and cosigner make the worked lines")
    func workedSignatures() throws {
        let signer = try NoteSigner(name: Worked.origin, seed: Worked.logSeed)
        #expect(signer.verifierKey == logKey)
        let cosigner = try Cosigner(name: "wit.example/w1", seed: Worked.witnessSeed)
        #expect(cosigner.verifierKey == witnessKey)
        let checkpoint = try Checkpoint(parsing: Worked.text)
        let note = try signer.sign(Worked.text).adding(cosigner.cosign(checkpoint, at: Worked.witnessTime))
        #expect(try note.verify(keys: [logKey, witnessKey]).count == 2)
        #if os(Linux)
            // Ed25519 is deterministic here; Apple's implementation adds randomness.
            #expect(note.encoded == Worked.text + "\n" + Worked.logLine + Worked.witnessLine)
            #expect(signer.signedCheckpoint(checkpoint) == Worked.text + "\n" + Worked.logLine)
        #endif
    }

    @Test(
        "Verifier keys read and write as text",
        arguments: [Worked.logKey, Worked.witnessKey, "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"])
    func keys(text: String) throws {
        #expect(try NoteVerifierKey(parsing: text).text == text)
    }

    @Test(
        "Other texts are no keys",
        arguments: [
            "", "a", "a+b", "a+00000000+AA==", "vote.example/audit/2026+eb14e162+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
            "vote.example/audit/2027+eb14e161+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
            "vote.example/audit/2026+EB14E161+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
            "vote.example/audit/2026+eb14e161+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG",
            "vote.example/audit/2026+eb14e161+", "vote.example/audit/2026+eb14e161+CQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
            "+eb14e161+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        ])
    func notKeys(text: String) {
        #expect(throws: NoteError.self) { try NoteVerifierKey(parsing: text) }
    }

    @Test(
        "Names with spaces, plus signs or control characters can't sign",
        arguments: ["", "a b", "a+b", "a\u{85}b", "a\u{2028}b", "a\u{A0}", "\u{3000}", "a\nb", "a\u{7}"])
    func names(name: String) {
        #expect(throws: NoteError.invalidName) { try NoteSigner(name: name, seed: Worked.logSeed) }
        #expect(throws: NoteError.invalidName) { try Cosigner(name: name, seed: Worked.logSeed) }
    }

    @Test("Secret keys have 32 bytes", arguments: [0, 31, 33, 64])
    func seeds(count: Int) {
        #expect(throws: NoteError.self) { try NoteSigner(name: "a", seed: Array(repeating: 1, count: count)) }
    }

    @Test("Names are compared as bytes: a decomposed accent is another name")
    func namesAreBytes() throws {
        let composed = try NoteSigner(name: "caf\u{E9}", seed: Worked.logSeed)
        let decomposed = try NoteSigner(name: "cafe\u{301}", seed: Worked.logSeed)
        #expect(composed.name == decomposed.name)
        #expect(composed.verifierKey != decomposed.verifierKey)
        let note = try composed.sign("text\n")
        #expect(throws: NoteError.noKnownSignature) { try note.verify(keys: [decomposed.verifierKey]) }
        // Even a line that carries the other's key id and a valid signature.
        let line = try decomposed.sign("text\n").encoded.replacing("cafe\u{301}", with: "caf\u{E9}")
        #expect(throws: NoteError.noKnownSignature) { try SignedNote(parsing: line).verify(keys: [decomposed.verifierKey]) }
    }

    @Test("A bad signature under a known key refuses the whole note; unknown keys are passed over; none known is refused")
    func policy() throws {
        let good = Worked.text + "\n" + Worked.logLine
        let badWitness = Worked.witnessLine.replacing("AAAABq", with: "AAAABr")
        #expect(badWitness != Worked.witnessLine)
        let note = try SignedNote(parsing: good + badWitness)
        #expect(try note.verify(keys: [logKey]).count == 1)
        #expect(throws: NoteError.invalidSignature(name: "wit.example/w1")) { try note.verify(keys: [logKey, witnessKey]) }
        #expect(throws: NoteError.noKnownSignature) { try SignedNote(parsing: good).verify(keys: [witnessKey]) }
        #expect(throws: NoteError.noKnownSignature) { try SignedNote(parsing: good).verify(keys: []) }
        // A second line under the same key that does not verify also counts.
        let secondLine = Worked.logLine.replacing("6xThYUWL", with: "6xThYUWM")
        #expect(throws: NoteError.invalidSignature(name: Worked.origin)) {
            try SignedNote(parsing: good + secondLine).verify(keys: [logKey])
        }
        // The same line twice, and the same key asked for twice, count once.
        #expect(try SignedNote(parsing: good + Worked.logLine).verify(keys: [logKey, logKey]).count == 1)
    }

    @Test("ECDSA lines as key services make them verify; their key id is over the key alone")
    func ecdsa() throws {
        let secret = P256.Signing.PrivateKey()
        let spki = Array(secret.publicKey.derRepresentation)
        let key = try NoteVerifierKey(name: "kms.example", algorithm: .ecdsaP256, publicKey: spki)
        #expect(try NoteVerifierKey(parsing: key.text) == key)
        #expect(Hash.sha256(spki).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } == key.id)
        let der = Array(try secret.signature(for: Array("text\n".utf8)).derRepresentation)
        let id = Hash.sha256(spki).bytes.prefix(4)
        let line = "— kms.example \(Base64.encode(id + der))\n"
        let verified = try SignedNote(parsing: "text\n\n" + line).verify(keys: [key])
        #expect(verified.map(\.key) == [key])
        #expect(throws: NoteError.invalidSignature(name: "kms.example")) {
            try SignedNote(parsing: "texT\n\n" + line).verify(keys: [key])
        }
        #expect(throws: NoteError.invalidSignature(name: "kms.example")) {
            try SignedNote(parsing: "text\n\n— kms.example \(Base64.encode(id + [1, 2, 3]))\n").verify(keys: [key])
        }
    }

    @Test("Seventeen signatures are read, and 64; 65 are not")
    func signatureCounts() throws {
        for count in [1, 16, 17, 64] {
            let note = try SignedNote(parsing: Worked.text + "\n" + String(repeating: Worked.logLine, count: count))
            #expect(note.signatures.count == count)
        }
        #expect(throws: NoteError.tooManySignatures) {
            try SignedNote(parsing: Worked.text + "\n" + String(repeating: Worked.logLine, count: 65))
        }
    }

    @Test("A signature line reads by itself, with its line feed and nothing more")
    func signatureLine() throws {
        let line = try #require(NoteSignature(parsing: Worked.witnessLine))
        #expect(line.line == Worked.witnessLine)
        let note = try SignedNote(parsing: Worked.text + "\n" + Worked.logLine).adding(line)
        #expect(try note.verify(keys: [logKey, witnessKey]).count == 2)
        for text in ["", "\n", String(Worked.witnessLine.dropLast()), Worked.witnessLine + "\n", Worked.witnessLine + Worked.logLine] {
            #expect(NoteSignature(parsing: text) == nil)
        }
    }

    @Test("Text and signatures part at the last blank line")
    func lastBlankLine() throws {
        let signer = try NoteSigner(name: "a", seed: Worked.logSeed)
        let note = try signer.sign("one\n\ntwo\n\n— fake AAAAAAAA\n")
        let parsed = try SignedNote(parsing: note.encoded)
        #expect(parsed.text == "one\n\ntwo\n\n— fake AAAAAAAA\n")
        #expect(parsed == note)
        #expect(try parsed.verify(keys: [signer.verifierKey]).count == 1)
    }

    @Test(
        "Lines end in LF alone: nothing else that Swift calls a newline parts or ends them",
        arguments: ["\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{0B}", "\u{0C}"])
    func lineEnds(newline: String) {
        #expect(throws: NoteError.self) { try SignedNote(parsing: Worked.note.replacing("\n", with: newline)) }
        #expect(throws: NoteError.self) { try SignedNote(parsing: Worked.text + newline + Worked.logLine) }
        #expect(throws: NoteError.self) {
            try SignedNote(parsing: Worked.text + "\n" + Worked.logLine.dropLast() + newline)
        }
    }

    @Test(
        "Other forms are no notes",
        arguments: [
            "", "\n", "\n\n", "a\n", "a\n\n", "a\n\n\n", "a\n\nb\n", Worked.text, "\n" + Worked.logLine, Worked.text + Worked.logLine,
            Worked.text + "\n" + Worked.logLine.dropLast(), Worked.text + "\n\n" + Worked.logLine + "\n",
            Worked.text + "\n" + Worked.logLine.replacing("— ", with: "- "), Worked.text + "\n" + Worked.logLine.replacing("— ", with: "—"),
            Worked.text + "\n" + Worked.logLine.replacing("— ", with: "—  "),
            Worked.text + "\n" + Worked.logLine.replacing("uwY=", with: "uwZ="),
            Worked.text + "\n— a AAAAAA==\n", Worked.text + "\n— a\n", Worked.text + "\n— a b c\n", "te\u{0}xt\n\n" + Worked.logLine,
            "tab\tbed\n\n" + Worked.logLine,
        ])
    func notNotes(text: String) {
        #expect(throws: NoteError.self) { try SignedNote(parsing: text) }
    }

    @Test("Bytes that are not UTF-8 are refused, in the text and in names")
    func notUTF8() throws {
        let bad: [UInt8] = [0x61, 0xFF, 0x0A, 0x0A]
        #expect(throws: NoteError.notUTF8) { try SignedNote(parsing: bad + Array(Worked.logLine.utf8)) }
        let line: [UInt8] = Array("text\n\n— ".utf8) + [0xC3] + Array(" AAAAAAAAAA==\n".utf8)
        #expect(throws: NoteError.malformedSignature(line: 0)) { try SignedNote(parsing: line) }
    }

    @Test("Texts that may not be signed are refused", arguments: ["", "no line feed", "tab\there\n", "\u{0}\n"])
    func unsignable(text: String) throws {
        let signer = try NoteSigner(name: "a", seed: Worked.logSeed)
        #expect(throws: NoteError.self) { try signer.sign(text) }
    }

    @Test("A note beyond a megabyte is refused")
    func tooLong() {
        let note = Array(repeating: UInt8(ascii: "a"), count: SignedNote.bytesMax) + Array(("\n\n" + Worked.logLine).utf8)
        #expect(throws: NoteError.tooLong(bytes: note.count)) { try SignedNote(parsing: note) }
    }
}
