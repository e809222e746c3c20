public import Identity
internal import Ledger
internal import Ports

/// A session of a selling unit.
public struct DeviceAdmission: Sendable {
    public let session: DeviceSessionID
    /// The moment at which the unit must show again who operates it, milliseconds since 1970 UTC; earlier after a silence.
    public let endsAt: Int64
}

extension DeviceOffice {
    /// Lets a signed request in.
    ///
    /// The signature is checked outside the lock, and nothing is written when all is well: sales come this way. A refusal is on
    /// record when it is thrown.
    ///
    /// - Parameters:
    ///   - action: what is asked for, by a name of the program's, for the record.
    ///   - rules: what holds for this request; nil for the installation's.
    /// - Throws: `unit`.
    public func admit(
        _ signed: SignedRequest, for purpose: DevicePurpose, action: String, keeping rules: DevicePolicy? = nil
    ) async throws(OfficeFailure) -> Device {
        let isSigned = record.reading { $0.devices.key(of: signed.request.device) }.map { signed.isSigned(by: $0) } ?? false
        let now = milliseconds()
        let result = await record.acting { state in
            let outcome = state.devices.admit(signed, isSigned: isSigned, for: purpose, action: action, keeping: rules, atMilliseconds: now)
            return (outcome.result, outcome.entries)
        }
        return try Self.get(result)
    }

    /// Enrols a unit whose request was admitted for it. It is not enabled by this.
    ///
    /// - Parameters:
    ///   - code: as it was typed at the unit.
    ///   - pin: chosen by the operator, who will type it whenever the unit has to show who operates it.
    /// - Throws: `pin`, `unit`.
    public func enrol(
        _ id: DeviceID, code: String, operator person: StaffID, pin: String
    ) async throws(OfficeFailure) -> Device {
        if let problem = PinHash.problem(with: pin) { throw .pin(problem) }
        let secret = try await makeSecret(of: id, operator: person, pin: pin, cost: cost, work: work)
        do throws(OfficeFailure) {
            return try await enrol(secret, code: EnrolmentCode(typed: code))
        } catch {
            await record.settle()
            throw error
        }
    }

    private func enrol(_ secret: DeviceSecret, code: EnrolmentCode?) async throws(OfficeFailure) -> Device {
        let (id, now) = (secret.device, milliseconds())
        return try await record.inLine { turn throws(OfficeFailure) -> Device in
            let outcome = turn.acting { $0.devices.useEnrolment(of: id, code: code, atMilliseconds: now) }
            turn.keep(outcome.entries)
            guard try Self.get(outcome.result) == secret.operatorID else {
                // Typed by somebody else than it was made for: it is used up all the same.
                let refusal = DeviceRefusal.enrolmentCodeInvalid
                let event = SystemEvent(
                    .deviceRefused,
                    data: [("rsu", .string(id.text)), ("refusal", .string(refusal.code)), ("action", "enrol"), ("attempts", .whole(1))])
                turn.keep([.event(event, act: .init(at: Timestamp(seconds: now / 1000), by: .system))])
                throw .unit(refusal)
            }
            let entry = turn.state.devices.enrolling(id, operator: secret.operatorID, atMilliseconds: now)
            try turn.commit([entry], changing: [.removeDevice(id), .putDevice(secret)])
            guard let device = turn.state.devices[id] else { preconditionFailure("a unit that was enrolled is there") }
            return device
        }
    }

    /// A new challenge for a unit whose request was admitted for authentication.
    public func challenge(for id: DeviceID) -> String {
        let now = milliseconds()
        return record.changing { $0.devices.challenge(for: id, atMilliseconds: now, randomBytes: randomBytes(32)) }
    }

    /// Takes the answer to a challenge from a unit whose request was admitted for authentication.
    ///
    /// - Parameter rules: what holds for this request; nil for the installation's.
    /// - Throws: `unit`, `busy` (nothing was tried), `store` (no session has begun).
    public func authenticate(
        _ id: DeviceID, challenge: String, operator person: StaffID, pin: String, keeping rules: DevicePolicy? = nil
    ) async throws(OfficeFailure) -> DeviceAdmission {
        let (store, cost) = (record.store, cost)
        let isPinRight = try await work.run { () throws(OfficeFailure) -> Bool in
            do throws(StoreError) {
                guard let secret = try store.deviceSecret(of: id, operator: person) else {
                    PasswordHash.pretend(pin, cost: cost)
                    return false
                }
                return secret.isRight(pin: pin)
            } catch {
                throw .store(error)
            }
        }
        let now = milliseconds()
        let result = try await record.inLine { turn throws(OfficeFailure) in
            let outcome = turn.acting { state in
                state.devices.authenticate(
                    id, challenge: challenge, operator: person, isPinRight: isPinRight,
                    mayOperate: state.mayOperate(person, at: Timestamp(seconds: now / 1000)), keeping: rules, atMilliseconds: now,
                    randomBytes: randomBytes(DeviceSessionID.byteCount))
            }
            do throws(OfficeFailure) {
                try turn.append(outcome.entries)
            } catch {
                turn.keep(outcome.entries)
                turn.acting { $0.devices.disconnect(id) }
                throw error
            }
            return outcome.result
        }
        return DeviceAdmission(session: try Self.get(result), endsAt: now + (rules ?? policy).sessionMilliseconds)
    }

    /// Counts another failed validation, such as a program that is not the approved one; too many disable the unit.
    public func fail(_ id: DeviceID, _ why: ValidationFailure) async {
        let now = milliseconds()
        await record.acting { ((), $0.devices.fail(id, why, at: now)) }
    }

    /// Ends a unit's session: its link was lost, or its buffer is full. It must authenticate again.
    public func disconnect(_ id: DeviceID) {
        record.changing { $0.devices.disconnect(id) }
    }

    private static func get<Value>(_ result: Result<Value, DeviceRefusal>) throws(OfficeFailure) -> Value {
        switch result {
        case .success(let value): return value
        case .failure(let refusal): throw .unit(refusal)
        }
    }
}
