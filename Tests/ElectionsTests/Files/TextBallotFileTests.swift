internal import Testing

@testable import Elections

@Suite("Ballots in BLT files and tally sheets")
struct TextBallotFileTests {
    private let example = """
        # an example
        4 2
        -2
        3 1 3 4 0
        4 1 2 3 0   # 2 has withdrawn
        (id 7) 1 3=4 - 1 0
        2 0
        1 2=4 2 0
        0
        "Ada" "Ben"
        "Cy # not a comment"
        "Ada"
        "A title"
        "a source"
        """

    @Test("BLT: weights, withdrawn candidates, equal and skipped ranks, comments, titles")
    func blt() throws {
        let file = try parseBallots(example, method: .stv)
        #expect(file.format == .blt)
        #expect(file.names == ["Ada", "Cy # not a comment", "Ada (2)"])
        #expect(file.contest.candidates.map(\.id.text) == ["Ada", "Cy-not-a-comment", "Ada-2"])
        #expect(file.contest.title == "A title")
        #expect(file.contest.seats == 2)
        #expect(file.patterns == ["1×(1=2),-,0", "1×2", "3×0,1,2", "4×0,1"])
        #expect(file.ballots == 11)
        #expect(file.tally.blanks == 2)
    }

    @Test("BLT: seats given on the command line go before the file's, and irv has one")
    func seats() throws {
        #expect(try parseBallots(example, method: .stv, seats: 1).contest.seats == 1)
        #expect(try parseBallots(example, method: .irv).contest.seats == 1)
    }

    @Test(
        "BLT: errors name line and column",
        arguments: [
            ("x", "line 1, column 1: the number of candidates is needed here, 1 to 1000"),
            ("2", "line 1, column 2: the number of seats is needed here, 1 to 1000"),
            ("5000 1", "line 1, column 1: the number of candidates is needed here, 1 to 1000"),
            ("2 1\n1 1 3 0\n0", "line 2, column 5: “3” is no candidate; they are numbered 1 to 2"),
            ("2 1\n1 1 2\n", "line 3, column 1: the file ends inside a ballot"),
            ("2 1\n1 1 0\n", "line 3, column 1: the file ends before the 0 that ends the ballots"),
            ("2 1\n1.5 1 0\n0", "line 2, column 1: “1.5” is no number of ballots, 1 or more"),
            ("2 1\n1 1 0\n0\n\"Ada\"\n", "line 5, column 1: the name of candidate 2 is needed here, in quotes"),
            ("2 1\n1 1 0\n0\n\"Ada\n\"Ben\"", "line 4, column 1: a quote that does not end on its line"),
            ("2 1\n1 1 0\n0\n\"Ada\" \"Ben\" 3", "line 4, column 13: only quoted text can follow the names"),
            ("2 1\n1 \"Ada\" 0\n", "line 2, column 3: a ballot must end with 0"),
            ("1 1\n999999999999999 1 0\n0\n\"Ada\"", "line 2: more than 1000000000000 ballots"),
        ])
    func bltErrors(text: String, message: String) {
        #expect(refusal(text, .blt, method: .stv) == message)
    }

    private let sheet = """
          Tally Sheet for the votes cast.
               "V: vote  MD5SUM"
             Option 1--------->: Ada
           /  Option 2-------->: Ben
           |/  Option 3------->: None of the Above
        V: 213 \t\t1d7ba886
        V: 2-1 \t\t5983810b
        V: 1-1 \t\t5983810c
        V: --- \t\t5983810d
        V: A-1 \t\t5983810e
        """

    @Test("tally sheet: ranks by column, equal ranks, unranked options")
    func debian() throws {
        let file = try parseBallots(sheet)
        #expect(file.format == .debian)
        #expect(file.names == ["Ada", "Ben", "None of the Above"])
        #expect(file.patterns == ["1×1,0,2", "1×2,-,-,-,-,-,-,-,-,0", "1×2,0"])
        #expect(file.tally.blanks == 2, "irv passes over the overvote of the third ballot")
        let schulze = try parseBallots(sheet, method: .schulze)
        #expect(schulze.tally.firstPreferenceTotals() == [1, 1, 3])
    }

    @Test(
        "tally sheet: errors name line and column",
        arguments: [
            ("V: 12 x\n", "line 1: a vote before any “Option 1---->:” line"),
            ("Option 2--->: Ada\n", "line 1: option 2 follows option 0"),
            ("Option 1--->: Ada\n\n V: 12 x\n", "line 3, column 5: 2 ranks for 1 options"),
            ("Option 1--->: Ada\nOption 2-->: Ben\nV: 1? x\n", "line 3, column 5: “?” is no rank; ranks are 1 to 9, A to Z and - for none"),
            ("Option 1--->: \nV: 1", "line 1, column 14: an empty name"),
        ])
    func debianErrors(text: String, message: String) {
        #expect(refusal(text, .debian) == message)
    }

    @Test("a file in no known format is refused by naming the known ones")
    func unknown() {
        let message = "the format of the file is not one of ranks-csv, ballot-rank-csv, blt, debian, cvr-json"
        for text in ["", "  \n", "hello", "<html>"] { #expect(refusal(text) == message) }
    }

    @Test("damaged files are read or refused, never worse")
    func mutations() {
        mutate(Array(example.utf8), formats: [nil, .blt], seed: 21, rounds: 1_500)
        mutate(Array(sheet.utf8), formats: [nil, .debian], seed: 22, rounds: 1_500)
    }
}
