public import Auditing
public import Ledger
internal import NIOConcurrencyHelpers

/// Searches the significant events of all ledgers, merged by time.
///
/// Memory: one block of entries for each ledger that is being read at the same moment of the events' time, and 40 bytes for every
/// thousand entries that were ever searched.
public final class EventReader: Sendable {
    /// Most events of a page.
    public static let limitMax = 1000

    private let ledgers: @Sendable () -> [AuditedLedger]
    private let known = NIOLockedValueBox<[String: LedgerEvents]>([:])

    /// - Parameter ledgers: all that there are now; asked at every search. Their names differ.
    public init(ledgers: @escaping @Sendable () -> [AuditedLedger]) {
        self.ledgers = ledgers
    }

    /// Visits the events looked for, in order: by time, then the ledger's name, then the index.
    ///
    /// Within a ledger the order is the ledger's: where its clock was set back, an event comes right after the one before it.
    ///
    /// - Parameters:
    ///   - after: the place to go on from.
    ///   - body: takes an event; false ends the search.
    public func forEach(
        _ query: EventQuery, after: EventCursor? = nil, body: (Auditing.SignificantEvent) throws -> Bool
    ) throws {
        try visit(query, after: after) { event, _ in try body(event) }
    }

    /// A page of the events looked for.
    ///
    /// - Parameters:
    ///   - after: `next` of the page before, in the same order.
    ///   - limit: 1…``limitMax``; bounded to that.
    public func page(
        _ query: EventQuery, after: EventCursor? = nil, limit: Int = 100, order: EventOrder = .oldestFirst
    ) throws -> EventPage {
        let limit = min(max(limit, 1), Self.limitMax)
        var page = EventPage(events: [], next: nil)
        var last: EventCursor?
        try visit(query, after: after, order: order) { event, cursor in
            guard page.events.count < limit else {
                page.next = last
                return false
            }
            page.events.append(event)
            last = cursor
            return true
        }
        return page
    }

    private func visit(
        _ query: EventQuery, after: EventCursor?, order: EventOrder = .oldestFirst,
        body: (Auditing.SignificantEvent, EventCursor) throws -> Bool
    ) throws {
        var lanes = try ledgers()
            .filter { ledger in query.ledger.map { $0 == ledger.name } ?? true }
            .map { try EventLane(events(of: $0), query: query, after: after, order: order) }
        while true {
            var first: Int?
            for place in lanes.indices {
                guard let next = lanes[place].next else { continue }
                if let best = first, let least = lanes[best].next, !order.has(next, before: least) { continue }
                first = place
            }
            guard let first else { return }
            if lanes[first].isUnread {
                try lanes[first].read()
            } else if let (event, cursor) = lanes[first].take() {
                guard try body(event, cursor) else { return }
            }
        }
    }

    func events(of ledger: AuditedLedger) -> LedgerEvents {
        known.withLockedValue { known in
            if let events = known[ledger.name] { return events }
            let events = LedgerEvents(ledger)
            known[ledger.name] = events
            return events
        }
    }

    func ledger(named name: String) throws(AuditError) -> AuditedLedger {
        guard let ledger = ledgers().first(where: { $0.name == name }) else { throw .unknownLedger(name) }
        return ledger
    }
}

/// A page of events, and where the next one begins.
public struct EventPage: Hashable, Sendable {
    public var events: [Auditing.SignificantEvent]
    /// Nil when there are no more.
    public var next: EventCursor?

    public func json() -> JSONValue {
        .object([("events", .array(events.map { $0.listed() })), ("next", next.map { .string($0.text) } ?? .null)])
    }
}
