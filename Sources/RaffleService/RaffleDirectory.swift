public import Identity
public import Ledger
public import LedgerService
internal import NIOConcurrencyHelpers
public import Ports
public import Raffles

/// Every raffle of the installation, by id and by event number.
public final class RaffleDirectory: Sendable {
    private struct State {
        var order: [RunningRaffle] = []
        var byID: [RaffleID: RunningRaffle] = [:]
        /// Raffles that the system ledger knows, by event number: the one at place 0 is event 1.
        var announced: [String] = []
    }

    private let raffles = NIOLockedValueBox(State())
    private let store: any RaffleStore
    private let system: SystemLedger
    private let master: MasterKey
    private let signerOf: @Sendable (_ origin: String) throws -> NoteSigner
    /// What log origins begin with.
    public let originBase: String

    /// - Parameter signer: gives the note signer of a log by its origin.
    public init(
        store: any RaffleStore, system: SystemLedger, master: MasterKey, originBase: String,
        signer: @escaping @Sendable (_ origin: String) throws -> NoteSigner
    ) {
        self.store = store
        self.system = system
        self.master = master
        self.originBase = originBase
        signerOf = signer
    }

    public func raffle(_ id: RaffleID) -> RunningRaffle? {
        raffles.withLockedValue { $0.byID[id] }
    }

    /// All raffles, by event number.
    public var all: [RunningRaffle] { raffles.withLockedValue { $0.order } }

    /// The number that the next raffle gets: one more than raffles were ever made. Nothing resets it.
    public var nextEventNumber: UInt64 { raffles.withLockedValue { UInt64($0.announced.count) + 1 } }

    /// Reads every raffle back from the store. Called once, after the system ledger was opened and before anything is served.
    ///
    /// - Parameter progress: told of each raffle that was read.
    /// - Throws: `corrupted` naming the ledger and the entry that is wrong, or the event number that is missing.
    public func restore(progress: (RaffleID, TreeHead) -> Void = { _, _ in }) throws {
        var announced: [String] = []
        try system.readAll { entry, _ in
            if case .raffleCreated(let raffle, _, _, _) = entry { announced.append(raffle) }
        }
        var found: [RunningRaffle] = []
        for case .raffle(let text) in try store.ledgers() {
            guard let id = RaffleID(text) else {
                throw StoreError(.corrupted, "the database holds a raffle with an impossible id")
            }
            let keys = RaffleKeys(raffle: id, ring: master.ring(forRaffle: text))
            let restorer = RaffleRestorer(id: id, keys: keys, ledger: try ledger(of: id), store: store)
            // A stop between making a ledger and its first entry leaves an empty one: `create` goes on from there.
            guard let raffle = try restorer.restore() else { continue }
            found.append(raffle)
            progress(id, raffle.ledger.published.head)
        }
        found.sort { $0.eventNumber < $1.eventNumber }
        for (place, raffle) in found.enumerated() {
            guard raffle.eventNumber == UInt64(place) + 1 else {
                throw StoreError(.corrupted, "raffle \(raffle.id) is event \(raffle.eventNumber), and event \(place + 1) is missing")
            }
            guard place >= announced.count || announced[place] == raffle.id.text else {
                throw StoreError(.corrupted, "event \(place + 1) is raffle \(announced[place]) in the system ledger, not \(raffle.id)")
            }
        }
        guard found.count >= announced.count else {
            throw StoreError(.corrupted, "the ledger of raffle \(announced[found.count]) is missing: restore a backup")
        }
        let known = found
        let names = announced
        raffles.withLockedValue { state in
            state.order = known
            state.byID = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0) })
            state.announced = names
        }
        try announce()
    }

    /// Makes a raffle with the next event number. On the writer's thread.
    ///
    /// - Throws: `conflict` when the id is taken; INVALID when the installation uses it itself.
    func create(_ id: RaffleID, _ definition: RaffleDefinition, by actor: RaffleActor, at now: Instant) throws -> RunningRaffle {
        guard !id.isReserved else { throw Refusal(.invalid, "the installation itself uses this name", detail: id.text) }
        guard raffle(id) == nil else { throw StoreError(.conflict, "there is a raffle with the id \(id)") }
        // What a crash or a full disk left unsaid comes first: numbers are consecutive.
        try announce()
        let ledger = try ledger(of: id)
        let creation = RaffleCreation(raffle: id, eventNumber: nextEventNumber, origin: ledger.origin, definition: definition)
        let keys = RaffleKeys(raffle: id, ring: master.ring(forRaffle: id.text))
        var record = RaffleRecord(orderKey: keys.order)
        let decision = record.perform(.create(creation), by: actor, at: now)
        if let refusal = decision.refusal { throw refusal }
        if try !store.ledgers().contains(.raffle(id.text)) { try store.createLedger(.raffle(id.text)) }
        ledger.adopt(try store.append(decision.entries.map { $0.encoded() }, to: .raffle(id.text)))
        let raffle = RunningRaffle(id: id, creation: creation, keys: keys, ledger: ledger, record: record)
        raffles.withLockedValue { state in
            state.order.append(raffle)
            state.byID[id] = raffle
        }
        // The raffle is there from here on; if the system ledger cannot be told now, the housekeeper tells it later.
        try? announce()
        return raffle
    }

    /// Whether the system ledger has yet to be told of a raffle.
    var isBehind: Bool { raffles.withLockedValue { $0.announced.count < $0.order.count } }

    /// Tells the system ledger of raffles that it does not know yet, in the order of their event numbers. At start, then on the writer's
    /// thread alone: told twice, a raffle would count twice.
    func announce() throws {
        let unknown = raffles.withLockedValue { state in Array(state.order.dropFirst(state.announced.count)) }
        for raffle in unknown {
            let first = try RaffleEntry(decoding: try raffle.ledger.entries(in: 0..<1).entry(at: 0))
            let act = SystemEntry.Act(
                at: Timestamp(seconds: first.at.milliseconds / 1_000), by: PrincipalID(first.by.text) ?? .system)
            try system.append(
                .raffleCreated(
                    raffle: raffle.id.text, origin: raffle.ledger.origin, verifierKey: raffle.ledger.verifierKey.text, act: act))
            raffles.withLockedValue { $0.announced.append(raffle.id.text) }
        }
    }

    private func ledger(of id: RaffleID) throws -> ServedLedger {
        let origin = "\(originBase)/raffles/\(id)"
        return ServedLedger(id: .raffle(id.text), origin: origin, signer: try signerOf(origin), store: store)
    }
}
