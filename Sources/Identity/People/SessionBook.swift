public import Ledger

/// The sessions that are open. Bounded, in memory: a restart ends them all.
public struct SessionBook: Sendable {
    /// How long sessions last and how many there may be.
    public struct Limits: Hashable, Sendable {
        public var idleSeconds: Int64 = 15 * 60
        public var absoluteSeconds: Int64 = 12 * 3600
        /// Of one person; the next puts the oldest out.
        public var perUser = 5
        /// Of everybody; the next is refused.
        public var total = 10_000

        public static let standard = Limits()

        public init() {}

        /// Why a session is over; nil while it isn't.
        func end(of session: Session, at now: Timestamp) -> SessionEnd? {
            if now >= session.endsAt { return .expired }
            if now.seconds >= session.lastUsedAt.seconds + idleSeconds { return .idle }
            return nil
        }
    }

    /// A session that is over, and why.
    public struct Ended: Hashable, Sendable {
        public let session: Session
        public let why: SessionEnd
    }

    public let limits: Limits
    private var sessions: [Hash: Session] = [:]

    public init(limits: Limits = .standard) { self.limits = limits }

    public var count: Int { sessions.count }

    /// Begins a session; nil when there are too many of all.
    ///
    /// - Parameter until: when the person may no longer be here, whatever the limits say.
    /// - Returns: the session, and those of the same person that had to give way.
    mutating func open(
        _ token: SessionToken, user: StaffID, roles: Set<StaffRole>, isRemote: Bool, mustChangePassword: Bool, until: Timestamp?,
        at now: Timestamp
    ) -> (session: Session, ended: [Ended])? {
        let mine = sessions.filter { $0.value.user == user }.sorted { Self.isBefore($0.value, $1.value) }
        let leaving = mine.prefix(max(0, mine.count + 1 - limits.perUser))
        guard sessions.count - leaving.count < limits.total else { return nil }
        for (hash, _) in leaving { sessions[hash] = nil }
        let longest = Timestamp(seconds: now.seconds + limits.absoluteSeconds)
        let session = Session(
            id: SessionID(tokenHash: token.hash), user: user, roles: roles, isRemote: isRemote, mustChangePassword: mustChangePassword,
            startedAt: now, endsAt: until.map { min($0, longest) } ?? longest)
        sessions[token.hash] = session
        return (session, leaving.map { Ended(session: $0.value, why: .displaced) })
    }

    /// The session of a token, which was used now for something; nil when there is none or its time is over.
    ///
    /// - Parameter area: the part of the system: a name of the program's, never a part of a path that was sent.
    public mutating func session(
        bearing token: SessionToken, using area: String, isChange: Bool, at now: Timestamp
    ) -> Session? {
        let hash = token.hash
        guard sessions[hash].map({ limits.end(of: $0, at: now) == nil }) == true else { return nil }
        sessions[hash]?.use(area, isChange: isChange, at: now)
        return sessions[hash]
    }

    /// Takes out the session of this token, whether or not its time is over.
    mutating func remove(bearing token: SessionToken) -> Session? { sessions.removeValue(forKey: token.hash) }

    /// Takes out the sessions whose time is over.
    mutating func expire(at now: Timestamp) -> [Ended] {
        let limits = limits
        return remove { limits.end(of: $0, at: now) }
    }

    /// Takes out the sessions for which there is a reason, in the order they began.
    mutating func remove(_ reason: (Session) -> SessionEnd?) -> [Ended] {
        var ended: [Ended] = []
        for (hash, session) in sessions {
            guard let why = reason(session) else { continue }
            ended.append(Ended(session: session, why: why))
            sessions[hash] = nil
        }
        return ended.sorted { Self.isBefore($0.session, $1.session) }
    }

    /// The sessions that are good at this moment, in the order they began.
    public func all(at now: Timestamp) -> [Session] {
        sessions.values.filter { limits.end(of: $0, at: now) == nil }.sorted { Self.isBefore($0, $1) }
    }

    /// Whether anybody is here from outside: no draw begins then.
    public func hasRemoteSession(at now: Timestamp) -> Bool {
        sessions.values.contains { $0.isRemote && limits.end(of: $0, at: now) == nil }
    }

    private static func isBefore(_ left: Session, _ right: Session) -> Bool {
        (left.startedAt, left.id.text) < (right.startedAt, right.id.text)
    }
}
