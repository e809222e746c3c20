/// Which of a unit's counters were seen: the newest, and which of the 64 before it.
///
/// A window rather than the newest alone, because requests that a unit sends at once may overtake each other.
struct ReplayWindow: Hashable, Sendable {
    static let width: UInt64 = 64

    private var newest: UInt64 = 0
    /// Bit i: `newest - i` was seen.
    private var seen: UInt64 = 0

    /// Notes a counter; false when it was seen, or is too old to tell.
    mutating func admit(_ counter: UInt64) -> Bool {
        guard counter > 0 else { return false }
        if counter > newest {
            let step = counter - newest
            seen = (step < Self.width ? seen << step : 0) | 1
            newest = counter
            return true
        }
        let age = newest - counter
        guard age < Self.width, seen & (1 << age) == 0 else { return false }
        seen |= 1 << age
        return true
    }
}
