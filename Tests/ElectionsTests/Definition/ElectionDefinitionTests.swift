import Elections
import Ledger
import TestSupport
import Testing

@Suite("Election definitions")
struct ElectionDefinitionTests {
    private static let contest = #"{"id":"m","title":"M","method":"irv","candidates":[{"id":"a","name":"A"},{"id":"b","name":"B"}]}"#

    private static func problems(_ text: String) -> [DefinitionError.Problem] {
        do {
            _ = try ElectionDefinition.parse(Sample.json(text))
            return []
        } catch {
            return error.problems
        }
    }

    @Test("The definition in the interface's description is read as it stands")
    func example() throws {
        let definition = Sample.definition(
            """
            { "title": "City of Example: mayor", "ballots": "pseudonymous", "results": "live", "opensAt": null, "closesAt": null,
              "contests": [ { "id": "mayor", "title": "Mayor", "method": "irv", "seats": 1, "maxRanks": 3,
                "rules": { "overvote": "skip", "skippedRank": "advance", "unranked": "last", "tieBreak": "previous-round-then-lot" },
                "candidates": [ {"id": "a", "name": "Ada"}, {"id": "b", "name": "Ben"} ] } ] }
            """)
        #expect(definition.title == "City of Example: mayor")
        #expect(definition.results == .live)
        #expect(definition.contests[0].maxRanks == 3)
        #expect(definition.contests[0].candidates.map(\.name) == ["Ada", "Ben"])
    }

    @Test("What is left out gets the documented default, and is written out again")
    func defaults() throws {
        let definition = Sample.definition(#"{"title":"T","contests":[\#(Self.contest)]}"#)
        #expect(definition.results == .sealed)
        #expect(definition.ballots == .pseudonymous)
        #expect(definition.opensAt == nil && definition.closesAt == nil)
        let contest = try #require(definition.contests.first)
        #expect(contest.seats == 1 && contest.maxRanks == 2)
        #expect(contest.rules == CountingRules())
        let json = definition.json()
        #expect(json["results"] == .string("sealed"))
        #expect(json["ballots"] == .string("pseudonymous"))
        #expect(json["opensAt"] == .null)
        let written = try #require(json["contests"]?.arrayValue?.first)
        #expect(written["maxRanks"] == .integer(2))
        for rule in ["overvote", "skippedRank", "unranked", "tieBreak", "stop", "writeIns"] {
            #expect(written["rules"]?[rule]?.stringValue != nil, "\(rule) is not written")
        }
    }

    @Test("Plurality may choose as many as there are seats unless max says otherwise")
    func pluralityDefaults() {
        let text = #"{"title":"T","contests":[{"id":"m","method":"plurality","seats":2,"candidates":[{"id":"a"},{"id":"b"},{"id":"c"}]}]}"#
        let contest = Sample.definition(text).contests[0]
        #expect(contest.minChoices == 1 && contest.maxChoices == 2)
        #expect(contest.title == "m" && contest.candidates[0].name == "a")
    }

    @Test("Reading what was written is the identity, for random definitions", arguments: [UInt64(1), 2, 3])
    func identity(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for _ in 0..<200 {
            let definition = Sample.random(&dice, results: dice.oneIn(2) ? .live : .sealed)
            let bytes = definition.json().canonical()
            let again = try ElectionDefinition.parse(try JSONValue.parse(bytes))
            #expect(again == definition, "seed \(seed)")
            #expect(again.json().canonical() == bytes, "seed \(seed)")
        }
    }

    @Test("Names hold any script")
    func scripts() {
        for name in ["Zoë Ångström", "山田 太郎", "محمد", "Ἀριστοφάνης", "👩🏽‍🚀", "e\u{301}", "O'Brien \"Bob\" \\"] {
            let json = JSONValue.object([
                ("title", .string(name)), ("contests", .array([Sample.json(Self.contest)])),
            ])
            #expect(throws: Never.self) { try ElectionDefinition.parse(json) }
        }
    }

    @Test("Every problem is reported, each with its place")
    func allProblems() {
        let problems = Self.problems(
            """
            {"titel": "T", "ballots": "secret", "contests": [
               {"id": "m x", "method": "irvv", "seats": 0, "candidates": [{"id": "a", "name": 5}, {"id": "a"}, 7]},
               {"id": "n", "method": "irv", "rules": {"overvote": "skipp", "tiebreak": "lot"}, "candidates": []}]}
            """)
        let fields = problems.map(\.field)
        #expect(
            fields == [
                "titel", "title", "ballots", "contests[0].id", "contests[0].method", "contests[0].candidates[0].name",
                "contests[0].candidates[1].id", "contests[0].candidates[2]", "contests[0].seats",
                "contests[1].candidates", "contests[1].rules.tiebreak", "contests[1].rules.overvote",
            ])
        #expect(problems.first?.message.contains("\"title\"") == true)
        #expect(problems.first { $0.field == "contests[1].rules.tiebreak" }?.message.contains("\"tieBreak\"") == true)
        #expect(problems.first { $0.field == "contests[1].rules.overvote" }?.message.contains("did you mean \"skip\"") == true)
    }

