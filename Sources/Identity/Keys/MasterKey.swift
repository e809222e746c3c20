internal import Crypto

/// The 32-byte secret of an installation, from which every election's keys are derived. Prints as `[redacted]`.
///
/// Made once from the system's random source, kept in a file only the server can read, and never used as a key itself.
/// Whoever holds it can make ballot tokens and link ballots to voters; without it no ballot token or voting code is
/// good any more. The keys that sign logs are not derived from it: each is random on its own.
public struct MasterKey: Secret, Sendable {
    public static let byteCount = 32

    /// Versions every derivation: a change of any format below needs a new salt.
    private static let salt = Array("urna master key v1".utf8)

    private let bytes: [UInt8]

    /// - Parameter bytes: 32 random bytes; nil for any other number.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// The bytes, to be written to the key file.
    public func withUnsafeBytes<Answer>(_ body: (UnsafeRawBufferPointer) throws -> Answer) rethrows -> Answer {
        try bytes.withUnsafeBytes(body)
    }

    /// The keys of one election. Deterministic; costs about twenty hashes, so keep what it returns.
    ///
    /// - Parameter election: the election's id; not empty.
    public func ring(forElection election: String) -> KeyRing {
        precondition(!election.isEmpty, "an election has an id")
        return KeyRing(
            ballotToken: MACKey(derive("ballot-token", election)),
            ballotKey: MACKey(derive("ballot-key", election)),
            votingCode: MACKey(derive("voting-code", election)),
            rollHash: MACKey(derive("roll-hash", election)),
            sealedSalt: MACKey(derive("sealed-salt", election)),
            sealedStorage: SecretKey(derive("sealed-storage", election)))
    }

    /// HKDF-SHA256 (RFC 5869) with `info = purpose ‖ 0x00 ‖ election`: neither part can run into the other, because no
    /// purpose holds a zero byte.
    func derive(_ purpose: String, _ election: String) -> [UInt8] {
        hkdf(secret: bytes, salt: Self.salt, info: Array(purpose.utf8) + [0] + Array(election.utf8), byteCount: Self.byteCount)
    }
}

/// HKDF-SHA256 (RFC 5869).
func hkdf(secret: [UInt8], salt: [UInt8], info: [UInt8], byteCount: Int) -> [UInt8] {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: secret), salt: salt, info: info, outputByteCount: byteCount)
        .withUnsafeBytes { Array($0) }
}
