internal import Auditing

/// One ledger of a search: hands out its matching events in the order asked for, holding one block at a time.
struct EventLane {
    private let events: LedgerEvents
    private let query: EventQuery
    private let after: EventCursor?
    private let order: EventOrder
    /// Entries when the search began: what is appended meanwhile is for the next one.
    private let size: UInt64
    private let blocks: [LedgerEvents.Block]
    /// The block ahead; none of ``blocks`` at the end.
    private var block: Int
    private var waiting: ArraySlice<LedgerEvents.Placed> = []
    /// Where the next event is, or a place before it while its block is not read; nil at the end.
    private(set) var next: EventCursor?

    init(_ events: LedgerEvents, query: EventQuery, after: EventCursor?, order: EventOrder) throws {
        self.events = events
        self.query = query
        self.after = after
        self.order = order
        size = events.size
        blocks = try events.blocks(size: size)
        block = order == .oldestFirst ? 0 : blocks.count - 1
        skip()
    }

    /// Whether the block ahead has to be read before ``next`` is an event.
    var isUnread: Bool { waiting.isEmpty }

    /// Reads the block ahead.
    mutating func read() throws {
        let found = try events.events(block: block, size: size, after: time(before: block))
        advance()
        let matching = found.filter { placed in
            guard query.matches(placed.event) else { return false }
            return after.map { order.has($0, before: cursor(placed)) } ?? true
        }
        waiting = (order == .oldestFirst ? matching : matching.reversed())[...]
        if let first = waiting.first { next = cursor(first) } else { skip() }
    }

    /// Hands out the event at ``next``.
    mutating func take() -> (event: Auditing.SignificantEvent, cursor: EventCursor)? {
        guard let first = waiting.popFirst() else { return nil }
        if let second = waiting.first { next = cursor(second) } else { skip() }
        return (first.event, cursor(first))
    }

    private mutating func advance() { block += order == .oldestFirst ? 1 : -1 }

    /// Goes on to the next block that can hold something.
    private mutating func skip() {
        next = nil
        while blocks.indices.contains(block), !mayMatch(block) { advance() }
        guard blocks.indices.contains(block) else { return }
        // At or before every event of the block, in the order asked for: one with an unreadable time has the time of the one ahead of it.
        switch order {
        case .oldestFirst:
            let before = time(before: block)
            let earliest = blocks[block].hasUnreadableTime ? before : max(before, blocks[block].earliest)
            next = EventCursor(order: earliest, ledger: events.source.name, index: 0)
        case .newestFirst:
            next = EventCursor(order: blocks[block].order, ledger: events.source.name, index: .max)
        }
    }

    private func mayMatch(_ block: Int) -> Bool {
        if let after {
            switch order {
            case .oldestFirst: if blocks[block].order < after.order { return false }
            case .newestFirst: if time(before: block) > after.order { return false }
            }
        }
        return blocks[block].mayMatch(query)
    }

    /// The latest time of all events before a block; none of the block's is before it.
    private func time(before block: Int) -> Int64 { block == 0 ? .min : blocks[block - 1].order }

    private func cursor(_ placed: LedgerEvents.Placed) -> EventCursor {
        EventCursor(order: placed.order, ledger: placed.event.ledger, index: placed.event.index)
    }
}

extension EventOrder {
    /// Whether a place comes before another in this order.
    func has(_ one: EventCursor, before other: EventCursor) -> Bool { self == .oldestFirst ? one < other : other < one }
}
