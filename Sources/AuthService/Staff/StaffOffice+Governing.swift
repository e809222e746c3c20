public import Identity
public import Ledger
internal import Ports

extension StaffOffice {
    // MARK: - Remote access

    public var remoteAccess: RemoteAccess { record.reading { $0.desk.remoteAccess } }
    public var isRemoteAccessEnabled: Bool { remoteAccess.isEnabled(at: now) }

    /// How long remote access is enabled for when nobody says how long.
    private static let windowSecondsStandard: Int64 = 3_600

    /// Lets people in from outside until a time, an hour from now when none is given.
    public func enableRemoteAccess(until end: Timestamp?, by authority: Authority) async throws(OfficeFailure) {
        let now = now
        let end = end ?? Timestamp(seconds: now.seconds + Self.windowSecondsStandard)
        try await record.inLine { turn throws(OfficeFailure) in
            let entry: SystemEntry
            do throws(RemoteAccessError) {
                entry = try turn.state.desk.remoteAccess.enabling(until: end, act: .init(at: now, by: authority.principal))
            } catch {
                throw .window(error)
            }
            try turn.commit([entry])
        }
    }

    /// Lets nobody in from outside any more; those who are here from there are put out.
    public func disableRemoteAccess(by authority: Authority) async throws(OfficeFailure) {
        let now = now
        try await record.inLine { turn throws(OfficeFailure) in
            guard let entry = turn.state.desk.remoteAccess.disabling(act: .init(at: now, by: authority.principal)) else { return }
            try turn.commit([entry])
        }
    }

    // MARK: - Administrators

    /// Adds an administrator: people, units and administrators share one space of names.
    ///
    /// - Returns: the token, shown once.
    public func addAdministrator(
        _ id: AdministratorID, name: String, role: AdminRole, by actor: AdministratorID
    ) async throws(OfficeFailure) -> AdminToken {
        let (now, administrators) = (now, administrators)
        return try await record.inLine { turn throws(OfficeFailure) -> AdminToken in
            guard turn.state.desk.directory.isFree(PrincipalID(id)) else { throw .administrator(.idTaken) }
            let token: AdminToken
            do {
                token = try administrators.add(
                    id, name: name, role: role, by: actor, at: now, randomBytes: randomBytes(AdminToken.randomByteCount))
            } catch let error as AdminDirectoryError {
                throw .administrator(error)
            } catch let error as StoreError {
                throw .store(error)
            } catch {
                preconditionFailure("adding an administrator fails in two ways")
            }
            turn.apply([.administratorAdded(id: id, name: name, role: role, at: now, by: actor)])
            return token
        }
    }
}
