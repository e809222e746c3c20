public import Ledger

/// A number is about to be drawn for one prize.
public struct DrawStart: Hashable, Sendable {
    /// What draws: the program's id and the digest of its critical files.
    public struct Software: Hashable, Sendable {
        public var id: String
        public var aggregate: Hash

        public init(id: String, aggregate: Hash) {
            self.id = id
            self.aggregate = aggregate
        }
    }

    public var draw: DrawID
    public var prize: PrizeID
    public var method: DrawRules.Mode
    /// Who conducts it; two where the policies ask for two.
    public var officials: [UserID]
    public var software: Software
    /// Why the method is not the definition's: a verifiable draw that cannot be finished falls back. Present exactly then.
    public var fallback: String?
    /// Who was connected from outside, ascending: where the policies only flag that.
    public var remoteSessions: [UserID]

    public static let officialsMax = 16
    /// Log-ins named of those connected from outside; more are as good a flag as these.
    public static let remoteSessionsMax = 64

    public init(
        draw: DrawID, prize: PrizeID, method: DrawRules.Mode, officials: [UserID], software: Software, fallback: String? = nil,
        remoteSessions: [UserID] = []
    ) {
        self.draw = draw
        self.prize = prize
        self.method = method
        self.officials = officials
        self.software = software
        self.fallback = fallback
        self.remoteSessions = remoteSessions
    }
}

extension DrawStart: RafflePayload {
    static let typeName = "draw-started"
    static let kind = EntryKind(
        raffle: typeName, "A number is about to be drawn for one prize; every condition for it holds.",
        by: "the server, for a draw official",
        [
            EntryField("draw", "string", "Id of the draw."),
            EntryField("fallback", "string", "Why the method is not the definition's; only then.", required: false),
            EntryField("method", "string", "`certified-rng`, `verifiable` or `manual`."),
            EntryField("officials", "array", "Log-ins of who conducts it."), EntryField("prize", "string", "Id of the prize."),
            EntryField(
                "remoteSessions", "array", "Log-ins of who was connected from outside, where the policies only flag that; only then.",
                required: false),
            EntryField("software", "object", "`id` of the program and `aggregate`, the digest of its critical files."),
        ])
    var body: RaffleEntry.Body { .drawStarted(self) }
    var members: [(String, JSONValue)] {
        let parts: [(String, JSONValue)] = [("aggregate", .string(software.aggregate.base64URL)), ("id", .string(software.id))]
        return [
            ("draw", .string(draw.text)), ("method", .string(method.rawValue)),
            ("officials", .array(officials.map { .string($0.text) })), ("prize", .string(prize.text)), ("software", .object(parts)),
        ] + (fallback.map { [("fallback", .string($0))] } ?? [])
            + (remoteSessions.isEmpty ? [] : [("remoteSessions", .array(remoteSessions.map { .string($0.text) }))])
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        draw = try fields.id("draw", DrawID.init)
        prize = try fields.id("prize", PrizeID.init)
        method = try fields.raw("method", DrawRules.Mode.self)
        officials = try fields.array("officials", Self.user)
        guard (1...Self.officialsMax).contains(officials.count) else { throw fields.error("officials", "must be 1 to 16") }
        let parts = try fields.object("software", members: ["aggregate", "id"])
        software = Software(id: try parts.text("id"), aggregate: try parts.hash("aggregate"))
        fallback = try fields.optionalText("fallback")
        remoteSessions = fields.has("remoteSessions") ? try fields.array("remoteSessions", Self.user) : []
        let isNamed = !fields.has("remoteSessions") || (1...Self.remoteSessionsMax).contains(remoteSessions.count)
        guard isNamed, zip(remoteSessions, remoteSessions.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw fields.error("remoteSessions", "must be 1 to \(Self.remoteSessionsMax), ascending")
        }
    }

    private static func user(_ value: JSONValue, _ path: String) throws(RaffleEntryError) -> UserID {
        guard let user = value.stringValue.flatMap(UserID.init) else { throw RaffleEntryError(field: path, message: "is not a log-in") }
        return user
    }
}
