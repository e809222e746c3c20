internal import Auditing

/// One ledger of a search: hands out its matching events in order, holding one block at a time.
struct EventLane {
    private let events: LedgerEvents
    private let query: EventQuery
    private let after: EventCursor?
    /// Entries when the search began: what is appended meanwhile is for the next one.
    private let size: UInt64
    private let blocks: [LedgerEvents.Block]
    private var block = 0
    private var waiting: ArraySlice<LedgerEvents.Placed> = []
    /// Where the next event is, or a place before it while its block is not read; nil at the end.
    private(set) var next: EventCursor?

    init(_ events: LedgerEvents, query: EventQuery, after: EventCursor?) throws {
        self.events = events
        self.query = query
        self.after = after
        size = events.size
        blocks = try events.blocks(size: size)
        skip()
    }

    /// Whether the block ahead has to be read before ``next`` is an event.
    var isUnread: Bool { waiting.isEmpty }

    /// Reads the block ahead.
    mutating func read() throws {
        let found = try events.events(block: block, size: size, after: order(before: block))
        block += 1
        waiting =
            found.filter { placed in
                guard query.matches(placed.event) else { return false }
                return after.map { $0 < cursor(placed) } ?? true
            }[...]
        if let first = waiting.first { next = cursor(first) } else { skip() }
    }

    /// Hands out the event at ``next``.
    mutating func take() -> (event: Auditing.SignificantEvent, cursor: EventCursor)? {
        guard let first = waiting.popFirst() else { return nil }
        if let second = waiting.first { next = cursor(second) } else { skip() }
        return (first.event, cursor(first))
    }

    /// Goes on to the next block that can hold something.
    private mutating func skip() {
        next = nil
        while block < blocks.count, !mayMatch(blocks[block]) { block += 1 }
        guard block < blocks.count else { return }
        // At or before every event of the block: one with an unreadable time has the time of the one ahead of it.
        let before = order(before: block)
        let earliest = blocks[block].hasUnreadableTime ? before : max(before, blocks[block].earliest)
        next = EventCursor(order: earliest, ledger: events.source.name, index: 0)
    }

    private func mayMatch(_ block: LedgerEvents.Block) -> Bool {
        if let after, block.order < after.order { return false }
        return block.mayMatch(query)
    }

    private func order(before block: Int) -> Int64 { block == 0 ? .min : blocks[block - 1].order }

    private func cursor(_ placed: LedgerEvents.Placed) -> EventCursor {
        EventCursor(order: placed.order, ledger: placed.event.ledger, index: placed.event.index)
    }
}
