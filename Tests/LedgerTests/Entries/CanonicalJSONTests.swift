import Ledger
import TestSupport
import Testing

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    private func canonical(_ text: String) throws -> String {
        String(decoding: try JSONValue.parse(Array(text.utf8)).canonical(), as: UTF8.self)
    }

    @Test("The sample of RFC 8785 section 3.2.2 has the published form")
    func sample() throws {
        let text = #"""
            {
              "numbers": [333333333.33333329, 1E30, 4.50,
                          2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        let published =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(try canonical(text) == published)
    }

    @Test("The sample of RFC 8785 section 3.2.3 is sorted by UTF-16 units")
    func sorting() throws {
        let text = #"""
            {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
             "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
            """#
        let value = try JSONValue.parse(try JSONValue.parse(Array(text.utf8)).canonical())
        #expect(
            value.objectValue?.map(\.value) == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh",
            ])
    }

    @Test("Names of other scripts, markup and control characters are written as the published sample has them")
    func weirdNames() throws {
        let text = #"""
            {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\u000a": "Newline", "1": "One", "\u0080": "Control\u007f",
             "\ud83d\ude02": "Smiley", "\u00f6": "Latin Small Letter O With Diaeresis", "\ufb33": "Hebrew Letter Dalet With Dagesh",
             "</script>": "Browser Challenge", "\u0424": "Cyrillic"}
            """#
        let published =
            #"{"\n":"Newline","\r":"Carriage Return","1":"One","</script>":"Browser Challenge",""# + "\u{80}" + #"":"Control"# + "\u{7F}"
            + #"","ö":"Latin Small Letter O With Diaeresis","Ф":"Cyrillic","€":"Euro Sign","😂":"Smiley",""# + "\u{FB33}"
            + #"":"Hebrew Letter Dalet With Dagesh"}"#
        #expect(Array(try canonical(text).utf8) == Array(published.utf8))
    }

    @Test("Order by UTF-16 units, decided on bytes, is what Swift's UTF-16 view gives", arguments: [7] as [UInt64])
    func orderAgrees(seed: UInt64) {
        var random = Dice(seed: seed)
        let scalars: [Unicode.Scalar] = [
            "a", "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}",
        ]
        for _ in 0..<20_000 {
            let names = (0..<2).map { _ in
                String(
                    String.UnicodeScalarView(
                        (0..<Int.random(in: 0...4, using: &random)).compactMap { _ in scalars.randomElement(using: &random) }))
            }
            let expected = names[0].utf16.lexicographicallyPrecedes(names[1].utf16)
            #expect(CanonicalJSON.isOrdered(names[0], before: names[1]) == expected, "seed \(seed)")
        }
    }

    @Test(
        "The numbers of RFC 8785 appendix B have the published form",
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"), (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0xC340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
            (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
            (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"), (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
            (0x444B_1AE4_D6E2_EF50, "1e+21"),
            (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
            (0x41B3_DE43_5555_5553, "333333333.3333332"),
            (0x41B3_DE43_5555_5554, "333333333.33333325"), (0x41B3_DE43_5555_5555, "333333333.3333333"),
            (0x41B3_DE43_5555_5556, "333333333.3333334"),
            (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
            (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func numbers(bits: UInt64, text: String) {
        let value = JSONValue.number(Double(bitPattern: bits))
        #expect(String(decoding: value.canonical(), as: UTF8.self) == text)
    }

    @Test("Random doubles read back as themselves, in a form that is stable", arguments: [11] as [UInt64])
    func randomNumbers(seed: UInt64) throws {
        var random = Dice(seed: seed)
        for round in 0..<20_000 {
            // Half over all magnitudes, half where the forms change.
            let double =
                round % 2 == 0
                ? Double(bitPattern: random.next())
                : Double.random(in: -1e3...1e3, using: &random) * [1e-9, 1e-3, 1, 1e9, 1e15, 1e19].randomElement(using: &random)!
            guard double.isFinite else { continue }
            let text = JSONValue.number(double).canonical()
            #expect(Double(String(decoding: text, as: UTF8.self)) == double, "seed \(seed)")
            let value = try JSONValue.parse(text)
            #expect(value.numberValue == double, "seed \(seed)")
            #expect(value.canonical() == text, "seed \(seed)")
        }
    }

    @Test("Strings escape what they must, and nothing else")
    func strings() throws {
        var output: [UInt8] = []
        CanonicalJSON.append(string: "\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F} \"\\/\u{7F}é\u{2028}😀", to: &output)
        #expect(String(decoding: output, as: UTF8.self) == #""\u0000\b\t\n\u000b\f\r\u001f \"\\/"# + "\u{7F}é\u{2028}😀\"")
        #expect(try JSONValue.parse(output).stringValue == "\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F} \"\\/\u{7F}é\u{2028}😀")
    }

    @Test("Values made in code are written sorted, at every depth")
    func built() {
        let value: JSONValue = ["b": [["z": 1, "y": nil]], "a": .object([("d", "x"), ("c", .whole(UInt64(7)))]), "B": true]
        #expect(String(decoding: value.canonical(), as: UTF8.self) == #"{"B":true,"a":{"c":7,"d":"x"},"b":[{"y":null,"z":1}]}"#)
        #expect(value != .object([]))
    }

    @Test("The worked entries are canonical once sorted")
    func workedEntries() throws {
        #expect(try canonical(#"{"t":"ballot","n":1}"#) == #"{"n":1,"t":"ballot"}"#)
        #expect(try canonical("[]") == "[]")
        #expect(try canonical("{}") == "{}")
    }
}
