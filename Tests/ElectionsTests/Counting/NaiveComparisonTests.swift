import TestSupport
internal import Testing

@testable import Elections

@Suite("Counting agrees with a naive second implementation")
struct NaiveComparisonTests {
    private struct Election {
        let contest: Contest
        let ballots: [Marks]
        let tally: ContestTally

        init(seed: UInt64, method: CountingMethod, seatsMax: Int = 1) {
            var generator = Dice(seed: seed)
            let count = Int.random(in: 1...7, using: &generator)
            var names = (0..<count).map { String(Character(UnicodeScalar(UInt8(65 + $0)))) }
            if Bool.random(using: &generator) { names[Int.random(in: 0..<count, using: &generator)] += "*" }
            let seats = Int.random(in: 1...min(seatsMax, count), using: &generator)
            let contest = makeContest(
                method, names.joined(separator: " "), seats: seats, rules: .random(&generator))
            // Few voters make ties likely, many make long fractions.
            let voters = Int.random(in: 0...(Bool.random(using: &generator) ? 12 : 80), using: &generator)
            let ballots = (0..<voters).map { _ in contest.randomRanks(&generator) }
            self.contest = contest
            self.ballots = ballots
            // Split over three tallies and merged: merging has to be exact.
            var parts = [ContestTally](repeating: ContestTally(contest: contest), count: 3)
            for ballot in ballots { parts[Int.random(in: 0..<3, using: &generator)].add(ballot) }
            parts[2].merge(parts[0])
            parts[2].merge(parts[1])
            tally = parts[2]
        }
    }

    private func outcome(_ result: ContestResult, scale: UInt64) -> Naive.Outcome {
        func position(_ id: CandidateID) -> Int { result.contest.candidates.firstIndex { $0.id == id } ?? -1 }
        return Naive.Outcome(
            rounds: result.rounds.map { round in
                Naive.RoundOutcome(
                    totals: Dictionary(uniqueKeysWithValues: round.totals.map { (position($0.candidate), $0.votes.units / scale) }),
                    exhausted: round.exhausted.units / scale, lost: round.lost.units / scale,
                    elected: round.elected.map(position), eliminated: round.eliminated.map(position))
            }, winners: result.winners.map(position))
    }

    @Test("irv: every round of 4,000 random elections")
    func instantRunoff() {
        for seed in UInt64(1)...4_000 {
            let election = Election(seed: seed, method: .irv)
            let result = election.tally.count(lot: testLot)
            let naive = Naive.irv(election.contest, election.ballots)
            #expect(outcome(result, scale: Votes.unitsPerVote) == naive, "seed \(seed)")
            expectConserved(result, seed: seed)
        }
    }

    @Test("stv: every round of 4,000 random elections")
    func singleTransferableVote() {
        for seed in UInt64(1)...4_000 {
            let election = Election(seed: seed, method: .stv, seatsMax: 4)
            let result = election.tally.count(lot: testLot)
            let naive = Naive.stv(election.contest, election.ballots)
            #expect(outcome(result, scale: 1) == naive, "seed \(seed)")
            expectConserved(result, seed: seed)
            #expect(result.winners.count <= election.contest.seats, "seed \(seed)")
        }
    }

    /// No vote appears or disappears: totals, exhausted, lost and blank make up all ballots in every round.
    private func expectConserved(_ result: ContestResult, seed: UInt64) {
        for (index, round) in result.rounds.enumerated() {
            let sum = round.totals.reduce(round.exhausted + round.lost) { $0 + $1.votes }
            #expect(sum + Votes(whole: result.blank) == Votes(whole: result.ballots), "seed \(seed), round \(round.round)")
            guard let transfer = round.transfer, index + 1 < result.rounds.count else { continue }
            let next = result.rounds[index + 1]
            #expect(round.exhausted + transfer.exhausted == next.exhausted, "seed \(seed), round \(round.round)")
            #expect(round.lost + transfer.lost == next.lost, "seed \(seed), round \(round.round)")
            for received in transfer.to {
                let before = round.totals.first { $0.candidate == received.candidate }?.votes ?? .zero
                let after = next.totals.first { $0.candidate == received.candidate }?.votes
                #expect(after == before + received.votes, "seed \(seed), round \(round.round)")
            }
        }
    }

    @Test("schulze: pairs, paths and winners of 2,000 random elections")
    func schulze() {
        for seed in UInt64(1)...2_000 {
            let election = Election(seed: seed, method: .schulze, seatsMax: 3)
            let contest = election.contest
            let result = election.tally.count(lot: testLot)
            let preferences = Naive.preferences(contest, election.ballots)
            let all = contest.candidates.indices
            let paths = all.map { one in all.map { one == $0 ? 0 : Naive.strongestPath(preferences, one, $0) } }
            #expect(result.pairwise?.preferences == preferences, "seed \(seed)")
            #expect(result.pairwise?.strongestPaths == paths, "seed \(seed)")
            var winners: [Int] = []
            if election.ballots.contains(where: { !Naive.ranks($0).allSatisfy(\.candidates.isEmpty) }) {
                while winners.count < contest.seats {
                    let left = all.filter { !winners.contains($0) }
                    let unbeaten = left.filter { one in !left.contains { paths[$0][one] > paths[one][$0] } }
                    winners.append(Naive.breakTie(unbeaten, contest, [], wantsHighest: true))
                }
            }
            #expect(result.winners == winners.map { contest.candidates[$0].id }, "seed \(seed)")
        }
    }

    @Test("a tally does not depend on the order or grouping of its ballots")
    func grouping() {
        for method in CountingMethod.allCases where method.isRanked {
            for seed in UInt64(1)...200 {
                let election = Election(seed: seed, method: method)
                var together = ContestTally(contest: election.contest)
                for (ballot, count) in Dictionary(grouping: election.ballots, by: { $0 }).mapValues(\.count) {
                    together.add(ballot, count: UInt64(count))
                }
                #expect(together == election.tally, "\(method), seed \(seed)")
            }
        }
    }
}
