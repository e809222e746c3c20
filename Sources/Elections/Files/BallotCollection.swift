/// Ranked ballots as a parser finds them, before it is known how they will be counted.
struct BallotCollection {
    private(set) var patterns: [Marks: UInt64] = [:]
    private(set) var ballots: UInt64 = 0
    private(set) var ranksMax = 1

    /// Adds a ballot given by its ranks; trailing skipped ranks are dropped.
    mutating func add(ranks: [RankMark], count: UInt64 = 1, line: Int? = nil) throws(BallotFileError) {
        let filled = ranks.lastIndex { if case .skipped = $0 { false } else { true } }.map { $0 + 1 } ?? 0
        guard filled <= BallotFileLimits.ranksMax else {
            throw BallotFileError(line: line, "more than \(BallotFileLimits.ranksMax) ranks on a ballot")
        }
        ranksMax = max(ranksMax, filled)
        var codes: [UInt16] = []
        for rank in ranks[..<filled] {
            switch rank {
            case .skipped: codes.append(Marks.skipped)
            case .candidate(let position): codes.append(UInt16(position))
            case .overvote(let positions): codes += [Marks.overvote, UInt16(positions.count)] + positions.sorted()
            }
        }
        try add(Marks(codes: codes), count: count, line: line)
    }

    /// Adds a ballot whose marks are already in the form of the method.
    mutating func add(_ marks: Marks, count: UInt64 = 1, line: Int? = nil) throws(BallotFileError) {
        guard count <= BallotFileLimits.ballotsMax - ballots else {
            throw BallotFileError(line: line, "more than \(BallotFileLimits.ballotsMax) ballots")
        }
        ballots += count
        patterns[marks, default: 0] += count
    }

    /// Renumbers candidates, and reads ranks as the method needs them: `plurality` takes the first candidate that is ranked alone,
    /// `approval` every candidate that is ranked.
    func tally(_ contest: Contest, uncountable: ContestTally.Uncountable, isRanked: Bool) -> ContestTally {
        var tally = ContestTally(contest: contest, uncountable: uncountable)
        for (marks, count) in patterns {
            guard isRanked, !contest.method.isRanked else {
                tally.add(marks, count: count)
                continue
            }
            var chosen: Set<UInt16> = []
            for rank in RankReader(marks) {
                switch rank {
                case .candidate(let position): chosen.insert(UInt16(position))
                case .overvote(let positions) where contest.method == .approval: chosen.formUnion(positions)
                case .overvote, .skipped: continue
                }
                if contest.method == .plurality { break }
            }
            tally.add(Marks(codes: chosen.sorted()), count: count)
        }
        return tally
    }
}
