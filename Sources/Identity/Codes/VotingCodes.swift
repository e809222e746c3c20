public import Ledger

/// Makes and checks the voting codes of one election's roll. Keeps no table: a code carries its own proof.
///
/// A code names a place on the roll, and another roll has other voters in the same places: so codes are good for one roll alone. The same
/// voters give the same roll, in whatever order they come.
public struct VotingCodes: Secret, Sendable {
    private let key: MACKey
    private let roll: Hash

    /// - Parameter roll: what the ledger's roll entry has as `digest`.
    public init(keys: KeyRing, roll: Hash) {
        key = keys.votingCode
        self.roll = roll
    }

    /// The digest of a roll: SHA-256 over the hashes of its voters.
    ///
    /// - Parameter voters: ascending, each once.
    public static func digest(ofRoll voters: some Sequence<VoterHash>) -> Hash {
        var hashes: [UInt8] = []
        hashes.reserveCapacity(voters.underestimatedCount * Hash.byteCount)
        for voter in voters { voter.value.withUnsafeBytes { hashes.append(contentsOf: $0) } }
        return Hash.sha256(hashes)
    }

    /// The code of the voter at this position of the roll. Deterministic.
    ///
    /// - Parameter serial: 0 to ``VotingCode/serialMax``.
    public func code(serial: UInt32) -> VotingCode {
        VotingCode(serial: serial, tag: tag(of: serial))
    }

    /// The position in the roll that a typed code stands for.
    ///
    /// The caller still has to see that the roll has such a position, and to limit how often an address may guess.
    public func serial(of text: some Sequence<UInt8>) throws(VotingCodeError) -> UInt32 {
        let code = try VotingCode(typed: text)
        let genuine = code.tag.withUnsafeBytes { given in
            tag(of: code.serial).withUnsafeBytes { equalInConstantTime(given, $0) }
        }
        guard genuine else { throw .notGenuine }
        return code.serial
    }

    /// The position in the roll that a typed code stands for.
    public func serial(of text: String) throws(VotingCodeError) -> UInt32 {
        try serial(of: text.utf8)
    }

    private func tag(of serial: UInt32) -> [UInt8] {
        let message = withUnsafeBytes(of: serial.bigEndian) { Array($0) } + roll.bytes
        return Array(key.authenticate(message).bytes.prefix(VotingCode.tagByteCount))
    }
}
