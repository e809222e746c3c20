public import Identity
public import Ledger
public import LedgerService
internal import NIOConcurrencyHelpers
public import Ports

/// Who may govern: administrators by token, or by a session that a token was exchanged for.
public final class AdminGate: Sendable {
    /// A session that has begun.
    public struct Admission: Sendable {
        /// Shown this once.
        public let token: SessionToken
        /// Names the session; opens nothing. 16 hexadecimal digits.
        public let id: String
        public let administrator: Administrator
        public let endsAt: Timestamp
    }

    private let directory: NIOLockedValueBox<AdminDirectory>
    private let system: SystemLedger
    private let store: any SystemStore
    private let sessions: NIOLockedValueBox<AdminSessions>
    private let now: @Sendable () -> Timestamp

    /// Reads the administrators back from the store.
    ///
    /// - Parameter now: ends their sessions.
    public init(
        store: any SystemStore, system: SystemLedger, sessions limits: SessionBook.Limits = .standard,
        now: @escaping @Sendable () -> Timestamp
    ) throws {
        sessions = NIOLockedValueBox(AdminSessions(limits: limits))
        self.now = now
        var directory = AdminDirectory()
        for administrator in try store.administrators() { try directory.add(administrator) }
        self.directory = NIOLockedValueBox(directory)
        self.system = system
        self.store = store
    }

    public var isEmpty: Bool { directory.withLockedValue { $0.administrators.isEmpty } }
    public var all: [Administrator] { directory.withLockedValue { $0.administrators } }

    /// The administrator whose token or whose session's token this is.
    public func administrator(bearing text: String?) -> Administrator? {
        guard let text else { return nil }
        if let token = AdminToken(text) { return directory.withLockedValue { $0.administrator(bearing: token) } }
        guard let token = SessionToken(text) else { return nil }
        let now = self.now()
        guard let id = sessions.withLockedValue({ $0.administrator(bearing: token, at: now) }) else { return nil }
        return directory.withLockedValue { $0.administrators.first { $0.id == id } }
    }

    // MARK: Sessions

    /// Exchanges a token for a session, for a browser; nil when it is nobody's, or too many are here.
    ///
    /// Only a token itself will do: a session never makes another, which would be longer than itself.
    public func admit(bearing text: String) -> Admission? {
        guard let token = AdminToken(text), let administrator = directory.withLockedValue({ $0.administrator(bearing: token) }) else {
            return nil
        }
        let session = SessionToken(randomBytes: randomBytes(SessionToken.randomByteCount))
        let now = self.now()
        guard let endsAt = sessions.withLockedValue({ $0.open(session, for: administrator.id, at: now) }) else { return nil }
        let id = String(Hash.sha256(Array(session.text.utf8)).hex.prefix(16))
        return Admission(token: session, id: id, administrator: administrator, endsAt: endsAt)
    }

    /// Ends the session of a token; false when there is none.
    public func logOff(bearing text: String) -> Bool {
        guard let token = SessionToken(text) else { return false }
        return sessions.withLockedValue { $0.end(token) }
    }

    /// Adds an administrator, durably and on record.
    ///
    /// - Parameter randomBytes: 32 from the system's generator.
    /// - Returns: the token: shown once, kept nowhere.
    public func add(
        _ id: AdministratorID, name: String, role: AdminRole, by actor: AdministratorID?, at now: Timestamp, randomBytes: [UInt8]
    ) throws -> AdminToken {
        let token = AdminToken(randomBytes: randomBytes)
        guard let administrator = Administrator(id: id, name: name, role: role, createdAt: now, tokenHash: token.hash) else {
            throw StoreError(
                .conflict, "an administrator's name has 1 to \(Administrator.nameByteCountMax) bytes and no control characters")
        }
        var next = directory.withLockedValue { $0 }
        try next.add(administrator)
        try system.add(administrator, by: actor, at: now)
        try directory.withLockedValue { try $0.add(administrator) }
        return token
    }
}
