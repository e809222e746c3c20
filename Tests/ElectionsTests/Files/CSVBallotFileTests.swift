internal import Testing

@testable import Elections

@Suite("Ballots in CSV")
struct CSVBallotFileTests {
    @Test("one column a rank: quotes, CRLF, a byte order mark, other columns and every special cell")
    func ranks() throws {
        let file = try parseBallots(
            "\u{FEFF}precinct,choice_1,choice_2,choice_3\r\n"
                + "P-1,Ada,\"Ben \"\"B\"\", Jr.\",undervote\r\n"
                + "P-1,Ada,\"Ben \"\"B\"\", Jr.\",\r\n"
                + "\"P\r\n2\",overvote,UNDERVOTE,Ada\r\n"
                + "P-3,skipped,,UWI\r\n"
                + "P-4,,,\r\n")
        #expect(file.format == .ranksCSV)
        #expect(file.names == ["Ada", "Ben \"B\", Jr.", "UWI"])
        #expect(file.contest.candidates.map(\.id.text) == ["Ada", "Ben-B-Jr", "UWI"])
        #expect(file.contest.candidates.map(\.isWriteIn) == [false, false, true])
        #expect(file.patterns == ["1×(),-,0", "1×-,-,2", "2×0,1"])
        #expect(file.ballots == 5)
        #expect(file.tally.blanks == 1)
    }

    @Test("columns may stand in any order and be called rank_1 or Choice 1")
    func columns() throws {
        let file = try parseBallots("Rank 2,x,Rank 1\nBen,1,Ada\n")
        #expect(file.names == ["Ada", "Ben"])
        #expect(file.patterns == ["1×0,1"])
        #expect(try parseBallots("choice1\nAda\n\nBen").ballots == 3, "one column: an empty line is a blank ballot")
    }

    @Test("the same name in other bytes is another candidate, and write-ins are one however they are spelled")
    func names() throws {
        let file = try parseBallots("choice_1\nA b\nA-b\nWrite-in\nuwi\nUndeclared Write-ins\n")
        #expect(file.names == ["A b", "A-b", "Write-in"])
        #expect(file.contest.candidates.map(\.id.text) == ["A-b", "A-b-2", "Write-in"])
        #expect(file.tally.firstPreferenceTotals() == [1, 1, 3])
    }

    @Test("one row a mark: any order, gaps, overvotes, dollar cells")
    func ballotRank() throws {
        let file = try parseBallots(
            """
            rank,ballot_id,choice,note
            2,b1,Ben,
            1,b2,Ada,
            1,b1,Ada,
            3,b3,Cy,
            1,b3,Ada,
            1,b3,Ben,
            1,b4,$OVERVOTE,
            2,b4,$UNDERVOTE,
            1,b5,Ada,again
            1,b5,Ada,again
            1,b6,undervote,
            """)
        #expect(file.format == .ballotRankCSV)
        #expect(file.names == ["Ben", "Ada", "Cy"])
        #expect(file.patterns == ["1×(0=1),-,2", "1×1,0", "2×1"])
        #expect(file.ballots == 6)
        let result = file.tally.count(lot: testLot)
        #expect(result.rounds[0].exhausted.whole == 1, "b4 was voted and ranks nobody")
        #expect(result.blank == 1)
    }

    @Test("ranked files by other methods: plurality takes the first preference, approval all")
    func otherMethods() throws {
        let text = "choice_1,choice_2\nAda,Ben\novervote,Ben\n,\nBen,Ada\nBen,Ben\n"
        #expect(try parseBallots(text, method: .plurality).tally.firstPreferenceTotals() == [1, 3])
        #expect(try parseBallots(text, method: .approval).tally.firstPreferenceTotals() == [2, 4])
        #expect(try parseBallots(text, method: .plurality).tally.blanks == 1)
        #expect(refusal(text, method: .score) == "score needs scores; a ranks-csv file has ranks")
    }

