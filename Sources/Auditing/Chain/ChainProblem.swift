/// The first thing that is wrong with an exported event log.
public struct ChainProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// A line that no export has.
        case malformed
        /// A record with another number than the next: one is missing, was inserted, or stands elsewhere.
        case wrongSequence = "wrong-sequence"
        /// A record that does not give its hash: it, or the hash, was changed.
        case wrongHash = "wrong-hash"
        /// A checkpoint without a good signature by a known key, or of another log.
        case badCheckpoint = "bad-checkpoint"
        /// Records and hashes agree among themselves, but not with what was signed: they were all made anew.
        case rewritten
        /// Fewer records than were signed for.
        case truncated
        /// No checkpoint: nobody vouches for anything.
        case unsigned
    }

    public let code: Code
    /// Number of the first record that is bad or missing. For ``Code/rewritten`` the first that no earlier checkpoint covers.
    public let seq: UInt64
    /// Safe to show.
    public let message: String

    public var description: String { "record \(seq): \(message)" }
}
