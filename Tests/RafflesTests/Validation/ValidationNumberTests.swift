import Crypto
import Ledger
import Testing

@testable import Raffles

@Suite("Validation numbers")
struct ValidationNumberTests {
    private static let symbols = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let checkSymbols = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U")

    /// Unpredictable enough for a test, and the same every time.
    private static let samples: [ValidationNumber] = (0..<40).compactMap { index in
        ValidationNumber(bytes: Array(SHA256.hash(data: [UInt8(index)])).prefix(10))
    }

    @Test(
        "80 bits have one text: Crockford's base 32 and a check symbol modulo 37",
        arguments: [
            ([UInt8](repeating: 0, count: 10), "0000-0000-0000-0000-0"), ([UInt8](repeating: 0xFF, count: 10), "ZZZZ-ZZZZ-ZZZZ-ZZZZ-~"),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0x24], "0000-0000-0000-0014-U"), ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20], "0000-0000-0000-0010-*"),
        ])
    func text(bytes: [UInt8], text: String) throws {
        let number = try #require(ValidationNumber(bytes: bytes))
        #expect(number.text == text)
        #expect(number.compactText == text.replacing("-", with: ""))
        #expect(number.bytes == bytes)
        #expect(ValidationNumber(text) == number)
        #expect(ValidationNumber(bytes: bytes.dropLast()) == nil && ValidationNumber(bytes: bytes + [0]) == nil)
    }

    @Test("Every number is read back from its text")
    func roundTrip() {
        #expect(Set(Self.samples).count == 40)
        for number in Self.samples {
            #expect(ValidationNumber(number.text) == number)
            #expect(ValidationNumber(number.compactText) == number)
            #expect(ValidationNumber(bytes: number.bytes) == number)
        }
    }

    @Test("People may write small letters, spaces and dashes, I and L for 1, O for 0")
    func lenient() throws {
        let number = try #require(ValidationNumber("1010-1010-1010-1010-\(check("1010101010101010"))"))
        let check = String(check("1010101010101010"))
        #expect(ValidationNumber("iolo 1o1o-IOLO--lOiO \(check.lowercased())") == number)
        #expect(ValidationNumber("1010101010101010\(check)") == number)
        #expect(ValidationNumber(" 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 \(check) ") == number)
        #expect(ValidationNumber("0000-0000-0000-0014-u")?.text == "0000-0000-0000-0014-U")
    }

    private func check(_ digits: String) -> Character {
        let value = digits.reduce(0) { ($0 * 32 + (Self.symbols.firstIndex(of: $1) ?? 0)) % 37 }
        return Self.checkSymbols[value]
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "-", "0000-0000-0000-0000", "0000-0000-0000-0000-1", "0000-0000-0000-0000-00", "0000-0000-0000-000U-0",
            "000*-0000-0000-0000-0", "0000_0000_0000_0000_0", "0000-0000-0000-0000-\u{660}", "ÖOOO-0000-0000-0000-0",
            "0000-0000-0000-0000-0\n",
            "00000000000000000000000000000000000000000000000000000000000000000",
        ])
    func refused(text: String) {
        #expect(ValidationNumber(text) == nil)
    }

    @Test("Any one wrong symbol is noticed")
    func substitution() {
        for number in Self.samples {
            let text = Array(number.compactText)
            for place in text.indices {
                for symbol in (place == 16 ? Self.checkSymbols : Self.symbols) where symbol != text[place] {
                    var wrong = text
                    wrong[place] = symbol
                    #expect(ValidationNumber(String(wrong)) == nil, "\(number.text) \(place) \(symbol)")
                }
            }
        }
    }

    @Test("Any two neighbours swapped are noticed")
    func transposition() {
        var swaps = 0
        for number in Self.samples {
            let text = Array(number.compactText)
            for place in text.indices.dropLast() where text[place] != text[place + 1] {
                var wrong = text
                wrong.swapAt(place, place + 1)
                #expect(ValidationNumber(String(wrong)) == nil, "\(number.text) \(place)")
                swaps += 1
            }
        }
        #expect(swaps > 500)
    }

    @Test("A comparison tells equal from different in every bit")
    func matches() throws {
        let number = Self.samples[0]
        #expect(number.matches(number))
        for bit in 0..<80 {
            var bytes = number.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            #expect(!number.matches(try #require(ValidationNumber(bytes: bytes))), "bit \(bit)")
        }
    }

    @Test("Printing a number by accident shows nothing")
    func redacted() {
        #expect("\(Self.samples[0])" == "[redacted]")
        #expect(String(reflecting: [Self.samples[0]]) == "[[redacted]]")
        var dumped = ""
        dump(Self.samples[0], to: &dumped)
        #expect(!dumped.contains("low") && !dumped.contains("high"), "\(dumped)")
        #expect(Mirror(reflecting: Self.samples[0]).children.isEmpty)
    }
}
