/// What a person may do in a raffle. One person can have several duties.
public enum RaffleDuty: String, Hashable, Sendable, CaseIterable {
    /// Sells.
    case `operator`
    /// Supervises: closes, voids, reconciles, acknowledges, pays.
    case eventManager = "event-manager"
    /// Conducts draws.
    case drawOfficial = "draw-official"
    /// Configures.
    case admin
    /// Reads everything, changes nothing.
    case regulator
    /// From outside, for a limited time; changes nothing.
    case support
}

/// Who asks for something.
public struct RaffleActor: Hashable, Sendable {
    public var user: UserID
    public var duties: Set<RaffleDuty>
    /// Set when a selling unit asks by itself, after it has proved which one it is.
    public var unit: RSUID?
    public var component: ComponentID
    /// The server by itself.
    public let isServer: Bool

    public init(user: UserID, duties: Set<RaffleDuty>, component: ComponentID = .server) {
        self.user = user
        self.duties = duties
        self.component = component
        isServer = false
    }

    /// A selling unit that is enrolled, enabled and authenticated.
    public init(unit: RSUID) {
        user = UserID(unit)
        duties = []
        self.unit = unit
        component = ComponentID(unit)
        isServer = false
    }

    private init(server user: UserID) {
        self.user = user
        duties = []
        component = .server
        isServer = true
    }

    public static let system = RaffleActor(server: .system)
    public static let schedule = RaffleActor(server: .schedule)
}
