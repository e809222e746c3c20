import Ledger
import Testing

@Suite("Reading JSON")
struct JSONParserTests {
    private func parse(_ text: String, limits: JSONLimits = .default) throws(JSONParseError) -> JSONValue {
        try JSONValue.parse(Array(text.utf8), limits: limits)
    }

    @Test("Every kind of value reads")
    func kinds() throws {
        let text = #" { "a" : [ null , true , false , 0 , -1 , 2.5 , "x" ] , "b" : { } , "" : [ ] } "#
        let expected: JSONValue = ["a": [nil, true, false, 0, -1, 2.5, "x"], "b": [:], "": []]
        let value = try parse(text)
        #expect(value == expected)
        #expect(value["a"]?.arrayValue?[6].stringValue == "x")
        #expect(value["a"]?.arrayValue?[0].isNull == true)
        #expect(value["a"]?.arrayValue?[1].boolValue == true)
        #expect(value["a"]?.arrayValue?[4].integerValue == -1)
        #expect(value["a"]?.arrayValue?[4].numberValue == -1)
        #expect(value["a"]?.arrayValue?[5].numberValue == 2.5)
        #expect(value["a"]?.arrayValue?[5].integerValue == nil)
        #expect(value["b"]?.objectValue?.isEmpty == true)
        #expect(value["c"] == nil)
        #expect(value["a"]?["b"] == nil)
        #expect(try parse("\t\r\n 7 \n") == 7)
    }

