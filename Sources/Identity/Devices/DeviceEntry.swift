internal import Ledger

/// An entry about a selling unit.
public enum DeviceEntry: Hashable, Sendable {
    /// The unit is known from now on: neither enrolled nor enabled.
    case registered(device: DeviceID, name: String, key: DevicePublicKey)
    /// The unit showed its code and signed with its key; it belongs to this operator from now on, and is not enabled yet.
    case enrolled(device: DeviceID, operator: StaffID)
    case unenrolled(device: DeviceID, note: String)
    case enabled(device: DeviceID)
    case disabled(device: DeviceID, why: DisableReason, note: String)
    /// `failures` in a row, of `threshold` that disable the unit.
    case validationFailed(device: DeviceID, why: ValidationFailure, failures: Int, threshold: Int)

    var kind: SystemEntry.Kind {
        switch self {
        case .registered: .deviceRegistered
        case .enrolled: .deviceEnrolled
        case .unenrolled: .deviceUnenrolled
        case .enabled: .deviceEnabled
        case .disabled: .deviceDisabled
        case .validationFailed: .validationFailed
        }
    }

    var members: [(String, JSONValue)] {
        switch self {
        case .registered(let device, let name, let key):
            [("rsu", .string(device.text)), ("name", .string(name)), ("key", .string(key.text))]
        case .enrolled(let device, let person): [("rsu", .string(device.text)), ("operator", .string(person.text))]
        case .unenrolled(let device, let note): [("rsu", .string(device.text)), ("note", .string(note))]
        case .enabled(let device): [("rsu", .string(device.text))]
        case .disabled(let device, let why, let note):
            [("rsu", .string(device.text)), ("why", .string(why.rawValue)), ("note", .string(note))]
        case .validationFailed(let device, let why, let failures, let threshold):
            [
                ("rsu", .string(device.text)), ("why", .string(why.rawValue)), ("failures", .whole(failures)),
                ("threshold", .whole(threshold)),
            ]
        }
    }
}

/// Why a selling unit was disabled.
public enum DisableReason: String, Hashable, Sendable, CaseIterable {
    /// Somebody decided it.
    case decision
    /// It failed to show who it is, too often in a row.
    case failedValidations = "failed-validations"
    /// Its memory or program is not as it should be; it must be enrolled anew before it is enabled.
    case corruption
    case lost
}

/// How a selling unit failed to show who it is.
public enum ValidationFailure: String, Hashable, Sendable, CaseIterable {
    case signature
    case challenge
    case pin
    case enrolmentCode = "enrolment-code"
    case program
}
