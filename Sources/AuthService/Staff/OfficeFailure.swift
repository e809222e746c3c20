public import Identity
public import Ports

/// Why something that a person or a selling unit asked for was not done.
public enum OfficeFailure: Error, Sendable {
    /// There is no token, or none that is good now.
    case sessionRequired
    case logon(LogonRefusal)
    case forbidden(PermissionRefusal)
    /// The password was chosen by somebody else: nothing is allowed but to choose another.
    case passwordChangeRequired
    /// The password given with a change is not the present one. The session has ended.
    case passwordWrong
    case remoteAccessOff
    /// Remote access is on, but not at this moment; with the reason.
    case remoteAccessBarred(String)
    case staff(StaffError)
    case password(PasswordPolicy.Problem)
    case pin(String)
    /// The person has no selling unit to have a PIN at.
    case noUnit
    case window(RemoteAccessError)
    case administrator(AdminDirectoryError)
    case device(DeviceError)
    /// A request of a selling unit; the unit acts on the code.
    case unit(DeviceRefusal)
    /// The person can't be the unit's operator.
    case operatorNotAllowed
    /// Too many passwords wait to be compared. Nothing was tried; ask again.
    case busy
    case store(StoreError)
}
