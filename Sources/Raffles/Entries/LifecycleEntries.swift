internal import Ledger

/// The first entry: what the raffle is. Its hash fixes every rule.
public struct RaffleCreation: Hashable, Sendable {
    /// Version of the meaning of rules and entries.
    public static let currentRulesVersion = 1

    public var raffle: RaffleID
    /// Consecutive over all raffles of the server; never reset.
    public var eventNumber: UInt64
    /// Origin line of the ledger's checkpoints.
    public var origin: String
    public var definition: RaffleDefinition
    public var rulesVersion: Int

    public init(raffle: RaffleID, eventNumber: UInt64, origin: String, definition: RaffleDefinition) {
        self.raffle = raffle
        self.eventNumber = eventNumber
        self.origin = origin
        self.definition = definition
        rulesVersion = Self.currentRulesVersion
    }
}

extension RaffleCreation: RafflePayload {
    static let typeName = "raffle"
    static let kind = EntryKind(
        raffle: typeName, "What is raffled and by which rules; always the first entry, so that its hash fixes them.",
        by: "the server, when an administrator creates the raffle",
        [
            EntryField("definition", "object", "The definition, every rule written out."),
            EntryField("eventNumber", "integer", "Consecutive over all raffles of the server; never reset."),
            EntryField("origin", "string", "Origin line of the ledger's checkpoints."),
            EntryField("raffle", "string", "Id of the raffle."),
            EntryField("rulesVersion", "integer", "Version of the meaning of rules and entries; 1."),
        ])

    var body: RaffleEntry.Body { .raffle(self) }

    var members: [(String, JSONValue)] {
        [
            ("definition", definition.json()), ("eventNumber", .whole(eventNumber)), ("origin", .string(origin)),
            ("raffle", .string(raffle.text)), ("rulesVersion", .whole(rulesVersion)),
        ]
    }

    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        raffle = try fields.id("raffle", RaffleID.init)
        eventNumber = try fields.unsigned("eventNumber")
        origin = try fields.text("origin")
        rulesVersion = try fields.count("rulesVersion")
        do {
            definition = try RaffleDefinition.parse(try fields.member("definition"))
        } catch let error as RaffleDefinitionError {
            throw fields.error("definition", error.description)
        } catch {
            throw fields.error("definition", "\(error)")
        }
    }
}

/// Selling begins; from here on the definition is locked.
public struct Activation: Hashable, Sendable {
    public init() {}
}

extension Activation: RafflePayload {
    static let typeName = "activated"
    static let kind = EntryKind(
        raffle: typeName, "Selling may begin, and the definition is locked.", by: "the server, when a manager activates a draft")
    var body: RaffleEntry.Body { .activated(self) }
    var members: [(String, JSONValue)] { [] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {}
}

/// Selling stops for a while.
public struct Suspension: Hashable, Sendable {
    public var reason: String
    public init(reason: String) { self.reason = reason }
}

extension Suspension: RafflePayload {
    static let typeName = "suspended"
    static let kind = EntryKind(
        raffle: typeName, "Selling stops for a while.", by: "the server, for a manager or by itself when the software fails its check",
        [EntryField("reason", "string", "Why.")])
    var body: RaffleEntry.Body { .suspended(self) }
    var members: [(String, JSONValue)] { [("reason", .string(reason))] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) { reason = try fields.text("reason") }
}

/// Selling goes on after a suspension.
public struct Resumption: Hashable, Sendable {
    public init() {}
}

extension Resumption: RafflePayload {
    static let typeName = "resumed"
    static let kind = EntryKind(raffle: typeName, "Selling goes on after a suspension.", by: "the server, for a manager")
    var body: RaffleEntry.Body { .resumed(self) }
    var members: [(String, JSONValue)] { [] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {}
}

/// Selling is over: a ticket sold at `closedAt` or later does not count.
public struct Closing: Hashable, Sendable {
    public enum Cause: String, Sendable, CaseIterable {
        /// The definition's closing time came.
        case time
        case manager
        /// A prize reached the cap that stops selling.
        case cap
    }

    public var cause: Cause
    /// The first moment that is too late. For `time` the closing time itself, however late the entry is.
    public var closedAt: Instant

    public init(cause: Cause, closedAt: Instant) {
        self.cause = cause
        self.closedAt = closedAt
    }
}

extension Closing: RafflePayload {
    static let typeName = "closed"
    static let kind = EntryKind(
        raffle: typeName, "Selling is over.", by: "the server, at the closing time, at a cap that stops selling, or for a manager",
        [
            EntryField("cause", "string", "`time`, `manager` or `cap`."),
            EntryField("closedAt", "time", "The first moment that is too late for a sale."),
        ])
    var body: RaffleEntry.Body { .closed(self) }
    var members: [(String, JSONValue)] { [("cause", .string(cause.rawValue)), ("closedAt", .string(closedAt.text))] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        cause = try fields.raw("cause", Cause.self)
        closedAt = try fields.instant("closedAt")
    }
}

/// The last entry: nothing follows.
public struct Settlement: Hashable, Sendable {
    public init() {}
}

extension Settlement: RafflePayload {
    static let typeName = "settled"
    static let kind = EntryKind(
        raffle: typeName, "Every prize is claimed or past its time; always the last entry.", by: "the server, for a manager")
    var body: RaffleEntry.Body { .settled(self) }
    var members: [(String, JSONValue)] { [] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {}
}
