internal import Ledger

extension SystemEntry {
    /// Reads an entry.
    ///
    /// - Throws: ``SystemEntryError`` unless writing what was read gives exactly these bytes.
    public init(decoding bytes: [UInt8]) throws(SystemEntryError) {
        let json: JSONValue
        do throws(JSONParseError) {
            json = try JSONValue.parse(bytes)
        } catch {
            throw .notJSON
        }
        let fields = Fields(json: json)
        let type = try fields.string("type")
        guard let kind = Kind(rawValue: type) else { throw .unknownType(type) }
        self = try Self.read(kind, fields)
        guard encode() == bytes else { throw .notCanonical }
    }

    private static func read(_ kind: Kind, _ fields: Fields) throws(SystemEntryError) -> SystemEntry {
        switch kind {
        case .system:
            .system(origin: try fields.string("origin"), createdAt: try fields.time("createdAt"), version: try fields.string("version"))
        case .administratorAdded:
            .administratorAdded(
                id: try fields.administrator("id"), name: try fields.string("name"), role: try fields.role("role"),
                at: try fields.time("at"), by: fields.isNull("by") ? nil : try fields.administrator("by"))
        case .administratorRemoved:
            .administratorRemoved(id: try fields.administrator("id"), at: try fields.time("at"), by: try fields.administrator("by"))
        case .electionCreated:
            .electionCreated(
                election: try fields.string("election"), origin: try fields.string("origin"),
                verifierKey: try fields.string("verifierKey"), at: try fields.time("at"), by: try fields.administrator("by"))
        case .checkpoint:
            .checkpoint(
                origin: try fields.string("origin"), head: TreeHead(size: try fields.count("size"), root: try fields.hash("root")))
        case .started:
            .started(at: try fields.time("at"), version: try fields.string("version"))
        case .selfCheck:
            .selfCheck(
                at: try fields.time("at"), result: try fields.result(), ledgers: Int(try fields.count("ledgers")),
                entries: try fields.count("entries"))
        }
    }
}

/// Why bytes are no entry of the system ledger.
public enum SystemEntryError: Error, Hashable, Sendable {
    case notJSON
    /// Of a type unknown here: made by a later version, or not a system ledger.
    case unknownType(String)
    /// A member that is missing or has a wrong value.
    case field(String)
    /// The members are right and the spelling is not: another order, spaces, or a member that the type does not have.
    case notCanonical

    public var message: String {
        switch self {
        case .notJSON: "the entry is not a JSON object"
        case .unknownType(let type): "the system ledger knows no entry of type \"\(type)\""
        case .field(let name): "the entry's \"\(name)\" is missing or wrong"
        case .notCanonical: "the entry is not in canonical form"
        }
    }
}

/// The members of an entry, each read as what it has to be.
private struct Fields {
    let json: JSONValue

    func string(_ name: String) throws(SystemEntryError) -> String {
        try read(name, json[name]?.stringValue)
    }

    func time(_ name: String) throws(SystemEntryError) -> Timestamp {
        try read(name, Timestamp(try string(name)))
    }

    func administrator(_ name: String) throws(SystemEntryError) -> AdministratorID {
        try read(name, AdministratorID(try string(name)))
    }

    func role(_ name: String) throws(SystemEntryError) -> AdminRole {
        try read(name, AdminRole(rawValue: try string(name)))
    }

    func hash(_ name: String) throws(SystemEntryError) -> Hash {
        try read(name, Hash(base64: try string(name)))
    }

    func count(_ name: String) throws(SystemEntryError) -> UInt64 {
        try read(name, json[name]?.integerValue.flatMap { UInt64(exactly: $0) })
    }

    func isNull(_ name: String) -> Bool {
        json[name]?.isNull == true
    }

    func result() throws(SystemEntryError) -> SystemEntry.SelfCheckResult {
        switch try string("result") {
        case "passed": .passed
        case "failed": .failed(problem: try string("problem"))
        default: throw .field("result")
        }
    }

    private func read<Value>(_ name: String, _ value: Value?) throws(SystemEntryError) -> Value {
        guard let value else { throw .field(name) }
        return value
    }
}
