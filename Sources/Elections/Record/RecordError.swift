/// The first entry of a ledger that does not belong there, and why.
public struct RecordError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// The caller skipped or repeated an entry.
        case wrongIndex = "wrong-index"
        /// Not the canonical bytes of any entry type.
        case malformed
        /// An entry type that the election's state does not allow.
        case wrongState = "wrong-state"
        /// Rules that this code does not know: a newer version has to judge.
        case unknownRules = "unknown-rules"
        case invalidBallot = "invalid-ballot"
        /// A region that is not for this ballot, or more ballots of a region than it has voters; or regions too small to tell of.
        case wrongRegion = "wrong-region"
        case repeatedBallotKey = "repeated-ballot-key"
        /// An opening of nothing, of something already opened, or of something else than was committed to.
        case badOpening = "bad-opening"
        /// Numbers that do not reconcile.
        case wrongNumbers = "wrong-numbers"
        /// A certified result that the ballots do not give.
        case wrongResults = "wrong-results"
    }

    /// Index of the entry in the ledger.
    public var index: UInt64
    public var code: Code
    /// Safe to show and to log; nothing of a ballot is in it.
    public var message: String

    public init(index: UInt64, code: Code, message: String) {
        self.index = index
        self.code = code
        self.message = message
    }

    public var description: String { "entry \(index): \(message)" }
}
