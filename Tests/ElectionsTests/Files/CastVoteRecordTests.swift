internal import Testing

@testable import Elections

@Suite("Ballots in NIST cast vote records")
struct CastVoteRecordTests {
    private func mark(_ selection: String, _ rank: Int?, _ more: String = "") -> String {
        let rank = rank.map { "\"Rank\": \($0), " } ?? ""
        return """
            {"@type": "CVR.CVRContestSelection", "ContestSelectionId": "\(selection)", "SelectionPosition": [
              {"@type": "CVR.SelectionPosition", "HasIndication": "yes", \(rank)\(more)"NumberVotes": 1}]}
            """
    }

    private func record(_ marks: [String], contest: String = "mayor") -> String {
        """
        {"@type": "CVR.CVR", "CurrentSnapshotId": "now", "CVRSnapshot": [
          {"@id": "before", "Type": "original", "CVRContest": [{"ContestId": "\(contest)", "CVRContestSelection": [\(mark("s2", 1))]}]},
          {"@id": "now", "Type": "modified", "CVRContest": [
            {"ContestId": "\(contest)", "CVRContestSelection": [\(marks.joined(separator: ", "))]}]}]}
        """
    }

    private func report(_ records: [String], others: String = "") -> String {
        """
        {"@type": "CVR.CastVoteRecordReport", "Version": "1.0.0", "CVR": [\(records.joined(separator: ", "))],
         "Election": [{"@id": "e", "Candidate": [
            {"@id": "c1", "Name": "Ada"}, {"@id": "c2", "Name": "Ben"}, {"@id": "c3", "Name": "Cy"}],
          "Contest": [\(others){"@type": "CVR.CandidateContest", "@id": "mayor", "Name": "Mayor", "VotesAllowed": 2, "NumberElected": 1,
            "ContestSelection": [
            {"@id": "s1", "CandidateIds": ["c1"]}, {"@id": "s2", "CandidateIds": ["c2", "c3"]},
            {"@id": "w1", "IsWriteIn": true}, {"@id": "w2", "IsWriteIn": true}]}]}]}
        """
    }

    private let other = #"{"@id": "clerk", "Name": "Clerk", "ContestSelection": [{"@id": "x", "Selection": "Yes"}]}, "#

    @Test("ranks of the current snapshot, overvotes, blanks and ballots without the contest")
    func ranked() throws {
        let file = try parseBallots(
            report([
                record([mark("s1", 1), mark("s2", 2)]),
                record([mark("s1", 1), mark("s2", 1), mark("w1", 3)]),
                record([]),
                record([mark("s1", 1)], contest: "clerk"),
                record([mark("w2", 1)]),
                record([mark("s1", 1, #""IsAllocable": "no", "#), mark("s2", 2)]),
                record([mark("s1", 1).replacing(#""yes""#, with: #""no""#), mark("s2", 2)]),
            ]))
        #expect(file.format == .cvrJSON)
        #expect(file.names == ["Ada", "Ben / Cy", "Write-in"])
        #expect(file.contest.candidates.map(\.isWriteIn) == [false, false, true])
        #expect(file.contest.id.text == "mayor")
        #expect(file.contest.title == "Mayor")
        #expect(file.patterns == ["1×(0=1),-,2", "1×0,1", "1×2", "2×-,1"])
        #expect(file.ballots == 6)
        #expect(file.tally.blanks == 1)
    }

    @Test("marks without ranks: plurality up to the votes allowed, approval, score")
    func unranked() throws {
        let text = report([
            record([mark("s1", nil)]), record([mark("s1", nil), mark("s2", nil)]),
            record([mark("s1", nil), mark("s2", nil), mark("w1", nil)]),
            record([mark("s2", nil).replacing(#""NumberVotes": 1"#, with: #""NumberVotes": 4"#)]),
        ])
        let plurality = try parseBallots(text, method: .plurality)
        #expect(plurality.tally.firstPreferenceTotals() == [2, 2, 0])
        #expect(plurality.tally.blanks == 1, "three choices where two are allowed")
        #expect(try parseBallots(text, method: .approval).tally.firstPreferenceTotals() == [3, 3, 1])
        #expect(try parseBallots(text, method: .score).tally.firstPreferenceTotals() == [3, 6, 1])
        #expect(refusal(text, method: .irv) == "a mark without “Rank”; ranked methods need one")
    }

    @Test("one of several contests is chosen by id or name")
    func contests() throws {
        let text = report([record([mark("s1", 1)])], others: other)
        #expect(try parseBallots(text, contest: "mayor").ballots == 1)
        #expect(try parseBallots(text, contest: "Mayor").ballots == 1)
        #expect(try parseBallots(text, contest: "clerk").names == ["Yes"])
        #expect(refusal(text) == "the file has several contests; choose one of clerk (Clerk), mayor (Mayor)")
        #expect(throws: BallotFileError.self) { try parseBallots(text, contest: "sheriff") }
    }

    @Test("errors say where")
    func errors() {
        let good = report([record([mark("s1", 1)])])
        #expect(refusal(good) == "")
        #expect(refusal("{\n \"a\": 01}") == "line 2, column 7: a number with leading zeros")
        #expect(refusal("{}") == "the report defines no contest")
        #expect(
            refusal(good.replacing(#""CurrentSnapshotId": "now""#, with: #""CurrentSnapshotId": "gone""#))
                == "CVR[0]: “CurrentSnapshotId” names none of its snapshots")
        #expect(
            refusal(report([record([]), record([mark("s9", 1)])]))
                == "CVR[1]: a selection whose “ContestSelectionId” is none of the contest's")
        #expect(refusal(report([record([mark("s1", 5_000)])])) == "CVR[0]: “Rank” is a whole number from 1 to 1000")
    }

    @Test("damaged files are read or refused, never worse")
    func mutations() {
        let text = report([record([mark("s1", 1), mark("s2", 2)]), record([mark("w1", 1)])])
        mutate(Array(text.utf8), formats: [nil], seed: 31, rounds: 3_000)
    }
}
