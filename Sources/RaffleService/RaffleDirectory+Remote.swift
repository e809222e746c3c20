internal import Raffles

/// What somebody from outside the venue wants.
public enum RemoteApproach: Sendable {
    /// To log on.
    case logon
    /// To go on with a session that they have.
    case request
}

extension RaffleDirectory {
    /// Why nobody from outside the venue is let in at this moment; nil when no raffle is against it.
    ///
    /// While a raffle whose policies forbid remote access goes on, from activation to its last official result, nobody is. And from
    /// the start of any draw to its official result nobody new is: a session that was there at the start goes on only where the
    /// policies flag it, for the draw's entry names it.
    public func obstacle(to approach: RemoteApproach) -> String? {
        for raffle in all {
            let summary = raffle.summary
            let policy = raffle.definition.policies.remoteAccess
            if policy == .off, summary.isGoingOn { return "raffle \(raffle.id) goes on, and allows no remote access" }
            if summary.isDrawing, approach == .logon || policy != .flagsDraw {
                return "a draw of raffle \(raffle.id) has started, and its result is not official yet"
            }
        }
        return nil
    }
}
