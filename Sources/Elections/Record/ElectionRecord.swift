public import Ledger

/// What an election's ledger says: the fold over its entries that server and verifier share.
///
/// `apply` takes one entry after the other and refuses the first that breaks a rule, in which case nothing has changed:
///
///     election → roll … → open → ballot … → close → opening … → certification
///
/// The first entry is `election`. There is no ballot before the opening of the vote or after its close, every ballot is valid under
/// the definition and has a region only where it asks for one, the close counts them, every sealed ballot is opened once to what it committed to, and the certified numbers and
/// results are those of the ballots.
public struct ElectionRecord: Sendable {
    /// Entries applied.
    public private(set) var size: UInt64 = 0
    public private(set) var state = ElectionState.draft
    /// The first entry; nil before it.
    public private(set) var creation: CreationEntry?
    /// The newest roll; nil before one is imported.
    public private(set) var roll: RollEntry?
    public private(set) var opened: OpenEntry?
    public private(set) var closed: CloseEntry?
    public private(set) var certification: CertificationEntry?
    /// Reads ballots of this election; nil before the first entry.
    public private(set) var style: BallotStyle?
    /// Decides lots: the first entry's leaf hash until the close, then the root of the tree right after the close entry. Nobody
    /// knows that root before the last ballot is in.
    public private(set) var lotSeed: Hash?
    /// One item a contest. Of a sealed election they fill as ballots are opened.
    public internal(set) var tallies: [ContestTally] = []
    /// Ballot entries so far.
    public internal(set) var cast: UInt64 = 0
    /// Ballots in the tallies.
    public internal(set) var counted: UInt64 = 0
    /// Of the newest roll, when the definition asks for turnout by region.
    public private(set) var regions: RegionTable?
    /// Ballot entries so far by position in `regions`; empty without it.
    var castByRegion: [UInt64] = []

    let checksKeys: Bool
    let checksCommitments: Bool
    var keys: Set<Hash> = []
    /// Of the sealed ballots, in ledger order, until the close; empty when they are not checked.
    var commitments: [Hash] = []
    /// Judges ballot entries; nil in states without any.
    private(set) var judge: BallotJudge?
    /// Which sealed ballots have been opened, in ledger order.
    var isOpened: [Bool] = []
    /// Index of the first ballot entry, once open: ballots follow each other without a gap.
    public internal(set) var firstBallot: UInt64 = 0

    /// - Parameters:
    ///   - checksKeys: Refuse a ballot key that was there before. Takes about 60 bytes a ballot; off in the server, whose store has
    ///     an index of its own.
    ///   - checksCommitments: Compare openings with what was committed to. Takes 32 bytes a sealed ballot.
    public init(checksKeys: Bool = false, checksCommitments: Bool = true) {
        self.checksKeys = checksKeys
        self.checksCommitments = checksCommitments
    }

    public var definition: ElectionDefinition? { creation?.definition }
    public var election: ElectionID? { creation?.election }
    public var eligible: UInt64 { roll?.eligible ?? 0 }

    /// Turnout of each region in the order of their names, then of the voters without one, when there are any. Nil unless the definition
    /// asks for it; empty before there is a roll.
    public var regionTurnout: [RegionTurnout]? {
        guard definition?.turnoutByRegion == true else { return nil }
        let all = zip(regions?.groups ?? [], castByRegion).map { RegionTurnout(name: $0.name, eligible: $0.voters, cast: $1) }
        return all.dropFirst() + all.prefix(1).filter { $0.eligible > 0 }
    }
    var isSealed: Bool { creation?.definition.results == .sealed }

    /// Whether totals may be shown: at any time of a live election, and of a sealed one when every ballot has been opened.
    public var showsTotals: Bool {
        !isSealed || (state >= .closed && counted == cast)
    }

    /// The entries that tell what each ballot says: the ballots of a live election, the openings of a sealed one.
    ///
    /// Nil before the vote opens, and of a sealed election until every ballot has been opened.
    public var ballotEntries: Range<UInt64>? {
        guard opened != nil, showsTotals else { return nil }
        // Openings follow the close entry, which follows the last ballot.
        let first = isSealed ? firstBallot + cast + 1 : firstBallot
        return first..<first + cast
    }

