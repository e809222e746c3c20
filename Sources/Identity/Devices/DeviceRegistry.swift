internal import Ledger

/// The selling units of an installation: which may connect, and what they showed for it.
///
/// Pure. What people decide comes as an entry that the owner appends and then hands to ``apply(_:)``, as it does with every
/// entry of the ledger at start. What requests bring about is done at once and returned as entries to append.
/// Sessions, challenges and enrolment codes are in memory: a restart ends them all, so nothing recorded before it is let in again.
public struct DeviceRegistry: Sendable {
    /// Most units; ids are kept for ever.
    public static let devicesMax = 10_000

    public let policy: DevicePolicy
    private(set) var devices: [DeviceID: Device] = [:]
    private var order: [DeviceID] = []
    var live: [DeviceID: DeviceConnection] = [:]
    var limiter = EntryLimiter()

    public init(policy: DevicePolicy = .standard) { self.policy = policy }

    /// In the order they were registered.
    public var all: [Device] { order.compactMap { devices[$0] } }
    public subscript(id: DeviceID) -> Device? { devices[id] }

    /// When the unit's last request was let in, milliseconds since 1970 UTC; nil when it has no session.
    public func lastSeen(_ id: DeviceID) -> Int64? { live[id]?.session?.lastSeenAt }

    // MARK: - Decisions of people

    /// The entry that makes a unit known.
    ///
    /// - Parameter isFree: whether nobody and nothing ever had the id: ``StaffDirectory/isFree(_:)``.
    public func registering(
        _ id: DeviceID, name: String, key: DevicePublicKey, isFree: Bool, act: SystemEntry.Act
    ) throws(DeviceError) -> SystemEntry {
        guard devices.count < Self.devicesMax else { throw .full }
        guard Administrator.isValid(name: name) else { throw .nameInvalid }
        guard isFree, devices[id] == nil else { throw .idTaken }
        guard !devices.values.contains(where: { $0.key == key }) else { throw .keyTaken }
        return .device(.registered(device: id, name: name, key: key), act: act)
    }

    /// A code that enrols the unit for its operator; the one given before is void. Done at once.
    ///
    /// - Parameter randomBytes: 10 from the system's random source.
    public mutating func issueEnrolment(
        of id: DeviceID, to person: StaffID, by actor: PrincipalID, atMilliseconds now: Int64, randomBytes: [UInt8]
    ) throws(DeviceError) -> (code: EnrolmentCode, entry: SystemEntry) {
        guard let device = devices[id] else { throw .unknown }
        guard device.state == .registered else { throw .wrongState(device.state) }
        let code = EnrolmentCode(randomBytes: randomBytes)
        live[id, default: .init()].enrolment = .init(
            codeHash: code.hash, operatorID: person, endsAt: now + policy.enrolmentMilliseconds, triesLeft: policy.failuresMax)
        let event = SystemEvent(.enrolmentIssued, data: [("rsu", .string(id.text)), ("operator", .string(person.text))])
        return (code, .event(event, act: .init(at: Timestamp(milliseconds: now), by: actor)))
    }

    /// The entry that lets the unit in.
    public func enabling(_ id: DeviceID, act: SystemEntry.Act) throws(DeviceError) -> SystemEntry {
        try device(id, in: [.enrolled, .suspended])
        return .device(.enabled(device: id), act: act)
    }

    /// The entry that keeps the unit out, from afar.
    public func disabling(_ id: DeviceID, why: DisableReason, note: String, act: SystemEntry.Act) throws(DeviceError) -> SystemEntry {
        try device(id, in: why == .corruption ? [.enrolled, .active, .suspended] : [.active])
        return .device(.disabled(device: id, why: why, note: note), act: act)
    }

    /// The entry that takes the unit from its operator.
    public func unenrolling(_ id: DeviceID, note: String, act: SystemEntry.Act) throws(DeviceError) -> SystemEntry {
        try device(id, in: [.enrolled, .active, .suspended, .faulty])
        return .device(.unenrolled(device: id, note: note), act: act)
    }

    private func device(_ id: DeviceID, in states: Set<DeviceState>) throws(DeviceError) {
        guard let device = devices[id] else { throw .unknown }
        guard states.contains(device.state) else { throw .wrongState(device.state) }
    }

    // MARK: - Fold

    /// Takes in an entry of the system ledger; one that is about something else changes nothing.
    public mutating func apply(_ entry: SystemEntry) {
        switch entry {
        case .device(let entry, let act): apply(entry, at: act.at)
        case .event(let event, _) where event.code == .deviceAuthenticated:
            guard let id = event.data["rsu"]?.stringValue.flatMap({ DeviceID($0) }) else { return }
            devices[id]?.failures = 0
        default: break
        }
    }

    private mutating func apply(_ entry: DeviceEntry, at: Timestamp) {
        switch entry {
        case .registered(let id, let name, let key):
            guard devices[id] == nil else { return }
            devices[id] = Device(id: id, name: name, key: key, registeredAt: at)
            order.append(id)
        case .enrolled(let id, let person):
            devices[id]?.state = .enrolled
            devices[id]?.operatorID = person
            devices[id]?.disabledWhy = nil
            devices[id]?.failures = 0
        case .unenrolled(let id, _):
            devices[id]?.state = .registered
            devices[id]?.operatorID = nil
            live[id]?.close()
        case .enabled(let id):
            devices[id]?.state = .active
            devices[id]?.disabledWhy = nil
            devices[id]?.failures = 0
        case .disabled(let id, let why, _):
            devices[id]?.state = why == .corruption ? .faulty : .suspended
            devices[id]?.disabledWhy = why
            live[id]?.close()
        case .validationFailed(let id, _, let failures, _): devices[id]?.failures = failures
        }
    }
}

/// What a running server knows of a unit beside the ledger.
struct DeviceConnection: Sendable {
    struct Enrolment: Sendable {
        let codeHash: Hash
        let operatorID: StaffID
        let endsAt: Int64
        var triesLeft: Int
    }

    struct Session: Sendable {
        let id: DeviceSessionID
        let startedAt: Int64
        var lastSeenAt: Int64
    }

    var window = ReplayWindow()
    var enrolment: Enrolment?
    var challenge: (text: String, endsAt: Int64)?
    var session: Session?
    /// When the newest request was let in, whatever became of its session.
    var heardAt: Int64?

    /// Ends the session and what could begin one; counters stay seen.
    mutating func close() {
        session = nil
        challenge = nil
        enrolment = nil
    }
}

extension Timestamp {
    /// The second that a moment is in.
    init(milliseconds: Int64) {
        self = Timestamp(seconds: milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)
    }
}
