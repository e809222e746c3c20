/// One thing that was checked, or couldn't be.
public struct AuditCheck: Hashable, Sendable {
    /// What was checked. The raw value is the name in a report; the order is the order of a report.
    public enum Kind: String, Sendable, CaseIterable {
        /// The pinned checkpoint is well-formed, for the right log and signed by its key.
        case checkpoint
        /// Enough witnesses have cosigned it.
        case witnesses
        /// The entries hash to the signed root.
        case tree
        /// The tiles served are the hashes of those entries.
        case tiles
        /// Every other checkpoint given is signed and is an earlier state of the same ledger.
        case consistency
        /// Every entry is one canonical JSON object of a known type.
        case form
        /// Entries come in an order that the rules allow: created, opened, ballots, closed, openings, certified; of a raffle created,
        /// activated, closed, reconciled, acknowledged, drawn, settled, none older than the one before it.
        case order
        /// No ballot key twice.
        case keys
        /// Every ballot is one that the definition allows; where it asks for turnout by region, of a region that has a voter for it.
        case ballots
        /// Every sealed ballot is opened once, to what was committed.
        case openings
        /// Of a raffle: numbers are leased once, and each unit's closing states the sales that the ledger has of it.
        case units
        /// Each ticket was sold in time, in a package of the definition and at its price.
        case sales
        /// No number, ticket, sale or sequence of a unit twice; every number leased to the unit that sold it; none sold again after a void.
        case numbers
        /// Tickets are voided, marked and printed again within the rules.
        case voids
        /// Issued, cast, counted and invalid add up; of a raffle: sold, void and unsold numbers and the money, in total and for each unit.
        case reconciliation
        /// No draw before sales were closed, uploaded, reconciled and acknowledged.
        case gate
        /// Each draw's pool is that of the tickets in play, and what decides it was named in time.
        case pools
        /// Each number drawn is the one that the recorded outputs select; of a verifiable draw, that secret, pool and beacon give.
        case draws
        /// Winners are the numbers drawn, amounts are those of the sales, and each prize is claimed once.
        case prizes
        /// The certified totals and winners are those of a new count.
        case certification
        /// The results published beside the ledger are those of a new count.
        case publication
        /// Every receipt given is signed, in the tree, and speaks of the entry that is there.
        case receipts
    }

    public enum Outcome: String, Sendable {
        case passed
        case failed
        /// There was nothing to check, or not yet, or an earlier failure left nothing to stand on. `detail` says which.
        case skipped
    }

    public var kind: Kind
    public var outcome: Outcome
    /// One line: what was found.
    public var detail: String
    /// How many things were looked at.
    public var count: UInt64

    public init(_ kind: Kind, _ outcome: Outcome, _ detail: String, count: UInt64 = 0) {
        self.kind = kind
        self.outcome = outcome
        self.detail = detail
        self.count = count
    }
}

/// An entry that can't stand as it is, or the place where the reading of a ledger broke off.
public struct AuditFailure: Hashable, Sendable {
    public var check: AuditCheck.Kind
    /// The entry's index; nil when the failure isn't one entry's, a wrong signature for example.
    public var index: UInt64?
    /// The entry's `type`, when it could be read.
    public var entryType: String?
    public var reason: String

    public init(check: AuditCheck.Kind, index: UInt64? = nil, entryType: String? = nil, reason: String) {
        self.check = check
        self.index = index
        self.entryType = entryType
        self.reason = reason
    }
}

extension AuditFailure: CustomStringConvertible {
    public var description: String {
        guard let index else { return reason }
        let type = entryType.map { " (\($0))" } ?? ""
        return "entry \(index)\(type): \(reason)"
    }
}
