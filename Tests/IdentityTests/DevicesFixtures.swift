import Ledger
import TestSupport
import Testing

@testable import Identity

/// A registry with its ledger, and one selling unit that talks to it.
struct DeviceHouse {
    var registry = DeviceRegistry()
    var ledger: [SystemEntry] = []
    let device: DeviceID
    let person: StaffID
    let key: DeviceKey
    var counter: UInt64 = 0
    var session: DeviceSessionID?
    private var draws: UInt64 = 0

    static let start: Int64 = 1_800_000_000_000

    init(name: String = "RSU-A", seed: UInt8 = 1) throws {
        device = try #require(DeviceID(name))
        person = try #require(StaffID("op7"))
        key = try #require(DeviceKey(seed: [UInt8](repeating: seed, count: 32)))
    }

    var act: SystemEntry.Act { .init(at: Timestamp(milliseconds: Self.start), by: .system) }
    var state: DeviceState? { registry[device]?.state }

    mutating func bytes(_ count: Int) -> [UInt8] {
        draws += 1
        var random = Dice(seed: draws)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    mutating func commit(_ entry: SystemEntry) {
        ledger.append(entry)
        registry.apply(entry)
    }

    mutating func take<Value>(_ outcome: DeviceOutcome<Value>) -> Result<Value, DeviceRefusal> {
        ledger += outcome.entries
        return outcome.result
    }

    // MARK: - The unit

    mutating func signed(_ path: String = "/v1/rsu/sales", body: String = "{}", at now: Int64, clock: Int64? = nil) -> SignedRequest {
        counter += 1
        return key.sign(
            DeviceRequest(
                method: "POST", path: path, bodyDigest: .sha256(Array(body.utf8)), device: device,
                milliseconds: Self.start + (clock ?? now),
                counter: counter, session: session))
    }

    mutating func send(_ signed: SignedRequest, for purpose: DevicePurpose = .work, action: String = "sale", at now: Int64)
        -> DeviceRefusal?
    {
        let isSigned = registry.key(of: signed.request.device).map { signed.isSigned(by: $0) } ?? false
        return take(registry.admit(signed, isSigned: isSigned, for: purpose, action: action, atMilliseconds: Self.start + now)).failure
    }

    mutating func sell(at now: Int64) -> DeviceRefusal? { send(signed(at: now), at: now) }

    // MARK: - Steps

    mutating func register() throws {
        commit(try registry.registering(device, name: "North stand", key: key.publicKey, isFree: true, act: act))
    }

    mutating func enrol(at now: Int64 = 0) throws {
        let (code, entry) = try registry.issueEnrolment(
            of: device, to: person, by: .system, atMilliseconds: Self.start + now, randomBytes: bytes(10))
        ledger.append(entry)
        try #require(send(signed(at: now), for: .enrolment, action: "enrol", at: now) == nil)
        let taken = take(
            registry.useEnrolment(of: device, code: EnrolmentCode(typed: code.text), atMilliseconds: Self.start + now))
        commit(registry.enrolling(device, operator: try #require(taken.success), atMilliseconds: Self.start + now))
    }

    mutating func enable() throws { commit(try registry.enabling(device, act: act)) }

    mutating func authenticate(isPinRight: Bool = true, mayOperate: Bool = true, at now: Int64) -> DeviceRefusal? {
        if let refusal = send(signed(at: now), for: .authentication, action: "authenticate", at: now) { return refusal }
        let challenge = registry.challenge(for: device, atMilliseconds: Self.start + now, randomBytes: bytes(32))
        let result = take(
            registry.authenticate(
                device, challenge: challenge, operator: person, isPinRight: isPinRight, mayOperate: mayOperate,
                atMilliseconds: Self.start + now, randomBytes: bytes(16)))
        session = result.success ?? session
        return result.failure
    }

    /// Registered, enrolled, enabled and authenticated.
    mutating func open() throws {
        try register()
        try enrol()
        try enable()
        try #require(authenticate(at: 0) == nil)
    }

    /// The codes of refusals on record.
    var refusals: [String] {
        ledger.compactMap { entry in
            guard case .event(let event, _) = entry, event.code == .deviceRefused else { return nil }
            return event.data["refusal"]?.stringValue
        }
    }
}
