public import Identity

/// A change to what people and devices prove themselves with.
public enum SecretChange: Sendable {
    /// Replaces what the person had.
    case putStaff(StaffSecret)
    case removeStaff(StaffID)
    /// Replaces the PIN that the operator had at the unit.
    case putDevice(DeviceSecret)
    /// Removes the PINs of every operator at a unit.
    case removeDevice(DeviceID)
}

/// What people and devices prove themselves with; kept beside the ledger, never in it.
///
/// Promises, checked by `StaffStoreContract`:
/// - `append` is one commit: the entries and all the changes are durable on return, or nothing has changed;
/// - the last secret put stands.
public protocol StaffStore: LedgerStore {
    /// Appends entries (there may be none) together with changes, made in their order.
    func append(_ entries: [[UInt8]], to ledger: LedgerID, changing changes: [SecretChange]) throws(StoreError) -> CommittedRun

    func staffSecret(of user: StaffID) throws(StoreError) -> StaffSecret?
    /// Ascending by user.
    func staffSecrets() throws(StoreError) -> [StaffSecret]
    func deviceSecret(of device: DeviceID, operator: StaffID) throws(StoreError) -> DeviceSecret?
    /// Ascending by operator.
    func deviceSecrets(of device: DeviceID) throws(StoreError) -> [DeviceSecret]
}
