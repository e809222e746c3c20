internal import Crypto

/// A lot that anyone can draw again: candidates in the order of `SHA-256(seed ‖ 0x00 ‖ contest ‖ 0x00 ‖ candidate)`, lowest first.
///
/// Pure. The order of two candidates does not depend on who else is in the draw. Whoever is first is preferred.
public struct Lot: Sendable {
    public let seed: [UInt8]

    /// - Parameter seed: any bytes that nobody could choose knowing the ballots, such as the root hash of the closed ledger.
    public init(seed: [UInt8]) {
        self.seed = seed
    }

    /// Positions in `candidates`, the preferred one first.
    public func order(of candidates: [CandidateID], in contest: ContestID) -> [Int] {
        var hasher = SHA256()
        hasher.update(data: seed)
        hasher.update(data: [0])
        hasher.update(data: Array(contest.text.utf8))
        hasher.update(data: [0])
        let digests = candidates.map { candidate in
            var hasher = hasher
            hasher.update(data: Array(candidate.text.utf8))
            return Array(hasher.finalize())
        }
        return candidates.indices.sorted { digests[$0].lexicographicallyPrecedes(digests[$1]) }
    }
}
