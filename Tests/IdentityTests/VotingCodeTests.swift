import Ledger
import TestSupport
import Testing

@testable import Identity

@Suite struct VotingCodeTests {
    static let roll = Hash.sha256(Array("roll".utf8))
    let codes = VotingCodes(keys: Fixtures.ring, roll: roll)

    // Computed with Python from the format's description, with the check's powers written out.
    @Test(
        "Codes are what their description says",
        arguments: [
            (0, "00000-0K9EN-FPSA9-BMQPQ-58X"), (1, "00000-19EB2-3HBWQ-1AH5E-084"), (999_999, "00YGH-Z2G3P-BK8D8-08XK5-T5P"),
            (1_073_741_823, "ZZZZZ-Z664N-21MK6-D2ZGR-HCM"),
        ] as [(UInt32, String)])
    func knownAnswers(serial: UInt32, text: String) throws {
        #expect(codes.code(serial: serial).text == text)
        #expect(try codes.serial(of: text) == serial)
    }

    @Test(
        "A code may be typed in any case, with any spacing, and with O, I and L for digits",
        arguments: [
            "00000-19EB2-3HBWQ-1AH5E-084", "0000019EB23HBWQ1AH5E084", "ooooo-l9eb2-3hbwq-iah5e-o84", " OOOOO I9EB2 3HBWQ LAH5E O84 ",
            "0-0-0-0-0-1-9EB23HBWQ1AH5E084--",
        ])
    func forgiving(text: String) throws {
        #expect(try codes.serial(of: text) == 1)
    }

    @Test(
        "What is no code at all is malformed",
        arguments: [
            "", "00000", "00000-1QDX5-E7JTP-VDVSY-WF", "00000-1QDX5-E7JTP-VDVSY-WFGG", "U0000-1QDX5-E7JTP-VDVSY-WFG",
            "00000-1QDX5-E7JTP-VDVSY-WF*",
            "00000-1QDX5-E7JTP-VDVSY-WFé", "\u{0}0000-1QDX5-E7JTP-VDVSY-WFG", String(repeating: "0", count: 100_000),
        ])
    func malformed(text: String) {
        #expect(throws: VotingCodeError.malformed) { try codes.serial(of: text) }
    }

    @Test("Every change of one symbol and every swap of two is called a typing error")
    func typingErrors() throws {
        let seed: UInt64 = 4
        var random = Dice(seed: seed)
        for _ in 0..<20 {
            let symbols = Array(codes.code(serial: .random(in: 0...VotingCode.serialMax, using: &random)).text.utf8.filter { $0 != 0x2D })
            for position in symbols.indices {
                for other in Base32Symbols.alphabet where other != symbols[position] {
                    var wrong = symbols
                    wrong[position] = other
                    #expect(throws: VotingCodeError.mistyped, "seed \(seed)") { try codes.serial(of: wrong) }
                }
                for second in symbols.indices where symbols[second] != symbols[position] {
                    var wrong = symbols
                    wrong.swapAt(position, second)
                    #expect(throws: VotingCodeError.mistyped, "seed \(seed)") { try codes.serial(of: wrong) }
                }
            }
        }
    }

    @Test("A code that is typed rightly and was not made for this election is not genuine")
    func notGenuine() throws {
        let foreign = VotingCodes(keys: Fixtures.otherRing, roll: Self.roll).code(serial: 1)
        let replaced = VotingCodes(keys: Fixtures.ring, roll: Hash.sha256(Array("an earlier roll".utf8))).code(serial: 1)
        #expect(throws: VotingCodeError.notGenuine) { try codes.serial(of: replaced.text) }
        #expect(throws: VotingCodeError.notGenuine) { try codes.serial(of: foreign.text) }
        let seed: UInt64 = 5
        var random = Dice(seed: seed)
        for bit in 0..<80 {
            let serial = UInt32.random(in: 0...VotingCode.serialMax, using: &random)
            var tag = codes.code(serial: serial).tag
            tag[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: VotingCodeError.notGenuine, "seed \(seed)") {
                try codes.serial(of: VotingCode(serial: serial, tag: tag).text)
            }
        }
        let swapped = VotingCode(serial: 2, tag: codes.code(serial: 1).tag)
        #expect(throws: VotingCodeError.notGenuine) { try codes.serial(of: swapped.text) }
    }

    @Test("Every code reads back as its serial, and no two are alike")
    func roundTrip() throws {
        var texts: Set<String> = []
        for serial in (0..<2000).map({ UInt32($0) * 536_000 }) {
            let text = codes.code(serial: serial).text
            #expect(try codes.serial(of: text) == serial)
            #expect(text.utf8.count == 27)
            texts.insert(text)
        }
        #expect(texts.count == 2000)
    }

    @Test("Any text gets an answer, and only genuine codes a serial")
    func fuzz() {
        let seed: UInt64 = 6
        var random = Dice(seed: seed)
        for _ in 0..<20_000 {
            let symbols = (0..<Int.random(in: 21...25, using: &random)).map { _ in Base32Symbols.alphabet.randomElement(using: &random) ?? 0
            }
            #expect(throws: VotingCodeError.self, "seed \(seed)") { try codes.serial(of: symbols) }
        }
    }
}
