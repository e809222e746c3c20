/// Why a ballot is refused.
///
/// `message` holds nothing that the voter chose, so it may be logged. `field` can name a candidate (in a `score` contest): it is
/// for the answer to the voter alone.
public struct BallotError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// More bytes than a ballot or a ledger entry may have.
        case tooLarge = "too-large"
        /// Not JSON: syntax, UTF-8, a member name twice, nesting.
        case malformed
        case missingMember = "missing-member"
        case unknownMember = "unknown-member"
        case wrongType = "wrong-type"
        case unknownContest = "unknown-contest"
        case unknownCandidate = "unknown-candidate"
        case repeatedCandidate = "repeated-candidate"
        case tooFewChoices = "too-few-choices"
        case tooManyChoices = "too-many-choices"
        case tooManyRanks = "too-many-ranks"
        /// An array of fewer than two candidates where one rank is expected.
        case badRank = "bad-rank"
        case badScore = "bad-score"
        /// A write-in where the contest has none, or with a text that cannot be one.
        case badWriteIn = "bad-write-in"
        /// Selections in a ledger that are not in the one form that `Ballot.selections` has.
        case notCanonical = "not-canonical"
    }

    public var code: Code
    /// The place in the request body, such as `selections.mayor[1]`; `body` for the whole.
    public var field: String
    /// Safe to show and to log.
    public var message: String

    public init(_ code: Code, field: String, message: String) {
        self.code = code
        self.field = field
        self.message = message
    }

    public var description: String { "\(code.rawValue): \(message)" }
}
