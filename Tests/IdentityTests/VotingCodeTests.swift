import TestSupport
import Testing

@testable import Identity

@Suite struct VotingCodeTests {
    let codes = VotingCodes(keys: Fixtures.ring)

    // Computed with Python from the format's description, with the check's powers written out.
    @Test(
        "Codes are what their description says",
        arguments: [
            (0, "00000-07TTX-KCY84-HBS96-KSB"), (1, "00000-1QDX5-E7JTP-VDVSY-WFG"), (999_999, "00YGH-ZZ8ME-YB50Y-9Y30E-54K"),
            (1_073_741_823, "ZZZZZ-ZGVME-X8133-T8G2N-BZF"),
        ] as [(UInt32, String)])
    func knownAnswers(serial: UInt32, text: String) throws {
        #expect(codes.code(serial: serial).text == text)
        #expect(try codes.serial(of: text) == serial)
    }

    @Test(
        "A code may be typed in any case, with any spacing, and with O, I and L for digits",
        arguments: [
            "00000-1QDX5-E7JTP-VDVSY-WFG", "000001QDX5E7JTPVDVSYWFG", "ooooo-lqdx5-e7jtp-vdvsy-wfg", " OOOOO IQDX5 E7JTP VDVSY WFG ",
            "0-0-0-0-0-1-QDX5E7JTPVDVSYWFG--",
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
        let foreign = VotingCodes(keys: Fixtures.otherRing).code(serial: 1)
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
