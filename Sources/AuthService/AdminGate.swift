public import Identity
public import Ledger
public import LedgerService
internal import NIOConcurrencyHelpers
public import Ports

/// Who may govern: administrators by token.
public final class AdminGate: Sendable {
    private let directory: NIOLockedValueBox<AdminDirectory>
    private let system: SystemLedger
    private let store: any SystemStore

    /// Reads the administrators back from the store.
    public init(store: any SystemStore, system: SystemLedger) throws {
        var directory = AdminDirectory()
        for administrator in try store.administrators() { try directory.add(administrator) }
        self.directory = NIOLockedValueBox(directory)
        self.system = system
        self.store = store
    }

    public var isEmpty: Bool { directory.withLockedValue { $0.administrators.isEmpty } }
    public var all: [Administrator] { directory.withLockedValue { $0.administrators } }

    /// The administrator whose token this is.
    public func administrator(bearing text: String?) -> Administrator? {
        guard let text, let token = AdminToken(text) else { return nil }
        return directory.withLockedValue { $0.administrator(bearing: token) }
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
