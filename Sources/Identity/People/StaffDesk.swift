public import Ledger

/// Who is here and who may come in: people, sessions and the switch for remote access.
///
/// Pure; the owner keeps it under a lock, which no slow work is done under. A method that returns entries has done what they
/// tell of, except where it says otherwise: the owner appends them to the system ledger in this order.
public struct StaffDesk: Sendable {
    public private(set) var directory = StaffDirectory()
    public private(set) var remoteAccess = RemoteAccess()
    public private(set) var sessions: SessionBook
    let lockOut: LockOut
    let component: ComponentID
    var limiter = EntryLimiter()
    /// The newest step of a code that let a person in since the start, ahead of the store.
    var usedSteps: [StaffID: Int64] = [:]

    public init(limits: SessionBook.Limits = .standard, lockOut: LockOut = .standard, component: ComponentID = .server) {
        sessions = SessionBook(limits: limits)
        self.lockOut = lockOut
        self.component = component
    }

    // MARK: - Ledger

    /// Takes in an entry that is in the ledger: each of them at start, and each that a decision made, once it is appended.
    ///
    /// Not for entries that this value returned as done.
    ///
    /// - Returns: entries to append after it: sessions that it ended.
    public mutating func apply(_ entry: SystemEntry) -> [SystemEntry] {
        directory.apply(entry)
        remoteAccess.apply(entry)
        switch entry {
        case .staff(.userChanged(let user, _, _, _), let act):
            return end(at: act.at) { $0.user == user ? .changed : nil }
        case .event(let event, let act) where event.code == .remoteAccessDisabled:
            return end(at: act.at) { $0.isRemote ? .remoteAccessEnded : nil }
        default: return []
        }
    }

    /// The ends of sessions that the ledger saw begin and a stop of the server cut off; called once, after the replay.
    public mutating func endInterrupted(at now: Timestamp) -> [SystemEntry] {
        let open = directory.openSessions.values.sorted { ($0.startedAt, $0.session.text) < ($1.startedAt, $1.session.text) }
        return record(
            open.map { session in
                let summary = SessionSummary(
                    session: session.session, user: session.user, startedAt: session.startedAt,
                    seconds: max(0, now.seconds - session.startedAt.seconds), isRemote: session.isRemote, areas: [], changes: 0)
                return .staff(.sessionEnded(summary, why: .restart), act: act(.system, now))
            })
    }

    // MARK: - Sessions

    /// The session of a token, used now for something.
    ///
    /// - Parameter area: the part of the system: a name of the program's own, such as `raffles`.
    public mutating func session(bearing text: String?, using area: String, isChange: Bool, at now: Timestamp) -> Session? {
        guard let text, let token = SessionToken(text),
            let session = sessions.session(bearing: token, using: area, isChange: isChange, at: now)
        else { return nil }
        // The switch may have run out since the last tick.
        return session.isRemote && !remoteAccess.isEnabled(at: now) ? nil : session
    }

    /// Ends the session of a token, because the person leaves; nil when there is none.
    public mutating func logOff(bearing text: String, at now: Timestamp) -> SystemEntry? {
        guard let token = SessionToken(text), let session = sessions.remove(bearing: token) else { return nil }
        return record([.staff(.logoff(session.summary(at: now)), act: act(PrincipalID(session.user), now))]).first
    }

    /// Ends one session, or all of one person.
    public mutating func revoke(_ id: SessionID, by actor: PrincipalID, at now: Timestamp) -> [SystemEntry] {
        end(at: now, by: actor) { $0.id == id ? .revoked : nil }
    }

    /// Ends all sessions of a person.
    public mutating func revokeAll(of user: StaffID, by actor: PrincipalID, at now: Timestamp) -> [SystemEntry] {
        end(at: now, by: actor) { $0.user == user ? .revoked : nil }
    }

    /// Ends what ran out: sessions, and remote access. To be called every few seconds.
    public mutating func tick(at now: Timestamp) -> [SystemEntry] {
        var entries: [SystemEntry] = []
        if let entry = remoteAccess.expiring(at: now) { entries += [entry] + apply(entry) }
        return entries + ends(sessions.expire(at: now), by: .system, at: now)
    }

    // MARK: - Recording

    mutating func open(
        _ token: SessionToken, of member: StaffMember, isRemote: Bool, mustChangePassword: Bool, at now: Timestamp
    ) -> (session: Session, entries: [SystemEntry])? {
        guard
            let (session, ended) = sessions.open(
                token, user: member.id, roles: member.profile.roles, isRemote: isRemote, mustChangePassword: mustChangePassword,
                until: member.profile.until, at: now)
        else { return nil }
        let logon = SystemEntry.staff(
            .logon(user: member.id, session: session.id, isRemote: isRemote), act: act(PrincipalID(member.id), now))
        return (session, ends(ended, by: .system, at: now) + record([logon]))
    }

    private mutating func end(
        at now: Timestamp, by actor: PrincipalID = .system, _ reason: (Session) -> SessionEnd?
    ) -> [SystemEntry] {
        ends(sessions.remove(reason), by: actor, at: now)
    }

    private mutating func ends(_ ended: [SessionBook.Ended], by actor: PrincipalID, at now: Timestamp) -> [SystemEntry] {
        record(ended.map { .staff(.sessionEnded($0.session.summary(at: now), why: $0.why), act: act(actor, now)) })
    }

    mutating func record(_ entries: [SystemEntry]) -> [SystemEntry] {
        for entry in entries { directory.apply(entry) }
        return entries
    }

    func act(_ actor: PrincipalID, _ now: Timestamp) -> SystemEntry.Act {
        SystemEntry.Act(at: now, by: actor, component: component)
    }
}
