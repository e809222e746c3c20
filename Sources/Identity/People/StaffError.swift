/// Why a change of people was refused.
public enum StaffError: Error, Hashable, Sendable {
    case full
    /// A person, administrator or device has or had this id.
    case idTaken
    case unknown
    case nameInvalid
    /// No role, or one that stands alone held with another.
    case rolesExclude
    /// Support without an end.
    case endMissing
    case nothingChanges

    public var code: String {
        switch self {
        case .full: "STAFF_FULL"
        case .idTaken: "ID_TAKEN"
        case .unknown: "USER_UNKNOWN"
        case .nameInvalid: "NAME_INVALID"
        case .rolesExclude: "ROLES_EXCLUDE"
        case .endMissing: "END_MISSING"
        case .nothingChanges: "NOTHING_CHANGES"
        }
    }

    /// For the person who asked.
    public var message: String {
        switch self {
        case .full: "there are already \(StaffDirectory.membersMax) people"
        case .idTaken: "this id is or was in use; ids are never used again"
        case .unknown: "there is no such person"
        case .nameInvalid: "a name has 1 to \(Administrator.nameByteCountMax) bytes and no control characters"
        case .rolesExclude: "a person needs a role, and regulator and support stand alone"
        case .endMissing: "support needs a time at which it ends"
        case .nothingChanges: "this changes nothing"
        }
    }
}
