public import Ledger

/// Voting begins.
public struct OpenEntry: Hashable, Sendable {
    public var at: Timestamp
    public var by: ActorID

    public init(at: Timestamp, by: ActorID) {
        self.at = at
        self.by = by
    }

    init(_ fields: EntryFields) throws(ElectionEntryError) {
        at = try fields.timestamp("at")
        by = try fields.actor("by")
    }

    func json() -> JSONValue {
        .object([("at", .string(at.description)), ("by", .string(by.text)), ("type", .string("open"))])
    }
}

/// Voting has ended: no ballot follows. The tree head right after this entry seeds lots.
public struct CloseEntry: Hashable, Sendable {
    public var at: Timestamp
    public var by: ActorID
    /// Ballots in the ledger.
    public var cast: UInt64

    public init(at: Timestamp, by: ActorID, cast: UInt64) {
        self.at = at
        self.by = by
        self.cast = cast
    }

    init(_ fields: EntryFields) throws(ElectionEntryError) {
        at = try fields.timestamp("at")
        by = try fields.actor("by")
        cast = try fields.count("cast")
    }

    func json() -> JSONValue {
        .object([
            ("at", .string(at.description)),
            ("by", .string(by.text)),
            ("cast", .integer(Int64(clamping: cast))),
            ("type", .string("close")),
        ])
    }
}
