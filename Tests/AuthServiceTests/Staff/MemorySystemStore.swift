import Identity
import Ledger
import NIOConcurrencyHelpers
import Ports

/// The system's store in memory, written as plainly as the port's promises read.
final class MemorySystemStore: SystemStore {
    private struct State {
        var ledgers: [LedgerID: [[UInt8]]] = [:]
        var order: [LedgerID] = []
        var administrators: [Administrator] = []
        var staff: [StaffID: StaffSecret] = [:]
        var devices: [DeviceID: [StaffID: DeviceSecret]] = [:]
        var failure: StoreError?
    }

    private let state = NIOLockedValueBox(State())

    /// Makes every later write fail, or none.
    func fail(_ error: StoreError?) { state.withLockedValue { $0.failure = error } }

    private func write<Answer>(_ body: (inout State) throws(StoreError) -> Answer) throws(StoreError) -> Answer {
        let outcome: Result<Answer, StoreError> = state.withLockedValue { state in
            if let failure = state.failure { return .failure(failure) }
            do throws(StoreError) {
                return .success(try body(&state))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private static func head(of entries: [[UInt8]]) -> TreeHead {
        var range = CompactRange()
        for entry in entries { range.append(Hash.leaf(entry)) }
        return TreeHead(size: range.size, root: range.root)
    }

    private static func run(_ entries: [[UInt8]], from index: Int) -> EntryRun {
        var run = EntryRun(firstIndex: UInt64(index))
        for entry in entries[index...] { run.append(entry, leafHash: Hash.leaf(entry)) }
        return run
    }

    // MARK: Ledgers

    func createLedger(_ ledger: LedgerID) throws(StoreError) {
        try write { state in
            state.ledgers[ledger] = []
            state.order.append(ledger)
        }
    }

    func ledgers() throws(StoreError) -> [LedgerID] { state.withLockedValue { $0.order } }

    func replay(_ ledger: LedgerID, visit: ([EntryRun]) throws -> Void) throws -> TreeHead {
        let entries = state.withLockedValue { $0.ledgers[ledger, default: []] }
        if !entries.isEmpty { try visit([Self.run(entries, from: 0)]) }
        return Self.head(of: entries)
    }

    func append(_ entries: [[UInt8]], to ledger: LedgerID) throws(StoreError) -> CommittedRun {
        try append(entries, to: ledger, changing: [])
    }

    func checkWritable() throws(StoreError) { try write { _ in } }

    func entries(of ledger: LedgerID, in range: Range<UInt64>) throws(StoreError) -> EntryRun {
        let entries = state.withLockedValue { $0.ledgers[ledger, default: []] }
        guard range.upperBound <= entries.count else { throw StoreError(.notFound, "past the head") }
        return Self.run(Array(entries[..<Int(range.upperBound)]), from: Int(range.lowerBound))
    }

    func headCovering(_ index: UInt64, of ledger: LedgerID) throws(StoreError) -> TreeHead {
        Self.head(of: state.withLockedValue { $0.ledgers[ledger, default: []] })
    }

    // MARK: Secrets and administrators

    func append(_ entries: [[UInt8]], to ledger: LedgerID, changing changes: [SecretChange]) throws(StoreError) -> CommittedRun {
        try write { state in
            let first = state.ledgers[ledger, default: []].count
            state.ledgers[ledger, default: []] += entries
            for change in changes {
                switch change {
                case .putStaff(let secret): state.staff[secret.user] = secret
                case .removeStaff(let user): state.staff[user] = nil
                case .putDevice(let secret): state.devices[secret.device, default: [:]][secret.operatorID] = secret
                case .removeDevice(let device): state.devices[device] = nil
                }
            }
            let all = state.ledgers[ledger, default: []]
            return CommittedRun(run: Self.run(all, from: first), head: Self.head(of: all))
        }
    }

    func staffSecret(of user: StaffID) throws(StoreError) -> StaffSecret? { state.withLockedValue { $0.staff[user] } }
    func staffSecrets() throws(StoreError) -> [StaffSecret] {
        state.withLockedValue { $0.staff.values.sorted { $0.user.text < $1.user.text } }
    }
    func deviceSecret(of device: DeviceID, operator person: StaffID) throws(StoreError) -> DeviceSecret? {
        state.withLockedValue { $0.devices[device]?[person] }
    }
    func deviceSecrets(of device: DeviceID) throws(StoreError) -> [DeviceSecret] {
        state.withLockedValue { $0.devices[device, default: [:]].values.sorted { $0.operatorID.text < $1.operatorID.text } }
    }

    func add(_ administrator: Administrator, entry: [UInt8]) throws(StoreError) -> CommittedRun {
        let committed = try append([entry], to: .system, changing: [])
        state.withLockedValue { $0.administrators.append(administrator) }
        return committed
    }

    func administrators() throws(StoreError) -> [Administrator] { state.withLockedValue { $0.administrators } }
    func backup(to path: String, progress: @escaping (_ done: Int, _ total: Int) -> Void) throws(StoreError) {
        throw StoreError(.unavailable, "memory has no backup")
    }
}