    @Test("The number of problems reported has a bound")
    func manyProblems() {
        let members = (0..<5_000).map { #""x\#($0)": 1"# }.joined(separator: ",")
        #expect(Self.problems("{\(members)}").count == ElectionDefinition.problemsMax)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var field: String
        var message: String
        var json: String
        var testDescription: String { "\(field) \(message)" }

        init(_ field: String, _ message: String, _ json: String) {
            self.field = field
            self.message = message
            self.json = json
        }

        /// A definition whose only contest has these members besides two candidates.
        static func contest(_ field: String, _ message: String, _ members: String) -> Bad {
            candidates(field, message, members, #"[{"id":"a","name":"A"},{"id":"b","name":"B"}]"#)
        }

        static func candidates(_ field: String, _ message: String, _ members: String, _ list: String) -> Bad {
            Bad(field, message, #"{"title":"T","contests":[{"id":"m",\#(members),"candidates":\#(list)}]}"#)
        }

        static func top(_ field: String, _ message: String, _ members: String) -> Bad {
            Bad(field, message, #"{\#(members),"contests":[\#(ElectionDefinitionTests.contest)]}"#)
        }
    }

    static let bad: [Bad] = [
        Bad("", "object", "[]"),
        Bad("", "object", "null"),
        Bad("contests", "missing", #"{"title":"T"}"#),
        Bad("contests", "array", #"{"title":"T","contests":{}}"#),
        Bad("contests", "1 to 50", #"{"title":"T","contests":[]}"#),
        Bad("contests", "1 to 50", #"{"title":"T","contests":[\#((0...50).map { _ in "1" }.joined(separator: ","))]}"#),
        Bad("contests[0]", "object", #"{"title":"T","contests":[3]}"#),
        Bad("contests[1].id", "contests[0]", #"{"title":"T","contests":[\#(contest),\#(contest)]}"#),
        .top("title", "missing", #""results":"live""#),
        .top("title", "string", #""title":7"#),
        .top("title", "empty", #""title":"""#),
        .top("title", "empty", #""title":" \u00a0 ""#),
        .top("title", "longer than 200", #""title":"\#(String(repeating: "é", count: 201))""#),
        .top("title", "control", #""title":"a\nb""#),
        .top("title", "control", #""title":"a\u0000b""#),
        .top("title", "control", #""title":"a\u2028b""#),
        .top("title", "direction", #""title":"a\u202eb""#),
        .top("title", "direction", #""title":"a\u2066b""#),
        .top("title", "direction", #""title":"a\u200fb""#),
        .top("ballots", "not available yet", #""title":"T","ballots":"anonymous""#),
        .top("ballots", "one of", #""title":"T","ballots":null"#),
        .top("results", "did you mean \"live\"", #""title":"T","results":"Live""#),
        .top("opensAt", "time", #""title":"T","opensAt":"tomorrow""#),
        .top("opensAt", "time", #""title":"T","opensAt":1795248000"#),
        .top("opensAt", "time", #""title":"T","opensAt":"2026-02-30T00:00:00Z""#),
        .top("closesAt", "later", #""title":"T","opensAt":"2026-11-21T08:00:00Z","closesAt":"2026-11-21T08:00:00Z""#),
        .top("closesat", "did you mean \"closesAt\"", #""title":"T","closesat":null"#),
        .top("turnoutByRegion", "true or false", #""title":"T","turnoutByRegion":"yes""#),
        .top("turnoutByRegion", "true or false", #""title":"T","turnoutByRegion":null"#),
        .top("turnoutbyregion", "did you mean \"turnoutByRegion\"", #""title":"T","turnoutbyregion":true"#),
        .top("?", "not a known member", #""title":"T","\u202e":null"#),
        .contest("contests[0].method", "missing", #""title":"M""#),
        .contest("contests[0].method", "one of", #""method":"borda""#),
        .contest("contests[0].seats", "1 to 2", #""method":"stv","seats":3"#),
        .contest("contests[0].seats", "1 to 2", #""method":"stv","seats":"1""#),
        .contest("contests[0].seats", "1 to 2", #""method":"stv","seats":1.5"#),
        .contest("contests[0].seats", "1 to 2", #""method":"stv","seats":9007199254740991"#),
        .contest("contests[0].seats", "must be 1", #""method":"irv","seats":2"#),
        .contest("contests[0].min", "more than max", #""method":"plurality","min":2,"max":1"#),
        .contest("contests[0].max", "1 to 2", #""method":"plurality","max":3"#),
        .contest("contests[0].min", "1 to 2", #""method":"plurality","min":0"#),
        .contest("contests[0].max", "plurality", #""method":"approval","max":1"#),
        .contest("contests[0].maxRanks", "1 to 1000", #""method":"irv","maxRanks":0"#),
        .contest("contests[0].maxRanks", "1 to 1000", #""method":"irv","maxRanks":1001"#),
        .contest("contests[0].maxScore", "1 to 100", #""method":"score","maxScore":101"#),
        .contest("contests[0].rules", "object", #""method":"irv","rules":[]"#),
        .contest("contests[0].rules.stop", "one of", #""method":"irv","rules":{"stop":true}"#),
        .contest("contests[0].seat", "did you mean \"seats\"", #""method":"irv","seat":1"#),
        .candidates("contests[0].candidates", "1 to 1000", #""method":"irv""#, "[]"),
        .candidates("contests[0].candidates[1].id", "candidates[0]", #""method":"irv""#, #"[{"id":"a"},{"id":"a"}]"#),
        .candidates("contests[0].candidates[0].id", "1 to 64", #""method":"irv""#, #"[{"id":"å"}]"#),
        .candidates("contests[0].candidates[0].id", "1 to 64", #""method":"irv""#, #"[{"id":""}]"#),
        .candidates("contests[0].candidates[0].id", "1 to 64", #""method":"irv""#, #"[{"id":"\#(String(repeating: "a", count: 65))"}]"#),
        .candidates("contests[0].candidates[0].id", "missing", #""method":"irv""#, #"[{"name":"A"}]"#),
        .candidates(
            "contests[0].candidates[0].name", "longer", #""method":"irv""#,
            #"[{"id":"a","name":"\#(String(repeating: "n", count: 10_000))"}]"#),
        .candidates("contests[0].candidates[0].writeIn", "true or false", #""method":"irv""#, #"[{"id":"a","writeIn":1}]"#),
        .candidates(
            "contests[0].candidates[1].writeIn", "already stands", #""method":"irv""#,
            #"[{"id":"a","writeIn":true},{"id":"b","writeIn":true}]"#),
        .candidates("contests[0].candidates[0].party", "not a known member", #""method":"irv""#, #"[{"id":"a","party":"P"}]"#),
    ]

    @Test("A bad definition is refused at the right place", arguments: bad)
    func refused(_ bad: Bad) {
        let problems = Self.problems(bad.json)
        #expect(problems.contains { $0.field == bad.field && $0.message.contains(bad.message) }, "\(problems)")
    }

    @Test("A definition that would not fit in a ledger entry is refused, the largest that fits is not")
    func size() {
        func text(_ name: Int) -> String {
            let candidates = (0..<400).map { #"{"id":"c\#($0)","name":"\#(String(repeating: "n", count: name))"}"# }
            return #"{"title":"T","contests":[{"id":"m","method":"plurality","candidates":[\#(candidates.joined(separator: ","))]}]}"#
        }
        #expect(Self.problems(text(100)).isEmpty)
        #expect(Self.problems(text(150)).map(\.field) == ["contests"])
    }

    @Test("Ids that would make the certification too long are refused")
    func certificationSize() {
        let long = String(repeating: "x", count: 60)
        let candidates = (0..<500).map { #"{"id":"\#(long)\#($0)","name":"n"}"# }
        let list = candidates.joined(separator: ",")
        func text(_ seats: Int) -> String {
            #"{"title":"T","contests":[{"id":"m","method":"stv","seats":\#(seats),"candidates":[\#(list)]}]}"#
        }
        #expect(Self.problems(text(1)).isEmpty)
        #expect(Self.problems(text(499)).map(\.field) == ["contests"])
    }
}
