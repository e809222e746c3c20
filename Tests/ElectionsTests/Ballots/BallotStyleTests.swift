import Ledger
import Testing

@testable import Elections

@Suite("Ballots")
struct BallotStyleTests {
    private static let style = BallotStyle(Sample.everyShape)

    private static func body(_ selections: String) -> [UInt8] {
        Array(#"{"selections": \#(selections)}"#.utf8)
    }

    struct Good: Sendable, CustomTestStringConvertible {
        var request: String
        var canonical: String
        var testDescription: String { request }

        init(_ request: String, _ canonical: String) {
            self.request = request
            self.canonical = canonical
        }
    }

    static let good: [Good] = [
        Good(#"{}"#, #"{}"#),
        Good(#"{"mayor": [], "rate": {}, "any": [], "pick": [], "Order": []}"#, #"{}"#),
        Good(#"{"rate": []}"#, #"{}"#),
        Good(#"{"mayor":["b","a","c"]}"#, #"{"mayor":["b","a","c"]}"#),
        Good(#"{ "mayor" : [ "b" , "a" ] }"#, #"{"mayor":["b","a"]}"#),
        Good(#"{"mayor":["b",null,"a",null]}"#, #"{"mayor":["b",null,"a"]}"#),
        Good(#"{"mayor":[null,null]}"#, #"{}"#),
        Good(#"{"mayor":["b","b","a"]}"#, #"{"mayor":["b","b","a"]}"#),
        Good(#"{"mayor":[["c","a"],"b"]}"#, #"{"mayor":[["a","c"],"b"]}"#),
        Good(#"{"mayor":["w"]}"#, #"{"mayor":["w"]}"#),
        Good(#"{"mayor":["\u0061", "b"]}"#, #"{"mayor":["a","b"]}"#),
        Good(#"{"m\u0061yor":["a"]}"#, #"{"mayor":["a"]}"#),
        Good(#"{"mayor":["a",{"writeIn":"Zoë \"Z\" O\u0308"}]}"#, "{\"mayor\":[\"a\",{\"writeIn\":\"Zoë \\\"Z\\\" O\u{308}\"}]}"),
        Good(#"{"mayor":[{"writeIn":"X"},{"writeIn":"Y"}]}"#, #"{"mayor":[{"writeIn":"X"},{"writeIn":"Y"}]}"#),
        Good(#"{"mayor":["b",[{"writeIn":"X"},"a"]]}"#, #"{"mayor":["b",["a",{"writeIn":"X"}]]}"#),
        Good(#"{"pick":["p1","p4"]}"#, #"{"pick":["p4","p1"]}"#),
        Good(#"{"pick":["p1","p2","p3"]}"#, #"{"pick":["p3","p2","p1"]}"#),
        Good(#"{"any":["z","x"]}"#, #"{"any":["x","z"]}"#),
        Good(#"{"any":[{"writeIn":"Q"},"x"]}"#, #"{"any":["x",{"writeIn":"Q"}]}"#),
        Good(#"{"rate":{"s1":10,"s2":3,"S":0}}"#, #"{"rate":{"s1":10,"s2":3}}"#),
        Good(#"{"rate":{"s2":1,"S":7}}"#, #"{"rate":{"S":7,"s2":1}}"#),
        Good(#"{"rate":{"s2":0}}"#, #"{}"#),
        Good(#"{"Order":[["m","k"],"l"]}"#, #"{"Order":[["k","m"],"l"]}"#),
        Good(
            #"{"rate":{"S":1},"pick":["p3","p4"],"mayor":["a"],"any":["y"],"Order":["k"]}"#,
            #"{"Order":["k"],"any":["y"],"mayor":["a"],"pick":["p4","p3"],"rate":{"S":1}}"#),
    ]

    @Test("Requests that mean the same give the same canonical selections, and those read back as they are", arguments: good)
    func canonical(_ good: Good) throws {
        let ballot = try Self.style.parse(requestBody: Self.body(good.request))
        #expect(String(decoding: ballot.selections, as: UTF8.self) == good.canonical)
        #expect(ballot.selections == Sample.json(good.canonical).canonical())
        #expect(try Self.style.parse(selections: ballot.selections) == ballot)
        #expect(try Self.style.parse(requestBody: Self.body(good.canonical)) == ballot)
    }

    @Test("Marks speak of candidates by position")
    func marks() throws {
        let text =
            #"{"mayor":["b",null,["c","a"],{"writeIn":"X"}],"pick":["p1","p4"],"rate":{"S":7,"s2":1},"Order":["m",["l","k"]]}"#
        let ballot = try Self.style.parse(requestBody: Self.body(text))
        #expect(ballot.marks[0].codes == [1, Marks.skipped, Marks.overvote, 2, 0, 2, 3])
        #expect(ballot.marks[1].codes == [0, 3])
        #expect(ballot.marks[2].isBlank)
        #expect(ballot.marks[3].codes == [0, 1, 2, 7])
        #expect(ballot.marks[4].codes == [2, Marks.overvote, 2, 0, 1])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var code: BallotError.Code
        var field: String
        var body: String
        var testDescription: String { "\(code) at \(field): \(body.prefix(80))" }

        init(_ code: BallotError.Code, _ field: String, body: String) {
            self.code = code
            self.field = field
            self.body = body
        }

        init(_ code: BallotError.Code, _ field: String, _ selections: String) {
            self.init(code, field, body: #"{"selections":\#(selections)}"#)
        }
    }

    static let bad: [Bad] = [
        Bad(.malformed, "body", body: ""),
        Bad(.malformed, "body", body: "{"),
        Bad(.malformed, "body", body: #"{"selections":{}} x"#),
        Bad(.malformed, "body", body: #"{"selections":{}}{}"#),
        Bad(.malformed, "body", body: #"{"selections":{},}"#),
        Bad(.malformed, "body", body: "\u{FEFF}" + #"{"selections":{}}"#),
        Bad(.malformed, "selections.mayor[1]", body: #"{"selections":{"mayor":["a","a\"]}}"#),
        Bad(.malformed, "selections.mayor[1]", body: #"{"selections":{"mayor":["a",]}}"#),
        Bad(.malformed, "selections.mayor", body: #"{"selections":{"mayor":["a"],"mayor":["b"]}}"#),
        Bad(.malformed, "selections.m\\u0061yor", body: #"{"selections":{"mayor":["a"],"m\u0061yor":["b"]}}"#),
        Bad(.malformed, "selections", body: #"{"selections":{},"selections":{}}"#),
        Bad(.malformed, "selections.rate.S", body: #"{"selections":{"rate":{"S":1,"S":1}}}"#),
        Bad(.malformed, "selections.rate.S", body: #"{"selections":{"rate":{"S":01}}}"#),
        Bad(.malformed, "selections.mayor[0]", body: #"{"selections":{"mayor":["\ud800"]}}"#),
        Bad(.malformed, "[0][0][0][0][0][0][0][0]", body: String(repeating: "[", count: 20_000)),
        Bad(.malformed, "selections.mayor[0][0][0][0][0][0]", body: #"{"selections":{"mayor":[[[[[[[["a"]]]]]]]]}}"#),
        Bad(.wrongType, "body", body: "[]"),
        Bad(.wrongType, "body", body: "null"),
        Bad(.missingMember, "selections", body: "{}"),
        Bad(.unknownMember, "token", body: #"{"selections":{},"token":"x"}"#),
        Bad(.unknownMember, "?", body: #"{"selections":{},"\#(String(repeating: "x", count: 10_000))":1}"#),
        Bad(.tooLarge, "body", body: #"{"selections":{}}"# + String(repeating: " ", count: 64 * 1024)),
        Bad(.wrongType, "selections", "[]"),
        Bad(.unknownContest, "selections.sheriff", #"{"sheriff":["a"]}"#),
        Bad(.unknownContest, "selections.?", #"{"\u202e":["a"]}"#),
        Bad(.wrongType, "selections.mayor", #"{"mayor":"a"}"#),
        Bad(.wrongType, "selections.mayor", #"{"mayor":null}"#),
        Bad(.wrongType, "selections.mayor", #"{"mayor":{}}"#),
        Bad(.wrongType, "selections.mayor[1]", #"{"mayor":["a",1]}"#),
        Bad(.unknownCandidate, "selections.mayor[1]", #"{"mayor":["a","z"]}"#),
        Bad(.unknownCandidate, "selections.mayor[0]", #"{"mayor":["\#(String(repeating: "a", count: 10_000))"]}"#),
        Bad(.unknownCandidate, "selections.mayor[0]", #"{"mayor":["a\u0301"]}"#),
        Bad(.unknownCandidate, "selections.mayor[0][1]", #"{"mayor":[["a","z"]]}"#),
        Bad(.tooManyRanks, "selections.mayor[4]", #"{"mayor":["a","b","c","w","a"]}"#),
        Bad(.badRank, "selections.mayor[0]", #"{"mayor":[["a"]]}"#),
        Bad(.badRank, "selections.mayor[0]", #"{"mayor":[[]]}"#),
        Bad(.repeatedCandidate, "selections.mayor[0][1]", #"{"mayor":[["a","a"]]}"#),
        Bad(.repeatedCandidate, "selections.mayor[0][1]", #"{"mayor":[["w",{"writeIn":"X"}]]}"#),
        Bad(.wrongType, "selections.mayor[0][1]", #"{"mayor":[["a",null]]}"#),
        Bad(.badWriteIn, "selections.mayor[0]", #"{"mayor":[{}]}"#),
        Bad(.badWriteIn, "selections.mayor[0]", #"{"mayor":[{"writeIn":"X","id":"w"}]}"#),
        Bad(.badWriteIn, "selections.mayor[0].writeIn", #"{"mayor":[{"writeIn":""}]}"#),
        Bad(.badWriteIn, "selections.mayor[0].writeIn", #"{"mayor":[{"writeIn":"a\u0007"}]}"#),
        Bad(.badWriteIn, "selections.mayor[0].writeIn", #"{"mayor":[{"writeIn":"a\u202eb"}]}"#),
        Bad(.badWriteIn, "selections.mayor[0].writeIn", #"{"mayor":[{"writeIn":"\#(String(repeating: "x", count: 101))"}]}"#),
        Bad(.badWriteIn, "selections.Order[0]", #"{"Order":[{"writeIn":"X"}]}"#),
        Bad(.tooFewChoices, "selections.pick", #"{"pick":["p1"]}"#),
        Bad(.tooManyChoices, "selections.pick", #"{"pick":["p1","p2","p3","p4"]}"#),
        Bad(.repeatedCandidate, "selections.pick[1]", #"{"pick":["p1","p1"]}"#),
        Bad(.repeatedCandidate, "selections.any[1]", #"{"any":["z",{"writeIn":"X"}]}"#),
        Bad(.tooManyChoices, "selections.any", #"{"any":["x","x","y","z"]}"#),
        Bad(.wrongType, "selections.any[0]", #"{"any":[null]}"#),
        Bad(.wrongType, "selections.rate", #"{"rate":["s1"]}"#),
        Bad(.unknownCandidate, "selections.rate.s9", #"{"rate":{"s9":1}}"#),
        Bad(.badScore, "selections.rate.s1", #"{"rate":{"s1":11}}"#),
        Bad(.badScore, "selections.rate.s1", #"{"rate":{"s1":-1}}"#),
        Bad(.badScore, "selections.rate.s1", #"{"rate":{"s1":1.5}}"#),
        Bad(.badScore, "selections.rate.s1", #"{"rate":{"s1":"1"}}"#),
        Bad(.badScore, "selections.rate.s1", #"{"rate":{"s1":99999999999999}}"#),
    ]

    @Test("A bad ballot is refused at the right place, and its message shows nothing of it", arguments: bad)
    func refused(_ bad: Bad) throws {
        do {
            _ = try Self.style.parse(requestBody: Array(bad.body.utf8))
            Issue.record("accepted")
        } catch {
            #expect(error.code == bad.code && error.field == bad.field, "\(error.code) at \(error.field): \(error.message)")
            #expect(error.message.utf8.count < 200)
            for candidate in ["\"a\"", "p1", "s9", "xxxx", "aaaa"] { #expect(!error.message.contains(candidate)) }
        }
    }

    @Test("Bytes that are not UTF-8 are refused")
    func badUTF8() {
        for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3]] {
            let body = Array(#"{"selections":{"mayor":[{"writeIn":"x"#.utf8) + bytes + Array(#""}]}}"#.utf8)
            #expect(throws: BallotError.self) { try Self.style.parse(requestBody: body) }
        }
    }

    @Test("Selections in a ledger have one spelling")
    func notCanonical() {
        let spellings = [
            #"{"mayor": ["a"]}"#, #"{"mayor":["\u0061"]}"#, #"{"mayor":["a",null]}"#, #"{"mayor":[]}"#, #"{"pick":["p1","p4"]}"#,
            #"{"rate":{"s2":1,"S":7}}"#, #"{"rate":{"S":0}}"#, #"{"mayor":["a"],"any":["x"]}"#, #"{"mayor":["a"]} "#, " {}",
            #"{"mayor":[["c","a"]]}"#,
        ]
        for spelling in spellings {
            do {
                _ = try Self.style.parse(selections: Array(spelling.utf8))
                Issue.record("accepted \(spelling)")
            } catch {
                #expect(error.code == .notCanonical, "\(spelling): \(error)")
            }
        }
    }

    @Test("Selections that would not fit in a ledger entry are refused")
    func tooLarge() throws {
        let candidates = (0..<200).map { #"{"id":"\#(String(repeating: "x", count: 60))\#($0)","name":"n"}"# }.joined(separator: ",")
        let definition = Sample.definition(
            #"{"title":"T","contests":[{"id":"m","method":"irv","maxRanks":1000,"candidates":[\#(candidates)]}]}"#)
        let style = BallotStyle(definition)
        let id = "\"" + definition.contests[0].candidates[0].id.text + "\""
        func parse(_ ranks: Int) throws(BallotError) -> Ballot {
            try style.parse(requestBody: Self.body(#"{"m":[\#(Array(repeating: id, count: ranks).joined(separator: ","))]}"#))
        }
        #expect(try parse(900).selections.count < BallotStyle.selectionsBytesMax)
        #expect { try parse(1_000) } throws: { ($0 as? BallotError)?.code == .tooLarge }
    }
}
