/// A number of votes with exactly five decimals: whole for every method but `stv`, where a transferred ballot is worth a part of one.
///
/// Stored as hundred-thousandths of a vote, so sums and comparisons are exact. One ballot is `Votes(whole: 1)`.
public struct Votes: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Parts of one vote: five decimals, as Scottish and New Zealand transfers are counted.
    public static let unitsPerVote: UInt64 = 100_000
    public static let zero = Votes(units: 0)

    public var units: UInt64

    public init(units: UInt64) {
        self.units = units
    }

    public init(whole: UInt64) {
        units = whole * Self.unitsPerVote
    }

    public var whole: UInt64 { units / Self.unitsPerVote }
    public var isWhole: Bool { units % Self.unitsPerVote == 0 }

    /// The nearest `Double`; its shortest decimal form is exact up to ten thousand million votes.
    public var approximate: Double { Double(units) / Double(Self.unitsPerVote) }

    public static func < (left: Votes, right: Votes) -> Bool { left.units < right.units }
    public static func + (left: Votes, right: Votes) -> Votes { Votes(units: left.units + right.units) }
    public static func - (left: Votes, right: Votes) -> Votes { Votes(units: left.units - right.units) }
    public static func += (left: inout Votes, right: Votes) { left.units += right.units }

    /// `12` or `12.34567`: five decimals whenever there is a fraction.
    public var description: String {
        guard !isWhole else { return String(whole) }
        let fraction = String(units % Self.unitsPerVote)
        return "\(whole)." + String(repeating: "0", count: 5 - fraction.utf8.count) + fraction
    }
}
