public import Crypto
internal import Ledger

/// What a raffle's ledger says, entry by entry: the one fold that the server lives by and the verifier repeats.
///
/// An entry that breaks a rule is refused, and the record is unchanged then. The rules: one order of states; no number and no ticket
/// twice, each number within a lease of the unit that sold it, voided numbers never sold again; each (unit, sequence) and each sale id
/// once; no sale at or after the close; prices and packages as defined; totals, pools, verdicts, numbers drawn and amounts as the
/// ledger itself gives them; claims once.
///
/// Memory: about 300 bytes a ticket, 4 a number sold and 4 a number of the range.
public struct RaffleRecord: Sendable {
    /// Entries applied.
    public internal(set) var size: UInt64 = 0
    public internal(set) var state = RaffleState.draft
    /// The first entry; nil before it.
    public internal(set) var creation: RaffleCreation?
    public internal(set) var createdAt: Instant?
    public internal(set) var activatedAt: Instant?
    /// When selling was suspended and taken up again; the last may still run.
    public internal(set) var suspensions: [SuspensionPeriod] = []
    public internal(set) var closing: Closing?
    /// The closing time in force: the definition's, or what a supervised alteration made of it.
    public internal(set) var salesCloseAt: Instant?
    /// The newest reconciliation, with its entry; nil before one, and again after a void that undid it.
    public internal(set) var reconciliation: Signed<Reconciliation>?
    public internal(set) var acknowledgement: Signed<Acknowledgement>?
    public internal(set) var settledAt: Instant?

    /// Everything sold and voided, all units together.
    public internal(set) var totals = AccountTotals()
    /// Of the tickets sold before each cutoff of the prize book.
    public internal(set) var earlyTotals: [Instant: SalesTotals] = [:]
    /// Units that ever had a lease, in the order of their first.
    public internal(set) var accounts: [UnitAccount] = []
    /// The position after the last that was ever leased: the next lease begins here.
    public internal(set) var nextPosition = 0

    /// In the order of the definition.
    public internal(set) var prizes: [PrizeState] = []
    public internal(set) var draws: [DrawID: DrawState] = [:]
    /// The draw that was frozen last: the only one that can go on.
    public internal(set) var currentDraw: DrawID?
    /// Lines of the Exception Report, in ledger order.
    public internal(set) var exceptions: [RaffleException] = []

    // Tickets, in ledger order; their numbers one after the other.
    var rows: [TicketRow] = []
    var numbers: [UInt32] = []
    /// For each number of the range, which row has it, plus one.
    var owners: [UInt32] = []
    var rowOfKey: [UInt64: UInt32] = [:]
    var rowOfSale: [SaleID: UInt32] = [:]
    var accountOf: [RSUID: Int] = [:]
    /// Ascending by position.
    var leases: [LeaseRow] = []
    /// Set once the server was restored.
    var hold: LeaseHold?
    var people: [UserID] = []
    var personOf: [UserID: UInt32] = [:]
    var voids: [UInt32: VoidNote] = [:]
    var marks: [UInt32: MarkNote] = [:]
    var conflicts: Set<Hash> = []
    var counterfoilReprints: [UInt32: Int] = [:]
    var bearerReprints: [UInt32: Int] = [:]

    var book: PrizeBook?
    /// Whether a prize has a cap that stops selling.
    var hasStop = false
    var order: NumberOrder?
    let orderKey: SymmetricKey?

    /// - Parameter orderKey: the key of the raffle's number order, which the server has. Without it a sequential order is checked all the
    ///   same; of a shuffled one a verifier checks that no unit sold more numbers than it was leased, and no number twice.
    public init(orderKey: SymmetricKey? = nil) {
        self.orderKey = orderKey
    }

    public var raffle: RaffleID? { creation?.raffle }
    public var definition: RaffleDefinition? { creation?.definition }

    /// When the last entry was made: no entry is older than the one before it.
    public internal(set) var lastAt: Instant?

    /// Applies the next entry of a ledger.
    ///
    /// - Parameters:
    ///   - entry: the exact bytes of the ledger.
    ///   - index: index of the entry; has to be ``size``.
    /// - Throws: what is wrong with the entry. The record has not changed then.
    public mutating func apply(entry: UnsafeRawBufferPointer, index: UInt64) throws(RaffleRecordError) {
        let decoded: RaffleEntry
        do {
            decoded = try RaffleEntry(decoding: entry)
        } catch {
            throw RaffleRecordError(index: index, code: .malformed, message: error.description)
        }
        try apply(decoded, index: index)
    }

    public mutating func apply(entry: [UInt8], index: UInt64) throws(RaffleRecordError) {
        try entry.withUnsafeBytes { raw in
            Result { () throws(RaffleRecordError) in try apply(entry: raw, index: index) }
        }.get()
    }

    /// Applies an entry that has been decoded, or made here and not yet written.
    public mutating func apply(_ entry: RaffleEntry, index: UInt64) throws(RaffleRecordError) {
        guard index == size else { throw RaffleRecordError(index: index, code: .wrongIndex, message: "expected entry \(size)") }
        do {
            try check(entry)
        } catch {
            throw RaffleRecordError(index: index, code: .rule(error.code), message: error.description)
        }
        accept(entry)
        size += 1
    }
}

/// The course of a raffle.
public enum RaffleState: String, Hashable, Sendable, CaseIterable, Comparable {
    case draft
    case active
    case suspended
    case closed
    case reconciled
    case acknowledged
    case drawing
    case settled

    /// Selling is over.
    public var isClosed: Bool { self >= .closed }

    public static func < (left: RaffleState, right: RaffleState) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// The first entry of a ledger that does not belong there, and why.
public struct RaffleRecordError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The caller skipped or repeated an entry.
        case wrongIndex
        /// Not the canonical bytes of any entry type.
        case malformed
        /// A rule of the raffle, by the name that a refusal of the server has.
        case rule(Refusal.Code)

        public var text: String {
            switch self {
            case .wrongIndex: "WRONG_INDEX"
            case .malformed: "MALFORMED"
            case .rule(let code): code.rawValue
            }
        }
    }

    public var index: UInt64
    public var code: Code
    /// Safe to show and to log.
    public var message: String

    public init(index: UInt64, code: Code, message: String) {
        self.index = index
        self.code = code
        self.message = message
    }

    public var description: String { "entry \(index): \(message)" }
}
