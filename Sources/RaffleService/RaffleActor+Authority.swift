public import Identity
public import Raffles

extension RaffleActor {
    /// A person at one command: has every duty when their permissions cover the command, and none otherwise, so that the raffle itself
    /// refuses and records what somebody tried without being allowed to.
    public init(_ authority: Authority, for command: RaffleCommand, component: Raffles.ComponentID = .server) {
        self.init(authority, isAllowed: command.permissions.contains { authority.may($0) }, component: component)
        // The raffle asks whose ticket it is that somebody prints again who is no supervisor.
        if case .reprintTicket = command, !authority.may(.reprintCounterfoil), !duties.isEmpty { duties = [.operator] }
    }

    init(_ authority: Authority, isAllowed: Bool, component: Raffles.ComponentID = .server) {
        guard let user = UserID(authority.principal.text) else {
            preconditionFailure("the names of principals and of a raffle's users follow one rule")
        }
        self.init(user: user, duties: isAllowed ? Set(RaffleDuty.allCases) : [], component: component)
    }
}

extension RaffleCommand {
    /// Each of these alone is enough. None for what only the server or a selling unit can ask.
    public var permissions: Set<Permission> {
        switch self {
        case .create: [.configureRaffle]
        case .activate, .suspend, .resume: [.operateRaffle, .configureRaffle]
        case .close, .lease, .endLease, .closeUnit, .settle, .releaseLeases: [.operateRaffle]
        case .mark, .unmark: [.markTicket]
        case .void, .unvoid: [.approveVoid]
        case .reprintTicket: [.reprintTicket]
        case .reprintCounterfoil: [.reprintCounterfoil]
        case .markCorrupt, .recover, .reconcile: [.reconcile]
        case .acknowledge: [.acknowledge]
        case .changeDefinition: [.configureRaffle, .operateRaffle]
        case .alter: [.alterRecords]
        case .commit, .freeze, .startDraw, .enterNumber, .verifyWinner, .reveal: [.draw]
        case .present: [.verifyTickets, .sell]
        case .claim: [.payClaims, .operateRaffle]
        case .tick, .upload, .restore, .reportLeases, .recordDrawn, .record, .recordRefusal: []
        }
    }
}
