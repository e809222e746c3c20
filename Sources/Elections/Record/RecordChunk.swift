internal import Ledger

/// A run of ballot entries folded apart from the record, so that a replay can use every core.
///
/// Take as many chunks from one record as there are cores, give each its own range of entries, then merge them in ledger order:
///
///     var chunk = record.chunk(from: index)      // all cores at once
///     while try chunk.apply(entry: next()) {}
///     try record.merge(chunk)                    // in order
///
/// A chunk ends at the first entry that is not of the kind that comes by the million in the record's state; that one is for
/// `ElectionRecord.apply`, and chunks that were started after it have to be thrown away.
public struct RecordChunk: Sendable {
    /// Index of the first entry.
    public let start: UInt64
    /// Entries applied.
    public private(set) var count: UInt64 = 0

    let judge: BallotJudge
    let keepsKeys: Bool
    let keepsCommitments: Bool
    private(set) var tallies: [ContestTally]
    private(set) var counted: UInt64 = 0
    private(set) var keys: [Hash] = []
    private(set) var commitments: [Hash] = []
    /// Of each ballot, its position in the table of regions; empty without one.
    private(set) var regions: [UInt16] = []
    private(set) var opened: [Int] = []

    init(start: UInt64, judge: BallotJudge, keepsKeys: Bool, keepsCommitments: Bool) {
        self.start = start
        self.judge = judge
        self.keepsKeys = keepsKeys
        self.keepsCommitments = keepsCommitments
        tallies = judge.style.definition.contests.map { ContestTally(contest: $0) }
    }

    /// Applies the entry at `start + count`.
    ///
    /// - Returns: false when the entry is not for a chunk; nothing has changed then.
    /// - Throws: what is wrong with the entry on its own. What is wrong between ballots (a key or an opening twice, more
    ///   ballots of a region than it has voters) is found by `merge`.
    public mutating func apply(entry: UnsafeRawBufferPointer) throws(RecordError) -> Bool {
        guard let fact = try judge.judge(entry, index: start + count) else { return false }
        switch fact {
        case .cast(let key, let ballot, let region):
            if keepsKeys { keys.append(key) }
            if judge.regions != nil { regions.append(UInt16(region)) }
            add(ballot)
        case .sealed(let key, let commitment, let region):
            if keepsKeys { keys.append(key) }
            if judge.regions != nil { regions.append(UInt16(region)) }
            if keepsCommitments { commitments.append(commitment) }
        case .opened(let position, let ballot):
            opened.append(position)
            add(ballot)
        }
        count += 1
        return true
    }

    private mutating func add(_ ballot: Ballot) {
        for contest in tallies.indices { tallies[contest].add(ballot.marks[contest]) }
        counted += 1
    }
}

extension ElectionRecord {
    /// A chunk that begins at `index`; nil in a state in which no entries come by the million.
    public func chunk(from index: UInt64) -> RecordChunk? {
        judge.map { RecordChunk(start: index, judge: $0, keepsKeys: checksKeys, keepsCommitments: checksCommitments) }
    }

    /// Applies all entries of a chunk that was taken from this record in its present state and begins at `size`.
    ///
    /// - Throws: a ballot key or an opening that was there before, or a ballot too many of its region. The record is then part way through the chunk: throw it away.
    public mutating func merge(_ chunk: RecordChunk) throws(RecordError) {
        precondition(chunk.start == size && chunk.judge === judge, "chunks are merged in ledger order, in one state")
        let base = size
        for (offset, key) in chunk.keys.enumerated() where !keys.insert(key).inserted {
            let message = "has the ballot key of an earlier ballot"
            throw RecordError(index: base + UInt64(offset), code: .repeatedBallotKey, message: message)
        }
        for (offset, region) in chunk.regions.enumerated() {
            if let problem = regionProblem(Int(region), index: base + UInt64(offset)) { throw problem }
            castByRegion[Int(region)] += 1
        }
        for (offset, position) in chunk.opened.enumerated() {
            guard !isOpened[position] else {
                let message = "opens entry \(firstBallot + UInt64(position)) again"
                throw RecordError(index: base + UInt64(offset), code: .badOpening, message: message)
            }
            isOpened[position] = true
        }
        for contest in tallies.indices { tallies[contest].merge(chunk.tallies[contest]) }
        commitments.append(contentsOf: chunk.commitments)
        counted += chunk.counted
        if state == .open { cast += chunk.count }
        advance(by: chunk.count)
    }
}
