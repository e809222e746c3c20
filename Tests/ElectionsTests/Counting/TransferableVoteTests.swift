internal import Testing

@testable import Elections

@Suite("stv")
struct TransferableVoteTests {
    /// Worked by hand. Valid 100, three seats: quota ⌊100 ÷ 4⌋ + 1 = 26.
    ///
    /// Round 1: A 53, surplus 27. A ballot is worth 27 ÷ 53 = 0.50943: B gets 40 × 0.50943 = 20.3772, C 8 × 0.50943 = 4.07544, 5 ballots
    /// name nobody else: 2.54715 exhausted. 27 − 26.99979 = 0.00021 is lost.
    /// Round 2: B 40.3772, surplus 14.3772. B's own 20 ballots are worth 14.3772 ÷ 40.3772 = 0.35607 and name nobody else: 7.1214 exhausted.
    /// The 40 from A are worth 0.50943 × 14.3772 ÷ 40.3772 = 0.18139: C gets 7.2556. Another 0.0002 is lost.
    /// Round 3: C has 28.33104, the third quota.
    @Test("a surplus of a surplus, worked by hand")
    func handWorked() {
        let result = makeContest(.stv, "A B C D", seats: 3).count([(40, "ABC"), (8, "AC"), (5, "A"), (20, "B"), (17, "CD"), (10, "DC")])
        #expect(result.quota == Votes(whole: 26))
        #expect(
            result.rounds.map(\.totalsText) == [
                "A 53, B 20, C 17, D 10",
                "A 26, B 40.37720, C 21.07544, D 10",
                "A 26, B 26, C 28.33104, D 10",
            ])
        #expect(result.rounds.map(\.exhausted.description) == ["0", "2.54715", "9.66855"])
        #expect(result.rounds.map(\.lost.description) == ["0", "0.00021", "0.00041"])
        #expect(result.winnerTexts == ["A", "B", "C"])
        #expect(result.rounds[0].reason == "quota of 26 reached by A; surplus of A, 27, is transferred")
    }

    /// Valid 24, three seats: quota 7. A 9 and B 8 are elected together; A's surplus of 2 goes first, then B's of 1, then the lowest goes.
    /// E's ballots bring C to 6.99998: the lost fraction keeps C one hundred-thousandth short, so the count goes on until C is the last.
    @Test("the largest surplus goes first, and eliminations wait for surpluses")
    func order() {
        let result = makeContest(.stv, "A B C D E", seats: 3).count([(9, "AC"), (8, "BD"), (3, "C"), (2, "D"), (2, "EC")])
        #expect(result.quota == Votes(whole: 7))
        #expect(result.rounds[0].elected.map(\.text) == ["A", "B"])
        #expect(result.rounds[0].transfer?.from.text == "A")
        #expect(result.rounds[1].transfer?.from.text == "B")
        #expect(result.rounds[1].eliminated.isEmpty)
        #expect(result.rounds[2].eliminated.map(\.text) == ["E"])
        #expect(result.rounds[2].totalsText == "A 7, B 7, C 4.99998, D 3, E 2")
        #expect(result.rounds[3].totalsText == "A 7, B 7, C 6.99998, D 3")
        #expect(result.rounds[3].eliminated.map(\.text) == ["D"])
        #expect(result.winnerTexts == ["A", "B", "C"])
    }

    @Test("equal surpluses: the tie is broken and recorded")
    func surplusTie() {
        let contest = makeContest(.stv, "A B C D", seats: 3, rules: CountingRules(tieBreak: .candidateOrder))
        let result = contest.count([(10, "AC"), (10, "BD"), (2, "C"), (2, "D")])
        #expect(result.ties.first?.purpose == .transferSurplus)
        #expect(result.ties.first?.chosen.map(\.text) == ["A"])
    }

    @Test("as many candidates as seats: all are elected")
    func asManyAsSeats() {
        let result = makeContest(.stv, "A B", seats: 2).count([(5, "A")])
        #expect(result.winnerTexts == ["A", "B"])
        #expect(result.rounds.count == 1)
    }

    @Test("write-ins cannot take a seat unless they count as candidates")
    func writeIns() {
        let ballots: [(UInt64, String)] = [(10, "WA"), (3, "A"), (2, "B"), (1, "C")]
        let first = makeContest(.stv, "A B C W*", seats: 2).count(ballots)
        #expect(!first.winnerTexts.contains("W"))
        #expect(first.rounds[0].eliminated.map(\.text) == ["W"])
        let kept = makeContest(.stv, "A B C W*", seats: 2, rules: CountingRules(writeIns: .candidate)).count(ballots)
        #expect(kept.winnerTexts.first == "W")
    }
}
