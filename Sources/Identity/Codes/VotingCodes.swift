internal import Ledger

/// Makes and checks the voting codes of one election. Keeps no table: a code carries its own proof.
public struct VotingCodes: Secret, Sendable {
    private let key: MACKey

    public init(keys: KeyRing) {
        key = keys.votingCode
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
        let message = withUnsafeBytes(of: serial.bigEndian) { key.authenticate($0) }
        return Array(message.bytes.prefix(VotingCode.tagByteCount))
    }
}
