public import Elections
public import Identity
public import Ledger
internal import LedgerService
internal import NIOConcurrencyHelpers
public import Ports

/// Every election of the installation, by id.
public final class ElectionDirectory: Sendable {
    private let elections = NIOLockedValueBox<(order: [ElectionID], byID: [String: RunningElection])>(([], [:]))
    private let store: any BallotStore
    private let master: MasterKey
    private let signerOf: @Sendable (_ origin: String) throws -> NoteSigner
    /// What log origins begin with.
    public let originBase: String

    /// - Parameter signer: gives the note signer of a log by its origin.
    public init(
        store: any BallotStore, master: MasterKey, originBase: String, signer: @escaping @Sendable (_ origin: String) throws -> NoteSigner
    ) {
        self.store = store
        self.master = master
        self.originBase = originBase
        signerOf = signer
    }

    /// The election with these bytes as its id: for the hot path.
    public func election(_ id: UnsafeRawBufferPointer) -> RunningElection? {
        let key = String(decoding: id, as: UTF8.self)
        return elections.withLockedValue { $0.byID[key] }
    }

    public func election(_ id: ElectionID) -> RunningElection? {
        elections.withLockedValue { $0.byID[id.text] }
    }

    /// All elections, oldest first.
    public var all: [RunningElection] {
        elections.withLockedValue { state in state.order.compactMap { state.byID[$0.text] } }
    }

    /// Reads every election back from the store. Called once, before anything is served.
    ///
    /// - Parameter progress: told of each election that was read.
    /// - Throws: `corrupted` naming the ledger and the entry that is wrong.
    public func restore(progress: (ElectionID, TreeHead) -> Void = { _, _ in }) throws {
        for case .election(let text) in try store.ledgers() {
            guard let id = ElectionID(text) else {
                throw StoreError(.corrupted, "the database holds an election with an impossible id")
            }
            let restorer = ElectionRestorer(id: id, keys: master.ring(forElection: text), ledger: try ledger(of: id), store: store)
            // A stop between making a ledger and its first entry leaves an empty one: `create` goes on from there.
            guard let election = try restorer.restore() else { continue }
            add(election)
            progress(id, election.ledger.published.head)
        }
    }

    /// Makes an election. - Throws: `conflict` when the id is taken.
    func create(_ id: ElectionID, _ definition: ElectionDefinition, by actor: ActorID, at now: Timestamp) throws -> RunningElection {
        guard election(id) == nil else { throw StoreError(.conflict, "there is an election with the id \(id)") }
        let ledger = try ledger(of: id)
        let entry = ElectionEntry.election(
            CreationEntry(election: id, definition: definition, origin: ledger.origin, createdAt: now, by: actor))
        let election = RunningElection(
            id: id, definition: definition, keys: master.ring(forElection: id.text), ledger: ledger, record: ElectionRecord())
        if try !store.ledgers().contains(.election(id.text)) { try store.createLedger(.election(id.text)) }
        try election.append([entry.encoded()], to: store)
        add(election)
        return election
    }

    private func ledger(of id: ElectionID) throws -> ServedLedger {
        let origin = "\(originBase)/elections/\(id)"
        return ServedLedger(id: .election(id.text), origin: origin, signer: try signerOf(origin), store: store)
    }

    private func add(_ election: RunningElection) {
        elections.withLockedValue { state in
            state.order.append(election.id)
            state.byID[election.id.text] = election
        }
    }
}
