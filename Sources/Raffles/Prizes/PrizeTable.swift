public import Ledger

/// One prize, and how its amount came about.
public struct PrizeAward: Hashable, Sendable {
    /// Which bound decided.
    public enum Limit: String, Sendable, CaseIterable {
        case minimum
        case cap
    }

    public var prize: PrizeID
    public var rule: Prize.Rule
    /// The sales that count for it: all, or an early bird's.
    public var sales: SalesTotals
    /// What the rule gives, before minimum and cap.
    public var computed: Int64
    /// The bound that changed it, or nil.
    public var limit: Limit?
    public var amount: Int64
}

/// Where the money of a raffle goes.
public struct PrizeTable: Hashable, Sendable {
    public var sales: SalesTotals
    /// In the order of the definition.
    public var awards: [PrizeAward]

    /// The sum of all prizes.
    public var prizes: Int64 {
        // Prizes are at most 64 of at most `Money.max` each, so no sum of theirs overflows 64 bits.
        awards.reduce(0) { $0 + $1.amount }
    }

    /// What the organisation keeps, net of refunds: the rounding, too. Negative when guaranteed prizes cost more than sales brought.
    public var residue: Int64 { sales.net - prizes }

    /// The amount of a prize, or nil when there is none with this id.
    public func amount(of prize: PrizeID) -> Int64? {
        awards.first { $0.prize == prize }?.amount
    }
}

// MARK: - JSON

extension PrizeTable {
    /// Amounts and how they came about, for results, entries and reports.
    public func json() -> JSONValue {
        .object([
            ("gross", .integer(sales.gross)),
            ("refunds", .integer(sales.refunds)),
            ("net", .integer(sales.net)),
            ("prizes", .array(awards.map { $0.json() })),
            ("prizeTotal", .integer(prizes)),
            ("residue", .integer(residue)),
        ])
    }
}

extension PrizeAward {
    public func json() -> JSONValue {
        .object([
            ("prize", .string(prize.text)),
            ("rule", rule.json()),
            ("gross", .integer(sales.gross)),
            ("net", .integer(sales.net)),
            ("computed", .integer(computed)),
            ("limit", limit.map { .string($0.rawValue) } ?? .null),
            ("amount", .integer(amount)),
        ])
    }

    /// The reckoning in words and minor units: `50.00 % of net 17000 = 8500`.
    public var explanation: String {
        var text: String
        switch rule {
        case .fixed(let amount): text = "fixed \(amount)"
        case .percentage(let basis, let basisPoints, let seed):
            let hundredths = String(basisPoints % 100 + 100).dropFirst()
            let base = basis == .gross ? sales.gross : sales.net
            text = "\(basisPoints / 100).\(hundredths) % of \(basis.rawValue) \(base)"
            if seed > 0 { text = "\(seed) + \(text)" }
            text += " = \(computed)"
        }
        if let limit { text += ", \(limit.rawValue) \(amount)" }
        return text
    }
}
