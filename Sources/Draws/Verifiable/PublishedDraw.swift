/// Everything that is published of a verifiable draw, besides the pool itself.
public struct PublishedDraw: Hashable, Sendable {
    /// The event's name in the pool text.
    public var event: String
    /// The draw's name.
    public var draw: String
    /// What was committed to before sales closed.
    public var commitment: Digest256
    /// The frozen pool.
    public var pool: PoolDigest
    /// The chain that was named when the pool was frozen.
    public var namedChain: String
    /// The round that was named when the pool was frozen.
    public var namedRound: UInt64
    /// The beacon's record.
    public var beacon: BeaconRecord
    /// The secret, revealed after the draw.
    public var secret: [UInt8]
    /// The seed.
    public var seed: Digest256
    /// Whether a number may win again.
    public var replacement: Replacement
    /// What was drawn.
    public var transcript: Transcript

    /// Writes down what was published; nothing is checked yet.
    public init(
        event: String, draw: String, commitment: Digest256, pool: PoolDigest, namedChain: String, namedRound: UInt64,
        beacon: BeaconRecord, secret: [UInt8], seed: Digest256, replacement: Replacement, transcript: Transcript
    ) {
        self.event = event
        self.draw = draw
        self.commitment = commitment
        self.pool = pool
        self.namedChain = namedChain
        self.namedRound = namedRound
        self.beacon = beacon
        self.secret = secret
        self.seed = seed
        self.replacement = replacement
        self.transcript = transcript
    }
}

/// The first thing that is wrong with a published draw.
public enum VerificationFailure: Error, Hashable, Sendable {
    /// The pool's lines make no pool text.
    case pool(PoolError)
    /// The pool's lines give another digest than was frozen: a number or a text was changed, added or left out.
    case poolDigest
    /// The pool's count, smallest or largest number is not what was published.
    case poolFigures
    /// The revealed secret is not the one that was committed to.
    case commitment
    /// The secret does not have 32 bytes.
    case secretLength(Int)
    /// The beacon's record is not of the chain and round that were named.
    case otherRound(named: UInt64, used: UInt64)
    /// The beacon's record contradicts itself.
    case beacon(BeaconRecord.Failure)
    /// The seed is not what the secret, the pool and the beacon give.
    case seed
    /// There are more prizes than the pool has numbers.
    case selection(SelectionError)
    /// The selection for a prize, counted from 0, is not what the seed gives.
    case transcript(prize: Int)
}

extension PublishedDraw {
    /// Recomputes the whole draw from what was published.
    ///
    /// - Parameter lines: the pool, ascending: each number in play and its text.
    /// - Returns: how far the beacon's signature is known to be genuine: `unverified`, for the caller to say aloud.
    @discardableResult
    public func verify(
        lines: some Sequence<(number: UInt32, text: String)>
    ) throws(VerificationFailure) -> BeaconRecord.SignatureStatus {
        let numbers = try checkPool(lines)
        guard secret.count == VerifiableDraw.secretBytes else { throw .secretLength(secret.count) }
        guard VerifiableDraw.commitment(draw: draw, secret: secret) == commitment else { throw .commitment }
        try checkBeacon()
        let expected = VerifiableDraw.seed(
            draw: draw, secret: secret, pool: pool.digest, round: beacon.round, randomness: beacon.randomness)
        guard expected == seed else { throw .seed }
        try checkTranscript(numbers)
        return beacon.signatureStatus
    }

    private func checkPool(_ lines: some Sequence<(number: UInt32, text: String)>) throws(VerificationFailure) -> [UInt32] {
        var numbers: [UInt32] = []
        let found: PoolDigest
        do throws(PoolError) {
            var builder = try PoolDigestBuilder(event: event, draw: draw)
            for line in lines {
                try builder.append(line.number, line.text)
                numbers.append(line.number)
            }
            found = builder.finalize()
        } catch {
            throw .pool(error)
        }
        guard found.digest == pool.digest else { throw .poolDigest }
        guard found == pool else { throw .poolFigures }
        return numbers
    }

    private func checkBeacon() throws(VerificationFailure) {
        guard beacon.round == namedRound, beacon.chain == namedChain else {
            throw .otherRound(named: namedRound, used: beacon.round)
        }
        do throws(BeaconRecord.Failure) {
            try beacon.check()
        } catch {
            throw .beacon(error)
        }
    }

    private func checkTranscript(_ numbers: [UInt32]) throws(VerificationFailure) {
        let drawn: Transcript
        do throws(SelectionError) {
            drawn = try VerifiableDraw.run(
                draw: draw, seed: seed, pool: NumberPool(numbers), prizes: transcript.selections.count, replacement)
        } catch {
            throw .selection(error)
        }
        for (prize, selection) in drawn.selections.enumerated() where selection != transcript.selections[prize] {
            throw .transcript(prize: prize)
        }
    }
}
