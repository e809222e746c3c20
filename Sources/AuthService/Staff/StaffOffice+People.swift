public import Identity
public import Ledger
internal import Ports

/// A person to be added.
public struct NewStaff: Sendable {
    public var id: StaffID
    public var profile: StaffProfile
    public var password: String
    /// The person must choose another password before anything else.
    public var isTemporary = false
    /// Give them a second factor, although their roles don't ask for it.
    public var wantsTOTP = false

    public init(id: StaffID, profile: StaffProfile, password: String) {
        self.id = id
        self.profile = profile
        self.password = password
    }
}

/// What is to be different about a person; what is nil stays.
public struct StaffChange: Sendable {
    public var name: String?
    public var roles: Set<StaffRole>?
    public var isActive: Bool?
    /// `.some(nil)`: for ever.
    public var until: Timestamp??
    public var password: String?
    public var isTemporary = false
    public var renewsTOTP = false
    /// Lifts a lock before its time.
    public var unlocks = false

    public init() {}
}

extension StaffOffice {
    /// Everybody, in the order they were added.
    public var staff: [StaffMember] { record.reading { $0.desk.directory.all } }
    public subscript(id: StaffID) -> StaffMember? { record.reading { $0.desk.directory[id] } }

    /// Adds a person. The caller has seen to it that the authority may.
    ///
    /// - Returns: the secret of their second factor, if they were given one: shown once.
    public func add(_ person: NewStaff, by authority: Authority) async throws(OfficeFailure) -> TOTP? {
        let hash = try await hash(person.password, for: person.id)
        let needsTOTP = person.wantsTOTP || person.profile.roles.contains(where: \.needsSecondFactor)
        let (totp, sealed) = needsTOTP ? makeTOTP(person.id) : (nil, nil)
        let secret = StaffSecret(user: person.id, password: hash, isTemporary: person.isTemporary, totp: sealed)
        let act = SystemEntry.Act(at: now, by: authority.principal)
        try await record.inLine { turn throws(OfficeFailure) in
            let entry: SystemEntry
            do throws(StaffError) {
                entry = try turn.state.desk.directory.adding(person.id, person.profile, act: act)
            } catch {
                throw .staff(error)
            }
            try turn.commit([entry], changing: [.putStaff(secret)])
        }
        return totp
    }

    /// Changes a person; their sessions end. The caller has seen to it that the authority may.
    ///
    /// - Returns: the secret of their second factor, if they were given a new one: shown once.
    public func change(_ id: StaffID, _ change: StaffChange, by authority: Authority) async throws(OfficeFailure) -> TOTP? {
        guard let member = self[id] else { throw .staff(.unknown) }
        var hash: PasswordHash?
        if let password = change.password { hash = try await self.hash(password, for: id) }
        let roles = change.roles ?? member.profile.roles
        let lacksTOTP = try await needsTOTP(roles, id)
        let (totp, sealed) = change.renewsTOTP || lacksTOTP ? makeTOTP(id) : (nil, nil)
        let act = SystemEntry.Act(at: now, by: authority.principal)
        try await record.inLine { [hash] turn throws(OfficeFailure) in
            guard var profile = turn.state.desk.directory[id]?.profile else { throw .staff(.unknown) }
            if let name = change.name { profile.name = name }
            if let roles = change.roles { profile.roles = roles }
            if let isActive = change.isActive { profile.status = isActive ? .active : .disabled }
            if let until = change.until { profile.until = until }
            var renewed: Set<StaffCredential> = change.unlocks ? [.lock] : []
            guard var secret = try Self.secret(of: id, in: turn.store) else { throw .staff(.unknown) }
            if let hash {
                secret.password = hash
                secret.isTemporary = change.isTemporary
                renewed.insert(.password)
            }
            if let sealed {
                secret.totp = sealed
                secret.lastStep = nil
                renewed.insert(.totp)
            }
            let entry: SystemEntry
            do throws(StaffError) {
                entry = try turn.state.desk.directory.changing(id, to: profile, renewed: renewed, act: act)
            } catch {
                throw .staff(error)
            }
            try turn.commit([entry], changing: [.putStaff(secret)])
        }
        return totp
    }

