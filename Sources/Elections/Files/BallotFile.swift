/// A file of ballots, read and ready to be counted.
public struct BallotFile: Sendable {
    /// What the file does not say.
    public struct Options: Sendable {
        public var method: CountingMethod
        /// Nil: as many as the file says, else 1. Always 1 for `irv`.
        public var seats: Int?
        public var rules: CountingRules
        /// The id or name of the contest to count, for files that hold several.
        public var contest: String?

        public init(method: CountingMethod, seats: Int? = nil, rules: CountingRules = CountingRules(), contest: String? = nil) {
            self.method = method
            self.seats = seats
            self.rules = rules
            self.contest = contest
        }
    }

    public let format: BallotFileFormat
    /// Candidates are in the order the file declares them; where it declares none, in the order they first appear.
    /// Their names are those of the file and differ from one another; ids are made from the names.
    public let contest: Contest
    public let tally: ContestTally
    public var ballots: UInt64 { tally.ballots }

    /// Reads a file of ballots. Pure; the bytes need not be trusted.
    ///
    /// Ranked files can be counted by every method but `score`: `plurality` takes each ballot's first preference, `approval` every candidate
    /// ranked. Files that list the marks of a contest without ranks (`cvr-json`) can be counted by `plurality`, `approval` and `score`.
    ///
    /// - Parameter format: nil to find out from the content.
    public static func parse(
        _ bytes: [UInt8], format: BallotFileFormat? = nil, options: Options
    ) throws(BallotFileError) -> BallotFile {
        guard let format = format ?? .detect(bytes) else {
            let formats = BallotFileFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw BallotFileError("the format of the file is not one of \(formats)")
        }
        let content =
            switch format {
            case .ranksCSV: try RanksCSV.parse(bytes)
            case .ballotRankCSV: try BallotRankCSV.parse(bytes)
            case .blt: try BLT.parse(bytes)
            case .debian: try DebianTallySheet.parse(bytes)
            case .cvrJSON: try CastVoteRecords.parse(bytes, options: options)
            }
        return try BallotFile(format: format, content: content, options: options)
    }

    private init(format: BallotFileFormat, content: BallotFileContent, options: Options) throws(BallotFileError) {
        let candidates = content.register.candidates()
        guard !candidates.isEmpty else { throw BallotFileError("the file names no candidate") }
        if content.isRanked, options.method == .score {
            throw BallotFileError("score needs scores; a \(format.rawValue) file has ranks")
        }
        if options.method == .irv, let seats = options.seats, seats != 1 {
            throw BallotFileError("irv elects one; for \(seats) seats use stv")
        }
        let seats = options.method == .irv ? 1 : options.seats ?? content.seats ?? 1
        guard (1...candidates.count).contains(seats) else {
            throw BallotFileError("\(seats) seats for \(candidates.count) candidates; seats are 1 to \(candidates.count)")
        }
        self.format = format
        let id = content.id.flatMap { ContestID($0) } ?? ContestID("contest")
        guard let id else { preconditionFailure("a valid contest id") }
        contest = Contest(
            id: id, title: content.title ?? "", method: options.method, seats: seats, maxChoices: content.maxChoices ?? 1,
            maxRanks: content.collection.ranksMax, maxScore: content.maxScore, rules: options.rules, candidates: candidates)
        tally = content.collection.tally(contest, uncountable: content.uncountable, isRanked: content.isRanked)
    }
}

/// What a parser finds in a file.
struct BallotFileContent {
    var register: CandidateRegister
    var collection: BallotCollection
    var id: String?
    var title: String?
    var seats: Int?
    var maxChoices: Int?
    var maxScore = 5
    /// False when marks are already choices or scores.
    var isRanked = true
    var uncountable = ContestTally.Uncountable.blank
}
