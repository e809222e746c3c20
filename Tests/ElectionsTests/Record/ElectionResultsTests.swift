import Ledger
import TestSupport
import Testing

@testable import Elections

@Suite("Results")
struct ElectionResultsTests {
    private static func results(_ ledger: SampleLedger) throws -> JSONValue {
        try #require(ElectionResults(record: ledger.record, head: ledger.range.head)).json()
    }

    @Test("Live results have the shape of the interface at any time")
    func live() throws {
        var dice = Dice(seed: 1)
        var ledger = SampleLedger(Sample.everyShape)
        #expect(ElectionResults(record: ledger.record, head: .empty) == nil)
        try ledger.create()
        try ledger.importRoll(3)
        try ledger.open()
        try ledger.cast(body: Array(#"{"selections":{"mayor":["b"],"rate":{"S":7}}}"#.utf8), &dice)
        let json = try Self.results(ledger)
        #expect(json["election"] == "e1" && json["state"] == "open" && json["sealed"] == nil)
        #expect(json["turnout"]?["eligible"] == 3 && json["turnout"]?["cast"] == 1)
        #expect(json["asOf"]?["size"] == 4)
        #expect(json["asOf"]?["root"]?.stringValue == ledger.heads.last?.root.base64URL)
        let contests = try #require(json["contests"]?.arrayValue)
        #expect(contests.map { $0["id"]?.stringValue } == ["mayor", "pick", "any", "rate", "Order"])
        for contest in contests {
            for member in ["method", "totals", "rounds", "winners"] { #expect(contest[member] != nil, "\(member) is missing") }
        }
        let names = Set((json.objectValue ?? []).map(\.name))
        #expect(names == ["election", "state", "turnout", "asOf", "contests"])
    }

    @Test("A sealed election shows turnout and nothing else until its last ballot is opened")
    func sealed() throws {
        var dice = Dice(seed: 2)
        let definition = Sample.definition(
            #"{"title":"T","contests":[{"id":"m","method":"irv","candidates":[{"id":"alpha","name":"A"},{"id":"beta","name":"B"}]}]}"#)
        var ledger = SampleLedger(definition)
        func expectSealed(_ cast: Int64) throws {
            let results = try #require(ElectionResults(record: ledger.record, head: ledger.range.head))
            #expect(results.contests == nil)
            for json in [results.json(), results.json(summary: true)] {
                #expect(json["sealed"] == true && json["turnout"]?["cast"] == .integer(cast))
                #expect(json["contests"] == [["id": "m", "method": "irv"]])
                #expect(!String(decoding: json.canonical(), as: UTF8.self).contains("alpha"))
            }
            #expect(ledger.record.tallies.allSatisfy { $0.ballots == ledger.record.counted })
        }
        try ledger.create()
        try expectSealed(0)
        try ledger.importRoll(5)
        try ledger.open()
        for _ in 0..<3 {
            try ledger.cast(body: Array(#"{"selections":{"m":["alpha"]}}"#.utf8), &dice)
        }
        try expectSealed(3)
        try ledger.close()
        try expectSealed(3)
        var almost = ledger
        try almost.openSealed(&dice, leaving: 1)
        ledger = almost
        try expectSealed(3)

        var opened = SampleLedger(definition)
        try opened.create()
        try opened.importRoll(5)
        try opened.open()
        for _ in 0..<3 { try opened.cast(body: Array(#"{"selections":{"m":["alpha"]}}"#.utf8), &dice) }
        try opened.close()
        try opened.openSealed(&dice)
        let json = try Self.results(opened)
        #expect(json["sealed"] == nil && json["contests"]?.arrayValue?.first?["winners"] == ["alpha"])
    }

    @Test("The summary leaves out transfers and pairs only")
    func summary() throws {
        var dice = Dice(seed: 3)
        let ledger = try SampleLedger.lived(Sample.everyShape, ballots: 60, &dice)
        let results = try #require(ElectionResults(record: ledger.record, head: ledger.range.head))
        let (full, summary) = (results.json(), results.json(summary: true))
        func rounds(_ json: JSONValue) -> [JSONValue] {
            (json["contests"]?.arrayValue ?? []).flatMap { $0["rounds"]?.arrayValue ?? [] }
        }
        #expect(rounds(full).contains { $0["transfers"] != nil })
        #expect(rounds(summary).allSatisfy { $0["transfers"] == nil && $0["round"] != nil })
        #expect(full["contests"]?.arrayValue?.last?["pairwise"] != nil && summary["contests"]?.arrayValue?.last?["pairwise"] == nil)
        #expect(rounds(full).count == rounds(summary).count)
        #expect(summary["contests"]?.arrayValue?.map { $0["winners"] } == full["contests"]?.arrayValue?.map { $0["winners"] })
        #expect(summary.canonical().count < full.canonical().count)
    }
}
