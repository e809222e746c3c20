public import Raffles

/// A value that belongs to a raffle and must not stand in its ledger, or not yet: the sealed secret of a draw.
public struct KeptValue: Sendable {
    /// Unique within the raffle.
    public var name: String
    /// Sealed under a key that is not in the store.
    public var value: [UInt8]

    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// The ledgers of raffles, with what little has to be kept beside them.
///
/// Promises, checked by `RaffleStoreContract`: `append(_:to:keeping:)` is one commit, durable on return; the last value kept under a name
/// stands.
public protocol RaffleStore: LedgerStore {
    /// Appends entries (there may be none) and keeps values, together.
    func append(_ entries: [[UInt8]], to raffle: RaffleID, keeping values: [KeptValue]) throws(StoreError) -> CommittedRun
    func kept(_ name: String, of raffle: RaffleID) throws(StoreError) -> [UInt8]?
}
