public import Elections
public import Identity
public import Ledger

/// A voter on a roll: found by a keyed hash of the id, which itself is kept encrypted, for mail merges alone.
public struct RollVoter: Hashable, Sendable {
    public var voter: VoterHash
    /// Empty when the roll has no regions.
    public var region: String
    /// The id, encrypted under a key that is not in the store.
    public var sealedID: [UInt8]

    public init(voter: VoterHash, region: String, sealedID: [UInt8]) {
        self.voter = voter
        self.region = region
        self.sealedID = sealedID
    }
}

/// A voter as stored.
public struct EnrolledVoter: Hashable, Sendable {
    /// Position in the roll, from 0: what a voting code carries.
    public var serial: UInt32
    public var voter: VoterHash
    public var region: String
    public var sealedID: [UInt8]
    /// When a ballot token was first issued.
    public var issuedAt: Timestamp?

    public init(serial: UInt32, voter: VoterHash, region: String, sealedID: [UInt8], issuedAt: Timestamp?) {
        self.serial = serial
        self.voter = voter
        self.region = region
        self.sealedID = sealedID
        self.issuedAt = issuedAt
    }
}

/// Rolls, and who was issued a ballot token.
///
/// Promises: a roll is replaced whole or not at all; a voter is on a roll once; `issue` records the first issuance of a voter and
/// returns that same moment ever after.
public protocol RollStore: Sendable {
    /// Replaces the roll of an election that is still a draft.
    ///
    /// - Parameter voters: ascending by hash, no two equal; the position becomes the serial.
    /// - Throws: `conflict` when two are equal; the old roll stands then.
    func replaceRoll(of election: ElectionID, with voters: [RollVoter]) throws(StoreError)

    func voterCount(of election: ElectionID) throws(StoreError) -> Int
    /// How many voters were issued a ballot token.
    func issuedCount(of election: ElectionID) throws(StoreError) -> Int
    func voter(serial: UInt32, of election: ElectionID) throws(StoreError) -> EnrolledVoter?
    func voter(_ hash: VoterHash, of election: ElectionID) throws(StoreError) -> EnrolledVoter?

    /// Marks voters as issued; the first time stands. Durable on return.
    ///
    /// - Returns: the time that stands for each serial, in order; nil where there is no such voter.
    func issue(_ serials: [UInt32], of election: ElectionID, at now: Timestamp) throws(StoreError) -> [Timestamp?]

    /// Renews the moment of issuance of voters whose token has expired.
    func reissue(_ serial: UInt32, of election: ElectionID, at now: Timestamp) throws(StoreError)

    /// Voters in order of serial, from `serial` on, at most `limit`; empty when there are no more.
    func voters(of election: ElectionID, from serial: UInt32, limit: Int) throws(StoreError) -> [EnrolledVoter]
}
