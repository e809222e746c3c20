public import Crypto

/// The order in which a raffle's draw numbers are handed out: which number is at each position, and back.
///
/// Positions are 0-based; a lease is a range of them. The same definition and key give the same order for ever, because leases in the
/// ledger speak of positions.
public struct NumberOrder: Sendable {
    public let range: NumberRange
    /// Nil for a sequential order.
    private let permutation: KeyedPermutation?

    /// - Parameter key: of at least 32 bytes, secret and of this raffle alone; a sequential order does not read it.
    public init(range: NumberRange, allocation: NumberAllocation, key: SymmetricKey) {
        self.range = range
        switch allocation {
        case .sequential: permutation = nil
        case .shuffled: permutation = KeyedPermutation(count: range.count, key: key)
        }
    }

    /// Positions there are, as many as numbers.
    public var count: Int { range.count }

    /// The number at a position.
    ///
    /// - Parameter position: 0…`count` − 1; anything else is a programming error.
    public func number(at position: Int) -> UInt32 {
        precondition((0..<count).contains(position), "a position is within the range of numbers")
        return range.first + UInt32(permutation?.image(of: position) ?? position)
    }

    /// The position of a number, or nil when it is none of the raffle's.
    public func position(of number: UInt32) -> Int? {
        guard range.contains(number) else { return nil }
        let offset = Int(number - range.first)
        return permutation?.origin(of: offset) ?? offset
    }

    /// The numbers at these positions, in their order: what a lease gives a selling unit.
    ///
    /// - Parameter positions: within 0..<`count`; anything else is a programming error.
    public func numbers(at positions: Range<Int>) -> [UInt32] {
        positions.map { number(at: $0) }
    }
}
