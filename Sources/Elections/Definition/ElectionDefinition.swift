public import Ledger

/// How ballots relate to voters.
public enum BallotMode: String, Sendable, CaseIterable {
    /// The ballot key is a keyed hash of the voter: the operator could link a ballot to a voter, the public cannot.
    case pseudonymous
    /// The ballot key is the voter's own, certified blindly: nobody can link a ballot to a voter.
    case anonymous
}

/// When results become visible.
public enum ResultsMode: String, Sendable, CaseIterable {
    /// Running totals while the election is open.
    case live
    /// The ledger holds salted commitments until the close; no partial total exists outside the process.
    case sealed
}

/// What is asked, of whom it is asked how, and every rule by which the answers are counted.
///
/// There is no way to make one but `parse`, so a definition at hand is a valid one.
public struct ElectionDefinition: Hashable, Sendable {
    public let title: String
    public let ballots: BallotMode
    public let results: ResultsMode
    /// When voting begins and ends; nil means by hand.
    public let opensAt: Timestamp?
    public let closesAt: Timestamp?
    /// Whether each ballot tells its voter's region, so that turnout is shown by region. Narrows who may have cast a ballot: off by default.
    public let turnoutByRegion: Bool
    /// 1…`contestsMax` contests, their ids distinct.
    public let contests: [Contest]
}

// MARK: - Bounds

extension ElectionDefinition {
    /// Longest title of an election or a contest and longest candidate name, in Unicode scalars: two lines on a telephone.
    public static let titleCharactersMax = 200
    /// Contests on one ballot: the longest ballots known have about 100 questions over several sheets.
    public static let contestsMax = 50
    /// Candidates in one contest; `Marks` could hold more.
    public static let candidatesMax = Marks.candidatesMax
    /// Ranks on one ballot: as many as there can be candidates.
    public static let ranksMax = Marks.candidatesMax
    /// Highest `maxScore`.
    public static let scoreMax = 100
    /// Canonical size of a definition in bytes: it has to fit in the first ledger entry (see `ElectionEntry.bytesMax`).
    public static let bytesMax = 56_000
    /// Problems reported for one definition; beyond this the document is something else altogether.
    public static let problemsMax = 100
}

// MARK: - JSON

extension ElectionDefinition {
    /// Reads a definition and fills in defaults.
    ///
    /// - Throws: every problem found, each with its place. Nothing is corrected silently: unknown members are refused by name.
    public static func parse(_ json: JSONValue) throws(DefinitionError) -> ElectionDefinition {
        var reader = DefinitionReader()
        return try reader.definition(json)
    }

    /// The definition with every rule written out, whether it was given or is a default.
    ///
    /// `parse(json())` is the identity. This is what the first ledger entry holds and hashes. `turnoutByRegion` came later than the
    /// first ledgers and is written only when true, so that theirs stay canonical.
    public func json() -> JSONValue {
        let turnoutByRegion: [(String, JSONValue)] = turnoutByRegion ? [("turnoutByRegion", .bool(true))] : []
        let members: [(String, JSONValue)] = [
            ("title", .string(title)),
            ("ballots", .string(ballots.rawValue)),
            ("results", .string(results.rawValue)),
            ("opensAt", opensAt.map { .string($0.description) } ?? .null),
            ("closesAt", closesAt.map { .string($0.description) } ?? .null),
            ("contests", .array(contests.map { $0.json() })),
        ]
        return .object(members + turnoutByRegion)
    }
}

extension Contest {
    /// The contest with every rule that its method reads, and all of `rules`.
    public func json() -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("id", .string(id.text)),
            ("title", .string(title)),
            ("method", .string(method.rawValue)),
            ("seats", .integer(Int64(seats))),
        ]
        if method == .plurality {
            members.append(("min", .integer(Int64(minChoices))))
            members.append(("max", .integer(Int64(maxChoices))))
        }
        if method == .score { members.append(("maxScore", .integer(Int64(maxScore)))) }
        if method.isRanked { members.append(("maxRanks", .integer(Int64(maxRanks)))) }
        members.append(("rules", rules.json()))
        members.append(("candidates", .array(candidates.map { $0.json() })))
        return .object(members)
    }
}

extension CountingRules {
    public func json() -> JSONValue {
        .object([
            ("overvote", .string(overvote.rawValue)),
            ("skippedRank", .string(skippedRank.rawValue)),
            ("unranked", .string(unranked.rawValue)),
            ("tieBreak", .string(tieBreak.rawValue)),
            ("stop", .string(stop.rawValue)),
            ("writeIns", .string(writeIns.rawValue)),
        ])
    }
}

extension Candidate {
    /// The candidate; `writeIn` is written only when true.
    public func json() -> JSONValue {
        var members: [(String, JSONValue)] = [("id", .string(id.text)), ("name", .string(name))]
        if isWriteIn { members.append(("writeIn", .bool(true))) }
        return .object(members)
    }
}
