/// How many of which witnesses must have signed a checkpoint before it is believed.
///
/// A log's own signature does not keep it from showing different trees to different people; witnesses run by others do. With n witnesses of which f may lie,
/// a quorum k rules out two stories when 2k − n > f.
public struct WitnessPolicy: Sendable {
    public let quorum: Int
    public let witnesses: [NoteVerifierKey]

    /// Asks for no witness: whoever holds the log's key is believed.
    public static let none = WitnessPolicy(unchecked: 0, witnesses: [])

    /// Makes a policy, or nil when the quorum is negative or can't be reached, a key is not a cosignature key, or two names share one key.
    public init?(quorum: Int, witnesses: [NoteVerifierKey]) {
        guard (0...witnesses.count).contains(quorum), witnesses.allSatisfy({ $0.algorithm == .cosignature }),
            Set(witnesses.map(\.publicKey)).count == witnesses.count
        else { return nil }
        self.init(unchecked: quorum, witnesses: witnesses)
    }

    private init(unchecked quorum: Int, witnesses: [NoteVerifierKey]) {
        self.quorum = quorum
        self.witnesses = witnesses
    }
}
