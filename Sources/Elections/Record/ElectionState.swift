/// Where an election is in its life. It only moves down this list.
public enum ElectionState: String, Sendable, CaseIterable, Comparable {
    /// Created; the roll may be imported.
    case draft
    /// Ballots are taken.
    case open
    /// No more ballots; sealed ones are being opened.
    case closed
    /// The result is final and so is the ledger.
    case certified

    public static func < (left: ElectionState, right: ElectionState) -> Bool {
        left.order < right.order
    }

    private var order: Int {
        switch self {
        case .draft: 0
        case .open: 1
        case .closed: 2
        case .certified: 3
        }
    }
}
