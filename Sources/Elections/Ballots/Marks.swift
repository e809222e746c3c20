/// What one ballot says in one contest, by candidate position, in a form cheap to hash, count and merge.
///
/// Layout of `codes`, by the contest's method:
///
///     plurality, approval   the chosen positions, ascending
///     score                 position, score, position, score, … ascending by position; scores of 0 are left out
///     irv, stv, schulze     one item a rank, best first; trailing skipped ranks are left out. An item is
///                             a position              that candidate
///                             skipped                 no mark at this rank
///                             overvote, n, p1 … pn    n candidates at this rank, ascending; n = 0 when the
///                                                     source does not tell which
///
/// A blank contest has no codes.
public struct Marks: Hashable, Sendable {
    public static let skipped: UInt16 = 0xFFFF
    public static let overvote: UInt16 = 0xFFFE
    /// Candidates a contest can hold: the codes above must stay free.
    public static let candidatesMax = 1_000

    public var codes: [UInt16]

    public init(codes: [UInt16] = []) {
        self.codes = codes
    }

    public var isBlank: Bool { codes.isEmpty }

    public func hash(into hasher: inout Hasher) {
        codes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