    /// A person chooses another password for themselves. All their sessions end, this one too.
    ///
    /// - Throws: `passwordWrong` when the present password is another; the session has ended then, so that whoever found a token
    ///   can't try passwords with it.
    public func choosePassword(
        _ password: String, present: String, of id: StaffID, bearing token: String
    ) async throws(OfficeFailure) {
        let (store, cost) = (record.store, cost)
        let isRight = try await work.run { () throws(OfficeFailure) -> Bool in
            StaffSecret.isRight(present, for: try Self.secret(of: id, in: store), cost: cost)
        }
        guard isRight else {
            _ = await logOff(bearing: token)
            throw .passwordWrong
        }
        var chosen = StaffChange()
        chosen.password = password
        _ = try await change(id, chosen, by: Authority(PrincipalID(id), []))
    }

    /// Sets the PIN of a person at every selling unit that is theirs, whose sessions end.
    ///
    /// - Throws: `pin`, `noUnit`.
    public func setPIN(_ pin: String, of id: StaffID, by authority: Authority) async throws(OfficeFailure) {
        if let problem = PinHash.problem(with: pin) { throw .pin(problem) }
        guard self[id] != nil else { throw .staff(.unknown) }
        let units = record.reading { $0.devices.all.filter { $0.operatorID == id }.map(\.id) }
        guard !units.isEmpty else { throw .noUnit }
        var secrets: [DeviceSecret] = []
        for unit in units { secrets.append(try await makeSecret(of: unit, operator: id, pin: pin, cost: cost, work: work)) }
        let act = SystemEntry.Act(at: now, by: authority.principal)
        try await record.inLine { [secrets] turn throws(OfficeFailure) in
            let state = turn.state
            guard let member = state.desk.directory[id] else { throw .staff(.unknown) }
            let present = secrets.filter { state.devices[$0.device]?.operatorID == id }
            guard !present.isEmpty else { throw .noUnit }
            let entry: SystemEntry
            do throws(StaffError) {
                entry = try state.desk.directory.changing(id, to: member.profile, renewed: [.pin], act: act)
            } catch {
                throw .staff(error)
            }
            try turn.commit([entry], changing: present.map { .putDevice($0) })
            turn.acting { state in
                for secret in present { state.devices.disconnect(secret.device) }
            }
        }
    }

    /// What an authenticator app reads the secret from. A secret: shown once.
    public func uri(of totp: TOTP, for id: StaffID) -> String { totp.uri(issuer: issuer, user: id) }

    // MARK: -

    private func hash(_ password: String, for id: StaffID) async throws(OfficeFailure) -> PasswordHash {
        if let problem = PasswordPolicy.problem(with: password, for: id) { throw .password(problem) }
        let cost = cost
        return try await work.run { PasswordHash(of: password, cost: cost, salt: randomBytes(PasswordHash.saltByteCount)) }
    }

    private func makeTOTP(_ id: StaffID) -> (TOTP, SealedTOTP) {
        let totp = TOTP(secret: randomBytes(TOTP.secretByteCount))
        return (totp, SealedTOTP(totp, of: id, key: sealing, nonce: randomBytes(SealedTOTP.nonceByteCount)))
    }

    private func needsTOTP(_ roles: Set<StaffRole>, _ id: StaffID) async throws(OfficeFailure) -> Bool {
        guard roles.contains(where: \.needsSecondFactor) else { return false }
        return try await record.inLine { turn throws(OfficeFailure) in try Self.secret(of: id, in: turn.store)?.totp == nil }
    }
}

/// The PIN of an operator at a unit, hashed. Slow.
func makeSecret(
    of device: DeviceID, operator person: StaffID, pin: String, cost: PasswordCost, work: SlowWork
) async throws(OfficeFailure) -> DeviceSecret {
    try await work.run { () throws(OfficeFailure) -> DeviceSecret in
        let salt = randomBytes(PasswordHash.saltByteCount)
        guard let hash = PinHash(of: pin, operator: person, device: device, cost: cost, salt: salt) else {
            throw .pin(PinHash.problem(with: pin) ?? "this is no PIN")
        }
        return DeviceSecret(device: device, operatorID: person, pin: hash)
    }
}
