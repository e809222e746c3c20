public import Ledger

/// One ledger among those that a store holds.
public enum LedgerID: Hashable, Sendable, CustomStringConvertible {
    case system
    case election(String)
    case raffle(String)

    /// The name under which it is stored.
    public var description: String {
        switch self {
        case .system: "system"
        case .election(let id): "election/\(id)"
        case .raffle(let id): "raffle/\(id)"
        }
    }

    /// Reads a stored name; nil when it is of no kind that is known here.
    public init?(_ name: String) {
        if name == LedgerID.system.description {
            self = .system
        } else if name.hasPrefix("election/") {
            self = .election(String(name.dropFirst("election/".count)))
        } else if name.hasPrefix("raffle/") {
            self = .raffle(String(name.dropFirst("raffle/".count)))
        } else {
            return nil
        }
    }
}

/// Durable, append-only ledgers: what every aggregate's store builds on.
///
/// Promises, checked by `LedgerStoreContract`:
/// - when `append` returns, the entries and the new head are on stable storage, together or not at all;
/// - entries keep their bytes, their order and their index;
/// - one writer: a second process cannot open the same data (`StoreError.inUse`).
public protocol LedgerStore: Sendable {
    /// Makes an empty ledger. - Throws: `conflict` when it exists.
    func createLedger(_ ledger: LedgerID) throws(StoreError)

    /// Every ledger, in order of creation.
    func ledgers() throws(StoreError) -> [LedgerID]

    /// Reads the whole ledger in order, as runs, then makes it ready to append to. Called once per ledger after start-up.
    ///
    /// - Parameter visit: called with groups of consecutive runs, first to last, never concurrently.
    /// - Returns: the stored head.
    /// - Throws: `corrupted`, naming the place, when frames, order or hashes contradict the stored head, or when what is kept beside
    ///   sealed ballots was damaged; what `visit` throws. The ledger is not ready then.
    func replay(_ ledger: LedgerID, visit: ([EntryRun]) throws -> Void) throws -> TreeHead

    /// Appends entries to a ledger made or replayed by this store; durable on return. Without entries nothing is written, and
    /// the present head is returned.
    func append(_ entries: [[UInt8]], to ledger: LedgerID) throws(StoreError) -> CommittedRun

    /// Writes something of no meaning, durably. - Throws: `unavailable` when nothing can be written now.
    func checkWritable() throws(StoreError)

    /// The entries of `range`. - Throws: `notFound` when it reaches past the head.
    func entries(of ledger: LedgerID, in range: Range<UInt64>) throws(StoreError) -> EntryRun

    /// The head right after the commit that holds `index`: the one whose checkpoint stands in that entry's receipt.
    func headCovering(_ index: UInt64, of ledger: LedgerID) throws(StoreError) -> TreeHead
}

/// What one commit appended, and the head it led to.
public struct CommittedRun: Sendable {
    public var run: EntryRun
    public var head: TreeHead

    public init(run: EntryRun, head: TreeHead) {
        self.run = run
        self.head = head
    }
}
