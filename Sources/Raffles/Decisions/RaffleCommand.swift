public import Ledger

/// Everything that can be asked of a raffle. Each says which duties it takes.
public enum RaffleCommand: Sendable {
    /// admin
    case create(RaffleCreation)
    /// event manager, admin
    case activate
    /// event manager, admin, the server
    case suspend(reason: String)
    /// event manager, admin
    case resume
    /// Ends selling now. Event manager.
    case close
    /// Lets what is due happen: the closing time, a cap. The server.
    case tick
    /// The next `count` numbers for a unit; fewer when fewer are left. The unit, event manager, admin, the server.
    case lease(rsu: RSUID, operator: UserID, count: Int)
    /// The unit, event manager, admin, the server.
    case endLease(rsu: RSUID)
    /// The server was restored: nothing is leased before these units have said which numbers they hold. The server.
    case restore(awaiting: [RSUID])
    /// All positions that a unit was ever leased, after a restore. The unit.
    case reportLeases(rsu: RSUID, operator: UserID, positions: [Range<Int>])
    /// Lets numbers be leased again after a restore, from a position on. Event manager.
    case releaseLeases(from: Int, reason: String)
    /// Sales of one unit, in any order; each is answered by itself. The unit. `validation` checks commitments; nil leaves that out.
    case upload([SaleUpload], validation: ValidationKey?)
    /// operator, event manager, the unit that sold it
    case mark(ticket: TicketID, reason: TicketVoid.Reason, note: String?)
    /// operator, event manager
    case unmark(ticket: TicketID)
    /// event manager. `refund` nil is the whole price.
    case void(ticket: TicketID, reason: TicketVoid.Reason, note: String?, refund: Int64?)
    /// event manager
    case unvoid(ticket: TicketID, note: String)
    /// operator, event manager, the unit that sold it
    case reprintTicket(TicketID)
    /// event manager: extra supervised access
    case reprintCounterfoil(number: UInt32)
    /// The unit says that it has uploaded all. The unit, event manager.
    case closeUnit(rsu: RSUID, statement: UnitStatement)
    /// event manager; the server, when a unit's own check fails
    case markCorrupt(rsu: RSUID, collected: Int64, reason: String)
    /// All sales of a corrupt unit's signed export; those uploaded before may be among them. `incomplete` when the export does not hold all
    /// that the unit sold, and is accepted all the same. Event manager. `validation` as with uploads.
    case recover(rsu: RSUID, sales: [SaleUpload], incomplete: IncompleteExport? = nil, validation: ValidationKey? = nil)
    /// event manager. `override` says why corrupt units are accepted.
    case reconcile(override: String?)
    /// event manager
    case acknowledge(note: String?)
    /// Changes the definition after it was fixed: always refused, and logged.
    case changeDefinition(field: String, value: String)
    /// event manager, admin: a supervised alteration. `before` is what the person saw.
    case alter(element: AlterableElement, before: String, after: String, reason: String)
    /// draw official, admin, the server
    case commit(draw: DrawID, value: Hash)
    /// draw official. The pool is of the tickets that take part in `prize`.
    case freeze(draw: DrawID, prize: PrizeID, beacon: PoolFreeze.Beacon?, DrawConditions)
    /// draw official
    case startDraw(DrawStart, DrawConditions)
    /// The server, with what its generator gave.
    case recordDrawn(draw: DrawID, prize: PrizeID, words: [DrawWord], index: Int, number: UInt32, poolSize: Int)
    /// draw official; the number is typed twice.
    case enterNumber(draw: DrawID, prize: PrizeID, number: UInt32, again: UInt32, DrawConditions)
    /// draw official, event manager: the result becomes official.
    case verifyWinner(prize: PrizeID, number: UInt32)
    /// draw official, the server
    case reveal(DrawReveal)
    /// Someone presents a ticket. Operator, event manager, draw official.
    case present(PresentedTicket)
    /// Pays a prize against a ticket. Event manager.
    case claim(prize: PrizeID, PresentedTicket, claimant: String, paidBy: String, documents: [String])
    /// event manager
    case settle
    /// The server or a unit.
    case record(SignificantEvent)
    /// Something that was refused elsewhere, such as the sale of a unit that is not enabled. The server.
    case recordRefusal(action: String, Refusal, by: UserID, component: ComponentID)

