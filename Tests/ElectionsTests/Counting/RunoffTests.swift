import TestSupport
internal import Testing

@testable import Elections

@Suite("irv")
struct RunoffTests {
    static let tennessee: [(UInt64, String)] = [(42, "MNCK"), (26, "NCKM"), (15, "CKNM"), (17, "KCNM")]
    static let cities = "Memphis Nashville Chattanooga Knoxville"

    @Test("Tennessee: Knoxville overtakes as Chattanooga and Nashville go")
    func tennessee() {
        let result = makeContest(.irv, Self.cities).count(Self.tennessee)
        #expect(result.winnerTexts == ["Knoxville"])
        #expect(
            result.rounds.map(\.totalsText) == [
                "Memphis 42, Nashville 26, Chattanooga 15, Knoxville 17",
                "Memphis 42, Nashville 26, Knoxville 32",
                "Memphis 42, Knoxville 58",
            ])
        #expect(result.rounds[1].transfer?.to == [CandidateVotes(candidate: candidateID("Knoxville"), votes: Votes(whole: 26))])
        #expect(result.rounds[1].reason == "lowest total, 26")
    }

    @Test("stop=majority ends the count in the first round with more than half")
    func majority() {
        let ballots: [(UInt64, String)] = [(6, "A"), (3, "B"), (2, "C")]
        let stopped = makeContest(.irv, "A B C", rules: CountingRules(stop: .majority)).count(ballots)
        #expect(stopped.rounds.count == 1)
        #expect(stopped.winnerTexts == ["A"])
        #expect(makeContest(.irv, "A B C").count(ballots).rounds.count == 2)
        let half = makeContest(.irv, "A B C", rules: CountingRules(stop: .majority)).count([(5, "A"), (3, "B"), (2, "C")])
        #expect(half.rounds.count == 2, "exactly half is no majority")
    }

    @Test("write-ins go first whatever their total, and cannot win")
    func writeIns() {
        let ballots: [(UInt64, String)] = [(9, "WA"), (4, "A"), (5, "B")]
        let first = makeContest(.irv, "A B W*").count(ballots)
        #expect(first.rounds[0].eliminated.map(\.text) == ["W"])
        #expect(first.rounds[0].reason == "write-ins are eliminated first")
        #expect(first.winnerTexts == ["A"])
        let kept = makeContest(.irv, "A B W*", rules: CountingRules(writeIns: .candidate)).count(ballots)
        #expect(kept.winnerTexts == ["W"])
        let majority = makeContest(.irv, "A W*", rules: CountingRules(stop: .majority)).count([(9, "W"), (1, "A")])
        #expect(majority.winnerTexts == ["A"])
    }

    @Test("overvotes: skip passes over the rank, exhaust ends the ballot")
    func overvotes() {
        let ballots: [(UInt64, String)] = [(3, "A"), (2, "B"), (2, "(AB)B"), (1, "C(AB)B"), (1, "()")]
        let skip = makeContest(.irv, "A B C").count(ballots)
        #expect(skip.rounds.map(\.totalsText) == ["A 3, B 4, C 1", "A 3, B 5"])
        #expect(skip.rounds.map(\.exhausted.whole) == [0, 0])
        #expect(skip.blank == 1, "a ballot whose only rank is overvoted ranks nobody")
        let exhaust = makeContest(.irv, "A B C", rules: CountingRules(overvote: .exhaust)).count(ballots)
        #expect(exhaust.rounds.map(\.totalsText) == ["A 3, B 2, C 1", "A 3, B 2"])
        #expect(exhaust.rounds.map(\.exhausted.whole) == [3, 4])
        #expect(exhaust.blank == 0)
    }

    @Test("an overvoted ballot counts as exhausted when the source lists voted ballots only")
    func uncountable() {
        let contest = makeContest(.irv, "A B")
        var tally = ContestTally(contest: contest, uncountable: .exhausted)
        tally.add(contest.ranks("A"))
        tally.add(contest.ranks("()"))
        tally.add(contest.ranks(""))
        let result = tally.count(lot: testLot)
        #expect(result.rounds[0].exhausted.whole == 1)
        #expect(result.blank == 1)
    }

    @Test("skipped ranks and repeated candidates: advance goes on, exhaust ends the ballot")
    func skippedRanks() {
        let ballots: [(UInt64, String)] = [(4, "A"), (3, "B"), (1, "C-A"), (1, "CCB"), (1, "-B")]
        let advance = makeContest(.irv, "A B C").count(ballots)
        #expect(advance.rounds.map(\.totalsText) == ["A 4, B 4, C 2", "A 5, B 5"])
        let exhaust = makeContest(.irv, "A B C", rules: CountingRules(skippedRank: .exhaust)).count(ballots)
        #expect(exhaust.rounds.map(\.totalsText) == ["A 4, B 3, C 2", "A 4, B 3"])
        #expect(exhaust.rounds.map(\.exhausted.whole) == [1, 3])
    }

    @Test("ties: the latest earlier round that differed decides, and it is recorded")
    func earlierRoundBreaksTie() {
        // Round 1: B 4, C 3, D 2, A 10; D's ballots level C with B in round 2, so round 1 decides against C.
        let result = makeContest(.irv, "A B C D").count([(10, "A"), (4, "B"), (3, "C"), (1, "DC"), (1, "D")])
        #expect(result.rounds[1].totalsText == "A 10, B 4, C 4")
        #expect(result.rounds[1].eliminated.map(\.text) == ["C"])
        #expect(
            result.ties == [
                ResolvedTie(
                    round: 2, purpose: .eliminate, tied: [candidateID("B"), candidateID("C")], chosen: [candidateID("C")],
                    means: .earlierRound(1))
            ])
        #expect(result.rounds[1].reason == "lowest total, 4; tie of B, C broken by the totals of round 1")
    }

    @Test("ties: candidate order drops the last listed and prefers the first")
    func candidateOrder() {
        let rules = CountingRules(tieBreak: .candidateOrder)
        let result = makeContest(.irv, "A B C", rules: rules).count([(1, "A"), (1, "B"), (1, "C")])
        #expect(result.rounds[0].eliminated.map(\.text) == ["C"])
        #expect(result.winnerTexts == ["A"])
        #expect(result.ties.map(\.means) == [.candidateOrder, .candidateOrder])
    }

    @Test("ties: a lot depends on the seed and nothing else")
    func lot() {
        let contest = makeContest(.irv, "A B")
        let tally = contest.tally([(1, "A"), (1, "B")])
        let winners = (0..<64).map { tally.count(lot: Lot(seed: [UInt8($0)])).winnerTexts }
        #expect(Set(winners) == [["A"], ["B"]])
        #expect(tally.count(lot: Lot(seed: [7])) == tally.count(lot: Lot(seed: [7])))
        #expect(tally.count(lot: Lot(seed: [7])).ties[0].means == .lot)
    }

    @Test("nobody is elected when no ballot counts")
    func nobody() {
        for ballots: [(UInt64, String)] in [[], [(5, "")]] {
            let result = makeContest(.irv, "A B C").count(ballots)
            #expect(result.winners.isEmpty)
            #expect(result.rounds.count == 1)
            #expect(result.rounds[0].reason == "no ballot counts for anybody")
        }
    }

    @Test("46,000 patterns of 35 candidates count on until two remain")
    func manyPatterns() {
        let contest = makeContest(.irv, (0..<35).map { "C\($0)" }.joined(separator: " "))
        var generator = Dice(seed: 46)
        var tally = ContestTally(contest: contest)
        for _ in 0..<46_000 {
            let ranks = contest.candidates.indices.shuffled(using: &generator).prefix(6)
            tally.add(Marks(codes: ranks.map { UInt16($0) }), count: 20)
        }
        #expect(tally.count(lot: testLot).rounds.count == 34)
    }
}
