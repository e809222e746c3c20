internal import Testing

@testable import Elections

@Suite("schulze")
struct SchulzeTests {
    /// Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election method", example 1
    /// as told in most textbooks: 45 voters, five candidates, winner E.
    @Test("45 voters: pairs, strongest paths and the order E, A, C, B, D")
    func textbook() {
        let contest = makeContest(.schulze, "A B C D E", seats: 5)
        let result = contest.count([
            (5, "ACBED"), (5, "ADECB"), (8, "BEDAC"), (3, "CABED"), (7, "CAEBD"), (2, "CBADE"), (7, "DCEBA"), (8, "EBADC"),
        ])
        #expect(
            result.pairwise?.preferences == [
                [0, 20, 26, 30, 22], [25, 0, 16, 33, 18], [19, 29, 0, 17, 24], [15, 12, 28, 0, 14], [23, 27, 21, 31, 0],
            ])
        #expect(
            result.pairwise?.strongestPaths == [
                [0, 28, 28, 30, 24], [25, 0, 28, 33, 24], [25, 29, 0, 29, 24], [25, 28, 28, 0, 24], [25, 28, 28, 31, 0],
            ])
        #expect(result.winnerTexts == ["E", "A", "C", "B", "D"])
        #expect(result.ties.isEmpty)
    }

    @Test("Tennessee: Nashville beats every other city")
    func tennessee() {
        let result = makeContest(.schulze, RunoffTests.cities).count(RunoffTests.tennessee)
        #expect(result.winnerTexts == ["Nashville"])
        #expect(result.rounds[0].reason == "preferred to every other candidate")
    }

    @Test("unranked: last loses to every ranked candidate, no-preference says nothing")
    func unranked() {
        let ballots: [(UInt64, String)] = [(3, "A"), (2, "BA")]
        let last = makeContest(.schulze, "A B").count(ballots)
        #expect(last.pairwise?.preferences == [[0, 3], [2, 0]])
        #expect(last.winnerTexts == ["A"])
        let silent = makeContest(.schulze, "A B", rules: CountingRules(unranked: .noPreference)).count(ballots)
        #expect(silent.pairwise?.preferences == [[0, 0], [2, 0]])
        #expect(silent.winnerTexts == ["B"])
    }

    @Test("candidates at one rank are equal; an overvote of unknown candidates is an empty rank")
    func equalRanks() {
        let result = makeContest(.schulze, "A B C").count([(1, "(AB)C"), (1, "()B")])
        #expect(result.pairwise?.preferences == [[0, 0, 1], [1, 0, 2], [0, 0, 0]])
        #expect(result.totals.map(\.votes.whole) == [1, 2, 0])
    }

    @Test("a tie for winner is broken and recorded")
    func tie() {
        let rules = CountingRules(tieBreak: .candidateOrder)
        let result = makeContest(.schulze, "A B", rules: rules).count([(1, "AB"), (1, "BA")])
        #expect(result.winnerTexts == ["A"])
        #expect(result.ties.map(\.tied) == [[candidateID("A"), candidateID("B")]])
    }
}
