/// A place among all events: after one event and before the next.
///
/// Its text is `<milliseconds>.<index>.<ledger>`. Events are in the order of time; of the same time, by the ledger's name and the index.
public struct EventCursor: Hashable, Sendable, Comparable {
    let order: Int64
    let ledger: String
    let index: UInt64

    init(order: Int64, ledger: String, index: UInt64) {
        self.order = order
        self.ledger = ledger
        self.index = index
    }

    /// Reads what ``text`` gives, or nil.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let order = Int64(parts[0]), let index = UInt64(parts[1]), !parts[2].isEmpty,
            parts[2].utf8.count <= 64
        else { return nil }
        self.init(order: order, ledger: parts[2], index: index)
        guard self.text == text else { return nil }
    }

    public var text: String { "\(order).\(index).\(ledger)" }

    public static func < (left: EventCursor, right: EventCursor) -> Bool {
        if left.order != right.order { return left.order < right.order }
        if left.ledger != right.ledger { return left.ledger.utf8.lexicographicallyPrecedes(right.ledger.utf8) }
        return left.index < right.index
    }
}
