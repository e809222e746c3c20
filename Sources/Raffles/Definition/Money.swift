/// Arithmetic on amounts: whole minor units of the raffle's currency (cents), as `Int64`.
///
/// No operation wraps around or rounds up. Amounts in entries are at most ``max``, so that every JSON reader keeps them exactly.
public enum Money {
    /// The largest amount of anything.
    public static let max: Int64 = 9_007_199_254_740_991
    /// Basis points of the whole: 10,000 are 100 %.
    public static let basisPoints = 10_000

    /// The sum, or nil beyond ± ``max``.
    public static func sum(_ left: Int64, _ right: Int64) -> Int64? {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow || sum.magnitude > UInt64(max) ? nil : sum
    }

    /// The sum of all, or nil when it, or any partial sum, is beyond ± ``max``.
    public static func sum(_ amounts: some Sequence<Int64>) -> Int64? {
        var total: Int64 = 0
        for amount in amounts {
            guard let next = sum(total, amount) else { return nil }
            total = next
        }
        return total
    }

    /// So many times a price, or nil beyond ± ``max``.
    public static func product(_ price: Int64, _ count: Int) -> Int64? {
        let (product, overflow) = price.multipliedReportingOverflow(by: Int64(count))
        return overflow || product.magnitude > UInt64(max) ? nil : product
    }

    /// A share of an amount, rounded down to the minor unit; what the rounding leaves is the organisation's.
    ///
    /// - Parameters:
    ///   - amount: 0 or more.
    ///   - basisPoints: 0…10,000.
    public static func share(of amount: Int64, basisPoints: Int) -> Int64 {
        precondition(amount >= 0 && (0...Self.basisPoints).contains(basisPoints), "a share is of something, and at most all of it")
        let (high, low) = UInt64(amount).multipliedFullWidth(by: UInt64(basisPoints))
        let (quotient, _) = UInt64(Self.basisPoints).dividingFullWidth((high, low))
        // At most `amount`, because the share is at most the whole.
        return Int64(quotient)
    }
}

/// What a set of sales brought.
public struct SalesTotals: Hashable, Sendable {
    /// The prices of all tickets sold, voided ones too.
    public var gross: Int64
    /// The money given back for voided tickets.
    public var refunds: Int64

    public init(gross: Int64 = 0, refunds: Int64 = 0) {
        self.gross = gross
        self.refunds = refunds
    }

    /// Gross less refunds, and never below nothing.
    public var net: Int64 { Swift.max(0, gross - refunds) }
}
