public import Elections
public import Identity
public import Ledger
public import Ports

/// What the desk has to know of an election.
public struct ElectionAccess: Sendable {
    public var id: ElectionID
    public var keys: KeyRing
    public var state: ElectionState
    public var closesAt: Timestamp?
    /// Digest of the roll on record, which voting codes are good for; nil before there is one.
    public var roll: Hash?
    /// Of the roll, when the election tells turnout by region: its tokens carry the voter's.
    public var regions: RegionTable?

    public init(id: ElectionID, keys: KeyRing, state: ElectionState, closesAt: Timestamp?, roll: Hash?, regions: RegionTable? = nil) {
        self.id = id
        self.keys = keys
        self.state = state
        self.closesAt = closesAt
        self.roll = roll
        self.regions = regions
    }
}

/// Why no ballot token was issued.
public enum IssuanceRefusal: Error, Sendable {
    case code(VotingCodeError)
    case login(String)
    case notOnRoll
    /// Tokens are issued from the import of the roll until the close.
    case wrongState(ElectionState)
    case store(StoreError)
}

/// Gives voters their ballot tokens. The one place that knows both who somebody is and which ballot key is theirs.
///
/// Promises: the same voter gets the same token as long as it is valid, and the same ballot key ever after; whoever is given
/// a token is counted as issued, durably, before it is handed out.
public struct TokenDesk: Sendable {
    private let rolls: any RollStore
    /// How long a token is good for when the election has no set end.
    private let lifetimeSeconds: Int64

    public init(rolls: any RollStore, lifetimeSeconds: Int64) {
        self.rolls = rolls
        self.lifetimeSeconds = lifetimeSeconds
    }

    /// A token for whoever holds the voting code.
    public func issue(code: String, in election: ElectionAccess, at now: Timestamp) throws(IssuanceRefusal) -> BallotToken {
        guard let roll = election.roll else { throw .notOnRoll }
        let serial: UInt32
        do throws(VotingCodeError) {
            serial = try VotingCodes(keys: election.keys, roll: roll).serial(of: code)
        } catch {
            throw .code(error)
        }
        return try issue(find({ () throws(StoreError) in try rolls.voter(serial: serial, of: election.id) }), in: election, at: now)
    }

    /// A token for a voter whose identity somebody trusted has vouched for.
    public func issue(voter: VoterID, in election: ElectionAccess, at now: Timestamp) throws(IssuanceRefusal) -> BallotToken {
        let hash = election.keys.hash(of: voter)
        return try issue(find({ () throws(StoreError) in try rolls.voter(hash, of: election.id) }), in: election, at: now)
    }

    private func find(_ look: () throws(StoreError) -> EnrolledVoter?) throws(IssuanceRefusal) -> EnrolledVoter {
        do throws(StoreError) {
            if let voter = try look() { return voter }
        } catch {
            throw .store(error)
        }
        throw .notOnRoll
    }

    private func issue(_ voter: EnrolledVoter, in election: ElectionAccess, at now: Timestamp) throws(IssuanceRefusal) -> BallotToken {
        try checkState(of: election, at: now)
        do throws(StoreError) {
            _ = try id(of: voter, in: election)
            var issuedAt = voter.issuedAt
            if issuedAt == nil { issuedAt = try rolls.issue([voter.serial], of: election.id, at: now)[0] }
            let standing = try standing(issuedAt, of: voter.serial, in: election, at: now)
            return try token(of: voter, issuedAt: standing, in: election, BallotTokenIssuer(keys: election.keys))
        } catch {
            throw .store(error)
        }
    }

    /// The voter's id, from a row that is as it was imported.
    ///
    /// - Throws: `corrupted` when serial, hash, id and (where it counts) region do not belong together: somebody changed the row, perhaps to vote again under
    ///   another ballot key.
    private func id(of voter: EnrolledVoter, in election: ElectionAccess) throws(StoreError) -> String {
        let region = election.regions == nil ? nil : voter.region
        guard let text = try? VoterIDSealer(keys: election.keys).open(voter.sealedID, serial: voter.serial, region: region),
            let id = try? VoterID(text), election.keys.hash(of: id) == voter.voter
        else {
            throw StoreError(.corrupted, "row \(voter.serial) of the roll of \(election.id) is not as it was imported: restore a backup")
        }
        return text
    }

    /// The moment that the voter's token counts from: the stored one, or now when that token has expired.
    private func standing(
        _ issuedAt: Timestamp?, of serial: UInt32, in election: ElectionAccess, at now: Timestamp
    ) throws(StoreError) -> Timestamp {
        guard let issuedAt else { throw StoreError(.notFound, "the voter is no longer on the roll") }
        guard election.closesAt == nil, expiry(issuedAt: issuedAt, in: election) <= now.seconds else { return issuedAt }
        try rolls.reissue(serial, of: election.id, at: now)
        return now
    }

    /// The end that the definition sets counts from its second on, whether or not the close has been carried out by then: a token
    /// given out later would have expired before it was issued.
    private func checkState(of election: ElectionAccess, at now: Timestamp) throws(IssuanceRefusal) {
        guard election.state == .draft || election.state == .open else { throw .wrongState(election.state) }
        if let closesAt = election.closesAt, closesAt <= now { throw .wrongState(.closed) }
    }

    private func expiry(issuedAt: Timestamp, in election: ElectionAccess) -> Int64 {
        election.closesAt?.seconds ?? issuedAt.seconds + lifetimeSeconds
    }

    private func token(
        of voter: EnrolledVoter, issuedAt: Timestamp, in election: ElectionAccess, _ issuer: BallotTokenIssuer
    ) throws(StoreError) -> BallotToken {
        let expiry = expiry(issuedAt: issuedAt, in: election)
        guard let regions = election.regions else { return issuer.issue(to: voter.voter, expiresAtSeconds: expiry) }
        guard let region = regions.position(of: voter.region).flatMap({ UInt16(exactly: $0) }) else {
            throw StoreError(.corrupted, "row \(voter.serial) of the roll of \(election.id) has a region that the ledger does not know")
        }
        return issuer.issue(to: voter.voter, expiresAtSeconds: expiry, region: region, roll: regions.roll)
    }

    /// Issues tokens to a page of the whole roll, for a mail merge or a load test.
    ///
    /// - Parameters:
    ///   - serial: the first voter of the page.
    /// - Returns: CSV lines `voter_id,ballotToken`, and the serial to go on with; nil when there are no more.
    public func issueAll(
        in election: ElectionAccess, from serial: UInt32, at now: Timestamp
    ) throws -> (lines: String, next: UInt32)? {
        try checkState(of: election, at: now)
        let page = try rolls.voters(of: election.id, from: serial, limit: Self.pageSize)
        guard let last = page.last else { return nil }
        let times = try rolls.issue(page.map(\.serial), of: election.id, at: now)
        let issuer = BallotTokenIssuer(keys: election.keys)
        var lines = ""
        for (voter, time) in zip(page, times) {
            let standing = try standing(time, of: voter.serial, in: election, at: now)
            let token = try token(of: voter, issuedAt: standing, in: election, issuer)
            lines += "\(csvField(try id(of: voter, in: election))),\(token.text)\n"
        }
        return (lines, last.serial + 1)
    }

    public static let allHeader = "voter_id,ballotToken\n"
    private static let pageSize = 4_096
}
