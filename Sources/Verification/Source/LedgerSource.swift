/// Where a ledger is read from: a server, a folder, or memory in a test.
///
/// Nothing that a source returns is trusted. A source promises only to stop at `limit`, so that a hostile one can't fill memory.
public protocol LedgerSource: Sendable {
    /// The bytes of `item`, or nil when the source doesn't have it.
    ///
    /// - Parameter limit: most bytes to read; a longer item throws `.tooLong`.
    /// - Throws: `.unreachable` when the source itself failed, after the source's own retries: nothing is known about the ledger then.
    func read(_ item: LedgerItem, limit: Int) async throws(LedgerSourceError) -> [UInt8]?
}

/// One thing a source can hold.
public enum LedgerItem: Hashable, Sendable, CustomStringConvertible {
    /// The newest checkpoint. Read once: everything else is checked against that one.
    case checkpoint
    /// A tile or an entry bundle, by its C2SP path: `tile/0/x001/067`, `tile/entries/000.p/12`.
    case tile(path: String)
    /// What the server says about the ledger, beside it: see `ExportLayout`.
    case document(ExportLayout.Document)
    /// All that is published of a draw besides its pool, in an exported folder. The draw's id can stand in a path as it is.
    case drawRecord(String)
    /// The pool text of a draw.
    case drawPool(String)

    /// The path within an exported folder.
    public var path: String {
        switch self {
        case .checkpoint: ExportLayout.checkpoint
        case .tile(let path): path
        case .document(let document): document.rawValue
        case .drawRecord(let draw): ExportLayout.record(ofDraw: draw)
        case .drawPool(let draw): ExportLayout.pool(ofDraw: draw)
        }
    }

    public var description: String { path }
}

public enum LedgerSourceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The source gave no answer, or one that means it can't: try again later.
    case unreachable(String)
    /// The item is longer than anything honest can be there: final.
    case tooLong(LedgerItem, limit: Int)

    public var description: String {
        switch self {
        case .unreachable(let reason): reason
        case .tooLong(let item, let limit): "\(item) is longer than \(limit) bytes"
        }
    }
}

/// Most bytes read of each kind of item. Each is what the format can hold at most, or far more than any honest document needs.
public enum LedgerItemLimit {
    /// A checkpoint with hundreds of witness lines.
    public static let checkpoint = 256 * 1_024
    /// 256 entries of 65,535 bytes with 2 bytes of length each.
    public static let entryBundle = 256 * (65_535 + 2)
    /// 256 hashes. One byte more is read as "too long".
    public static let tile = 256 * 32
    /// A definition with many contests, or results with many rounds.
    public static let document = 64 * 1_024 * 1_024
    /// A receipt: an entry, a path of 64 hashes and a checkpoint.
    public static let receipt = 1_024 * 1_024
}