    /// Applies the next entry.
    ///
    /// - Parameters:
    ///   - entry: The exact bytes of the ledger.
    ///   - index: Index of the entry; has to be `size`.
    ///   - root: Gives the root of the tree right after this entry. Called for the close entry only, and needed for it.
    /// - Throws: what is wrong with the entry. The record has not changed then.
    public mutating func apply(
        entry: UnsafeRawBufferPointer, index: UInt64, root: (() -> Hash)? = nil
    ) throws(RecordError) {
        guard index == size else {
            throw RecordError(index: index, code: .wrongIndex, message: "expected entry \(size)")
        }
        if try applyBallotEntry(entry, index: index) { return }
        let decoded: ElectionEntry
        do {
            decoded = try ElectionEntry.decode(entry)
        } catch {
            throw RecordError(index: index, code: .malformed, message: "\(error)")
        }
        try apply(decoded, leaf: { Hash.leaf(entry) }, root: root)
        size += 1
    }

    public mutating func apply(entry: [UInt8], index: UInt64, root: (() -> Hash)? = nil) throws(RecordError) {
        try entry.withUnsafeBytes { raw in
            Result { () throws(RecordError) in try apply(entry: raw, index: index, root: root) }
        }.get()
    }

    private mutating func apply(_ entry: ElectionEntry, leaf: () -> Hash, root: (() -> Hash)?) throws(RecordError) {
        try checkState(allows: entry)
        switch entry {
        case .election(let creation): try create(creation, leaf: leaf())
        case .roll(let roll): adopt(roll)
        case .open(let open): try self.open(open)
        case .close(let close): try self.close(close, root: root)
        case .certification(let certification): try certify(certification)
        case .ballot, .sealedBallot, .opening:
            // The encoder's layout is the only canonical one, and the scanner has refused it.
            throw error(.malformed, "is not in canonical form")
        }
    }

    func error(_ code: RecordError.Code, _ message: String) -> RecordError {
        RecordError(index: size, code: code, message: message)
    }

    private func checkState(allows entry: ElectionEntry) throws(RecordError) {
        let type = entry.kind.name
        if creation == nil {
            guard case .election = entry else { throw error(.wrongState, "the first entry is \(type), not election") }
            return
        }
        let isAllowed =
            switch entry {
            case .election: false
            case .roll, .open: state == .draft
            case .ballot: state == .open && !isSealed
            case .sealedBallot: state == .open && isSealed
            case .close: state == .open
            case .opening: state == .closed && isSealed
            case .certification: state == .closed
            }
        guard isAllowed else {
            let mode = isSealed ? "sealed" : "live"
            throw error(.wrongState, "\(type) cannot follow here: the election is \(state.rawValue), its results \(mode)")
        }
    }

    private mutating func create(_ creation: CreationEntry, leaf: Hash) throws(RecordError) {
        guard creation.rulesVersion == CreationEntry.currentRulesVersion else {
            let message = "rules version \(creation.rulesVersion) is not known here, only \(CreationEntry.currentRulesVersion)"
            throw error(.unknownRules, message)
        }
        self.creation = creation
        style = BallotStyle(creation.definition)
        tallies = creation.definition.contests.map { ContestTally(contest: $0) }
        lotSeed = leaf
    }

    private mutating func adopt(_ roll: RollEntry) {
        self.roll = roll
        regions = definition?.turnoutByRegion == true ? RegionTable(roll) : nil
        castByRegion = [UInt64](repeating: 0, count: regions?.groups.count ?? 0)
    }

    private mutating func open(_ open: OpenEntry) throws(RecordError) {
        if definition?.turnoutByRegion == true {
            guard let regions else { throw error(.wrongRegion, "the definition asks for turnout by region, and there is no roll") }
            if let problem = regions.problem { throw error(.wrongRegion, problem) }
        }
        opened = open
        firstBallot = size + 1
        state = .open
        judge = style.map { BallotJudge(style: $0, state: .open, isSealed: isSealed, regions: regions) }
    }

    private mutating func close(_ close: CloseEntry, root: (() -> Hash)?) throws(RecordError) {
        guard close.cast == cast else {
            throw error(.wrongNumbers, "close counts \(close.cast) ballots, the ledger holds \(cast)")
        }
        guard let root else { throw error(.wrongNumbers, "the root after the close entry is needed to seed lots") }
        lotSeed = root()
        closed = close
        isOpened = [Bool](repeating: false, count: isSealed ? Int(cast) : 0)
        state = .closed
        judge = nil
        if isSealed, let style {
            judge = BallotJudge(
                style: style, state: .closed, isSealed: true, firstBallot: firstBallot, cast: cast,
                commitments: checksCommitments ? commitments : nil)
            commitments = []
        }
    }

    private mutating func certify(_ certification: CertificationEntry) throws(RecordError) {
        try check(certification)
        self.certification = certification
        state = .certified
        judge = nil
    }

    /// Counts one more entry as applied: for the parts of this type in other files.
    mutating func advance(by entries: UInt64 = 1) {
        size += entries
    }
}
