/// One contest prepared for reading ballots: ids in a table, limits at hand.
///
/// A class, so that a scanner takes hold of it with one reference count.
final class ContestStyle: Sendable {
    /// The shape of a contest's selection.
    enum Shape: Sendable {
        /// An array of candidates in any order.
        case choices
        /// An object of candidate to score.
        case scores
        /// An array of ranks, best first.
        case ranks
    }

    let id: ContestID
    let shape: Shape
    let candidates: IdentifierTable
    /// Candidate positions in the order of their ids, in which canonical JSON writes the members of a scores object.
    let positionsById: [UInt16]
    /// Position of the candidate that stands for write-ins.
    let writeIn: UInt16?
    let choices: ClosedRange<Int>
    let maxRanks: Int
    let maxScore: Int

    init(_ contest: Contest) {
        id = contest.id
        let ids = contest.candidates.map(\.id.text)
        candidates = IdentifierTable(ids)
        // Ids are ASCII, for which the order of Swift strings, of bytes and of UTF-16 code units is one.
        positionsById = ids.indices.sorted { ids[$0] < ids[$1] }.map(UInt16.init)
        writeIn = contest.candidates.firstIndex(where: \.isWriteIn).map(UInt16.init)
        maxRanks = contest.maxRanks
        maxScore = contest.maxScore
        switch contest.method {
        case .plurality:
            shape = .choices
            choices = contest.minChoices...contest.maxChoices
        case .approval:
            shape = .choices
            choices = 1...contest.candidates.count
        case .score:
            shape = .scores
            choices = 0...contest.candidates.count
        case .irv, .stv, .schulze:
            shape = .ranks
            choices = 0...contest.candidates.count
        }
    }
}