    @Test(
        "errors name line and column",
        arguments: [
            ("", "line 1: the file is empty"),
            ("a,b\n1,2\n", "line 1: no column for a rank; they are named choice_1, choice_2, …"),
            ("choice_1,choice_3\n", "line 1: no column choice_2, but one for a later rank"),
            ("choice_1,x,choice_1\n", "line 1, column 12: a second column for rank 1"),
            ("choice_1,choice_2\nAda,Ben\nAda\n", "line 3: 1 fields in a row; the header has 2"),
            ("choice_1\nAda\n  \"Ada\"\n", "line 3, column 3: a quote inside a field that does not start with one"),
            ("choice_1,x\nAda,\"b\nc\n", "line 2, column 5: a quoted field that does not end"),
            ("choice_1\n\"Ada\"x\n", "line 2, column 6: text after a closing quote"),
            ("choice_1\nAda\rBen\n", "line 2, column 5: a carriage return that does not end a line"),
            ("choice_1\nA\u{1B}[2Jda\n", "line 2, column 1: a control character in a name"),
            ("choice_1\n", "the file names no candidate"),
            ("choice_1001\n", "line 1, column 1: rank 1001; the highest is 1000"),
        ])
    func errors(text: String, message: String) {
        #expect(refusal(text, .ranksCSV) == message)
    }

    @Test(
        "errors of the other CSV",
        arguments: [
            ("ballot_id,rank\n", "line 1: no column choice"),
            ("ballot_id,rank,choice\nb1,x,Ada\n", "line 2, column 4: “x” is no rank; ranks are 1 to 1000"),
            ("ballot_id,rank,choice\nb1,0,Ada\n", "line 2, column 4: “0” is no rank; ranks are 1 to 1000"),
            ("ballot_id,rank,choice\nb1,1,Ada\n,1,Ada\n", "line 3, column 1: no ballot id"),
            ("ballot_id,rank,choice\nb1,1\n", "line 2: 2 fields in a row; the header has 3"),
        ])
    func ballotRankErrors(text: String, message: String) {
        #expect(refusal(text, .ballotRankCSV) == message)
    }

    @Test("bytes that are not UTF-8, too many candidates and endless records are refused")
    func hostile() {
        let options = BallotFile.Options(method: .irv)
        #expect(throws: BallotFileError(line: 2, column: 1, "a name that is not UTF-8: “A?”")) {
            try BallotFile.parse(Array("choice_1\nA".utf8) + [0xFF], options: options)
        }
        let many = "choice_1\n" + (0...1_000).map { "C\($0)\n" }.joined()
        #expect(refusal(many) == "line 1002, column 1: more than 1000 candidates")
        let long = "choice_1\n" + String(repeating: "x", count: 70_000)
        #expect(refusal(long) == "line 2: a record longer than 65536 bytes")
        let longest = String(repeating: "x", count: 800)
        #expect(refusal("choice_1\n" + longest) == "")
        #expect(refusal("choice_1\n" + longest + "x") == "line 2, column 1: a name longer than 800 bytes")
    }

    @Test("seats have to fit the method and the candidates")
    func seats() {
        #expect(refusal("choice_1\nAda\nBen\n", method: .irv, seats: 2) == "irv elects one; for 2 seats use stv")
        #expect(refusal("choice_1\nAda\nBen\n", method: .stv, seats: 3) == "3 seats for 2 candidates; seats are 1 to 2")
    }

    @Test("damaged files are read or refused, never worse")
    func mutations() {
        let ranks = "precinct,choice_1,choice_2\r\nP,Ada,\"Ben, Jr.\"\r\nP,overvote,Ada\r\n\"P\",,undervote\r\nQ,Cy,UWI\r\n"
        let marks = "ballot_id,rank,choice\nb1,1,Ada\nb1,2,Ben\nb2,1,\"C, y\"\nb2,1,Ada\nb3,2,$OVERVOTE\n"
        mutate(Array(ranks.utf8), formats: [nil, .ranksCSV], seed: 11, rounds: 1_500)
        mutate(Array(marks.utf8), formats: [nil, .ballotRankCSV], seed: 12, rounds: 1_500)
    }
}
