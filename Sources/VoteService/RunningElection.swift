internal import Crypto
public import Elections
public import Identity
public import Ledger
public import LedgerService
internal import NIOConcurrencyHelpers
internal import Ports
internal import Synchronization

/// One election as a server holds it: its rules, its keys, its ledger as served, and what the ledger says so far.
///
/// The writer changes it (`adopt…`), anyone may read it.
public final class RunningElection: Sendable {
    public let id: ElectionID
    public let definition: ElectionDefinition
    public let style: BallotStyle
    public let tokens: BallotTokenVerifier
    public let keys: KeyRing
    public let ledger: ServedLedger

    private let record: NIOLockedValueBox<ElectionRecord>
    /// The record's, under a lock that is never held for long: for the cast path of elections that tell turnout by region.
    private let regionTable: NIOLockedValueBox<RegionTable?>
    private let state: Synchronization.Atomic<Int>

    init(id: ElectionID, definition: ElectionDefinition, keys: KeyRing, ledger: ServedLedger, record: ElectionRecord) {
        self.id = id
        self.definition = definition
        self.keys = keys
        self.ledger = ledger
        self.record = NIOLockedValueBox(record)
        regionTable = NIOLockedValueBox(record.regions)
        style = BallotStyle(definition)
        tokens = BallotTokenVerifier(keys: keys)
        state = Synchronization.Atomic(Self.code(of: record.state))
    }

    private static func code(of state: ElectionState) -> Int {
        ElectionState.allCases.firstIndex(of: state) ?? 0
    }

    /// The state by the ledger, except that an election whose time is over is closed at once, before the entry that says so.
    public func stateNow(at seconds: Int64) -> ElectionState {
        let state = ElectionState.allCases[state.load(ordering: .acquiring)]
        if state == .open, let closesAt = definition.closesAt, seconds >= closesAt.seconds { return .closed }
        return state
    }

    /// What the ledger says, and the head it stands for; a copy.
    public func snapshot() -> (record: ElectionRecord, head: TreeHead) {
        record.withLockedValue { ($0, ledger.published.head) }
    }

    /// Which entries tell what the ballots say, with the head they stand for; nil while that is sealed, or there are none yet.
    public var ballotEntries: (entries: Range<UInt64>, head: TreeHead)? {
        record.withLockedValue { record in record.ballotEntries.map { ($0, ledger.published.head) } }
    }

    /// Reads from the record in place.
    func reading<Value>(_ body: (ElectionRecord) throws -> Value) rethrows -> Value {
        try record.withLockedValue { try body($0) }
    }

    /// Digest of the newest roll, which voting codes are good for; nil before there is one.
    public var rollDigest: Hash? {
        reading { $0.roll?.digest }
    }

    // MARK: Ballots

    /// The regions that ballot tokens number, of the newest roll; nil when the definition does not ask for turnout by region, or there is
    /// no roll. Fixed once the election is open.
    public var regions: RegionTable? {
        definition.turnoutByRegion ? regionTable.withLockedValue { $0 } : nil
    }

    /// Checks a ballot token of this election.
    func verify(_ token: UnsafeRawBufferPointer, now: Int64) -> BallotTokenVerifier.Outcome {
        guard definition.turnoutByRegion else { return tokens.verify(token, now: now) }
        guard let regions else { return .forged }
        return tokens.verify(token, roll: regions.roll, now: now)
    }

