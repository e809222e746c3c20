public import Ledger

/// The first entry: what the election is. Its hash fixes the definition and every counting rule.
public struct CreationEntry: Hashable, Sendable {
    /// The meaning of rules and entries that this code knows. It grows when one and the same definition would be counted
    /// differently, so that an old ledger is never recounted by new rules.
    public static let currentRulesVersion: UInt64 = 1
    /// Longest origin, in characters.
    static let originCharactersMax = 255

    public var election: ElectionID
    public var definition: ElectionDefinition
    /// The origin line of the ledger's checkpoints, which ties this entry to its log.
    public var origin: String
    public var createdAt: Timestamp
    public var by: ActorID
    public var rulesVersion: UInt64

    public init(
        election: ElectionID, definition: ElectionDefinition, origin: String, createdAt: Timestamp, by: ActorID,
        rulesVersion: UInt64 = currentRulesVersion
    ) {
        self.election = election
        self.definition = definition
        self.origin = origin
        self.createdAt = createdAt
        self.by = by
        self.rulesVersion = rulesVersion
    }

    init(_ fields: EntryFields) throws(ElectionEntryError) {
        election = try fields.string("election", "an election id") { ElectionID($0) }
        origin = try fields.text("origin", charactersMax: Self.originCharactersMax)
        createdAt = try fields.timestamp("createdAt")
        by = try fields.actor("by")
        rulesVersion = try fields.count("rulesVersion")
        do {
            definition = try ElectionDefinition.parse(try fields.member("definition"))
        } catch let error as DefinitionError {
            throw ElectionEntryError(field: "definition", message: "\(error)")
        } catch let error as ElectionEntryError {
            throw error
        } catch {
            throw ElectionEntryError(field: "definition", message: "\(error)")
        }
    }

    func json() -> JSONValue {
        .object([
            ("by", .string(by.text)),
            ("createdAt", .string(createdAt.description)),
            ("definition", definition.json()),
            ("election", .string(election.text)),
            ("origin", .string(origin)),
            ("rulesVersion", .integer(Int64(rulesVersion))),
            ("type", .string("election")),
        ])
    }
}
