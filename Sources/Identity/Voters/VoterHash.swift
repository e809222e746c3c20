public import Ledger

/// A voter as the roll and the register of issued tokens know them: HMAC-SHA256 of the normalised id under the
/// election's roll key.
///
/// Without the key it can't be computed from an id, nor compared between elections. Prints as `[redacted]`: no log line is
/// to follow a voter about.
public struct VoterHash: Secret, Hashable, Sendable {
    public let value: Hash

    /// Wraps a hash that was stored.
    public init(_ value: Hash) {
        self.value = value
    }
}

/// What names a ballot and makes it unique in its election: HMAC-SHA256 of the voter's hash under the election's
/// ballot-key key.
///
/// Public: it stands in the ledger. Only a holder of the key can tell whose it is.
public struct BallotKey: Hashable, Sendable {
    public let value: Hash

    /// Wraps a key that was stored.
    public init(_ value: Hash) {
        self.value = value
    }
}

extension KeyRing {
    /// The voter's hash in this election. Deterministic.
    public func hash(of voter: VoterID) -> VoterHash {
        var text = voter.text
        return VoterHash(text.withUTF8 { rollHash.authenticate(UnsafeRawBufferPointer($0)) })
    }

    /// The key of the voter's one ballot in this election. Deterministic.
    public func ballotKey(of voter: VoterHash) -> BallotKey {
        BallotKey(voter.value.withUnsafeBytes { ballotKey.authenticate($0) })
    }
}
