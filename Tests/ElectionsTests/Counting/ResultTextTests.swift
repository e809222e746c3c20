internal import Ledger
internal import Testing

@testable import Elections

@Suite("Results as JSON and text, rules as text")
struct ResultTextTests {
    private func json(_ result: ContestResult, _ naming: CandidateNaming = .id) -> String {
        String(decoding: result.json(naming: naming).canonical(), as: UTF8.self)
    }

    @Test("irv as JSON")
    func runoff() {
        let result = makeContest(.irv, "A B C").count([(3, "A"), (2, "B"), (1, "CB"), (1, "C"), (1, "")])
        #expect(
            json(result) == """
                {"ballots":8,"blank":1,"id":"c","method":"irv","rounds":[\
                {"elected":[],"eliminated":["C"],"exhausted":0,"round":1,"totals":{"A":3,"B":2,"C":2},\
                "transfers":{"exhausted":1,"from":"C","to":{"B":1}},"why":"lowest total, 2; tie of B, C broken by lot"},\
                {"elected":["A"],"eliminated":[],"exhausted":1,"round":2,"totals":{"A":3,"B":3},\
                "why":"higher of the last two; tie of A, B broken by the totals of round 1"}],"seats":1,"ties":[\
                {"brokenBy":"lot","chosen":["C"],"purpose":"eliminate","round":1,"tied":["B","C"]},\
                {"brokenBy":"round 1","chosen":["A"],"purpose":"elect","round":2,"tied":["A","B"]}],\
                "totals":{"A":3,"B":2,"C":2},"winners":["A"]}
                """)
    }

    @Test("stv as JSON has exact decimals, the quota and what was lost")
    func transferable() {
        let value = makeContest(.stv, "A B C", seats: 2).count([(7, "AB"), (3, "B"), (2, "C")]).json()
        #expect(value["quota"]?.integerValue == 5)
        let second = value["rounds"]?.arrayValue?[1]
        #expect(second?["totals"].map { String(decoding: $0.canonical(), as: UTF8.self) } == #"{"A":5,"B":4.99997,"C":2}"#)
        #expect(second?["lost"]?.numberValue == 0.00003)
    }

    @Test("schulze as JSON has the pairs and the strongest paths; names can be the keys")
    func pairs() {
        let contest = Contest(
            id: contestID("c"), title: "", method: .schulze, maxRanks: 2,
            candidates: [Candidate(id: candidateID("a"), name: "Ada A."), Candidate(id: candidateID("b"), name: "Ben")])
        var tally = ContestTally(contest: contest)
        tally.add(Marks(codes: [0, 1]), count: 2)
        let value = tally.count(lot: testLot).json(naming: .name)
        #expect(value["pairwise"]?["preferences"]?["Ada A."]?["Ben"]?.integerValue == 2)
        #expect(value["pairwise"]?["strongestPaths"]?["Ben"]?["Ada A."]?.integerValue == 0)
        #expect(value["winners"] == ["Ada A."])
    }

    @Test("votes as text and JSON")
    func votes() {
        #expect(Votes(units: 1_200_000).description == "12")
        #expect(Votes(units: 1_200_007).description == "12.00007")
        #expect(String(decoding: Votes(units: 1_234_567_800_001).json.canonical(), as: UTF8.self) == "12345678.00001")
        #expect(String(decoding: Votes(units: 999_999_999_999_999).json.canonical(), as: UTF8.self) == "9999999999.99999")
    }

    @Test("the report is a table, a story and a winner")
    func report() {
        let result = makeContest(.irv, "Ada Ben Cy").count([(3, "A"), (2, "B"), (1, "CB")])
        #expect(
            CountReport(result).text == """
                C: irv, 6 ballots, 0 blank
                rules: overvote=skip,skippedRank=advance,unranked=last,tieBreak=previous-round-then-lot,stop=last-two,writeIns=eliminate-first

                            round 1   round 2
                Ada               3         3
                Ben               2         3
                Cy                1
                exhausted         0         0

                Round 1: Cy eliminated: lowest total, 1
                Round 2: Ada elected: higher of the last two; tie of Ada, Ben broken by the totals of round 1

                Winner: Ada

                """)
    }

    @Test("many rounds are told in tables that fit the width")
    func width() {
        let contest = makeContest(.irv, (0..<30).map { "C\($0)" }.joined(separator: " "))
        var tally = ContestTally(contest: contest)
        for position in contest.candidates.indices { tally.add(Marks(codes: [UInt16(position)]), count: UInt64(position + 1)) }
        let text = CountReport(tally.count(lot: testLot), width: 60).text
        let tables = text.split(separator: "\n").dropFirst(2).prefix { !$0.hasPrefix("Round 1:") }
        #expect(tables.allSatisfy { $0.count <= 60 })
        #expect(tables.contains { $0.contains("round 29") })
    }

    @Test("a name cannot command the terminal")
    func controls() {
        let contest = Contest(
            id: contestID("c"), title: "", method: .plurality, maxRanks: 1,
            candidates: [Candidate(id: candidateID("a"), name: "Ada\u{1B}[2J\u{202E}")])
        #expect(!CountReport(ContestTally(contest: contest).count(lot: testLot)).text.unicodeScalars.contains("\u{1B}"))
    }

    @Test("rules are read from text, and errors list what is possible")
    func rules() throws {
        let rules = try CountingRules.parse("overvote=exhaust, skipped-rank=exhaust,stop=majority,tieBreak=candidate-order")
        #expect(rules == CountingRules(overvote: .exhaust, skippedRank: .exhaust, tieBreak: .candidateOrder, stop: .majority))
        #expect(try CountingRules.parse("") == CountingRules())
        #expect(try CountingRules.parse(rules.text) == rules)
        #expect(throws: CountingRulesError(message: "overvote cannot be “ignore”; it is skip or exhaust")) {
            try CountingRules.parse("overvote=ignore")
        }
        #expect(
            throws: CountingRulesError(
                message: "there is no rule “overvotes”; the rules are overvote, skippedRank, unranked, tieBreak, stop and writeIns")
        ) { try CountingRules.parse("overvotes=skip") }
        #expect(throws: CountingRulesError(message: "“stop” is not of the form rule=value")) { try CountingRules.parse("stop") }
        #expect(throws: CountingRulesError(message: "stop is given twice")) { try CountingRules.parse("stop=majority,stop=majority") }
    }
}
