public import Identity
internal import Ledger
public import NIOCore

/// Who is here and what they may do: log-ons, sessions, and what is refused.
///
/// Takes the tokens of sessions and those of administrators. Refusals are on record when they are thrown.
public final class StaffOffice: Sendable {
    let record: StaffRecord
    let administrators: AdminGate
    let sealing: SecretKey
    /// What authenticator apps show beside the user's name.
    let issuer: String
    let networks: LocalNetworks
    let cost: PasswordCost
    let work: SlowWork
    let remoteObstacle: RemoteObstacle
    private let milliseconds: @Sendable () -> Int64

    /// Why nobody from outside is let in at this moment, although remote access is on; nil when nothing is against it.
    ///
    /// - Parameter isLogon: whether they want to log on, not to go on with a session.
    public typealias RemoteObstacle = @Sendable (_ isLogon: Bool) -> String?

    /// - Parameters:
    ///   - sealing: ``MasterKey/staffSealing``.
    ///   - networks: who connects from elsewhere comes from afar.
    ///   - cost: of every password that is set.
    ///   - remoteObstacle: asked besides the switch, whenever somebody comes from outside.
    ///   - now: milliseconds since 1970 UTC.
    public init(
        record: StaffRecord, administrators: AdminGate, sealing: SecretKey, issuer: String, networks: LocalNetworks,
        cost: PasswordCost = .standard, work: SlowWork, remoteObstacle: @escaping RemoteObstacle = { _ in nil },
        now: @escaping @Sendable () -> Int64
    ) {
        self.record = record
        self.administrators = administrators
        self.sealing = sealing
        self.issuer = issuer
        self.networks = networks
        self.cost = cost
        self.work = work
        self.remoteObstacle = remoteObstacle
        milliseconds = now
    }

    var now: Timestamp { Timestamp(seconds: milliseconds() / 1000) }

    // MARK: - Who asks

    /// Who asks, by the token they bear. An administrator's token is good from here only, also while remote access is on.
    ///
    /// - Parameters:
    ///   - peer: the address they connect from.
    ///   - area: the part of the system that is asked, by a name of the program's, for the record of the session.
    ///   - isChange: whether more than looking is asked for.
    ///   - isLeaving: whether they want to end a session, which everybody may at any time.
    /// - Throws: `sessionRequired`, also from afar for a session that began here; `remoteAccessOff`, also from afar for an API token;
    ///   `remoteAccessBarred`.
    public func authority(
        bearing text: String?, from peer: SocketAddress?, area: String, isChange: Bool, isLeaving: Bool = false
    ) async throws(OfficeFailure) -> Authority {
        guard let text else { throw .sessionRequired }
        let (now, isFar) = (now, !networks.contains(peer))
        if isFar, !record.reading({ $0.desk.remoteAccess.isEnabled(at: now) }) {
            try await refuseFromAfar("request", hasPeer: peer != nil, now)
        }
        if let administrator = administrators.administrator(bearing: text) {
            // A token has no second factor, and makes no session: nobody would see who is here, and no draw would wait for them to go.
            if isFar { try await refuseFromAfar("token", hasPeer: peer != nil, now) }
            return Authority(administrator)
        }
        let session = record.changing { $0.desk.session(bearing: text, using: area, isChange: isChange, at: now) }
        guard let authority = session?.authority else { throw .sessionRequired }
        guard authority.isRemote || !isFar else {
            await recordFromAfar("local-session", hasPeer: peer != nil, now)
            throw .sessionRequired
        }
        if authority.isRemote, !isLeaving, let why = remoteObstacle(false) {
            await recordFromAfar("request", hasPeer: peer != nil, why: why, now)
            throw .remoteAccessBarred(why)
        }
        return authority
    }

    /// Who else is here, by a session of their own: a person, never an API token.
    public func witness(bearing text: String, from peer: SocketAddress?, area: String) async throws(OfficeFailure) -> Authority {
        guard administrators.administrator(bearing: text) == nil else { throw .sessionRequired }
        return try await authority(bearing: text, from: peer, area: area, isChange: true)
    }

