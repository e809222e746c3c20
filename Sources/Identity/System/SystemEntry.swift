public import Ledger

/// An entry of the `system` ledger: who runs the installation, what it was told, and what its other ledgers looked like.
///
/// An entry has one spelling: RFC 8785 canonical JSON with exactly the members that ``SystemEntries/catalogue`` lists.
public enum SystemEntry: Hashable, Sendable {
    /// The first entry.
    case system(origin: String, createdAt: Timestamp, version: String)
    /// `by` is nil for the first owner, whom the installation makes itself.
    case administratorAdded(id: AdministratorID, name: String, role: AdminRole, at: Timestamp, by: AdministratorID?)
    case administratorRemoved(id: AdministratorID, at: Timestamp, by: AdministratorID)
    case electionCreated(election: String, origin: String, verifierKey: String, at: Timestamp, by: AdministratorID)
    /// The newest checkpoint of another ledger, which puts the two in an order in time.
    case checkpoint(origin: String, head: TreeHead)
    case started(at: Timestamp, version: String)
    case selfCheck(at: Timestamp, result: SelfCheckResult, ledgers: Int, entries: UInt64)
    case raffleCreated(raffle: String, origin: String, verifierKey: String, act: Act)
    case staff(StaffEntry, act: Act)
    case device(DeviceEntry, act: Act)
    case softwareVerified(SoftwareVerification, act: Act)
    /// Any other significant event.
    case event(SystemEvent, act: Act)

    /// What a self-check found. `problem` says what is wrong and where, for the operator.
    public enum SelfCheckResult: Hashable, Sendable {
        case passed
        case failed(problem: String)
    }

    /// The value of the entry's `type` member.
    public var type: String { kind.rawValue }

    /// The entry's bytes, as they are appended and hashed.
    public func encode() -> [UInt8] { json().canonical() }

    /// The entry as a JSON object.
    public func json() -> JSONValue {
        .object([("type", .string(type))] + members)
    }

    enum Kind: String, CaseIterable {
        case system
        case administratorAdded = "administrator-added"
        case administratorRemoved = "administrator-removed"
        case electionCreated = "election-created"
        case checkpoint
        case started
        case selfCheck = "self-check"
        case raffleCreated = "raffle-created"
        case userAdded = "user-added"
        case userChanged = "user-changed"
        case userLocked = "user-locked"
        case logon
        case logonFailed = "logon-failed"
        case logoff
        case sessionEnded = "session-ended"
        case deviceRegistered = "rsu-registered"
        case deviceEnrolled = "rsu-enrolled"
        case deviceUnenrolled = "rsu-unenrolled"
        case deviceEnabled = "rsu-enabled"
        case deviceDisabled = "rsu-disabled"
        case validationFailed = "rsu-validation-failed"
        case softwareVerified = "software-verified"
        case event
    }

    var kind: Kind {
        switch self {
        case .system: .system
        case .administratorAdded: .administratorAdded
        case .administratorRemoved: .administratorRemoved
        case .electionCreated: .electionCreated
        case .checkpoint: .checkpoint
        case .started: .started
        case .selfCheck: .selfCheck
        case .raffleCreated: .raffleCreated
        case .staff(let entry, _): entry.kind
        case .device(let entry, _): entry.kind
        case .softwareVerified: .softwareVerified
        case .event: .event
        }
    }

    private var members: [(String, JSONValue)] {
        switch self {
        case .system(let origin, let createdAt, let version):
            [("origin", .string(origin)), ("createdAt", .string(createdAt.text)), ("version", .string(version))]
        case .administratorAdded(let id, let name, let role, let at, let by):
            [
                ("id", .string(id.text)), ("name", .string(name)), ("role", .string(role.rawValue)), ("at", .string(at.text)),
                ("by", by.map { .string($0.text) } ?? .null),
            ]
        case .administratorRemoved(let id, let at, let by):
            [("id", .string(id.text)), ("at", .string(at.text)), ("by", .string(by.text))]
        case .electionCreated(let election, let origin, let verifierKey, let at, let by):
            [
                ("election", .string(election)), ("origin", .string(origin)), ("verifierKey", .string(verifierKey)),
                ("at", .string(at.text)), ("by", .string(by.text)),
            ]
        case .checkpoint(let origin, let head):
            [("origin", .string(origin)), ("size", .whole(head.size)), ("root", .string(head.root.base64))]
        case .started(let at, let version):
            [("at", .string(at.text)), ("version", .string(version))]
        case .selfCheck(let at, let result, let ledgers, let entries):
            [("at", .string(at.text)), ("ledgers", .whole(ledgers)), ("entries", .whole(entries))] + result.members
        case .raffleCreated(let raffle, let origin, let verifierKey, let act):
            [("raffle", .string(raffle)), ("origin", .string(origin)), ("verifierKey", .string(verifierKey))] + act.members
        case .staff(let entry, let act): entry.members + act.members
        case .device(let entry, let act): entry.members + act.members
        case .softwareVerified(let check, let act): check.members + act.members
        case .event(let event, let act): [("code", .string(event.code.text)), ("data", event.data)] + act.members
        }
    }
}

extension SystemEntry.SelfCheckResult {
    fileprivate var members: [(String, JSONValue)] {
        switch self {
        case .passed: [("result", "passed")]
        case .failed(let problem): [("result", "failed"), ("problem", .string(problem))]
        }
    }
}
