@testable import Elections

/// Second implementations, as slow and plain as they can be: every round is counted afresh from the raw ballots.
/// They share nothing with the product but the types that go in.
enum Naive {
    struct RoundOutcome: Equatable {
        var totals: [Int: UInt64]
        var exhausted: UInt64
        var lost: UInt64 = 0
        var elected: [Int] = []
        var eliminated: [Int] = []
    }

    struct Outcome: Equatable {
        var rounds: [RoundOutcome] = []
        var winners: [Int] = []
    }

    /// The ballot as a list of ranks; nil where a rank holds no single candidate, with `isOvervote` telling why.
    static func ranks(_ marks: Marks) -> [(candidates: [Int], isOvervote: Bool)] {
        var result: [(candidates: [Int], isOvervote: Bool)] = []
        var codes = marks.codes[...]
        while let code = codes.popFirst() {
            if code == 0xFFFF {
                result.append(([], false))
            } else if code == 0xFFFE {
                let count = Int(codes.removeFirst())
                result.append((codes.prefix(count).map { Int($0) }, true))
                codes = codes.dropFirst(count)
            } else {
                result.append(([Int(code)], false))
            }
        }
        return result
    }

    enum Vote: Equatable {
        case forCandidate(Int)
        case spent
        case stopped
    }

    /// Whom the ballot counts for when only these candidates are in.
    static func vote(_ marks: Marks, _ alive: Set<Int>, _ rules: CountingRules) -> Vote {
        var passed: Set<Int> = []
        let all = ranks(marks)
        for (candidates, isOvervote) in all {
            if isOvervote {
                if rules.overvote == .exhaust { return .stopped }
                continue
            }
            guard let candidate = candidates.first, !passed.contains(candidate) else {
                if rules.skippedRank == .exhaust { return .stopped }
                continue
            }
            if alive.contains(candidate) { return .forCandidate(candidate) }
            passed.insert(candidate)
        }
        return .spent
    }

    /// Breaks a tie over the rounds so far: `wantsHighest` for election, else for elimination.
    static func breakTie(_ tied: [Int], _ contest: Contest, _ rounds: [RoundOutcome], wantsHighest: Bool) -> Int {
        var left = tied
        if contest.rules.tieBreak == .candidateOrder { return wantsHighest ? tied.min() ?? -1 : tied.max() ?? -1 }
        for round in rounds.reversed() {
            let sorted = left.sorted { (round.totals[$0] ?? 0) < (round.totals[$1] ?? 0) }
            let edge = round.totals[wantsHighest ? sorted[sorted.count - 1] : sorted[0]] ?? 0
            left = left.filter { (round.totals[$0] ?? 0) == edge }
        }
        let drawn = testLot.order(of: contest.candidates.map(\.id), in: contest.id).filter { left.contains($0) }
        return wantsHighest ? drawn[0] : drawn[drawn.count - 1]
    }

    static func irv(_ contest: Contest, _ ballots: [Marks]) -> Outcome {
        var outcome = Outcome()
        let everybody = Set(contest.candidates.indices)
        var alive = everybody
        let writeIn = contest.rules.writeIns == .eliminateFirst ? contest.candidates.firstIndex { $0.isWriteIn } : nil
        // A ballot that ranks nobody takes no part; one that a rule stops before its first preference is exhausted.
        let counted = ballots.filter { !$0.isBlank && vote($0, everybody, contest.rules) != .spent }
        while true {
            var totals: [Int: UInt64] = [:]
            for candidate in alive { totals[candidate] = 0 }
            var exhausted: UInt64 = 0
            for ballot in counted {
                if case .forCandidate(let candidate) = vote(ballot, alive, contest.rules) {
                    totals[candidate, default: 0] += 1
                } else {
                    exhausted += 1
                }
            }
            var round = RoundOutcome(totals: totals, exhausted: exhausted)
            let votes = totals.values.reduce(0, +)
            if votes == 0 {
                outcome.rounds.append(round)
                return outcome
            }
            let hasWriteIn = writeIn.map { alive.contains($0) } ?? false
            let electable = alive.filter { !(hasWriteIn && $0 == writeIn) }
            let majority = contest.rules.stop == .majority ? electable.first { (totals[$0] ?? 0) * 2 > votes } : nil
            var winner = majority
            if winner == nil, alive.count <= 2, !hasWriteIn {
                let best = electable.map { totals[$0] ?? 0 }.max()
                winner = breakTie(electable.filter { totals[$0] == best }.sorted(), contest, outcome.rounds, wantsHighest: true)
            }
            if let winner {
                round.elected = [winner]
                outcome.rounds.append(round)
                outcome.winners = [winner]
                return outcome
            }
            let least = totals.values.min()
            let loser =
                hasWriteIn
                ? writeIn ?? -1
                : breakTie(alive.filter { totals[$0] == least }.sorted(), contest, outcome.rounds, wantsHighest: false)
            round.eliminated = [loser]
            outcome.rounds.append(round)
            alive.remove(loser)
        }
    }

