public import Identity

/// People and settings of one installation; its ledger is `LedgerID.system`.
public protocol SystemStore: StaffStore {
    /// Adds the administrator and the ledger entry that tells of it, together.
    ///
    /// - Throws: `conflict` when the id or the token is taken; neither is added then.
    func add(_ administrator: Administrator, entry: [UInt8]) throws(StoreError) -> CommittedRun
    func administrators() throws(StoreError) -> [Administrator]
    /// A consistent copy of everything into a file of the same format, while the store is in use.
    ///
    /// - Throws: `conflict` when there is a file already; it is left as it is. No part of a copy stays behind.
    func backup(to path: String, progress: @escaping (_ done: Int, _ total: Int) -> Void) throws(StoreError)
}
