public import Ledger

/// What is on record of a person: everything but what they prove themselves with.
public struct StaffProfile: Hashable, Sendable {
    /// Whether the person may log on at all.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case active
        case disabled
    }

    /// For people to read: 1 to 100 bytes of UTF-8 without controls.
    public var name: String
    public var roles: Set<StaffRole>
    public var status: Status
    /// The moment from which the person may not log on any more; nil for ever. Support has one.
    public var until: Timestamp?

    public init(name: String, roles: Set<StaffRole>, status: Status = .active, until: Timestamp? = nil) {
        self.name = name
        self.roles = roles
        self.status = status
        self.until = until
    }

    /// Why nobody can have this profile; nil when they can.
    public var problem: StaffError? {
        if !Administrator.isValid(name: name) { return .nameInvalid }
        if !roles.isAllowed { return .rolesExclude }
        if until == nil, roles.contains(where: { $0.needsEnd }) { return .endMissing }
        return nil
    }

    var json: JSONValue {
        .object([
            ("name", .string(name)), ("roles", .array(roles.names.map { .string($0) })), ("status", .string(status.rawValue)),
            ("until", until.map { .string($0.text) } ?? .null),
        ])
    }
}

/// What was set anew when a person was changed, beside their profile. The values are never on record.
public enum StaffCredential: String, Hashable, Sendable, CaseIterable {
    case password
    case totp
    case pin
    /// A lock was lifted before its time.
    case lock
}
