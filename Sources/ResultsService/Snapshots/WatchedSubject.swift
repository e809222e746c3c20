public import Elections
public import Raffles

/// What is watched: the results of an election, or a raffle as it goes on. One of either kind may have the id of the other.
public enum WatchedSubject: Hashable, Sendable {
    case election(ElectionID)
    case raffle(RaffleID)

    /// What the events of its streams are called.
    var eventName: String {
        switch self {
        case .election: "results"
        case .raffle: "raffle"
        }
    }
}
