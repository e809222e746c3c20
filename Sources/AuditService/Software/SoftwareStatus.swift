public import Auditing
public import Ledger
public import Raffles

/// The newest verification as everyone may see it.
public struct SoftwareStatus: Sendable {
    public let statement: VerificationStatement
    /// The statement, signed.
    public let note: SignedNote
    /// Checks the note.
    public let verifierKey: NoteVerifierKey
    /// Whether the manifest was made by the program itself, and not by who released it.
    public let isSelfMade: Bool
    /// Whether operation is refused, and since when.
    public let lock: IntegrityLock
    /// What `sha256sum -c` reads.
    public let manifestText: String

    /// Program, version and authorised aggregate: what reports name.
    public var identity: SoftwareIdentity { statement.identity }

    public func json() -> JSONValue {
        var lockedOut = JSONValue.null
        if case .integrityFail(let since, let problem) = lock.state {
            lockedOut = .object([("since", .string(since.text)), ("problem", .string(problem))])
        }
        let members: [(String, JSONValue)] = [
            ("lockedOut", lockedOut), ("note", .string(note.encoded)), ("selfMade", .bool(isSelfMade)),
            ("verifierKey", .string(verifierKey.text)),
        ]
        return .object((statement.json().objectValue ?? []).map { ($0.name, $0.value) } + members)
    }
}

/// What a draw has to know of the software, right before it.
public struct DrawSoftware: Hashable, Sendable {
    /// Whether the files are the authorised ones and no lock-out stands.
    public let isVerified: Bool
    public let software: DrawStart.Software
}
