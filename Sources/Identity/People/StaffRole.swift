/// What a person is to the raffles and elections of an installation.
public enum StaffRole: String, Hashable, Sendable, CaseIterable {
    /// Sells tickets.
    case operatorRole = "operator"
    /// Runs the event: activation and close, voids, reconciliation and its acknowledgement, counterfoil reprints.
    case eventManager = "event-manager"
    /// Conducts draws and pays claims.
    case drawOfficial = "draw-official"
    /// Sets up: people, devices, raffles, elections.
    case admin
    /// Reads everything and verifies; changes nothing.
    case regulator
    /// Looks for faults from afar, within a time that is set when the person is added.
    case support

    /// Least privilege: what the role's work needs and no more.
    public var permissions: Set<Permission> {
        switch self {
        case .operatorRole: [.sell, .markTicket, .reprintTicket, .readRaffles]
        case .eventManager:
            [
                .operateRaffle, .markTicket, .approveVoid, .reprintTicket, .reprintCounterfoil, .reconcile, .acknowledge, .alterRecords,
                .verifyTickets, .readRaffles, .readReports, .readValidationNumbers, .readEvents,
            ]
        case .drawOfficial: [.draw, .verifyTickets, .payClaims, .readRaffles, .readReports, .readEvents, .runVerification]
        case .admin:
            [
                .manageUsers, .manageDevices, .manageRemoteAccess, .manageElections, .viewElections, .configureRaffle, .readRaffles,
                .readReports, .readEvents, .runVerification, .backUp,
            ]
        case .regulator: [.viewElections, .readRaffles, .readReports, .readValidationNumbers, .readEvents, .runVerification]
        case .support: [.readRaffles, .readEvents, .runVerification]
        }
    }

    /// Whether a password alone lets nobody in.
    public var needsSecondFactor: Bool {
        switch self {
        case .admin, .support: true
        case .operatorRole, .eventManager, .drawOfficial, .regulator: false
        }
    }

    /// Whether the role may only be held until a set time.
    public var needsEnd: Bool { self == .support }

    /// Whether nobody may hold it with another: who checks or comes from outside does not act.
    public var standsAlone: Bool {
        switch self {
        case .regulator, .support: true
        case .operatorRole, .eventManager, .drawOfficial, .admin: false
        }
    }
}

extension Set<StaffRole> {
    /// What holding all of these allows.
    public var permissions: Set<Permission> { reduce(into: []) { $0.formUnion($1.permissions) } }

    /// Whether one person may hold these: at least one, and a role that stands alone alone.
    public var isAllowed: Bool { !isEmpty && (count == 1 || !contains { $0.standsAlone }) }

    /// The roles' names in the order of the declaration, as entries hold them.
    public var names: [String] { StaffRole.allCases.filter { contains($0) }.map(\.rawValue) }
}

extension AdminRole {
    /// What the holder of an API token may do.
    ///
    /// An organiser runs events without making people: who may add users could give themselves every role.
    public var permissions: Set<Permission> {
        switch self {
        case .owner: Set(Permission.allCases)
        case .organiser:
            StaffRole.eventManager.permissions.union(StaffRole.drawOfficial.permissions).union([
                .manageElections, .viewElections, .configureRaffle, .manageDevices,
            ])
        case .auditor: StaffRole.regulator.permissions
        }
    }
}
