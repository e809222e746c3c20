internal import Ledger

/// Who asks and what they may do, however they showed who they are: by a session or by an API token.
public struct Authority: Hashable, Sendable {
    public let principal: PrincipalID
    public let permissions: Set<Permission>
    /// Whether they come from outside the venue's network.
    public let isRemote: Bool

    /// What nobody may do from afar, whatever their role: govern people, open the door further, draw, or take the records away.
    public static let deniedRemotely: Set<Permission> = [.manageUsers, .manageRemoteAccess, .draw, .alterRecords, .backUp]

    /// - Parameter isRemote: takes ``deniedRemotely`` away.
    public init(_ principal: PrincipalID, _ permissions: Set<Permission>, isRemote: Bool = false) {
        self.principal = principal
        self.permissions = isRemote ? permissions.subtracting(Self.deniedRemotely) : permissions
        self.isRemote = isRemote
    }

    /// The holder of an API token.
    public init(_ administrator: Administrator, isRemote: Bool = false) {
        self.init(PrincipalID(administrator.id), administrator.role.permissions, isRemote: isRemote)
    }

    public func may(_ permission: Permission) -> Bool { permissions.contains(permission) }

    /// - Throws: ``PermissionRefusal``, to be recorded and shown.
    public func require(_ permission: Permission) throws(PermissionRefusal) {
        guard may(permission) else { throw PermissionRefusal(principal: principal, permission: permission, isRemote: isRemote) }
    }
}

/// Somebody asked for what they may not do.
public struct PermissionRefusal: Error, Hashable, Sendable {
    public let principal: PrincipalID
    public let permission: Permission
    public let isRemote: Bool

    public static let code = "FORBIDDEN"

    /// For the person who asked.
    public var message: String {
        isRemote && Authority.deniedRemotely.contains(permission)
            ? "\"\(permission.rawValue)\" is not possible from outside" : "\(principal) may not: \(permission.rawValue)"
    }

    /// What is put on record.
    public var event: SystemEvent {
        SystemEvent(.permissionRefused, data: [("permission", .string(permission.rawValue)), ("remote", .bool(isRemote))])
    }
}