    /// The stable name that refusals in the log have.
    public var name: String {
        switch self {
        case .create: "create"
        case .activate: "activate"
        case .suspend: "suspend"
        case .resume: "resume"
        case .close: "close"
        case .tick: "tick"
        case .lease: "lease"
        case .endLease: "end-lease"
        case .restore: "restore"
        case .reportLeases: "report-leases"
        case .releaseLeases: "release-leases"
        case .upload: "sale"
        case .mark: "mark"
        case .unmark: "unmark"
        case .void: "void"
        case .unvoid: "unvoid"
        case .reprintTicket: "reprint-ticket"
        case .reprintCounterfoil: "reprint-counterfoil"
        case .closeUnit: "close-unit"
        case .markCorrupt: "mark-corrupt"
        case .recover: "recover"
        case .reconcile: "reconcile"
        case .acknowledge: "acknowledge"
        case .changeDefinition: "change-definition"
        case .alter: "alter"
        case .commit: "commit"
        case .freeze: "freeze"
        case .startDraw: "start-draw"
        case .recordDrawn: "record-drawn"
        case .enterNumber: "enter-number"
        case .verifyWinner: "verify-winner"
        case .reveal: "reveal"
        case .present: "present"
        case .claim: "claim"
        case .settle: "settle"
        case .record: "record"
        case .recordRefusal(let action, _, _, _): action
        }
    }
}

/// What the ledger cannot tell before a draw, and the server can.
public struct DrawConditions: Hashable, Sendable {
    /// Whether the critical software was verified just now.
    public var isSoftwareVerified: Bool
    /// Log-ins of sessions from outside the venue; empty for none.
    public var remoteSessions: [UserID]

    public init(isSoftwareVerified: Bool, remoteSessions: [UserID] = []) {
        self.isSoftwareVerified = isSoftwareVerified
        self.remoteSessions = remoteSessions
    }
}

/// What was decided: the entries to append, in this order, and the answer.
public struct RaffleDecision: Sendable {
    /// Index of the first of `entries`.
    public var firstIndex: UInt64
    /// Already taken in by the record. A refusal has its `refused` entry here; so may things that were due, such as the closing.
    public var entries: [RaffleEntry]
    public var result: Result<RaffleOutcome, Refusal>

    public var refusal: Refusal? {
        if case .failure(let refusal) = result { refusal } else { nil }
    }

    public var outcome: RaffleOutcome? {
        if case .success(let outcome) = result { outcome } else { nil }
    }
}

public enum RaffleOutcome: Sendable {
    case done
    case lease(Lease)
    /// One for each upload, in their order.
    case uploads([UploadOutcome])
    case reconciled(ReconciliationTable)
    case frozen(PoolFreeze)
    case entered(EnteredNumber.Verdict)
    case verified(WinnerVerification)
    case ticket(TicketAnswer)
    case claimed(Claim)
}

/// What became of one upload.
public enum UploadOutcome: Hashable, Sendable {
    case recorded(SaleReceipt)
    /// It was recorded before, with the same content: the same receipt.
    case repeated(SaleReceipt)
    /// The ledger has another sale in its place, which stands.
    case conflict(stored: SaleReceipt, Conflict.Reason)
    case refused(Refusal)

    public var receipt: SaleReceipt? {
        switch self {
        case .recorded(let receipt), .repeated(let receipt): receipt
        case .conflict, .refused: nil
        }
    }
}

/// That an export does not hold all that its unit sold.
public struct IncompleteExport: Hashable, Sendable {
    /// Why it is accepted.
    public var reason: String
    /// The money that the unit says it took, in minor units.
    public var collected: Int64

    public init(reason: String, collected: Int64) {
        self.reason = reason
        self.collected = collected
    }
}
