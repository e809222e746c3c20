internal import Ledger

/// What a request of a selling unit is for.
public enum DevicePurpose: Hashable, Sendable {
    /// Showing an enrolment code.
    case enrolment
    /// Asking for a challenge, or answering one.
    case authentication
    /// Everything else: needs a session.
    case work
}

/// What came of a step, and the entries to append for it.
public struct DeviceOutcome<Value: Sendable>: Sendable {
    public let result: Result<Value, DeviceRefusal>
    public let entries: [SystemEntry]
}

extension DeviceRegistry {
    /// The key to check a request's signature with, outside the lock, before ``admit(_:isSigned:for:action:atMilliseconds:)``.
    public func key(of id: DeviceID) -> DevicePublicKey? { devices[id]?.key }

    /// Decides whether a request is let in.
    ///
    /// A request that is not signed by the unit's key changes nothing but the count of failures: nobody can use up a
    /// unit's counters or end its session without the key. They can have it disabled; that is what the threshold is for, and
    /// why the network between keeps strangers out.
    ///
    /// - Parameters:
    ///   - isSigned: ``SignedRequest/isSigned(by:)`` with ``key(of:)``; false for an unknown unit.
    ///   - action: what is asked for, by a name of the program's, for the record: `sale`.
    ///   - rules: what holds for this request; nil for the installation's.
    public mutating func admit(
        _ signed: SignedRequest, isSigned: Bool, for purpose: DevicePurpose, action: String, keeping rules: DevicePolicy? = nil,
        atMilliseconds now: Int64
    ) -> DeviceOutcome<Device> {
        let policy = rules ?? policy
        let request = signed.request
        guard let device = devices[request.device] else { return refuse(.unknown, nil, action, now) }
        guard isSigned else {
            guard device.state == .active else { return refuse(.signatureInvalid, device.id, action, now) }
            return DeviceOutcome(result: .failure(.signatureInvalid), entries: fail(device.id, .signature, keeping: policy, at: now))
        }
        let earliest = now - policy.skewMilliseconds - policy.transitMilliseconds
        guard (earliest...now + policy.skewMilliseconds).contains(request.milliseconds) else {
            return refuse(.clockSkew, device.id, action, now)
        }
        guard live[device.id, default: .init()].window.admit(request.counter) else { return refuse(.replayed, device.id, action, now) }
        if let refusal = refusal(of: device, request, purpose, policy, now) { return refuse(refusal, device.id, action, now) }
        if purpose == .work {
            live[device.id]?.session?.lastSeenAt = now
            live[device.id]?.heardAt = now
        }
        return DeviceOutcome(result: .success(device), entries: [])
    }

    private func refusal(
        of device: Device, _ request: DeviceRequest, _ purpose: DevicePurpose, _ policy: DevicePolicy, _ now: Int64
    ) -> DeviceRefusal? {
        switch purpose {
        case .enrolment: return device.state == .registered ? nil : .alreadyEnrolled
        case .authentication: return device.refusal
        case .work:
            if let refusal = device.refusal { return refusal }
            guard let session = live[device.id]?.session, session.id == request.session,
                now - session.startedAt < policy.sessionMilliseconds, now - session.lastSeenAt < policy.silenceMilliseconds
            else { return .reauthenticate }
            return nil
        }
    }

    /// Takes an enrolment code from a unit whose request was admitted. The code is used up, or has a try less.
    ///
    /// - Parameter code: what was typed; nil for a typing error.
    /// - Returns: the operator that the code was for. The owner stores the ``DeviceSecret``, appends ``enrolling(_:operator:atMilliseconds:)``
    ///   with it and applies that entry.
    public mutating func useEnrolment(
        of id: DeviceID, code: EnrolmentCode?, atMilliseconds now: Int64
    ) -> DeviceOutcome<StaffID> {
        guard let device = devices[id], device.state == .registered else { return refuse(.alreadyEnrolled, id, "enrol", now) }
        guard let enrolment = live[id]?.enrolment, now < enrolment.endsAt, let code else {
            return refuse(.enrolmentCodeInvalid, id, "enrol", now)
        }
        let isRight = code.hash.withUnsafeBytes { given in
            enrolment.codeHash.withUnsafeBytes { equalInConstantTime(given, $0) }
        }
        guard isRight else {
            live[id]?.enrolment?.triesLeft -= 1
            if enrolment.triesLeft <= 1 { live[id]?.enrolment = nil }
            return refuse(.enrolmentCodeInvalid, id, "enrol", now)
        }
        live[id]?.enrolment = nil
        return DeviceOutcome(result: .success(enrolment.operatorID), entries: [])
    }

    /// The entry that enrols a unit, after its code was taken.
    public func enrolling(_ id: DeviceID, operator person: StaffID, atMilliseconds now: Int64) -> SystemEntry {
        .device(.enrolled(device: id, operator: person), act: act(id, now))
    }

