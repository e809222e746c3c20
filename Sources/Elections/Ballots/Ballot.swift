/// A ballot that is valid under its definition. Only `BallotStyle` makes one.
public struct Ballot: Hashable, Sendable {
    /// Canonical JSON of the selections object.
    ///
    /// Contests are in the order of their ids, blank ones left out; choices and candidates sharing a rank are in the order of
    /// the definition; scores of 0 and trailing skipped ranks are left out. Requests that mean the same give the same bytes.
    public let selections: [UInt8]
    /// What each contest is told, by contest position; blank contests included.
    public let marks: [Marks]
}