    /// Finishes a valid ballot for the ledger.
    ///
    /// - Parameter region: from the voter's token.
    func submission(of ballot: Ballot, key: BallotKey, region: Int = 0, now: Int64, reply: Reply) -> Submission {
        let named = region > 0 ? regions?.member(at: region) ?? [] : []
        let encoder = BallotEntryEncoder(castAt: Timestamp(seconds: now))
        var entry: [UInt8] = []
        switch definition.results {
        case .live:
            entry.reserveCapacity(BallotEntryEncoder.overheadBytes + named.count + ballot.selections.count)
            encoder.append(ballotKey: key.value, region: named, selections: ballot.selections, to: &entry)
            let request = CastRequest(ballotKey: key.value, entry: entry, leafHash: Hash.leaf(entry))
            return Submission(election: self, request: request, fact: .ballot(ballot), region: region, opening: nil, reply: reply)
        case .sealed:
            let salt = salt(of: key)
            let commitment = salt.commitment(to: ballot.selections)
            entry.reserveCapacity(BallotEntryEncoder.sealedBytes + named.count)
            encoder.append(ballotKey: key.value, commitment: commitment, region: named, to: &entry)
            let request = CastRequest(
                ballotKey: key.value, entry: entry, leafHash: Hash.leaf(entry), sealed: seal(ballot.selections))
            let opening = Receipt.Opening(salt: salt, selections: ballot.selections)
            return Submission(
                election: self, request: request, fact: .commitment(commitment), region: region, opening: opening, reply: reply)
        }
    }

    /// One salt a ballot key, so that the same ballot sent again makes the same commitment. Unknown to all without the election's keys.
    func salt(of key: BallotKey) -> Salt {
        let hash = key.value.withUnsafeBytes { keys.sealedSalt.authenticate($0) }
        guard let salt = Salt(bytes: hash.bytes) else { preconditionFailure("a hash has the length of a salt") }
        return salt
    }

    private func seal(_ selections: [UInt8]) -> [UInt8] {
        let key = keys.sealedStorage.withUnsafeBytes { SymmetricKey(data: $0) }
        do {
            return Array(try ChaChaPoly.seal(selections, using: key).combined)
        } catch {
            preconditionFailure("a 32-byte key seals any ballot: \(error)")
        }
    }

    func unseal(_ box: [UInt8]) throws -> [UInt8] {
        let key = keys.sealedStorage.withUnsafeBytes { SymmetricKey(data: $0) }
        return Array(try ChaChaPoly.open(ChaChaPoly.SealedBox(combined: box), using: key))
    }

    // MARK: Growing; on the writer's thread

    /// Takes in ballots that have just become durable: of `batch`, those at `positions`, one an entry.
    func adopt(_ committed: CommittedRun, of batch: [Submission], positions: [Int]) -> CommittedBatch {
        let (checkpoint, paths, pathEnds) = record.withLockedValue { record in
            for position in positions {
                let submission = batch[position]
                switch submission.fact {
                case .ballot(let ballot): record.apply(ballot: ballot, region: submission.region)
                case .commitment(let commitment): record.apply(commitment: commitment, region: submission.region)
                }
            }
            return ledger.adopt(committed, withPaths: true)
        }
        return CommittedBatch(election: id, run: committed.run, checkpoint: checkpoint, paths: paths, pathEnds: pathEnds)
    }

    /// Appends entries other than ballots: first to a copy of the record, which refuses what may not follow, then to the store.
    ///
    /// - Throws: `RecordError` when an entry may not follow; `StoreError` when it was not stored. Nothing has changed then.
    func append(_ entries: [[UInt8]], to store: any BallotStore) throws {
        try record.withLockedValue { record in
            var next = record
            var leaves: [Hash] = []
            for entry in entries {
                leaves.append(Hash.leaf(entry))
                // Lots are seeded by the root right after the close entry, which has to be known before that entry is stored.
                try next.apply(entry: entry, index: next.size, root: { [ledger] in ledger.root(appending: leaves) })
            }
            let committed = try store.append(entries, to: .election(id.text))
            ledger.adopt(committed)
            record = next
            // Before the state, so that whoever sees the election open sees the regions of its last roll.
            regionTable.withLockedValue { $0 = next.regions }
            state.store(Self.code(of: next.state), ordering: .releasing)
        }
    }

    // MARK: Receipts of earlier ballots

    /// The batch of one entry with the receipt that was given when it was new.
    func receiptBatch(for index: UInt64, in store: any BallotStore) throws -> CommittedBatch {
        let head = try store.headCovering(index, of: .election(id.text))
        let run = try ledger.entries(in: index..<index + 1)
        let proof = try ledger.inclusionProof(index: index, size: head.size)
        return CommittedBatch(
            election: id, run: run, checkpoint: ledger.checkpoint(at: head), paths: proof.path, pathEnds: [proof.path.count])
    }
}
