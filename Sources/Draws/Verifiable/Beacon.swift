/// A public randomness beacon of the drand kind: one value every period, known to nobody before.
public struct BeaconChain: Hashable, Sendable {
    /// The chain's hash in lower-case hexadecimal: its name.
    public let hash: String
    /// Seconds from one round to the next.
    public let periodSeconds: Int64
    /// When round 1 was emitted, in seconds since 1970 UTC.
    public let genesisSeconds: Int64
    /// How its signatures are made.
    public let scheme: String
    /// The chain's BLS public key in lower-case hexadecimal.
    public let publicKey: String
    /// Bytes in each signature.
    public let signatureBytes: Int

    /// drand's quicknet.
    public static let quicknet = BeaconChain(
        hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
        periodSeconds: 3,
        genesisSeconds: 1_692_803_367,
        scheme: "bls-unchained-g1-rfc9380",
        publicKey: """
            83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c\
            8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb\
            5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a
            """,
        signatureBytes: 48)

    /// The chains that are known here.
    public static let known = [quicknet]

    /// The round in force at a time, in seconds since 1970 UTC; nil before round 1.
    public func round(atSeconds seconds: Int64) -> UInt64? {
        guard seconds >= genesisSeconds else { return nil }
        return UInt64((seconds - genesisSeconds) / periodSeconds) + 1
    }

    /// The first round that is emitted at a time or later: the one to name when the pool is frozen.
    public func firstRound(notBeforeSeconds seconds: Int64) -> UInt64 {
        guard seconds > genesisSeconds else { return 1 }
        return UInt64((seconds - genesisSeconds + periodSeconds - 1) / periodSeconds) + 1
    }

    /// When a round is emitted, in seconds since 1970 UTC; nil for round 0, which has no time, and for one beyond any calendar.
    public func seconds(ofRound round: UInt64) -> Int64? {
        guard round > 0, round <= 1 << 60 else { return nil }
        return genesisSeconds + Int64(round - 1) * periodSeconds
    }
}

/// What a beacon published for a round.
public struct BeaconRecord: Hashable, Sendable {
    /// The chain's hash.
    public let chain: String
    /// The round.
    public let round: UInt64
    /// The signature over the round.
    public let signature: [UInt8]
    /// SHA-256 of the signature.
    public let randomness: Digest256

    /// Writes down what was published; nothing is checked yet.
    public init(chain: String, round: UInt64, signature: [UInt8], randomness: Digest256) {
        self.chain = chain
        self.round = round
        self.signature = signature
        self.randomness = randomness
    }

    /// How far the signature is known to be the beacon's.
    public enum SignatureStatus: String, Hashable, Sendable {
        /// Nobody has checked it here: BLS12-381 is not in this module. Whoever verifies a draw checks it with drand's own tools.
        case unverified
    }

    /// How far the signature is known to be the beacon's: always `unverified`.
    public var signatureStatus: SignatureStatus { .unverified }

    /// Why a record cannot be a beacon's.
    public enum Failure: Error, Hashable, Sendable {
        /// The chain is not one that is known here.
        case unknownChain(String)
        /// Rounds count from 1.
        case noSuchRound(UInt64)
        /// The signature has another length than the chain's.
        case signatureLength(Int)
        /// The randomness is not SHA-256 of the signature.
        case randomness
    }

    /// Checks all that can be checked without BLS.
    public func check() throws(Failure) {
        guard let known = BeaconChain.known.first(where: { $0.hash == chain }) else { throw .unknownChain(chain) }
        guard known.seconds(ofRound: round) != nil else { throw .noSuchRound(round) }
        guard signature.count == known.signatureBytes else { throw .signatureLength(signature.count) }
        guard SHA256.hash(signature) == randomness else { throw .randomness }
    }
}
