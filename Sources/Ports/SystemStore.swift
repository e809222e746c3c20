public import Identity

/// People and settings of one installation; its ledger is `LedgerID.system`.
public protocol SystemStore: LedgerStore {
    /// Adds the administrator and the ledger entry that tells of it, together.
    func add(_ administrator: Administrator, entry: [UInt8]) throws(StoreError) -> CommittedRun
    func administrators() throws(StoreError) -> [Administrator]
    /// A consistent copy of everything into a file of the same format, while the store is in use.
    func backup(to path: String, progress: @escaping (_ done: Int, _ total: Int) -> Void) throws(StoreError)
}
