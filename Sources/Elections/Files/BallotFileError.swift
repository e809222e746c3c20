/// Why a file of ballots could not be read, and where.
///
/// The message is for whoever has the file; it quotes at most a few words of it.
public struct BallotFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// From 1; nil when the fault is not at one place.
    public let line: Int?
    /// In bytes from 1.
    public let column: Int?
    public let message: String

    public init(line: Int? = nil, column: Int? = nil, _ message: String) {
        self.line = line
        self.column = column
        self.message = message
    }

    public var description: String {
        switch (line, column) {
        case (let line?, let column?): "line \(line), column \(column): \(message)"
        case (let line?, nil): "line \(line): \(message)"
        default: message
        }
    }
}

/// How much a file of ballots may hold. Files are not trusted: each bound keeps memory or time in proportion to the file's size.
enum BallotFileLimits {
    static let candidatesMax = Marks.candidatesMax
    /// Ranks on one ballot; more than there can be candidates is a broken file.
    static let ranksMax = 1_000
    /// One record of a CSV, one line of a tally sheet, one token of a BLT file.
    static let lineBytesMax = 64 * 1_024
    /// Room for the longest name that a definition may have, in any script.
    static let nameBytesMax = 4 * ElectionDefinition.titleCharactersMax
    /// All ballots of a file, weights included: a hundred thousand times this many still fit an integer of 64 bits.
    static let ballotsMax: UInt64 = 1_000_000_000_000
    /// A CVR is held in memory as a whole.
    static let jsonBytesMax = 1 << 30
}
