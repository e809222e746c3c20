/// One rank of a ranked ballot.
enum RankMark {
    case candidate(Int)
    case skipped
    /// The candidates marked at this rank; empty when the source does not tell which.
    case overvote(ArraySlice<UInt16>)
}

/// Reads ranked `Marks` one rank at a time, best first.
struct RankReader: Sequence, IteratorProtocol {
    private let codes: [UInt16]
    private var offset: Int = 0

    init(_ marks: Marks) {
        codes = marks.codes
    }

    mutating func next() -> RankMark? {
        guard offset < codes.count else { return nil }
        let code = codes[offset]
        offset += 1
        switch code {
        case Marks.skipped: return .skipped
        case Marks.overvote:
            guard offset < codes.count else { preconditionFailure("marks end inside an overvote") }
            let first = offset + 1
            let end = first + Int(codes[offset])
            guard end <= codes.count else { preconditionFailure("marks end inside an overvote") }
            offset = end
            return .overvote(codes[first..<end])
        default: return .candidate(Int(code))
        }
    }
}

/// The first candidate a ballot counts for, or why there is none.
enum FirstPreference: Equatable {
    case candidate(Int)
    /// Nothing is marked.
    case blank
    /// Only overvoted ranks, all passed over.
    case overvoted
    /// A rule ended the ballot before its first countable rank.
    case exhausted
}

extension Marks {
    /// The first countable preference under the rules of `irv` and `stv`.
    func firstPreference(_ rules: CountingRules) -> FirstPreference {
        if let first = codes.first, first < Marks.overvote { return .candidate(Int(first)) }
        var reason = FirstPreference.blank
        for rank in RankReader(self) {
            switch rank {
            case .candidate(let position): return .candidate(position)
            case .skipped where rules.skippedRank == .exhaust: return .exhausted
            case .skipped: continue
            case .overvote where rules.overvote == .exhaust: return .exhausted
            case .overvote: reason = .overvoted
            }
        }
        return reason
    }
}
