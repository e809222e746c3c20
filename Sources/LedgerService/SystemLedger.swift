internal import Dispatch
public import Identity
public import Ledger
public import Ports

/// The ledger of the installation itself: people, starts, elections made, and the newest checkpoint of every other ledger.
public final class SystemLedger: Sendable {
    public let served: ServedLedger
    private let store: any SystemStore
    /// Appends take turns here: a commit blocks its thread for the time of a flush.
    private let queue = DispatchQueue(label: "urna.system-ledger")

    public init(store: any SystemStore, origin: String, signer: NoteSigner) {
        self.store = store
        served = ServedLedger(id: .system, origin: origin, signer: signer, store: store)
    }

    /// Reads the ledger back, or begins it when there is none.
    public func open(now: Timestamp, version: String) throws {
        if try store.ledgers().contains(.system) {
            let head = try store.replay(.system) { runs in
                for run in runs { served.restore(run.leafHashes) }
            }
            try served.finishRestoring(head)
        } else {
            try store.createLedger(.system)
        }
        // Also after a stop between making the ledger and its first entry.
        if served.published.head.size == 0 {
            try append(.system(origin: served.origin, createdAt: now, version: version))
        }
        try append(.started(at: now, version: version))
    }

    /// Appends an entry; durable on return.
    public func append(_ entry: SystemEntry) throws(StoreError) {
        try append([entry])
    }

    /// Appends entries, and changes what people and devices prove themselves with, in one commit; durable on return.
    public func append(_ entries: [SystemEntry], changing changes: [SecretChange] = []) throws(StoreError) {
        guard !entries.isEmpty || !changes.isEmpty else { return }
        try inTurn { () throws(StoreError) in
            served.adopt(try store.append(entries.map { $0.encode() }, to: .system, changing: changes))
        }
    }

    /// Reads every entry, oldest first: what directories and registries are rebuilt from at start.
    ///
    /// - Throws: `corrupted` naming an entry that is none; what `body` throws.
    public func readAll(_ body: (SystemEntry, UInt64) throws -> Void) throws {
        let size = served.published.head.size
        var next: UInt64 = 0
        while next < size {
            let run = try served.entries(in: next..<min(size, next + Self.page))
            for offset in 0..<run.count {
                let index = next + UInt64(offset)
                let entry: SystemEntry
                do throws(SystemEntryError) {
                    entry = try SystemEntry(decoding: run.entry(at: offset))
                } catch {
                    throw StoreError(.corrupted, "ledger system: entry \(index) cannot be read", cause: "\(error)")
                }
                try body(entry, index)
            }
            next += UInt64(run.count)
        }
    }

    /// Entries read at a time.
    private static let page: UInt64 = 4_096

    /// Adds an administrator together with the entry that tells of it.
    public func add(_ administrator: Administrator, by: AdministratorID?, at now: Timestamp) throws(StoreError) {
        let entry = SystemEntry.administratorAdded(
            id: administrator.id, name: administrator.name, role: administrator.role, at: now, by: by)
        try inTurn { () throws(StoreError) in
            served.adopt(try store.add(administrator, entry: entry.encode()))
        }
    }

    private func inTurn(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        let result: Result<Void, StoreError> = queue.sync {
            do throws(StoreError) {
                return .success(try body())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
