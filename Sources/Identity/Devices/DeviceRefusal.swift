/// Why a request of a selling unit was refused. The code is stable: the unit acts on it.
public enum DeviceRefusal: String, Error, Hashable, Sendable, CaseIterable {
    case unknown = "DEVICE_UNKNOWN"
    case notEnrolled = "DEVICE_NOT_ENROLLED"
    case alreadyEnrolled = "DEVICE_ALREADY_ENROLLED"
    case disabled = "DEVICE_DISABLED"
    case signatureInvalid = "SIGNATURE_INVALID"
    case replayed = "REPLAYED"
    case clockSkew = "CLOCK_SKEW"
    /// The session is over, or there was none: ask for a challenge and answer it with the operator's PIN.
    case reauthenticate = "REAUTHENTICATE"
    /// The challenge is not the last one given, was used, or is too old.
    case challengeInvalid = "CHALLENGE_INVALID"
    case pinInvalid = "PIN_INVALID"
    /// The operator's account is disabled, or may not sell.
    case operatorNotAllowed = "OPERATOR_NOT_ALLOWED"
    case enrolmentCodeInvalid = "ENROLMENT_CODE_INVALID"

    public var code: String { rawValue }

    /// For whoever looks at the unit.
    public var message: String {
        switch self {
        case .unknown: "no selling unit of this id is registered"
        case .notEnrolled: "the selling unit is not enrolled"
        case .alreadyEnrolled: "the selling unit is enrolled already"
        case .disabled: "the selling unit is disabled"
        case .signatureInvalid: "the request is not signed with the selling unit's key"
        case .replayed: "the request was received before"
        case .clockSkew: "the selling unit's clock is wrong: synchronise it"
        case .reauthenticate: "the selling unit must show again who it is and who operates it"
        case .challengeInvalid: "the challenge was used or is too old: ask for another"
        case .pinInvalid: "the operator or PIN is wrong"
        case .operatorNotAllowed: "the operator may not sell: ask who manages people"
        case .enrolmentCodeInvalid: "the enrolment code is wrong, was used or is too old"
        }
    }
}
