/// Something to win, and how its amount is found.
public struct Prize: Hashable, Sendable {
    /// What a percentage is taken of.
    public enum Basis: String, Sendable, CaseIterable {
        /// All sales.
        case gross
        /// Sales less refunds.
        case net
    }

    public enum Rule: Hashable, Sendable {
        /// One amount, whatever is sold; the value of a prize in kind.
        case fixed(Int64)
        /// `seed` and so many hundredths of a percent of sales, rounded down.
        case percentage(of: Basis, basisPoints: Int, seed: Int64)
    }

    /// What happens when a percentage reaches the cap.
    public enum CapBehaviour: String, Sendable, CaseIterable {
        /// Selling goes on; the prize stays at the cap.
        case clamp
        /// Selling stops with the sale that reaches it.
        case stop
    }

    public var id: PrizeID
    public var title: String
    public var rule: Rule
    /// Guaranteed amount; only of a percentage, and at most the cap.
    public var minimum: Int64?
    /// Highest amount; only of a percentage.
    public var cap: Int64?
    public var capBehaviour: CapBehaviour
    /// An early bird: only tickets sold before this time take part, and a percentage is of their sales; nil is all tickets.
    public var salesBefore: Instant?

    public init(
        id: PrizeID, title: String, rule: Rule, minimum: Int64? = nil, cap: Int64? = nil, capBehaviour: CapBehaviour = .clamp,
        salesBefore: Instant? = nil
    ) {
        self.id = id
        self.title = title
        self.rule = rule
        self.minimum = minimum
        self.cap = cap
        self.capBehaviour = capBehaviour
        self.salesBefore = salesBefore
    }

    /// Whether a ticket sold at `time` takes part in the draw of this prize. At `salesBefore` it no longer does.
    public func includes(ticketSoldAt time: Instant) -> Bool {
        salesBefore.map { time < $0 } ?? true
    }
}