    /// One element a ballot; votes in hundred-thousandths.
    static func stv(_ contest: Contest, _ ballots: [Marks]) -> Outcome {
        var outcome = Outcome()
        var alive = Set(contest.candidates.indices)
        var kept: [Int: UInt64] = [:]
        var lost: UInt64 = 0
        var hasEliminated = false
        let valid = ballots.filter { if case .forCandidate = vote($0, alive, contest.rules) { true } else { false } }
        let quota = (UInt64(valid.count) / UInt64(contest.seats + 1) + 1) * 100_000
        var worth = [UInt64](repeating: 100_000, count: valid.count)
        var holder = valid.map { vote($0, alive, contest.rules) }
        while true {
            var totals = kept
            for candidate in alive { totals[candidate] = 0 }
            // A candidate just elected still holds ballots; one whose surplus went keeps the quota.
            for candidate in outcome.winners where kept[candidate] == nil { totals[candidate] = 0 }
            var exhausted: UInt64 = 0
            for index in valid.indices {
                if case .forCandidate(let candidate) = holder[index] {
                    totals[candidate, default: 0] += worth[index]
                } else {
                    exhausted += worth[index]
                }
            }
            var round = RoundOutcome(totals: totals, exhausted: exhausted, lost: lost)
            if valid.isEmpty {
                outcome.rounds.append(round)
                return outcome
            }
            let banned = hasEliminated || contest.rules.writeIns == .candidate ? nil : contest.candidates.firstIndex { $0.isWriteIn }
            func byTotal(_ set: [Int]) -> [Int] {
                set.sorted { totals[$0] == totals[$1] ? $0 < $1 : (totals[$0] ?? 0) > (totals[$1] ?? 0) }
            }
            round.elected = byTotal(alive.filter { $0 != banned && (totals[$0] ?? 0) >= quota })
            alive.subtract(round.elected)
            outcome.winners += round.elected
            let open = alive.filter { $0 != banned }
            if outcome.winners.count == contest.seats || open.count <= contest.seats - outcome.winners.count {
                if outcome.winners.count < contest.seats {
                    round.elected += byTotal(Array(open))
                    outcome.winners += byTotal(Array(open))
                }
                outcome.rounds.append(round)
                return outcome
            }
            let over = outcome.winners.filter { (totals[$0] ?? 0) > quota }
            if let most = over.map({ totals[$0] ?? 0 }).max() {
                let giver = breakTie(over.filter { totals[$0] == most }.sorted(), contest, outcome.rounds, wantsHighest: true)
                var passedOn: UInt64 = 0
                for index in valid.indices where holder[index] == .forCandidate(giver) {
                    worth[index] = worth[index] * (most - quota) / most
                    passedOn += worth[index]
                    holder[index] = vote(valid[index], alive, contest.rules)
                }
                kept[giver] = quota
                lost += most - quota - passedOn
            } else {
                let least = alive.map { totals[$0] ?? 0 }.min()
                let loser =
                    banned
                    ?? breakTie(alive.filter { totals[$0] == least }.sorted(), contest, outcome.rounds, wantsHighest: false)
                alive.remove(loser)
                hasEliminated = true
                round.eliminated = [loser]
                for index in valid.indices where holder[index] == .forCandidate(loser) {
                    holder[index] = vote(valid[index], alive, contest.rules)
                }
            }
            outcome.rounds.append(round)
        }
    }

    /// Pairwise preferences, asked of every ballot for every pair.
    static func preferences(_ contest: Contest, _ ballots: [Marks]) -> [[UInt64]] {
        let all = contest.candidates.indices
        return all.map { one in
            all.map { other in
                guard one != other else { return 0 }
                return UInt64(ballots.count { prefers($0, one, other, contest.rules) })
            }
        }
    }

    private static func prefers(_ marks: Marks, _ one: Int, _ other: Int, _ rules: CountingRules) -> Bool {
        let ranks = ranks(marks).map(\.candidates)
        let first = ranks.firstIndex { $0.contains(one) }
        let second = ranks.firstIndex { $0.contains(other) }
        switch (first, second) {
        case (nil, _): return false
        case (_, nil): return rules.unranked == .last
        case (let first?, let second?): return first < second
        }
    }

    /// The strongest path by trying every strength and looking whether the other end can be reached.
    static func strongestPath(_ preferences: [[UInt64]], _ from: Int, _ to: Int) -> UInt64 {
        func strength(_ one: Int, _ other: Int) -> UInt64 {
            preferences[one][other] > preferences[other][one] ? preferences[one][other] : 0
        }
        let strengths = Set(preferences.indices.flatMap { one in preferences.indices.map { strength(one, $0) } })
        for least in strengths.sorted(by: >) where least > 0 {
            var reached: Set<Int> = [from]
            var frontier = [from]
            while let one = frontier.popLast() {
                for other in preferences.indices where strength(one, other) >= least && reached.insert(other).inserted {
                    frontier.append(other)
                }
            }
            if reached.contains(to) { return least }
        }
        return 0
    }
}
