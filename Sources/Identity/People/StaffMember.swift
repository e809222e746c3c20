public import Ledger

/// A person who works with the system, as the ledger tells.
public struct StaffMember: Hashable, Sendable {
    /// Never used again, so that old entries keep their meaning.
    public let id: StaffID
    public internal(set) var profile: StaffProfile
    public let addedAt: Timestamp
    /// Failures to log on since the last success.
    public internal(set) var failures = 0
    public internal(set) var lockedUntil: Timestamp?
    public internal(set) var lastLogonAt: Timestamp?

    init(id: StaffID, profile: StaffProfile, addedAt: Timestamp) {
        self.id = id
        self.profile = profile
        self.addedAt = addedAt
    }

    /// What keeps the person out at this moment, whatever they prove.
    public func obstacle(at now: Timestamp) -> LogonFailure? {
        if profile.status == .disabled { return .disabled }
        if let until = profile.until, now >= until { return .expired }
        if isLocked(at: now) { return .locked }
        return nil
    }

    public func isLocked(at now: Timestamp) -> Bool { lockedUntil.map { now < $0 } ?? false }

    /// Whether a password alone doesn't let the person in.
    public func needsSecondFactor(isRemote: Bool) -> Bool {
        isRemote || profile.roles.contains { $0.needsSecondFactor }
    }
}
