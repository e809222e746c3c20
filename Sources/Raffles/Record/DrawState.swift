public import Draws
internal import Ledger

/// How far the draw of one prize is.
public struct PrizeState: Hashable, Sendable {
    public enum Phase: String, Hashable, Sendable {
        case open
        /// A draw has started and gave no valid number yet.
        case started
        /// A valid number is drawn and not verified.
        case drawn
        /// Verified: official, and not paid yet.
        case official
        case claimed
    }

    public var prize: PrizeID
    public var phase: Phase
    /// Numbers drawn or entered, void and unsold ones too, in their order.
    public var attempts: [DrawAttempt] = []
    /// The newest start.
    public var start: Signed<DrawStart>?
    /// The winning number; nil before it is verified.
    public var official: Signed<WinnerVerification>?
    public var claim: Signed<Claim>?
    /// Winners that never claimed, where the policies let a prize be drawn again.
    public var forfeited: [WinnerVerification] = []

    /// The valid number that was drawn last, official or not.
    public var candidate: DrawAttempt? {
        phase == .drawn || phase == .official || phase == .claimed ? attempts.last : nil
    }

    /// What the next attempt is counted as, from 1.
    ///
    /// A number that is none of the raffle's is on no counterfoil: that it was typed is kept, and is no attempt.
    public var nextAttempt: Int { attempts.count { $0.verdict != .unknown } + 1 }
}

/// One number drawn or entered for a prize.
public struct DrawAttempt: Hashable, Sendable {
    public var index: UInt64
    public var at: Instant
    public var by: UserID
    public var draw: DrawID
    public var attempt: Int
    public var number: UInt32
    public var verdict: EnteredNumber.Verdict
    /// Nil when no ticket has the number.
    public var ticket: TicketID?
    /// Of a number that the generator drew.
    public var drawn: DrawnNumber?
}

/// One draw: what was committed to, its pool and what came of it.
public struct DrawState: Sendable {
    public var draw: DrawID
    public var commitment: Signed<DrawCommitment>?
    public var freeze: Signed<PoolFreeze>?
    /// The generator's numbers in the order of the draw.
    public var selections: [DrawnNumber] = []
    public var reveal: Signed<DrawReveal>?
    /// The numbers still in the pool; nil before it is frozen.
    public internal(set) var pool: NumberPool?
    /// The pool as it was frozen.
    var frozenPool: NumberPool?
}
