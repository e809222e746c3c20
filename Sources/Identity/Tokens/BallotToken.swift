internal import Ledger

// A ballot token of the pseudonymous mode, 57 bytes, written as 76 characters of base64url:
//
//     version     1   0x01
//     ballot key 32   HMAC-SHA256(ballot-key key of the election, voter hash)
//     expiry      8   u64 big-endian, seconds since 1970
//     tag        16   first half of HMAC-SHA256(ballot-token key of the election, the 41 bytes before)
//
// 57 is a multiple of 3, so no character holds spare bits: every token has one spelling. 41 bytes and the padding fit
// into one block of SHA-256. The election is bound by its keys, not named.

/// The right to cast one ballot in one election, for whoever bears it. Prints as `[redacted]`.
///
/// Says which ballot, not whose: the ballot key can't be turned back into a voter without the election's keys.
public struct BallotToken: Secret, Hashable, Sendable {
    /// Characters of ``text``.
    public static let characterCount = 76

    static let version: UInt8 = 1
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
