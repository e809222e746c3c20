public import Elections
internal import Identity
internal import Ledger
internal import NIOCore
public import Ports

/// Why a ballot was not taken.
public enum CastRefusal: Error, Sendable {
    case unknownElection
    case tokenMissing
    case tokenMalformed
    /// Not issued here, or for another election.
    case tokenForged
    case tokenExpired
    case contentType
    case ballot(BallotError)
    case notOpen(ElectionState)
    case alreadyVoted
    /// The queue is full.
    case full
    case unavailable(StoreError)
}

/// Looks at a request to cast and puts the ballot in the queue: all that happens on the event loop, without a lock held or an await.
public struct BallotIntake: Sendable {
    private let directory: ElectionDirectory
    private let box: BallotBox
    public let metrics: VoteMetrics

    public init(directory: ElectionDirectory, box: BallotBox, metrics: VoteMetrics) {
        self.directory = directory
        self.box = box
        self.metrics = metrics
    }

    /// - Parameters:
    ///   - election: the id, as in the path.
    ///   - authorization: value of the header.
    ///   - contentType: value of the header.
    ///   - body: the request's whole body.
    ///   - now: seconds since 1970.
    ///   - reply: where the answer goes if the ballot is queued.
    /// - Returns: nil when it was queued, and `reply` will be answered.
    public func admit(
        election: UnsafeRawBufferPointer, authorization: UnsafeRawBufferPointer?, contentType: UnsafeRawBufferPointer?,
        body: UnsafeRawBufferPointer, now: Int64, reply: Reply
    ) -> CastRefusal? {
        guard let election = directory.election(election) else { return .unknownElection }
        guard let token = authorization.flatMap(bearerToken) else { return .tokenMissing }
        // Where the vote has a set end, tokens end with it. One that was good in its last second still asks for the receipt of a ballot that was
        // recorded; that nothing new is taken is the state's to say.
        let asOf = election.definition.closesAt.map { min(now, $0.seconds - 1) } ?? now
        let key: BallotKey
        let region: Int
        // Before the token: the roll that a token of an open election is checked against is the last one.
        let state = election.stateNow(at: now)
        switch election.verify(token, now: asOf) {
        case .valid(let ballotKey, let place): (key, region) = (ballotKey, Int(place))
        case .malformed: return .tokenMalformed
        case .forged: return .tokenForged
        case .expired: return .tokenExpired
        }
        // After the close a ballot that was recorded still gets its receipt: its answer may have been lost on the way.
        guard state >= .open else { return .notOpen(state) }
        guard let contentType, isJSON(contentType) else { return .contentType }
        do throws(BallotError) {
            let ballot = try election.style.parse(requestBody: body)
            let submission = election.submission(of: ballot, key: key, region: region, now: now, reply: reply)
            return box.submit(submission) ? nil : .full
        } catch {
            return .ballot(error)
        }
    }
}

/// The token of `Bearer <token>`; the scheme in any case (RFC 9110, 11.1).
private func bearerToken(_ header: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    let scheme: StaticString = "bearer "
    let length = scheme.utf8CodeUnitCount
    guard header.count > length else { return nil }
    for offset in 0..<length where header[offset] | 0x20 != scheme.utf8Start[offset] | 0x20 { return nil }
    return UnsafeRawBufferPointer(rebasing: header[length...])
}

/// `application/json`, with or without parameters.
private func isJSON(_ header: UnsafeRawBufferPointer) -> Bool {
    let type: StaticString = "application/json"
    let length = type.utf8CodeUnitCount
    guard header.count >= length else { return false }
    for offset in 0..<length where header[offset] | 0x20 != type.utf8Start[offset] | 0x20 { return false }
    return header.count == length || header[length] == UInt8(ascii: ";") || header[length] == UInt8(ascii: " ")
}
