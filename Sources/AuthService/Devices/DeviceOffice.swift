public import Identity
internal import Ledger
internal import Ports

/// The registry of selling units: what people decide about them.
public final class DeviceOffice: Sendable {
    let record: StaffRecord
    let cost: PasswordCost
    let work: SlowWork
    let milliseconds: @Sendable () -> Int64
    /// The installation's rules for units.
    public let policy: DevicePolicy

    /// - Parameters:
    ///   - cost: of every PIN that is set.
    ///   - now: milliseconds since 1970 UTC.
    public init(record: StaffRecord, cost: PasswordCost = .standard, work: SlowWork, now: @escaping @Sendable () -> Int64) {
        self.record = record
        self.cost = cost
        self.work = work
        milliseconds = now
        policy = record.reading { $0.devices.policy }
    }

    /// In the order they were registered.
    public var all: [Device] { record.reading { $0.devices.all } }
    public subscript(id: DeviceID) -> Device? { record.reading { $0.devices[id] } }

    /// When the unit's last request was let in, milliseconds since 1970 UTC; nil when it has no session.
    public func lastSeen(_ id: DeviceID) -> Int64? { record.reading { $0.devices.lastSeen(id) } }

    /// Units that are registered, each with whether it is there; all of them as of one moment.
    public func presences(of ids: [DeviceID]) -> [DeviceID: DevicePresence] {
        record.reading { state in
            Dictionary(ids.compactMap { id in state.devices.presence(of: id).map { (id, $0) } }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Makes a unit known: neither enrolled nor enabled.
    public func register(
        _ id: DeviceID, name: String, key: DevicePublicKey, by authority: Authority
    ) async throws(OfficeFailure) -> Device {
        try await change(id, by: authority) { state, act throws(DeviceError) in
            let isFree = state.desk.directory.isFree(PrincipalID(id))
            return try state.devices.registering(id, name: name, key: key, isFree: isFree, act: act)
        }
    }

    public func enable(_ id: DeviceID, by authority: Authority) async throws(OfficeFailure) -> Device {
        try await change(id, by: authority) { state, act throws(DeviceError) in try state.devices.enabling(id, act: act) }
    }

    /// Keeps a unit out, from afar, from this moment on.
    public func disable(
        _ id: DeviceID, why: DisableReason = .decision, note: String, by authority: Authority
    ) async throws(OfficeFailure) -> Device {
        try await disable(id, why: why, note: note, by: authority.principal)
    }

    /// Keeps a unit out because the server or a person says so.
    public func disable(
        _ id: DeviceID, why: DisableReason, note: String, by actor: PrincipalID
    ) async throws(OfficeFailure) -> Device {
        try await change(id, by: actor) { state, act throws(DeviceError) in
            try state.devices.disabling(id, why: why, note: note, act: act)
        }
    }

    /// Takes a unit from its operator; the operator's PIN at it is forgotten.
    public func unenrol(_ id: DeviceID, note: String, by authority: Authority) async throws(OfficeFailure) -> Device {
        try await change(id, by: authority.principal, changing: [.removeDevice(id)]) { state, act throws(DeviceError) in
            try state.devices.unenrolling(id, note: note, act: act)
        }
    }

    /// A code that enrols the unit for an operator: shown once, good once.
    ///
    /// - Returns: the code, and until when it is good, milliseconds since 1970 UTC.
    /// - Throws: `operatorNotAllowed` for somebody who may not sell.
    public func issueEnrolment(
        of id: DeviceID, to person: StaffID, by authority: Authority
    ) async throws(OfficeFailure) -> (code: EnrolmentCode, endsAt: Int64) {
        let (now, endsAt) = (milliseconds(), milliseconds() + policy.enrolmentMilliseconds)
        let code = try await record.inLine { turn throws(OfficeFailure) -> EnrolmentCode in
            guard turn.state.mayOperate(person, at: Timestamp(seconds: now / 1000)) else { throw .operatorNotAllowed }
            let issued = turn.acting { state in
                Result { () throws(DeviceError) in
                    try state.devices.issueEnrolment(
                        of: id, to: person, by: authority.principal, atMilliseconds: now,
                        randomBytes: randomBytes(EnrolmentCode.randomByteCount))
                }
            }
            switch issued {
            case .success(let (code, entry)):
                // A code that nobody is told enrols nobody.
                try turn.append([entry])
                return code
            case .failure(let error): throw .device(error)
            }
        }
        return (code, endsAt)
    }

    /// The server's clock: milliseconds since 1970 UTC.
    public var nowMilliseconds: Int64 { milliseconds() }

    // MARK: -

    private func change(
        _ id: DeviceID, by authority: Authority,
        _ decide: @escaping @Sendable (StaffRecord.State, SystemEntry.Act) throws(DeviceError) -> SystemEntry
    ) async throws(OfficeFailure) -> Device {
        try await change(id, by: authority.principal, decide)
    }

    private func change(
        _ id: DeviceID, by actor: PrincipalID, changing changes: [SecretChange] = [],
        _ decide: @escaping @Sendable (StaffRecord.State, SystemEntry.Act) throws(DeviceError) -> SystemEntry
    ) async throws(OfficeFailure) -> Device {
        let act = SystemEntry.Act(at: Timestamp(seconds: milliseconds() / 1000), by: actor)
        return try await record.inLine { turn throws(OfficeFailure) -> Device in
            let entry: SystemEntry
            do throws(DeviceError) {
                entry = try decide(turn.state, act)
            } catch {
                throw .device(error)
            }
            try turn.commit([entry], changing: changes)
            guard let device = turn.state.devices[id] else { preconditionFailure("a unit that was changed is there") }
            return device
        }
    }
}

extension StaffRecord.State {
    /// Whether the person may sell now: they could log on, and their roles let them.
    func mayOperate(_ person: StaffID, at now: Timestamp) -> Bool {
        guard let member = desk.directory[person] else { return false }
        return member.obstacle(at: now) == nil && member.profile.roles.permissions.contains(.sell)
    }
}
