internal import Ledger

/// The server was restored from a backup: numbers that it leased after the backup may be out with units that it has forgotten about.
public struct Restoration: Hashable, Sendable {
    /// Units that have to say which numbers they hold before any are leased again; ascending.
    public var awaited: [RSUID]

    /// Units in one entry at most: more make several entries, one after the other.
    public static let unitsMax = 500

    public init(awaited: [RSUID]) { self.awaited = awaited }
}

extension Restoration: RafflePayload {
    static let typeName = "restored"
    static let kind = EntryKind(
        raffle: typeName,
        "The server was restored from a backup. No numbers are leased until these units have said which ones they hold, or a manager goes on.",
        by: "the server, at its first start on a restored folder",
        [EntryField("awaited", "array", "The units that were enabled, ascending; at most \(Restoration.unitsMax) in one entry.")])
    var body: RaffleEntry.Body { .restored(self) }
    var members: [(String, JSONValue)] { [("awaited", .array(awaited.map { .string($0.text) }))] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        awaited = try fields.array("awaited") { value, path throws(RaffleEntryError) in
            guard let rsu = value.stringValue.flatMap(RSUID.init) else { throw RaffleEntryError(field: path, message: "must be a unit") }
            return rsu
        }
        guard awaited.count <= Self.unitsMax, zip(awaited, awaited.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw fields.error("awaited", "must be at most \(Self.unitsMax) units, ascending")
        }
    }
}

/// A unit has said, after a restore, which numbers it holds. The leases that the ledger did not know are entries before this one.
public struct LeaseReport: Hashable, Sendable {
    public var rsu: RSUID
    /// Positions that others hold as far as the ledger knows. They stay out of use.
    public var conflicts: [Range<Int>]

    /// Leases in one report at most.
    public static let leasesMax = 1_000

    public init(rsu: RSUID, conflicts: [Range<Int>]) {
        self.rsu = rsu
        self.conflicts = conflicts
    }
}

extension LeaseReport: RafflePayload {
    static let typeName = "leases-reported"
    static let kind = EntryKind(
        raffle: typeName, "After a restore, a unit said which numbers it holds; what the ledger lacked of it are leases before this entry.",
        by: "the server, for the unit",
        [
            EntryField(
                "conflicts", "array", "Pairs `from`, `to` of positions that overlap with another lease: not the unit's, and never leased."),
            EntryField("rsu", "string", "The unit."),
        ])
    var body: RaffleEntry.Body { .leasesReported(self) }
    var members: [(String, JSONValue)] {
        let pairs = conflicts.map { JSONValue.array([.whole($0.lowerBound), .whole($0.upperBound)]) }
        return [("conflicts", .array(pairs)), ("rsu", .string(rsu.text))]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        rsu = try fields.id("rsu", RSUID.init)
        conflicts = try fields.array("conflicts") { value, path throws(RaffleEntryError) in
            guard let pair = value.arrayValue, pair.count == 2, let from = pair[0].integerValue, let to = pair[1].integerValue,
                from >= 0, from < to
            else { throw RaffleEntryError(field: path, message: "must be a first position and the one after the last") }
            return Int(from)..<Int(to)
        }
        guard conflicts.count <= Self.leasesMax else { throw fields.error("conflicts", "must be at most \(Self.leasesMax)") }
    }
}

/// An event manager lets numbers be leased again after a restore, above every number that anyone may hold.
public struct LeaseRelease: Hashable, Sendable {
    /// The next position to be leased.
    public var from: Int
    public var reason: String

    public init(from: Int, reason: String) {
        self.from = from
        self.reason = reason
    }
}

extension LeaseRelease: RafflePayload {
    static let typeName = "leases-released"
    static let kind = EntryKind(
        raffle: typeName, "After a restore, numbers may be leased again, from this position on, though not every unit has been heard.",
        by: "the server, for an event manager",
        [
            EntryField("from", "integer", "The next position to be leased; those that are passed over stay out of use."),
            EntryField("reason", "string", "In the manager's words."),
        ])
    var body: RaffleEntry.Body { .leasesReleased(self) }
    var members: [(String, JSONValue)] { [("from", .whole(from)), ("reason", .string(reason))] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        from = try fields.count("from")
        reason = try fields.text("reason")
    }
}