    /// A new challenge for a unit whose request was admitted; the one before is void.
    ///
    /// - Parameter randomBytes: 32 from the system's random source.
    public mutating func challenge(for id: DeviceID, atMilliseconds now: Int64, randomBytes: [UInt8]) -> String {
        precondition(randomBytes.count == 32, "a challenge has 32 bytes")
        let text = Base64URL.encode(randomBytes)
        live[id, default: .init()].challenge = (text, now + policy.challengeMilliseconds)
        return text
    }

    /// Takes the answer to a challenge from a unit whose request was admitted: the challenge, its operator and their PIN.
    ///
    /// Before it the owner loads the ``DeviceSecret`` and compares the PIN outside the lock.
    ///
    /// - Parameters:
    ///   - isPinRight: ``DeviceSecret/isRight(pin:)``; false when there is none.
    ///   - mayOperate: whether the person may log on at this moment, and sell.
    ///   - rules: what holds for this request; nil for the installation's.
    ///   - randomBytes: 16 from the system's random source, for the session's name.
    public mutating func authenticate(
        _ id: DeviceID, challenge: String, operator person: StaffID, isPinRight: Bool, mayOperate: Bool,
        keeping rules: DevicePolicy? = nil, atMilliseconds now: Int64, randomBytes: [UInt8]
    ) -> DeviceOutcome<DeviceSessionID> {
        guard let device = devices[id] else { return refuse(.unknown, nil, "authenticate", now) }
        if let refusal = device.refusal { return refuse(refusal, id, "authenticate", now) }
        let given = live[id]?.challenge
        live[id]?.challenge = nil
        // An old challenge is no attack: the operator may have been slow.
        guard let given, given.text.utf8.elementsEqual(challenge.utf8), now < given.endsAt else {
            return refuse(.challengeInvalid, id, "authenticate", now)
        }
        guard isPinRight, person == device.operatorID else {
            return DeviceOutcome(result: .failure(.pinInvalid), entries: fail(id, .pin, keeping: rules, at: now))
        }
        guard mayOperate else { return refuse(.operatorNotAllowed, id, "authenticate", now) }
        let session = DeviceSessionID(randomBytes: randomBytes)
        live[id, default: .init()].session = .init(id: session, startedAt: now, lastSeenAt: now)
        live[id]?.heardAt = now
        let event = SystemEvent(.deviceAuthenticated, data: [("rsu", .string(id.text)), ("operator", .string(person.text))])
        let entry = SystemEntry.event(event, act: act(id, now))
        apply(entry)
        return DeviceOutcome(result: .success(session), entries: [entry])
    }

    /// Ends the unit's session: its link was lost, or its buffer is full. It must authenticate again.
    public mutating func disconnect(_ id: DeviceID) { live[id]?.session = nil }

    /// Counts another failed validation that the owner found, such as a program that is not the approved one.
    public mutating func fail(
        _ id: DeviceID, _ why: ValidationFailure, keeping rules: DevicePolicy? = nil, at now: Int64
    ) -> [SystemEntry] {
        let policy = rules ?? policy
        guard let device = devices[id], device.state == .active else { return [] }
        let failures = device.failures + 1
        var entries = [
            SystemEntry.device(
                .validationFailed(device: id, why: why, failures: failures, threshold: policy.failuresMax), act: act(nil, now))
        ]
        if failures >= policy.failuresMax {
            let note = "\(failures) failed validations in a row"
            entries.append(.device(.disabled(device: id, why: .failedValidations, note: note), act: act(nil, now)))
        }
        for entry in entries { apply(entry) }
        return entries
    }

    private mutating func refuse<Value>(
        _ refusal: DeviceRefusal, _ id: DeviceID?, _ action: String, _ now: Int64
    ) -> DeviceOutcome<Value> {
        guard let count = limiter.count("\(refusal.code) \(action) \(id?.text ?? "")", atSeconds: Timestamp(milliseconds: now).seconds)
        else {
            return DeviceOutcome(result: .failure(refusal), entries: [])
        }
        let event = SystemEvent(
            .deviceRefused,
            data: [
                ("rsu", id.map { .string($0.text) } ?? .null), ("refusal", .string(refusal.code)), ("action", .string(action)),
                ("attempts", .whole(count)),
            ])
        return DeviceOutcome(result: .failure(refusal), entries: [.event(event, act: act(nil, now))])
    }

    /// Nil: the server, because nobody showed that it was the unit.
    private func act(_ id: DeviceID?, _ now: Int64) -> SystemEntry.Act {
        SystemEntry.Act(
            at: Timestamp(milliseconds: now), by: id.map { PrincipalID($0) } ?? .system, component: id.map { ComponentID($0) } ?? .server)
    }
}
