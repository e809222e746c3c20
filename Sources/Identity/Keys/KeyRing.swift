/// The keys of one election, one for each purpose, so that nothing made with one means anything under another.
///
/// From ``MasterKey/ring(forElection:)``. Every member prints as `[redacted]`.
public struct KeyRing: Secret, Sendable {
    /// Tags ballot tokens.
    public let ballotToken: MACKey
    /// Turns a voter into the key of their ballot.
    public let ballotKey: MACKey
    /// Tags voting codes.
    public let votingCode: MACKey
    /// Turns a voter's id into the hash that the roll keeps.
    public let rollHash: MACKey
    /// Makes the salts of sealed ballots.
    public let sealedSalt: MACKey
    /// Encrypts what a sealed election stores outside its ledger until the close.
    public let sealedStorage: SecretKey
}
