public import Ledger

/// A signed answer to "is this the authorised program?", for the public status page and the regulator.
///
/// The signed text is one line of canonical JSON with the members of ``json()``, and a line feed.
public struct VerificationStatement: Hashable, Sendable {
    /// RFC 3339 in UTC.
    public let time: String
    /// What the manifest says it should be.
    public let identity: SoftwareIdentity
    public let actualAggregate: Hash
    public let isValid: Bool
    /// One sentence for each file that is wrong.
    public let problems: [String]

    /// - Parameter identity: of the manifest that was compared with; its aggregate must be the expected one.
    public init(time: String, identity: SoftwareIdentity, comparison: ManifestComparison) {
        precondition(identity.aggregate == comparison.expectedAggregate, "the statement is about the manifest that was checked")
        self.time = time
        self.identity = identity
        actualAggregate = comparison.actualAggregate
        isValid = comparison.isValid
        problems = comparison.problems
    }

    public func json() -> JSONValue {
        .object([
            ("actualAggregate", .string(actualAggregate.hex)), ("aggregate", .string(identity.aggregate.hex)),
            ("problems", .array(problems.map { .string($0) })), ("programId", .string(identity.programID)),
            ("result", .string(isValid ? "VALID" : "INVALID")), ("time", .string(time)), ("version", .string(identity.version)),
        ])
    }

    /// The text that is signed.
    public var text: String { String(decoding: json().canonical(), as: UTF8.self) + "\n" }

    /// The statement as a signed note.
    ///
    /// - Parameter sign: puts an Ed25519 signature under a text; ``NoteSigner/sign(_:)`` does.
    public func signed<E: Error>(by sign: (String) throws(E) -> SignedNote) throws(E) -> SignedNote {
        try sign(text)
    }

    /// Reads a statement signed by one of these keys, or nil: also for a text that no statement has.
    public init?(verifying note: SignedNote, keys: [NoteVerifierKey]) {
        guard (try? note.verify(keys: keys)) != nil, let json = try? JSONValue.parse(Array(note.text.utf8)),
            json.objectValue?.count == 7, let time = json["time"]?.stringValue,
            let aggregate = json["aggregate"]?.stringValue.flatMap(Hash.init(hex:)),
            let actual = json["actualAggregate"]?.stringValue.flatMap(Hash.init(hex:)),
            let programID = json["programId"]?.stringValue, let version = json["version"]?.stringValue,
            let identity = try? SoftwareIdentity(programID: programID, version: version, aggregate: aggregate),
            let result = json["result"]?.stringValue, let problems = json["problems"]?.arrayValue
        else { return nil }
        self.time = time
        self.identity = identity
        actualAggregate = actual
        isValid = result == "VALID"
        self.problems = problems.compactMap(\.stringValue)
        guard text.utf8.elementsEqual(note.text.utf8), isValid == self.problems.isEmpty else { return nil }
    }
}
