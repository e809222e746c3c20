public import Ledger

/// An entry about a person: who they are, and when they came and went.
public enum StaffEntry: Hashable, Sendable {
    case userAdded(user: StaffID, profile: StaffProfile)
    /// `renewed`: what else was set anew, in the order of the declaration.
    case userChanged(user: StaffID, before: StaffProfile, after: StaffProfile, renewed: [StaffCredential])
    /// No log-on until then, however right the password.
    case userLocked(user: StaffID, until: Timestamp, failures: Int)
    case logon(user: StaffID, session: SessionID, isRemote: Bool)
    /// `user` is nil when there is none of the name that was given: what was typed is not kept, it may have been a password.
    /// `attempts`: how many attempts the entry stands for.
    case logonFailed(user: StaffID?, why: LogonFailure, isRemote: Bool, attempts: Int)
    /// The person left.
    case logoff(SessionSummary)
    /// The server ended the session.
    case sessionEnded(SessionSummary, why: SessionEnd)

    var kind: SystemEntry.Kind {
        switch self {
        case .userAdded: .userAdded
        case .userChanged: .userChanged
        case .userLocked: .userLocked
        case .logon: .logon
        case .logonFailed: .logonFailed
        case .logoff: .logoff
        case .sessionEnded: .sessionEnded
        }
    }

    var members: [(String, JSONValue)] {
        switch self {
        case .userAdded(let user, let profile): [("user", .string(user.text)), ("profile", profile.json)]
        case .userChanged(let user, let before, let after, let renewed):
            [
                ("user", .string(user.text)), ("before", before.json), ("after", after.json),
                ("renewed", .array(renewed.map { .string($0.rawValue) })),
            ]
        case .userLocked(let user, let until, let failures):
            [("user", .string(user.text)), ("until", .string(until.text)), ("failures", .whole(failures))]
        case .logon(let user, let session, let isRemote):
            [("user", .string(user.text)), ("session", .string(session.text)), ("remote", .bool(isRemote))]
        case .logonFailed(let user, let why, let isRemote, let attempts):
            [
                ("user", user.map { .string($0.text) } ?? .null), ("why", .string(why.rawValue)), ("remote", .bool(isRemote)),
                ("attempts", .whole(attempts)),
            ]
        case .logoff(let summary): summary.members
        case .sessionEnded(let summary, let why): summary.members + [("why", .string(why.rawValue))]
        }
    }
}

/// Why a log-on was refused: for the record, not for the person who tried.
public enum LogonFailure: String, Hashable, Sendable, CaseIterable {
    case unknownUser = "unknown-user"
    case wrongPassword = "wrong-password"
    case wrongCode = "wrong-code"
    /// The password was right and the second factor not given.
    case missingCode = "missing-code"
    /// The role needs a second factor, and the person has none.
    case noSecondFactor = "no-second-factor"
    case locked
    case disabled
    case expired
    case remoteAccessDisabled = "remote-access-disabled"
    case tooManySessions = "too-many-sessions"
}
