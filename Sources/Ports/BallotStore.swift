public import Elections
public import Ledger

/// A ballot that asks to be counted. A class: it is handed on several times, by the ten thousand a second.
public final class CastRequest: Sendable {
    /// What may be spent once per election.
    public let ballotKey: Hash
    /// The finished ledger entry: a ballot, or a sealed ballot.
    public let entry: [UInt8]
    /// Leaf hash of `entry`.
    public let leafHash: Hash
    /// For a sealed election: what the commitment hides, encrypted. Kept beside the ledger, never in it. At most
    /// `EntryRun.entryBytesMax` bytes.
    public let sealed: [UInt8]?

    public init(ballotKey: Hash, entry: [UInt8], leafHash: Hash, sealed: [UInt8]? = nil) {
        self.ballotKey = ballotKey
        self.entry = entry
        self.leafHash = leafHash
        self.sealed = sealed
    }

    /// Whether a stored entry under the same key says the same: equal selections, or an equal commitment, at whatever time.
    public func isSameBallot(as stored: [UInt8]) -> Bool {
        entry.withUnsafeBytes { mine in
            stored.withUnsafeBytes { theirs in
                if let my = BallotEntryScanner.ballot(mine), let their = BallotEntryScanner.ballot(theirs) {
                    return mine[my.selections].elementsEqual(theirs[their.selections])
                }
                if let my = BallotEntryScanner.sealed(mine), let their = BallotEntryScanner.sealed(theirs) {
                    return my.commitment == their.commitment
                }
                return false
            }
        }
    }
}

/// What became of one request of a batch.
public enum CastOutcome: Hashable, Sendable {
    /// Appended by this batch, at this index.
    case appended(UInt64)
    /// The same ballot stands at this index already (or, from this batch, will).
    case repeated(UInt64)
    /// The key was spent on another ballot. Nothing was changed.
    case conflict
}

public struct CastCommit: Sendable {
    /// One for each request, in the order of the requests.
    public var outcomes: [CastOutcome]
    /// Nil when nothing was appended.
    public var committed: CommittedRun?
    /// For each entry of the run: the position of its request.
    public var requestOfEntry: [Int]

    public init(outcomes: [CastOutcome], committed: CommittedRun?, requestOfEntry: [Int]) {
        self.outcomes = outcomes
        self.committed = committed
        self.requestOfEntry = requestOfEntry
    }
}

/// The ballots of elections: at most one per ballot key.
///
/// Promises, checked by `BallotStoreContract` over every adapter:
/// - `cast` is one transaction: keys are spent, entries appended and the head moved together, durable on return, or nothing is;
/// - the first request with a key wins, within a batch by position; an equal ballot is `repeated`, another is a `conflict`;
/// - after a crash at any moment, a replay finds exactly what was returned as appended, and possibly later whole batches that
///   were never answered, never a part of one.
public protocol BallotStore: LedgerStore {
    /// - Throws: `unavailable` (nothing changed), `corrupted` (stop).
    func cast(_ batch: [CastRequest], in election: ElectionID) throws(StoreError) -> CastCommit

    /// What became of ballots like these before; nothing is written. For an election that takes no more ballots.
    ///
    /// - Returns: for each request `repeated` or `conflict`, or nil when its key is not spent.
    func standing(_ batch: [CastRequest], in election: ElectionID) throws(StoreError) -> [CastOutcome?]

    /// Sealed ballots in order of index, a page at a time.
    ///
    /// - Parameters:
    ///   - index: the first entry to look at.
    ///   - limit: how many at most, about; a page ends with a commit. Empty when there are no more.
    func sealedBallots(of election: ElectionID, from index: UInt64, limit: Int) throws(StoreError) -> [SealedBallot]
}

/// A sealed ballot's entry, and what is kept beside the ledger to open it.
public struct SealedBallot: Sendable {
    public var index: UInt64
    public var entry: [UInt8]
    /// As it was given to `cast`.
    public var sealed: [UInt8]

    public init(index: UInt64, entry: [UInt8], sealed: [UInt8]) {
        self.index = index
        self.entry = entry
        self.sealed = sealed
    }
}
