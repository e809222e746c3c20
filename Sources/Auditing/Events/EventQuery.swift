/// What an auditor looks for; every condition that is set must hold.
public struct EventQuery: Hashable, Sendable {
    /// Events at this time or later.
    public var from: EventTime?
    /// Events before this time.
    public var to: EventTime?
    public var component: String?
    /// Any of these codes; empty for all.
    public var events: Set<String>
    /// A piece of the actor's name, whatever its case.
    public var actor: String?
    public var ledger: String?
    /// Events at least this severe.
    public var severity: Severity?

    public init(
        from: EventTime? = nil, to: EventTime? = nil, component: String? = nil, events: Set<String> = [], actor: String? = nil,
        ledger: String? = nil, severity: Severity? = nil
    ) {
        self.from = from
        self.to = to
        self.component = component
        self.events = events
        self.actor = actor
        self.ledger = ledger
        self.severity = severity
    }

    /// Whether the event is looked for.
    ///
    /// An event whose time can't be read is within every range: a damaged record is shown, not hidden.
    public func matches(_ event: SignificantEvent) -> Bool {
        if let moment = event.moment {
            if let from, moment < from { return false }
            if let to, moment >= to { return false }
        }
        if let component, !component.utf8.elementsEqual(event.component.utf8) { return false }
        if !events.isEmpty, !events.contains(event.event) { return false }
        if let actor, !event.actor.lowercased().contains(actor.lowercased()) { return false }
        if let ledger, !ledger.utf8.elementsEqual(event.ledger.utf8) { return false }
        if let severity, event.severity < severity { return false }
        return true
    }

    /// The events looked for, one at a time and in their order; nothing is held.
    public func select<Events: Sequence<SignificantEvent>>(from events: Events) -> LazyFilterSequence<LazySequence<Events>.Elements> {
        events.lazy.filter { matches($0) }
    }
}
