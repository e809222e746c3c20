import Ledger
import Testing

@Suite("Readers of outside bytes under seeded mutation")
struct MutationTests {
    private static let rounds = 4_000

    /// Feeds changed input to a reader that refuses it (throws or gives nil) or gives the bytes that its writer makes of what it read.
    private func check(
        _ seed: UInt64, _ inputs: [String], tokens: [String], isIdentity: Bool = true, _ reread: ([UInt8]) throws -> [UInt8]?
    ) throws {
        var mutations = Mutations(seed: seed, tokens: tokens)
        var accepted = 0
        for input in inputs.map({ Array($0.utf8) }) {
            for _ in 0..<Self.rounds {
                let bytes = mutations.mutate(input)
                guard let written = try? reread(bytes) else { continue }
                accepted += 1
                if isIdentity && written != bytes {
                    Issue.record("seed \(seed): another text for \(String(decoding: bytes, as: UTF8.self))")
                }
                #expect(try reread(written) == written, "seed \(seed)")
            }
        }
        #expect(accepted > 0, "seed \(seed): no mutation was accepted, so nothing was compared")
    }

    private static let noteTokens = ["\n", "\n\n", "— ", "+", " ", "=", "\r\n", "\u{2028}", "0", "A", "é", "e\u{301}"]

    @Test("What reads as a note is written as the same bytes", arguments: [1, 2] as [UInt64])
    func notes(seed: UInt64) throws {
        try check(seed, [Worked.note, "a\n\n— b AAAAAAAA\n"], tokens: Self.noteTokens) { Array(try SignedNote(parsing: $0).encoded.utf8) }
    }

    @Test("What reads as a checkpoint is written as the same bytes", arguments: [3, 4] as [UInt64])
    func checkpoints(seed: UInt64) throws {
        try check(seed, [Worked.text, Worked.text + "more\n"], tokens: Self.noteTokens) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
            return Array(try Checkpoint(parsing: text).text.utf8)
        }
    }

    @Test("What reads as a proof file is written as the same bytes", arguments: [5, 6] as [UInt64])
    func proofs(seed: UInt64) throws {
        try check(seed, [Worked.proof], tokens: Self.noteTokens + ["extra AA==\n", "index 1\n"]) {
            Array(try TlogProof(parsing: $0).encoded.utf8)
        }
    }

    @Test("What reads as a verifier key is written as the same bytes", arguments: [7] as [UInt64])
    func keys(seed: UInt64) throws {
        // Few mutations keep the key id right, so the unchanged key is among the inputs read.
        #expect(try NoteVerifierKey(parsing: Worked.logKey).text == Worked.logKey)
        try check(seed, [Worked.logKey], tokens: Self.noteTokens) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
            return Array(try NoteVerifierKey(parsing: text).text.utf8)
        }
    }

    @Test("What reads as a path is written as the same bytes", arguments: [8] as [UInt64])
    func paths(seed: UInt64) throws {
        try check(seed, ["tile/0/x001/x234/067", "tile/12/000.p/17"], tokens: ["/", "x", ".p/", "0", "000", "tile"]) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
            return Tile(path: text).map { Array($0.path.utf8) }
        }
    }

    @Test("What reads as a bundle is written as the same bytes", arguments: [9] as [UInt64])
    func bundles(seed: UInt64) throws {
        let bundle = try EntryBundle.encode(Worked.entries)
        try check(seed, [String(decoding: bundle, as: UTF8.self)], tokens: ["\0", "\0\u{1}a"]) { bytes in
            try EntryBundle.encode(EntryBundle.decode(bytes, count: 3))
        }
    }

    @Test("What reads as JSON has a canonical form that reads as the same value", arguments: [10, 11, 12] as [UInt64])
    func json(seed: UInt64) throws {
        let inputs = [
            #"{"a":[1,-2.5,1e300,"x\u00e9\n😀"],"b":{"c":null,"d":[true,false,{}]},"é":9007199254740991}"#,
            #" [ "\ud83d\ude00" , 0.000001 , 1E-7 , { "x" : "" } ] "#,
        ]
        let tokens = ["{", "}", "[", "]", ",", ":", "\"", "\\u", "\\", "d83d", "null", "-", "e", ".", "0", "\u{0}", "\"a\":1,"]
        try check(seed, inputs, tokens: tokens, isIdentity: false) { try JSONValue.parse($0).canonical() }
    }
}
