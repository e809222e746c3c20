import Ledger
import TestSupport
import Testing

@testable import Identity

@Suite struct VoterIDTests {
    @Test(
        "Spellings of one id become one id",
        arguments: [
            ("  Ada@Example.ORG\t", "ada@example.org"), ("ES 1234", "es 1234"), ("0042", "0042"),
            ("JÜRGEN", "jürgen"), ("ju\u{308}rgen", "j\u{FC}rgen"), ("\u{A0}Ana\u{3000}", "ana"), ("\u{2003}Zoë\u{2003}", "zo\u{EB}"),
            ("\u{C5}ngstr\u{F6}m", "\u{E5}ngstr\u{F6}m"), ("\u{212B}ngstr\u{F6}m", "\u{E5}ngstr\u{F6}m"), ("ИВАН", "иван"), ("王小明", "王小明"),
            ("\u{1100}\u{1161}", "\u{AC00}"), ("\u{0958}", "\u{0915}\u{093C}"), ("İ", "i\u{307}"),
        ])
    func normalisation(text: String, normalised: String) throws {
        let id = try VoterID(text)
        #expect(Array(id.text.utf8) == Array(normalised.utf8))
        #expect(try VoterID(id.text) == id, "normalising twice changes nothing")
    }

    @Test(
        "Ids that look alike and are not the same stay different",
        arguments: [
            ("ada", "ad\u{430}"), ("admin", "adm\u{131}n"), ("strasse", "straße"), ("0", "o"), ("a b", "ab"),
        ])
    func different(left: String, right: String) throws {
        #expect(try VoterID(left) != VoterID(right))
    }

    @Test(
        "What could pass for another id is refused",
        arguments: [
            "a\u{0}b", "a\nb", "a\u{7F}", "a\u{85}b", "a\u{200B}b", "a\u{AD}b", "a\u{202E}b", "\u{FEFF}a", "a\u{A0}b", "a\u{2028}b",
            "\u{212A}elvin", "a\u{37E}", "\u{1FEF}", "ａｄａ", "ⓐda", "ﬁn", "x²", "\u{E000}", "a\u{378}",
        ])
    func forbidden(text: String) {
        #expect(throws: VoterIDError.forbiddenCharacter) { try VoterID(text) }
    }

    @Test(
        "An id has 1 to 128 bytes after normalisation",
        arguments: [
            ("", VoterIDError.empty), ("  \t ", .empty), ("\u{2003}", .empty), (String(repeating: "a", count: 128), nil),
            (String(repeating: "a", count: 129), .tooLong), (" " + String(repeating: "é", count: 64) + " ", nil),
            (String(repeating: "é", count: 65), .tooLong), (String(repeating: "e\u{301}", count: 64), nil),
            (String(repeating: " ", count: 513), .tooLong),
        ] as [(String, VoterIDError?)])
    func length(text: String, error: VoterIDError?) {
        #expect(refusal { try VoterID(text) } == error)
    }

    @Test(
        "Bytes that are not UTF-8 are refused",
        arguments: [
            [0xFF], [0x61, 0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func badUTF8(bytes: [UInt8]) {
        #expect(refusal { try bytes.withUnsafeBufferPointer { try VoterID($0) } } == .notUTF8)
    }

    // Computed with Python's hmac module.
    @Test("A voter's hash and ballot key are what their description says")
    func hashes() throws {
        let hash = try Fixtures.voterHash(" Ada@Example.org")
        #expect(hash.value.hex == "817a65afabbc44d017eee474b276599527f23ca4e5b31b13aaf6810ab7e75938")
        #expect(
            Fixtures.ring.ballotKey(of: hash).value.hex == "fdaa9a05328df8ed2c71d788aca9a6a3833a6ae4c6fc6a5bd2225f1ffa96c72a")
        #expect(try Fixtures.voterHash("Ju\u{308}rgen").value.hex == "20f5068cf757ca1a9e4433ac393c0c1d35e372d1b159a638ba4554e7dbaf186c")
        #expect(try Fixtures.otherRing.hash(of: VoterID("ada@example.org")) != hash)
    }

    @Test("No bytes whatever crash the reader, and what it accepts is stable")
    func fuzz() throws {
        let seed: UInt64 = 20_261_121
        var random = Dice(seed: seed)
        let pieces: [[UInt8]] = ["a", "Z", " ", "é", "e\u{301}", "İ", "ß", "\u{200B}", "王", "\u{1F600}"].map { Array($0.utf8) }
        var accepted = 0
        for round in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                bytes +=
                    Bool.random(using: &random)
                    ? pieces[Int.random(in: 0..<pieces.count, using: &random)] : [UInt8.random(in: 0...255, using: &random)]
            }
            guard let id = try? bytes.withUnsafeBufferPointer({ try VoterID($0) }) else { continue }
            accepted += 1
            #expect(try VoterID(id.text) == id, "seed \(seed), round \(round)")
        }
        #expect(accepted > 1000)
    }

    private func refusal(_ body: () throws -> VoterID) -> VoterIDError? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? VoterIDError
        }
    }
}
