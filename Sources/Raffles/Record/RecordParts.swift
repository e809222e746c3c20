public import Ledger

/// A part of the record with the entry that it came by.
public struct Signed<Value: Hashable & Sendable>: Hashable, Sendable {
    public var index: UInt64
    public var at: Instant
    public var by: UserID
    public var value: Value
}

/// From a suspension to the resumption; `until` is nil while it runs.
public struct SuspensionPeriod: Hashable, Sendable {
    public var from: Instant
    public var until: Instant?

    public func contains(_ time: Instant) -> Bool { time >= from && (until.map { time < $0 } ?? true) }
}

/// Lifecycle of a unit within one raffle. A closed or corrupt unit never sells again in it.
public enum UnitState: String, Hashable, Sendable, CaseIterable {
    case leased
    /// Gave up its unsold numbers; what it sold before may still be uploaded.
    case ended
    /// Uploaded all it sold and agreed with the ledger.
    case closed
    case corrupt
    /// Was corrupt; its sales were imported.
    case recovered
    /// Is corrupt; what could be read of its sales was imported, and nobody knows that this is all.
    case incomplete

    /// Whether the ledger has all that the unit sold.
    public var agrees: Bool { self == .closed || self == .recovered }
    /// Whether the unit cannot say what it sold.
    public var isCorrupt: Bool { self == .corrupt || self == .incomplete }
}

/// What one unit had, sold and told.
public struct UnitAccount: Hashable, Sendable {
    public var rsu: RSUID
    /// Of the newest lease, or as corrected.
    public var `operator`: UserID
    public var state: UnitState
    public var totals = AccountTotals()
    /// Of `totals.voidTickets`, those voided as misprints.
    public var misprints = 0
    public var marked = 0
    /// The highest sequence recorded; 0 before the first.
    public var lastSequence: UInt64 = 0
    public var endedAt: Instant?
    /// Cash counted from its operator, where it was entered.
    public var collected: Int64?
    /// The unit's own statement, once it agreed.
    public var statement: UnitStatement?
    /// Its line of the RSU Corruption Log; kept when it was recovered.
    public var corruption: Signed<UnitCorruption>?
    /// What its recovery lacked.
    public var shortfall: UnitRecovery.Shortfall?
}

/// A line of the Exception Report.
public struct RaffleException: Hashable, Sendable {
    /// The entry that has it all.
    public var index: UInt64
    public var at: Instant
    public var by: UserID
    public var component: ComponentID
    /// The entry's type, and for a refusal its code: `void`, `refused/WRONG_PRICE`.
    public var kind: String
    public var detail: String
}

/// A ticket as the record has it.
public struct RaffleTicket: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable {
        case sold
        /// Its seller asked to void it; it takes part all the same.
        case marked
        case void
    }

    public var id: TicketID
    public var status: Status
    public var numbers: [UInt32]
    public var package: PackageID
    public var price: Int64
    /// 0 unless void.
    public var refund: Int64
    public var soldAt: Instant
    public var `operator`: UserID
    public var offline: Bool
    public var late: Bool
    public var commitment: Hash
    /// ``SaleUpload/digest``.
    public var digest: Hash
    /// Index of its sale entry.
    public var entry: UInt64
    /// Why it was voided.
    public var void: Void?
    public var mark: TicketMark?
    /// When and by whom it was marked or voided.
    public var change: Change?
    /// Bearer reprints.
    public var reprints: Int

    public struct Change: Hashable, Sendable {
        public var at: Instant
        public var by: UserID
    }

    public struct Void: Hashable, Sendable {
        public var reason: TicketVoid.Reason
        public var note: String?
        public var at: Instant
        public var by: UserID
    }
}

/// What the unit gets for a sale; the same however often it asks.
public struct SaleReceipt: Hashable, Sendable {
    public var ticket: TicketID
    /// Index of the sale entry.
    public var entry: UInt64
    public var digest: Hash
}

struct TicketRow: Sendable {
    var sequence: UInt64
    var entry: UInt64
    var price: Int64
    var refund: Int64
    var soldAt: Int64
    var commitment: Hash
    var digest: Hash
    var account: UInt32
    var firstNumber: UInt32
    var seller: UInt32
    var numberCount: UInt16
    var package: UInt8
    var status: UInt8
    var offline: Bool
    var late: Bool

    static let sold: UInt8 = 0
    static let marked: UInt8 = 1
    static let void: UInt8 = 2
}

struct LeaseRow: Sendable {
    var positions: Range<Int>
    var account: Int
}

struct VoidNote: Sendable {
    var reason: TicketVoid.Reason
    var note: String?
    var at: Instant
    var by: UserID
}

struct MarkNote: Sendable {
    var reason: TicketVoid.Reason
    var note: String?
    var at: Instant
    var by: UserID
}