    @Test(
        "Escapes read as their characters",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "A\u{E9}€"), (#""\ud83d\ude00""#, "😀"),
            (#""\u0000""#, "\u{0}"),
            (#""a\u0301é""#, "a\u{301}é"), (#""é€😀\n""#, "é€😀\n"), (#""\uFFFF\uD7FF\uE000""#, "\u{FFFF}\u{D7FF}\u{E000}"),
            (#""\udbff\udfff""#, "\u{10FFFF}"),
        ])
    func escapes(text: String, expected: String) throws {
        let string = try #require(try parse(text).stringValue)
        #expect(Array(string.utf8) == Array(expected.utf8))
    }

    @Test(
        "What is not JSON is refused, with the place",
        arguments: [
            ("", 0), (" ", 1), ("{", 1), ("[", 1), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("{\"a\"}", 4), ("{\"a\":}", 5),
            ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\" 1}", 5),
            ("[1", 2), ("nul", 0), ("nulll", 4), ("True", 0), ("tru]", 0), ("1 1", 2), ("[1]]", 3), ("'a'", 0), ("\"a", 2), ("\"\\x\"", 2),
            ("\"\\", 2), ("\"\\u12g4\"", 5),
            ("\"\\u12", 5), ("\"a\u{1}\"", 2), ("\"a\nb\"", 2), ("\"\\n\n\"", 3), ("/*a*/1", 0), ("[1]//", 3), ("\u{FEFF}1", 0), ("NaN", 0),
            ("Infinity", 0), ("-Infinity", 1), ("01", 0),
            ("-01", 0), ("1.", 2), (".5", 0), ("1.e1", 2), ("1e", 2), ("1e+", 3), ("-", 1), ("+1", 0), ("0x1", 1), ("1_0", 1),
            ("\u{A0}1", 0), ("\0", 0), ("1\0", 1), ("}", 0), (":", 0),
            ("{\"a\":1 \"b\":2}", 7), ("{1:1}", 1), ("{null:1}", 1), ("[\"a\":1]", 4), ("\u{2028}1", 0),
        ])
    func malformed(text: String, offset: Int) {
        let error = #expect(throws: JSONParseError.self) { try parse(text) }
        #expect(error?.offset == offset)
        #expect(error?.message.isEmpty == false)
    }

    @Test(
        "A name twice in an object is refused, however it is escaped",
        arguments: [
            #"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, #"{"é":1,"\u00e9":2}"#, #"{"😀":1,"\ud83d\ude00":2}"#, #"{"":1,"":2}"#,
            #"{"x":{"a":1,"b":2,"a":3}}"#, #"[{"/":1,"\/":2}]"#,
        ])
    func duplicates(text: String) {
        let error = #expect(throws: JSONParseError.self) { try parse(text) }
        #expect(error?.message == "a member name that the object already has")
    }

    @Test("Names that Swift calls equal but have other bytes are different names")
    func similarNames() throws {
        let value = try parse(#"{"é":1,"e\u0301":2}"#)
        #expect(value["\u{E9}"] == 1)
        #expect(value["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
        #expect(Set<JSONValue>(["\u{E9}", "e\u{301}"]).count == 2)
    }

    @Test("Large objects find duplicates too, wherever they stand")
    func manyMembers() throws {
        let members = (0..<3000).map { "\"name \($0)\":\($0)" }
        #expect(try parse("{\(members.joined(separator: ","))}").objectValue?.count == 3000)
        for twice in [0, 5, 15, 16, 17, 2999] {
            let text = "{\((members + [members[twice]]).joined(separator: ","))}"
            #expect(throws: JSONParseError.self) { try parse(text) }
        }
    }

    @Test(
        "Half of a surrogate pair is refused",
        arguments: [#""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ud83d\u0041""#, #""\ude00\ud83d""#])
    func loneSurrogates(text: String) {
        let error = #expect(throws: JSONParseError.self) { try parse(text) }
        #expect(error?.message == "half of a surrogate pair")
    }

    @Test(
        "Bytes that are not UTF-8 are refused, with and without escapes beside them",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0xE2, 0x82], [0x80], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        for tail in ["\"", "\\n\""] {
            let error = #expect(throws: JSONParseError.self) { try JSONValue.parse([0x22] + bytes + Array(tail.utf8)) }
            #expect(error?.offset == 0)
        }
        #expect(throws: JSONParseError.self) { try JSONValue.parse(bytes) }
    }

    @Test("Depth and size are limited")
    func limits() throws {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        _ = try parse(nested(32))
        #expect(throws: JSONParseError.self) { try parse(nested(33)) }
        #expect(throws: JSONParseError.self) { try parse(String(repeating: "{\"a\":", count: 100_000)) }
        _ = try parse("[[1],[2],[3],{\"a\":[1]}]", limits: JSONLimits(depthMax: 3))
        #expect(throws: JSONParseError.self) { try parse("[[[[1]]]]", limits: JSONLimits(depthMax: 3)) }
        _ = try parse("[12345678]", limits: JSONLimits(bytesMax: 10))
        #expect(throws: JSONParseError.self) { try parse("[123456789]", limits: JSONLimits(bytesMax: 10)) }
    }

    @Test("A number has one value, however it is written", arguments: ["5", "5.0", "5e0", "0.5e1", "50E-1", "5.000", "0.00005e+5"])
    func wholeNumbers(text: String) throws {
        #expect(try parse(text) == .integer(5))
    }

    @Test("Zeros are one zero", arguments: ["0", "-0", "0.0", "-0.0", "0e5", "-0e-5", "1e-400"])
    func zeros(text: String) throws {
        #expect(try parse(text) == .integer(0))
        #expect(try parse(text).canonical() == [UInt8(ascii: "0")])
    }

    @Test("Whole numbers are exact or refused")
    func largeNumbers() throws {
        #expect(try parse("9007199254740991") == .integer(JSONValue.integerMax))
        #expect(try parse("-9007199254740991") == .integer(-JSONValue.integerMax))
        #expect(try parse("9007199254740992") == .number(9_007_199_254_740_992))
        #expect(try parse("295147905179352830000") == .number(2.9514790517935283e20))
        for text in ["9007199254740993", "18446744073709551615", "9223372036854775807", "-9007199254740993", "100000000000000000000000"] {
            #expect(throws: JSONParseError.self) { try parse(text) }
        }
        #expect(try parse("1e23") == .number(1e23))
        #expect(throws: JSONParseError.self) { try parse("1e400") }
        #expect(throws: JSONParseError.self) { try parse("-1e309") }
    }
}
