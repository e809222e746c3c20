public import Identity
public import Ledger
internal import LedgerService
public import Raffles

/// What people and selling units do with raffles: every call is an order of the desk, in turn with all others.
///
/// Whatever is refused is on record in the raffle's ledger before the refusal is thrown.
public struct RaffleOffice: Sendable {
    public let directory: RaffleDirectory
    public let desk: SalesDesk

    public init(directory: RaffleDirectory, desk: SalesDesk) {
        self.directory = directory
        self.desk = desk
    }

    /// Makes a raffle, as a draft, with the next event number.
    ///
    /// - Throws: `definition`; `refused` when the permission is missing; `unavailable` with `conflict` when the id is taken.
    public func create(_ id: RaffleID, _ definition: JSONValue, by authority: Authority) async throws(DeskFailure) -> RunningRaffle {
        try await asDesk {
            let definition = try RaffleDefinition.admit(definition)
            // Who may create is asked before the raffle has a ledger to record a refusal in.
            let creation = RaffleCreation(raffle: id, eventNumber: 0, origin: "", definition: definition)
            let actor = RaffleActor(authority, for: .create(creation))
            let directory = directory
            let desk = desk
            return try await desk.inTurn { try directory.create(id, definition, by: actor, at: desk.now) }
        }
    }

    /// A command of a person.
    public func perform(
        _ command: RaffleCommand, on raffle: RunningRaffle, by authority: Authority, component: Raffles.ComponentID = .server
    ) async throws(DeskFailure) -> RaffleOutcome {
        var command = command
        if case .recover(let rsu, let sales, let incomplete, nil) = command {
            // A unit's file is signed, but by a unit that broke: its tickets' validation numbers have to be their own.
            command = .recover(rsu: rsu, sales: sales, incomplete: incomplete, validation: raffle.keys.validation)
        }
        return try await desk.perform(command, on: raffle, by: RaffleActor(authority, for: command, component: component))
    }

    /// A command of a selling unit that has shown who it is.
    public func perform(_ command: RaffleCommand, on raffle: RunningRaffle, by unit: RSUID) async throws(DeskFailure) -> RaffleOutcome {
        try await desk.perform(command, on: raffle, by: RaffleActor(unit: unit))
    }

    /// A command of the server itself.
    public func performBySystem(_ command: RaffleCommand, on raffle: RunningRaffle) async throws(DeskFailure) -> RaffleOutcome {
        try await desk.perform(command, on: raffle, by: .system)
    }

    /// Puts on record what was refused before it reached the raffle, such as a sale of a unit that is not enabled.
    public func refuse(
        _ action: String, _ refusal: Refusal, on raffle: RunningRaffle, by user: UserID, component: Raffles.ComponentID
    ) async throws(DeskFailure) {
        let command = RaffleCommand.recordRefusal(action: action, refusal, by: user, component: component)
        _ = try await desk.perform(command, on: raffle, by: .system)
    }
}

/// Numbers handed to a unit, and what it makes validation numbers with.
public struct LeasedNumbers: Sendable {
    public var lease: Lease
    /// In the order in which the unit sells them.
    public var numbers: [UInt32]
    /// For the unit alone.
    public var key: UnitValidationKey
    /// Whether it was handed out before.
    public var isRepeated: Bool
}

extension RaffleOffice {
    /// Numbers for a unit. When the unit asks itself, it is given the lease that it has as long as enough of it is left for every
    /// package, so that asking twice wastes none.
    ///
    /// - Parameter authority: who asks for more numbers on the unit's behalf; nil when the unit asks itself.
    public func lease(
        _ count: Int, to rsu: RSUID, operator seller: UserID, on raffle: RunningRaffle, by authority: Authority? = nil
    ) async throws(DeskFailure) -> LeasedNumbers {
        let command = RaffleCommand.lease(rsu: rsu, operator: seller, count: count)
        let actor = authority.map { RaffleActor($0, for: command) } ?? RaffleActor(unit: rsu)
        if authority == nil, let open = raffle.openLease(of: rsu) {
            return LeasedNumbers(
                lease: open, numbers: raffle.numbers(in: open.positions), key: raffle.unitKey(of: rsu), isRepeated: true)
        }
        guard case .lease(let lease) = try await desk.perform(command, on: raffle, by: actor) else {
            preconditionFailure("a lease is answered with a lease")
        }
        return LeasedNumbers(
            lease: lease, numbers: raffle.numbers(in: lease.positions), key: raffle.unitKey(of: rsu), isRepeated: false)
    }
}

extension RunningRaffle {
    /// The newest lease of a unit, while there is enough left in it for the largest package.
    func openLease(of rsu: RSUID) -> Lease? {
        reading { record in
            guard record.state == .active || record.state == .suspended, let account = record.account(rsu), account.state == .leased,
                let positions = record.leases(of: rsu).last
            else { return nil }
            let largest = definition.packages.map(\.numbers).max() ?? 1
            var left = 0
            for position in positions.reversed() where record.place(ofNumber: order.number(at: position)) == nil {
                left += 1
                if left >= largest { return Lease(rsu: rsu, operator: account.operator, positions: positions) }
            }
            return nil
        }
    }
}
