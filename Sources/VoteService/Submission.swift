public import Elections
internal import Ledger
public import NIOCore
public import Ports

/// One ballot on its way to the ledger, checked and finished but for its index.
public final class Submission: Sendable {
    public let election: RunningElection
    public let request: CastRequest
    /// What the record is to count: a ballot, or the commitment of a sealed one.
    let fact: Fact
    /// Position of the voter's region in the election's regions; 0 without one.
    let region: Int
    /// For sealed elections: what opens the commitment; goes into the voter's receipt.
    public let opening: Receipt.Opening?
    public let reply: Reply

    init(election: RunningElection, request: CastRequest, fact: Fact, region: Int, opening: Receipt.Opening?, reply: Reply) {
        self.election = election
        self.request = request
        self.fact = fact
        self.region = region
        self.opening = opening
        self.reply = reply
    }

    enum Fact: Sendable {
        case ballot(Ballot)
        case commitment(Hash)
    }
}

/// Where an answer goes. Answers of one batch to one event loop travel together.
public enum Reply: Sendable {
    /// Answered on the receiver's event loop. `ticket` is handed back unread.
    case onLoop(any EventLoop, any CastReceiver, ticket: UInt64)
    /// Answered on a thread of the vote service; must not block.
    case callback(@Sendable (CastAnswer) -> Void)
}

/// Takes answers on its own event loop.
public protocol CastReceiver: AnyObject, Sendable {
    func finishCast(ticket: UInt64, with answer: CastAnswer)
}

/// What became of a submission.
public enum CastAnswer: Sendable {
    /// Recorded by this very submission (`isNew`), or by an equal one in the same batch.
    case recorded(CommittedBatch, offset: Int, opening: Receipt.Opening?, isNew: Bool)
    /// Recorded earlier: the receipt that was given then.
    case repeated(CommittedBatch, opening: Receipt.Opening?)
    /// The token was spent on a different ballot.
    case alreadyVoted
    /// The election takes no ballots in this state.
    case notOpen(ElectionState)
    /// Not recorded; may be tried again after some seconds.
    case unavailable(StoreError)
}
