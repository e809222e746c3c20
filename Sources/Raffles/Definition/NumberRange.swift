/// The draw numbers of a raffle: `first` to `last`, both included.
public struct NumberRange: Hashable, Sendable, CustomStringConvertible {
    public let first: UInt32
    public let last: UInt32

    /// Largest draw number: ten digits still fit on a narrow ticket.
    public static let numberMax: UInt32 = 4_000_000_000
    /// Most numbers in a range: the set of numbers sold is kept in memory, and digested at the draw.
    public static let countMax = 20_000_000

    /// Nil unless 1 ≤ first ≤ last ≤ ``numberMax`` and there are at most ``countMax`` numbers.
    public init?(first: UInt32, last: UInt32) {
        guard first >= 1, first <= last, last <= Self.numberMax, last - first < Self.countMax else { return nil }
        self.first = first
        self.last = last
    }

    public var count: Int { Int(last - first) + 1 }

    public func contains(_ number: UInt32) -> Bool { (first...last).contains(number) }

    public var description: String { "\(first)...\(last)" }
}
