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
        let fields = SystemEntryFields(json: json)
        let type = try fields.string("type")
        guard let kind = Kind(rawValue: type) else { throw .unknownType(type) }
        self = try Self.read(kind, fields)
        guard encode() == bytes else { throw .notCanonical }
    }

    private static func read(_ kind: Kind, _ fields: SystemEntryFields) throws(SystemEntryError) -> SystemEntry {
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
        case .raffleCreated:
            .raffleCreated(
                raffle: try fields.string("raffle"), origin: try fields.string("origin"), verifierKey: try fields.string("verifierKey"),
                act: try fields.act())
        case .userAdded, .userChanged, .userLocked, .logon, .logonFailed, .logoff, .sessionEnded:
            .staff(try StaffEntry.read(kind, fields), act: try fields.act())
        case .deviceRegistered, .deviceEnrolled, .deviceUnenrolled, .deviceEnabled, .deviceDisabled, .validationFailed:
            .device(try DeviceEntry.read(kind, fields), act: try fields.act())
        case .softwareVerified: .softwareVerified(try fields.verification(), act: try fields.act())
        case .event: .event(try fields.event(), act: try fields.act())
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
