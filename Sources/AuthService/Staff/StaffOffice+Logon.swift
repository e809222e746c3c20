public import Identity
internal import Ledger
public import NIOCore
internal import Ports

extension StaffOffice {
    /// Lets somebody in.
    ///
    /// - Parameter code: of the authenticator app.
    /// - Returns: the token, shown once, and the session. Durable: the ledger tells of it.
    /// - Throws: `logon`, `remoteAccessOff`, `remoteAccessBarred`, `busy` (nothing was tried), `store` (nobody was let in).
    public func logOn(
        name: String, password: String, code: String?, from peer: SocketAddress?
    ) async throws(OfficeFailure) -> LogonAdmission {
        let isFar = !networks.contains(peer)
        let asked = now
        if isFar, !record.reading({ $0.desk.remoteAccess.isEnabled(at: asked) }) {
            try await refuseFromAfar("logon", hasPeer: peer != nil, asked)
        }
        if isFar, let why = remoteObstacle(true) { try await bar(why, asked) }
        let user = StaffID(name)
        let (store, cost) = (record.store, cost)
        let (compared, isPasswordRight) = try await work.run { () throws(OfficeFailure) -> (StaffSecret?, Bool) in
            let secret = try Self.secret(of: user, in: store)
            return (secret, StaffSecret.isRight(password, for: secret, cost: cost))
        }
        let (sealing, now, remoteObstacle) = (sealing, asked, remoteObstacle)
        return try await record.inLine { turn throws(OfficeFailure) -> LogonAdmission in
            // The password may have been changed while it was compared: what is stored now has to be what was compared.
            let secret = try Self.secret(of: user, in: turn.store)
            let isRight = isPasswordRight && secret?.password == compared?.password
            // Support always counts as from afar; who has no password is not told that this is a name of support's.
            let desk = turn.state.desk
            let isSupport = user.flatMap { desk.directory[$0] }?.profile.roles.contains(.support) ?? false
            // Asked again in the line: a draw may have started while the password was compared.
            let isOn = desk.remoteAccess.isEnabled(at: now)
            if isRight, isOn, isFar || isSupport, let why = remoteObstacle(true) {
                turn.keep(turn.acting { Self.refused(from: &$0, "logon", why: why, now) })
                throw .remoteAccessBarred(why)
            }
            let outcome = turn.acting { state in
                let request = LogonRequest(name: name, password: password, code: code, isRemote: isFar || isSupport)
                if isRight, let refused = state.desk.begin(request, at: now) { return refused }
                return state.desk.finish(
                    request, isPasswordRight: isRight, secret: secret, sealing: sealing, at: now,
                    randomBytes: randomBytes(SessionToken.randomByteCount))
            }
            let changes = outcome.secret == secret ? [] : outcome.secret.map { [SecretChange.putStaff($0)] } ?? []
            do throws(OfficeFailure) {
                try turn.append(outcome.entries, changing: changes)
            } catch {
                // It happened all the same; but nobody comes in without a durable record of it.
                turn.keep(outcome.entries)
                if case .success(let admission) = outcome.result {
                    turn.keep(turn.acting { $0.desk.logOff(bearing: admission.token.text, at: now) }.map { [$0] } ?? [])
                }
                throw error
            }
            switch outcome.result {
            case .success(let admission): return admission
            case .failure(.remoteAccessDisabled): throw .remoteAccessOff
            case .failure(let refusal): throw .logon(refusal)
            }
        }
    }

    private func bar(_ why: String, _ now: Timestamp) async throws(OfficeFailure) -> Never {
        await record.acting { ((), Self.refused(from: &$0, "logon", why: why, now)) }
        throw .remoteAccessBarred(why)
    }

    static func secret(of user: StaffID?, in store: any StaffStore) throws(OfficeFailure) -> StaffSecret? {
        guard let user else { return nil }
        do throws(StoreError) {
            return try store.staffSecret(of: user)
        } catch {
            throw .store(error)
        }
    }
}
