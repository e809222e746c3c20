/// Ballots reduced to what `irv` and `stv` count: for each pattern its countable candidates, best first, each once.
///
/// Overvotes, skipped ranks and candidates ranked again are settled here once, because none of them depends on who is eliminated.
struct PreferenceTable {
    private(set) var counts: [UInt64] = []
    /// Pattern `i` is `preferences[starts[i]..<starts[i + 1]]`, never empty.
    private(set) var starts: [Int] = [0]
    private(set) var preferences: [UInt16] = []

    init(patterns: [Marks: UInt64], candidates: Int, rules: CountingRules) {
        counts.reserveCapacity(patterns.count)
        starts.reserveCapacity(patterns.count + 1)
        preferences.reserveCapacity(patterns.count * 3)
        // Which pattern named a candidate last: tells a repetition without clearing a set for each ballot.
        var namedBy = [Int](repeating: -1, count: candidates)
        for (marks, count) in patterns where count > 0 {
            appendPreferences(of: marks, rules: rules, namedBy: &namedBy)
            guard preferences.count > starts[counts.count] else { continue }
            counts.append(count)
            starts.append(preferences.count)
        }
    }

    private mutating func appendPreferences(of marks: Marks, rules: CountingRules, namedBy: inout [Int]) {
        for rank in RankReader(marks) {
            switch rank {
            case .candidate(let position) where namedBy[position] != counts.count:
                namedBy[position] = counts.count
                preferences.append(UInt16(position))
            case .candidate, .skipped:
                if rules.skippedRank == .exhaust { return }
            case .overvote:
                if rules.overvote == .exhaust { return }
            }
        }
    }

    var indices: Range<Int> { counts.indices }
}
