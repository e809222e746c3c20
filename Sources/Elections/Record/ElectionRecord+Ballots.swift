public import Ledger

// The entries that come by the million: ballots, sealed ballots and openings.

/// What one such entry says, checked against everything but the other ballots.
enum BallotFact {
    /// `region` is a position in the table of regions; 0 without one.
    case cast(key: Hash, Ballot, region: Int)
    case sealed(key: Hash, commitment: Hash, region: Int)
    /// `position` counts sealed ballots.
    case opened(position: Int, Ballot)
}

/// What is needed to judge a ballot entry on its own; shared by a record and the chunks that run beside it.
///
/// Made when the vote opens and again when it closes. A class, so that handing it around costs one reference count.
final class BallotJudge: Sendable {
    let style: BallotStyle
    let state: ElectionState
    let isSealed: Bool
    /// Nil when ballots have none.
    let regions: RegionTable?
    let firstBallot: UInt64
    /// Sealed ballots that may be opened.
    let cast: UInt64
    /// Of those, in ledger order; nil when they are not checked.
    let commitments: [Hash]?

    init(
        style: BallotStyle, state: ElectionState, isSealed: Bool, regions: RegionTable? = nil, firstBallot: UInt64 = 0,
        cast: UInt64 = 0, commitments: [Hash]? = nil
    ) {
        self.style = style
        self.state = state
        self.isSealed = isSealed
        self.regions = regions
        self.firstBallot = firstBallot
        self.cast = cast
        self.commitments = commitments
    }

    /// Nil when the entry is none of the ballot entries that the state allows.
    func judge(_ entry: UnsafeRawBufferPointer, index: UInt64) throws(RecordError) -> BallotFact? {
        switch (state, isSealed) {
        case (.open, false):
            guard let found = BallotEntryScanner.ballot(entry) else { return nil }
            let region = try region(entry, found.region, index)
            return .cast(key: found.ballotKey, try ballot(entry, found.selections, index), region: region)
        case (.open, true):
            guard let found = BallotEntryScanner.sealed(entry) else { return nil }
            return .sealed(key: found.ballotKey, commitment: found.commitment, region: try region(entry, found.region, index))
        case (.closed, true):
            guard let found = BallotEntryScanner.opening(entry) else { return nil }
            return try opening(found, entry, index)
        default:
            return nil
        }
    }

    private func region(_ entry: UnsafeRawBufferPointer, _ text: Range<Int>?, _ index: UInt64) throws(RecordError) -> Int {
        guard let text else { return 0 }
        guard let regions else {
            throw RecordError(index: index, code: .wrongRegion, message: "has a region, and the definition does not ask for any")
        }
        guard let position = regions.position(spelled: UnsafeRawBufferPointer(rebasing: entry[text])) else {
            throw RecordError(index: index, code: .wrongRegion, message: "has a region that the roll does not have")
        }
        return position
    }

    private func opening(
        _ found: BallotEntryScanner.Opening, _ entry: UnsafeRawBufferPointer, _ index: UInt64
    ) throws(RecordError) -> BallotFact {
        guard found.index >= firstBallot, found.index - firstBallot < cast else {
            throw RecordError(index: index, code: .badOpening, message: "opens entry \(found.index), which is not a sealed ballot")
        }
        let position = Int(found.index - firstBallot)
        if let commitments {
            let selections = UnsafeRawBufferPointer(rebasing: entry[found.selections])
            guard found.salt.commitment(to: selections) == commitments[position] else {
                let message = "does not open what entry \(found.index) committed to"
                throw RecordError(index: index, code: .badOpening, message: message)
            }
        }
        return .opened(position: position, try ballot(entry, found.selections, index))
    }

    private func ballot(
        _ entry: UnsafeRawBufferPointer, _ selections: Range<Int>, _ index: UInt64
    ) throws(RecordError) -> Ballot {
        do {
            return try style.parse(selections: UnsafeRawBufferPointer(rebasing: entry[selections]))
        } catch {
            throw RecordError(index: index, code: .invalidBallot, message: "holds an invalid ballot: \(error.message)")
        }
    }
}

extension ElectionRecord {
    /// False when the entry is not a ballot entry that the state allows.
    mutating func applyBallotEntry(_ entry: UnsafeRawBufferPointer, index: UInt64) throws(RecordError) -> Bool {
        guard let judge, let fact = try judge.judge(entry, index: index) else { return false }
        try apply(fact)
        return true
    }

    private mutating func apply(_ fact: BallotFact) throws(RecordError) {
        switch fact {
        case .cast(let key, let ballot, let region):
            if let problem = regionProblem(region, index: size) { throw problem }
            try spend(key)
            apply(ballot: ballot, region: region)
        case .sealed(let key, let commitment, let region):
            if let problem = regionProblem(region, index: size) { throw problem }
            try spend(key)
            apply(commitment: commitment, region: region)
        case .opened(let position, let ballot):
            try open(position)
            count(ballot)
            advance()
        }
    }

    /// What is wrong with one more ballot of the region; nil when it has a voter for it.
    func regionProblem(_ region: Int, index: UInt64) -> RecordError? {
        guard let regions, castByRegion[region] >= regions.groups[region].voters else { return nil }
        let name = regions.groups[region].name.map { "of the region \($0)" } ?? "without a region"
        return RecordError(index: index, code: .wrongRegion, message: "is one ballot more \(name) than the roll has voters")
    }

    mutating func spend(_ key: Hash) throws(RecordError) {
        guard checksKeys else { return }
        guard keys.insert(key).inserted else {
            throw error(.repeatedBallotKey, "has the ballot key of an earlier ballot")
        }
    }

    mutating func open(_ position: Int) throws(RecordError) {
        guard !isOpened[position] else {
            throw error(.badOpening, "opens entry \(firstBallot + UInt64(position)) again")
        }
        isOpened[position] = true
    }

    private mutating func count(_ ballot: Ballot) {
        for contest in tallies.indices { tallies[contest].add(ballot.marks[contest]) }
        counted += 1
    }

    /// Applies the ballot entry that the caller has just appended for a ballot of this election's style.
    ///
    /// For the server, which has the ballot at hand and need not read its own entry. The election must be open and live.
    ///
    /// - Parameter region: position in `regions` of the region in the entry; 0 without one.
    public mutating func apply(ballot: Ballot, region: Int = 0) {
        precondition(state == .open && !isSealed, "a ballot is applied to an open election with live results")
        count(ballot)
        addCast(region)
    }

    /// Applies the sealed ballot entry that the caller has just appended. The election must be open and sealed.
    ///
    /// - Parameter region: as for a ballot.
    public mutating func apply(commitment: Hash, region: Int = 0) {
        precondition(state == .open && isSealed, "a commitment is applied to an open election with sealed results")
        if checksCommitments { commitments.append(commitment) }
        addCast(region)
    }

    private mutating func addCast(_ region: Int) {
        cast += 1
        if !castByRegion.isEmpty { castByRegion[region] += 1 }
        advance()
    }
}
