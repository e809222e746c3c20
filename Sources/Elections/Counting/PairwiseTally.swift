/// How many ballots prefer each candidate to each other, kept so that a ballot costs O(ranked²) and not O(ranked × candidates).
///
/// With `unranked: last` a ranked candidate beats nearly everybody, so what is kept is how often it does *not*:
/// `pair[i, j]` counts ballots that rank both and do not put `i` above `j`, and `ranked[i]` those that rank `i`.
/// With `no-preference` only pairs that are both ranked count, and `pair[i, j]` counts ballots that put `i` above `j`.
struct PairwiseTally: Sendable, Equatable {
    private let candidates: Int
    private var pair: [UInt64]
    private var ranked: [UInt64]

    init(candidates: Int) {
        self.candidates = candidates
        pair = [UInt64](repeating: 0, count: candidates * candidates)
        ranked = [UInt64](repeating: 0, count: candidates)
    }

    /// - Parameter first: called with each candidate at the ballot's best filled rank.
    /// - Returns: false when the ballot ranks nobody.
    mutating func add(_ marks: Marks, count: UInt64, unranked: CountingRules.Unranked, first: (Int) -> Void) -> Bool {
        // Candidates seen so far, and where the current rank starts among them: all before it are ranked above.
        var seen: [Int] = []
        seen.reserveCapacity(marks.codes.count)
        for rank in RankReader(marks) {
            let rankStart = seen.count
            switch rank {
            case .skipped: continue
            case .candidate(let position):
                if !seen.contains(position) { seen.append(position) }
            case .overvote(let positions):
                for position in positions where !seen.contains(Int(position)) { seen.append(Int(position)) }
            }
            if rankStart == 0 { seen.forEach(first) }
            for lower in rankStart..<seen.count {
                for higher in 0..<rankStart {
                    switch unranked {
                    case .last: pair[seen[lower] * candidates + seen[higher]] += count
                    case .noPreference: pair[seen[higher] * candidates + seen[lower]] += count
                    }
                }
                guard unranked == .last else { continue }
                for equal in rankStart..<seen.count where equal != lower {
                    pair[seen[lower] * candidates + seen[equal]] += count
                }
            }
        }
        for position in seen { ranked[position] += count }
        return !seen.isEmpty
    }

    mutating func merge(_ other: PairwiseTally) {
        for index in pair.indices { pair[index] += other.pair[index] }
        for index in ranked.indices { ranked[index] += other.ranked[index] }
    }

    /// `matrix[i][j]`: ballots that prefer candidate `i` to candidate `j`.
    func matrix(unranked: CountingRules.Unranked) -> [[UInt64]] {
        (0..<candidates).map { row in
            (0..<candidates).map { column in
                guard row != column else { return 0 }
                let value = pair[row * candidates + column]
                return unranked == .last ? ranked[row] - value : value
            }
        }
    }
}
