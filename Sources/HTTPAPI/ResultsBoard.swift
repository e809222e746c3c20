internal import Elections
internal import NIOConcurrencyHelpers
public import VoteService

/// The newest results object of every election, whole.
public final class ResultsBoard: Sendable {
    private let newest = NIOLockedValueBox<[ElectionID: [UInt8]]>([:])

    public init() {}

    public func show(_ results: PublishedResults) {
        newest.withLockedValue { $0[results.election] = results.full }
    }

    func full(of election: ElectionID) -> [UInt8]? {
        newest.withLockedValue { $0[election] }
    }
}
