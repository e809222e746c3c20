internal import AuditService
internal import Auditing
internal import AuthService
internal import Identity
internal import Ledger
internal import LedgerService
internal import RaffleService
internal import Raffles

extension House {
    /// A person's command: who may give it is asked, and recorded, by the raffle itself.
    func perform(_ command: RaffleCommand, on raffle: RunningRaffle, by authority: Authority) async throws -> RaffleOutcome {
        do throws(DeskFailure) {
            return try await raffles.office.perform(command, on: raffle, by: authority)
        } catch {
            throw Problem(error)
        }
    }

    /// A command of a selling unit that has shown who it is.
    func perform(_ command: RaffleCommand, on raffle: RunningRaffle, by unit: RSUID) async throws -> RaffleOutcome {
        do throws(DeskFailure) {
            return try await raffles.office.perform(command, on: raffle, by: unit)
        } catch {
            throw Problem(error)
        }
    }

    /// Refuses what may not be done while the software does not verify.
    func requireIntegrity(for action: IntegrityLock.Action) throws {
        if let refusal = raffles.software.refusal(of: action) { throw Problem(refusal) }
    }
}

extension Problem {
    /// An answer of a service that no call can have.
    static let unexpected = Problem(.internalError, detail: "The server could not do this; it has been logged.")
}

// MARK: - People and units

extension House {
    /// The header that bears the session token of a draw's second official.
    static let secondOfficialHeader = "Urna-Second-Official"

    /// Who is logged on from outside the venue: a draw waits for them to go.
    var remoteUsers: [UserID] {
        people.sessions.filter(\.isRemote).compactMap { UserID($0.user.text) }
    }

    /// What a unit has to keep to in a request: the raffle's rules; where none is asked about, the strictest of those that sell.
    func unitPolicy(in raffle: RunningRaffle?) -> DevicePolicy {
        if let raffle { return devices.policy.following(raffle.definition.rsu) }
        let selling = raffles.directory.all.filter { $0.summary.state == .active || $0.summary.state == .suspended }
        let policies = selling.map { devices.policy.following($0.definition.rsu) }
        return policies.dropFirst().reduce(policies.first ?? devices.policy) { $0.stricter($1) }
    }

    /// Who sells with a unit.
    func sellerOfUnit(_ rsu: RSUID) -> UserID? {
        unit(rsu)?.operatorID.flatMap { UserID($0.text) }
    }

    /// The public key that a unit is registered with.
    func keyOfUnit(_ rsu: RSUID) -> [UInt8]? { unit(rsu)?.key.bytes }

    /// What the operator of a unit may do there, by the roles that they have.
    func authorityOfSeller(_ seller: UserID) -> Authority {
        guard let principal = PrincipalID(seller.text) else { preconditionFailure("a user's id names a principal") }
        let member = people.staff.first { $0.id.text == seller.text }
        return Authority(principal, (member?.profile.roles ?? []).reduce(into: []) { $0.formUnion($1.permissions) })
    }

    /// Puts an event of a unit into the system ledger.
    func record(_ event: Raffles.SignificantEvent, of rsu: RSUID) throws {
        guard let code = SystemEvent.Code(event.code), let device = DeviceID(rsu.text) else { throw Problem.unexpected }
        let data = (event.data.objectValue ?? []).map { ($0.name, $0.value) }
        let act = SystemEntry.Act(
            at: Timestamp(seconds: raffles.now.milliseconds / 1_000), by: PrincipalID(device), component: Identity.ComponentID(device))
        try system.append(.event(SystemEvent(code, data: data), act: act))
    }

    /// A unit that sold all it may hold has to show again who it is.
    func endSession(of rsu: RSUID) {
        if let device = DeviceID(rsu.text) { devices.disconnect(device) }
    }

    private func unit(_ rsu: RSUID) -> Device? { DeviceID(rsu.text).flatMap { devices[$0] } }
}

extension DevicePolicy {
    /// This policy with what a raffle's definition says of units.
    fileprivate func following(_ rules: RSURules) -> DevicePolicy {
        var policy = self
        policy.failuresMax = rules.failedValidationLimit
        policy.skewMilliseconds = Int64(rules.maxClockSkewMilliseconds)
        policy.transitMilliseconds = 30_000
        policy.sessionMilliseconds = Int64(rules.reauthenticateSeconds) * 1_000
        return policy
    }
}
