public import Ledger

/// The time between a log-on and what ends it.
public struct Session: Hashable, Sendable {
    /// Most areas that are remembered; the system has fewer.
    public static let areasMax = 64

    public let id: SessionID
    public let user: StaffID
    /// What the person was at the log-on: a change ends the session.
    public let roles: Set<StaffRole>
    public let isRemote: Bool
    /// The password was chosen by somebody else: nothing is allowed but to choose another.
    public let mustChangePassword: Bool
    public let startedAt: Timestamp
    /// The moment at which the session ends at the latest.
    public let endsAt: Timestamp
    public private(set) var lastUsedAt: Timestamp
    private var areas: Set<String> = []
    public private(set) var changes = 0

    init(
        id: SessionID, user: StaffID, roles: Set<StaffRole>, isRemote: Bool, mustChangePassword: Bool, startedAt: Timestamp,
        endsAt: Timestamp
    ) {
        self.id = id
        self.user = user
        self.roles = roles
        self.isRemote = isRemote
        self.mustChangePassword = mustChangePassword
        self.startedAt = startedAt
        self.endsAt = endsAt
        lastUsedAt = startedAt
    }

    /// What the person may do in this session.
    public var authority: Authority {
        Authority(PrincipalID(user), mustChangePassword ? [] : roles.permissions, isRemote: isRemote)
    }

    /// What the record keeps of the session when it ends at this moment.
    public func summary(at now: Timestamp) -> SessionSummary {
        SessionSummary(
            session: id, user: user, startedAt: startedAt, seconds: max(0, now.seconds - startedAt.seconds), isRemote: isRemote,
            areas: areas.sorted(), changes: changes)
    }

    mutating func use(_ area: String, isChange: Bool, at now: Timestamp) {
        lastUsedAt = max(lastUsedAt, now)
        if areas.count < Self.areasMax { areas.insert(area) }
        if isChange { changes += 1 }
    }
}
