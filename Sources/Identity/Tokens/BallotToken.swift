public import Ledger

// A ballot token of the pseudonymous mode, 57 bytes, written as 76 characters of base64url:
//
//     version     1   0x01
//     ballot key 32   HMAC-SHA256(ballot-key key of the election, voter hash)
//     expiry      8   u64 big-endian, seconds since 1970
//     tag        16   first half of HMAC-SHA256(ballot-token key of the election, the 41 bytes before)
//
// In elections that tell turnout by region it is of version 2, as long:
//
//     version     1   0x02
//     ballot key 32   as above
//     expiry      6   u48 big-endian, seconds since 1970
//     region      2   u16 big-endian: 0 for none, else from 1 the place of the voter's region in the roll entry's regions
//     tag        16   as above, over the 41 bytes before and then the first 14 of the roll entry's leaf hash
//
// A region's place means nothing without its roll, so the tag binds the roll: a token that was given out before a draft's roll was
// replaced is forged after.
//
// 57 is a multiple of 3, so no character holds spare bits: every token has one spelling. 41 + 14 bytes and the padding
// fit into one block of SHA-256. The election is bound by its keys, not named.

/// The right to cast one ballot in one election, for whoever bears it. Prints as `[redacted]`.
///
/// Says which ballot, not whose: the ballot key can't be turned back into a voter without the election's keys.
public struct BallotToken: Secret, Hashable, Sendable {
    /// Characters of ``text``.
    public static let characterCount = 76

    static let version: UInt8 = 1
    static let regionalVersion: UInt8 = 2
    /// Bytes of the roll entry's leaf hash that the tag of a regional token covers.
    static let rollByteCount = 14
    static let signedByteCount = 41
    static let tagByteCount = 16
    static let byteCount = signedByteCount + tagByteCount

    public let ballotKey: BallotKey
    /// The first second, since 1970 UTC, in which the token is good no more.
    public let expiresAtSeconds: Int64
    /// The token as it goes into an `Authorization` header.
    public let text: String
}

/// Issues the ballot tokens of one election.
public struct BallotTokenIssuer: Secret, Sendable {
    private let keys: KeyRing

    public init(keys: KeyRing) {
        self.keys = keys
    }

    /// The token of a voter in an election that tells turnout by region; deterministic too.
    ///
    /// - Parameters:
    ///   - expiresAtSeconds: since 1970 UTC; not negative, and of 48 bits.
    ///   - region: place of the voter's region in the roll entry's regions, from 1; 0 for none.
    ///   - roll: leaf hash of the roll entry.
    public func issue(to voter: VoterHash, expiresAtSeconds: Int64, region: UInt16, roll: Hash) -> BallotToken {
        precondition(expiresAtSeconds >= 0 && expiresAtSeconds < 1 << 48, "tokens expire after 1970, at a time of six bytes")
        let ballotKey = keys.ballotKey(of: voter)
        var bytes = [BallotToken.regionalVersion] + ballotKey.value.bytes
        withUnsafeBytes(of: expiresAtSeconds.bigEndian) { bytes.append(contentsOf: $0.dropFirst(2)) }
        withUnsafeBytes(of: region.bigEndian) { bytes.append(contentsOf: $0) }
        let signed = bytes + roll.bytes.prefix(BallotToken.rollByteCount)
        bytes.append(contentsOf: keys.ballotToken.authenticate(signed).bytes.prefix(BallotToken.tagByteCount))
        return BallotToken(ballotKey: ballotKey, expiresAtSeconds: expiresAtSeconds, text: Base64URL.encode(bytes))
    }

    /// The token of a voter. Deterministic: the same voter and expiry give the same token, so nothing need be stored to
    /// give it out again.
    ///
    /// - Parameter expiresAtSeconds: since 1970 UTC; not negative.
    public func issue(to voter: VoterHash, expiresAtSeconds: Int64) -> BallotToken {
        precondition(expiresAtSeconds >= 0, "tokens expire after 1970")
        let ballotKey = keys.ballotKey(of: voter)
        var bytes = [BallotToken.version] + ballotKey.value.bytes
        withUnsafeBytes(of: expiresAtSeconds.bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: keys.ballotToken.authenticate(bytes).bytes.prefix(BallotToken.tagByteCount))
        return BallotToken(ballotKey: ballotKey, expiresAtSeconds: expiresAtSeconds, text: Base64URL.encode(bytes))
    }
}
