internal import Auditing
internal import NIOConcurrencyHelpers

/// The events of one ledger by blocks of entries. What a block holds is remembered in a few bytes, since entries never change: a search
/// reads only blocks that can answer it.
final class LedgerEvents: Sendable {
    /// An event, and its place in time: never before the event ahead of it in the ledger, even where a clock was set back.
    struct Placed {
        var event: Auditing.SignificantEvent
        var order: Int64
    }

    /// What a block holds.
    struct Block {
        /// Of the events with a readable time; an empty range without one.
        var earliest: Int64
        var latest: Int64
        /// The latest time in this block and all before it.
        var order: Int64
        var count: Int
        var hasUnreadableTime: Bool
    }

    private struct Known {
        var full: [Block] = []
        /// What the entries behind the full blocks hold, when the ledger had `size`.
        var tail: (size: UInt64, block: Block)?
    }

    let source: AuditedLedger
    private let known = NIOLockedValueBox(Known())

    init(_ source: AuditedLedger) {
        self.source = source
    }

    var size: UInt64 { source.size() }

    /// What the blocks of the first `size` entries hold; those not seen before are read, one at a time.
    func blocks(size: UInt64) throws -> [Block] {
        let full = Int(size / AuditedLedger.blockEntries)
        let known = known.withLockedValue { $0 }
        var blocks = Array(known.full.prefix(full))
        while blocks.count < full {
            blocks.append(try summary(block: blocks.count, size: size, after: blocks.last))
        }
        var tail: Block?
        if !size.isMultiple(of: AuditedLedger.blockEntries) {
            if let last = known.tail, last.size == size {
                tail = last.block
            } else {
                tail = try summary(block: full, size: size, after: blocks.last)
            }
        }
        // Two searches may have read the same blocks at once: both found the same.
        self.known.withLockedValue { known in
            if known.full.count < blocks.count { known.full = blocks }
            if let tail, size > known.tail?.size ?? 0 { known.tail = (size, tail) }
        }
        return blocks + (tail.map { [$0] } ?? [])
    }

    private func summary(block: Int, size: UInt64, after last: Block?) throws -> Block {
        let order = last?.order ?? .min
        return Self.summary(try events(block: block, size: size, after: order), after: order)
    }

    /// The events of a block, in ledger order.
    ///
    /// - Parameter order: the latest time of all entries before the block.
    func events(block: Int, size: UInt64, after order: Int64) throws -> [Placed] {
        let first = UInt64(block) * AuditedLedger.blockEntries
        var events: [Placed] = []
        var order = order
        try source.forEachEntry(in: first..<min(size, first + AuditedLedger.blockEntries)) { entry, index in
            if let event = EntryScanner.event(entry, ledger: source.name, index: index) {
                if let moment = event.moment { order = max(order, moment.milliseconds) }
                events.append(Placed(event: event, order: order))
            }
            return true
        }
        return events
    }

    private static func summary(_ events: [Placed], after order: Int64) -> Block {
        let times = events.compactMap { $0.event.moment?.milliseconds }
        return Block(
            earliest: times.min() ?? .max, latest: times.max() ?? .min, order: events.last?.order ?? order, count: events.count,
            hasUnreadableTime: times.count < events.count)
    }
}

extension LedgerEvents.Block {
    /// Whether an event of the block can be in the query's range of time.
    func mayMatch(_ query: EventQuery) -> Bool {
        guard count > 0 else { return false }
        if hasUnreadableTime { return true }
        if let from = query.from, latest < from.milliseconds { return false }
        if let to = query.to, earliest >= to.milliseconds { return false }
        return true
    }
}
