public import Ledger

/// Which program this is: its id and version, and the digest of its critical files.
public struct SoftwareIdentity: Hashable, Sendable {
    public let programID: String
    public let version: String
    /// SHA-256 of the manifest's text.
    public let aggregate: Hash

    /// - Throws: ``ManifestError/invalidHeader`` unless id and version are 1 to 64 printable ASCII characters.
    public init(programID: String, version: String, aggregate: Hash) throws(ManifestError) {
        guard Self.isValid(programID), Self.isValid(version) else { throw .invalidHeader }
        self.programID = programID
        self.version = version
        self.aggregate = aggregate
    }

    public func json() -> JSONValue {
        .object([("aggregate", .string(aggregate.hex)), ("programId", .string(programID)), ("version", .string(version))])
    }

    /// Reads an object with exactly the members of ``json()``.
    init(_ json: JSONValue) throws(ManifestError) {
        guard json.objectValue?.count == 3, let aggregate = json["aggregate"]?.stringValue.flatMap(Hash.init(hex:)),
            let programID = json["programId"]?.stringValue, let version = json["version"]?.stringValue
        else { throw .invalidHeader }
        try self.init(programID: programID, version: version, aggregate: aggregate)
    }

    private static func isValid(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { 0x20 < $0 && $0 < 0x7F }
    }
}
