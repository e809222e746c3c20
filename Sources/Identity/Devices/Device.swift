public import Ledger

/// Where a selling unit stands with the installation. What it is to one raffle (closing, closed, reconciled) is in that raffle's ledger.
public enum DeviceState: String, Hashable, Sendable, CaseIterable {
    /// Known, neither enrolled nor enabled: where every unit begins.
    case registered
    /// Belongs to an operator; not enabled.
    case enrolled
    /// Enrolled and enabled: the only state in which it is let in.
    case active
    /// Enrolled and, after it had been enabled, disabled.
    case suspended
    /// Disabled because its memory or program is not as it should be: enrolled anew before it is enabled.
    case faulty
}

/// A selling unit, as the ledger tells.
public struct Device: Hashable, Sendable {
    /// Never used again.
    public let id: DeviceID
    /// For people to read.
    public let name: String
    public let key: DevicePublicKey
    public let registeredAt: Timestamp
    public internal(set) var state = DeviceState.registered
    /// Who sells with it; nil while it is not enrolled.
    public internal(set) var operatorID: StaffID?
    /// Why it was disabled last.
    public internal(set) var disabledWhy: DisableReason?
    /// Failed validations in a row.
    public internal(set) var failures = 0

    init(id: DeviceID, name: String, key: DevicePublicKey, registeredAt: Timestamp) {
        self.id = id
        self.name = name
        self.key = key
        self.registeredAt = registeredAt
    }

    /// Why a unit in this state is not let in; nil when it is.
    var refusal: DeviceRefusal? {
        switch state {
        case .registered: .notEnrolled
        case .enrolled, .suspended, .faulty: .disabled
        case .active: nil
        }
    }
}

/// Why a change of a selling unit was refused.
public enum DeviceError: Error, Hashable, Sendable {
    case full
    case idTaken
    case keyTaken
    case nameInvalid
    case unknown
    /// The unit is in a state that has no such step.
    case wrongState(DeviceState)

    public var code: String {
        switch self {
        case .full: "DEVICES_FULL"
        case .idTaken: "ID_TAKEN"
        case .keyTaken: "KEY_TAKEN"
        case .nameInvalid: "NAME_INVALID"
        case .unknown: "DEVICE_UNKNOWN"
        case .wrongState: "DEVICE_STATE"
        }
    }

    /// For the person who asked.
    public var message: String {
        switch self {
        case .full: "there are already \(DeviceRegistry.devicesMax) selling units"
        case .idTaken: "this id is or was in use; ids are never used again"
        case .keyTaken: "another selling unit has this key"
        case .nameInvalid: "a name has 1 to \(Administrator.nameByteCountMax) bytes and no control characters"
        case .unknown: "there is no such selling unit"
        case .wrongState(let state): "the selling unit is \(state.rawValue): this step is not possible"
        }
    }
}