    /// Sees to it that somebody may do one of some things.
    ///
    /// - Parameter action: what was asked for, by a name of the program's, for the record.
    /// - Throws: `forbidden` or `passwordChangeRequired`.
    public func require(_ permissions: [Permission], of authority: Authority, action: String) async throws(OfficeFailure) {
        guard let first = permissions.first, !permissions.contains(where: { authority.may($0) }) else { return }
        // Every role allows something: who may do nothing has a password to change first.
        if authority.permissions.isEmpty { throw .passwordChangeRequired }
        let refusal: PermissionRefusal
        do throws(PermissionRefusal) {
            return try authority.require(first)
        } catch {
            refusal = error
        }
        let now = now
        await record.acting { state in
            let kind = "\(authority.principal) \(refusal.permission.rawValue) \(action)"
            guard let count = state.limiter.count(kind, atSeconds: now.seconds) else { return ((), []) }
            let data = [("action", JSONValue.string(action)), ("attempts", .whole(count))]
            let event = SystemEvent(refusal.event.code, data: (refusal.event.data.objectValue ?? []).map { ($0.name, $0.value) } + data)
            return ((), [.event(event, act: .init(at: now, by: authority.principal))])
        }
        throw .forbidden(refusal)
    }

    /// Puts on record that somebody came from afar while that is off.
    func refuseFromAfar(_ action: String, hasPeer: Bool, _ now: Timestamp) async throws(OfficeFailure) -> Never {
        await recordFromAfar(action, hasPeer: hasPeer, now)
        throw .remoteAccessOff
    }

    /// Puts on record that somebody from afar was refused; what comes again and again is counted.
    private func recordFromAfar(_ action: String, hasPeer: Bool, why: String? = nil, _ now: Timestamp) async {
        // Of a connection that is gone there is nothing to tell.
        guard hasPeer else { return }
        await record.acting { ((), Self.refused(from: &$0, action, why: why, now)) }
    }

    /// What is put on record of somebody from afar who was refused; nothing when it was a moment ago.
    static func refused(from state: inout StaffRecord.State, _ action: String, why: String?, _ now: Timestamp) -> [SystemEntry] {
        let kind = "remote \(action)\(why.map { " \($0)" } ?? "")"
        guard let count = state.limiter.count(kind, atSeconds: now.seconds) else { return [] }
        var data: [(String, JSONValue)] = [("action", .string(action)), ("attempts", .whole(count))]
        if let why { data.append(("why", .string(why))) }
        return [.event(SystemEvent(.remoteAccessRefused, data: data), act: .init(at: now, by: .system))]
    }

    // MARK: - Sessions

    /// The sessions that are good now, in the order they began.
    public var sessions: [Session] { record.reading { $0.desk.sessions.all(at: now) } }

    /// Whether anybody is here from outside: no draw begins then.
    public var hasRemoteSession: Bool { record.reading { $0.desk.sessions.hasRemoteSession(at: now) } }

    /// What is on record of a session at this moment.
    public func summary(of session: Session) -> SessionSummary { session.summary(at: now) }

    /// Ends the session of a token, because the person leaves; false when there is none.
    public func logOff(bearing text: String) async -> Bool {
        let now = now
        return await record.acting { state in
            let entry = state.desk.logOff(bearing: text, at: now)
            return (entry != nil, entry.map { [$0] } ?? [])
        }
    }

    /// Ends somebody's session; false when there is none of this id.
    public func revoke(_ id: SessionID, by authority: Authority) async -> Bool {
        let now = now
        return await record.acting { state in
            let entries = state.desk.revoke(id, by: authority.principal, at: now)
            return (!entries.isEmpty, entries)
        }
    }

    /// Ends what ran out, and appends what could not be appended before. To be called every few seconds.
    public func tick() async {
        let now = now
        record.changing { StaffRecord.keep($0.desk.tick(at: now), in: &$0) }
        if record.reading({ !$0.waiting.isEmpty }) { await record.settle() }
    }
}
