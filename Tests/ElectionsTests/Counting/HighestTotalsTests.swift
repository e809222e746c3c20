internal import Testing

@testable import Elections

@Suite("plurality, approval and score")
struct HighestTotalsTests {
    private func count(_ contest: Contest, _ ballots: [(UInt64, [UInt16])]) -> ContestResult {
        var tally = ContestTally(contest: contest)
        for (count, codes) in ballots { tally.add(Marks(codes: codes), count: count) }
        return tally.count(lot: testLot)
    }

    @Test("plurality: Memphis has the most first choices")
    func plurality() {
        let result = count(makeContest(.plurality, RunoffTests.cities), [(42, [0]), (26, [1]), (15, [2]), (17, [3]), (4, [])])
        #expect(result.winnerTexts == ["Memphis"])
        #expect(result.totals.map(\.votes.whole) == [42, 26, 15, 17])
        #expect(result.ballots == 104)
        #expect(result.blank == 4)
        #expect(result.rounds.count == 1)
    }

    @Test("approval: as many winners as seats, highest first")
    func approval() {
        let result = count(makeContest(.approval, "A B C", seats: 2), [(3, [0, 1]), (2, [1, 2]), (2, [2])])
        #expect(result.winnerTexts == ["B", "C"])
        #expect(result.totals.map(\.votes.whole) == [3, 5, 4])
    }

    @Test("score: sums of scores")
    func score() {
        let result = count(makeContest(.score, "A B"), [(2, [0, 5, 1, 4]), (3, [1, 2])])
        #expect(result.totals.map(\.votes.whole) == [10, 14])
        #expect(result.winnerTexts == ["B"])
    }

    @Test("a tie for the last seat is broken by the rule and recorded")
    func tie() {
        let rules = CountingRules(tieBreak: .candidateOrder)
        let result = count(makeContest(.plurality, "A B C", seats: 2, rules: rules), [(1, [0]), (5, [1]), (1, [2])])
        #expect(result.winnerTexts == ["B", "A"])
        #expect(result.ties.map(\.tied) == [[candidateID("A"), candidateID("C")]])
        let even = count(makeContest(.plurality, "A B", seats: 2), [(1, [0]), (1, [1])])
        #expect(even.ties.isEmpty, "a tie that changes nobody's fate is none")
    }

    @Test("a lot can be drawn again by anyone with a SHA-256 tool")
    func lot() {
        // printf 'seed\0c\0A' | sha256sum: A e8f825…, B d2138e…, C 05dcc3…, D ca3bfb….
        let order = Lot(seed: Array("seed".utf8)).order(of: ["A", "B", "C", "D"].map(candidateID), in: contestID("c"))
        #expect(order == [2, 3, 1, 0])
    }
}
