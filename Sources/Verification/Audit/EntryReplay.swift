internal import Ledger

/// What the entries mean, by the kind of ledger.
enum EntryReplay {
    case election(RecordReplay)
    case raffle(RaffleReplay)
    case other(PlainReplay)

    /// - Parameter publishedSize: the size that the document beside a raffle's ledger stands for.
    init(kind: LogIdentity.Kind, origin: String, options: AuditOptions, publishedSize: UInt64?) {
        let raffle = RaffleReplay(origin: origin, raffle: options.raffle, publishedSize: publishedSize)
        switch kind {
        case .election: self = .election(RecordReplay(origin: origin, election: options.election))
        case .raffle: self = .raffle(raffle)
        case .other: self = .other(PlainReplay())
        case .unknown: self = options.raffle == nil ? .election(RecordReplay(origin: origin, election: options.election)) : .raffle(raffle)
        }
    }

    var failure: AuditFailure? {
        switch self {
        case .election(let replay): replay.failure
        case .raffle(let replay): replay.failure
        case .other(let replay): replay.failure
        }
    }

    /// Looks at the first entry where the document did not tell what the ledger is, or told less than the entry does.
    mutating func recognise(_ first: UnsafeRawBufferPointer, kind: LogIdentity.Kind, origin: String, options: AuditOptions) {
        guard kind == .other || kind == .unknown, options.election == nil, options.raffle == nil else { return }
        switch entryType(of: first) {
        case "raffle": self = .raffle(RaffleReplay(origin: origin, raffle: nil, publishedSize: nil))
        case "election": self = .election(RecordReplay(origin: origin, election: nil))
        default: break
        }
    }

    /// Judges the next entry.
    ///
    /// - Parameter root: the root of the tree right after it.
    mutating func apply(_ entry: UnsafeRawBufferPointer, index: UInt64, root: () -> Hash) {
        // Taken out while it changes: a payload that is still in the enum would be copied, with all ballot keys.
        switch consume self {
        case .election(var replay):
            self = .other(PlainReplay())
            replay.apply(entry, index: index, root: root)
            self = .election(replay)
        case .raffle(var replay):
            self = .other(PlainReplay())
            replay.apply(entry, index: index)
            self = .raffle(replay)
        case .other(var replay):
            replay.apply(entry, index: index)
            self = .other(replay)
        }
    }

    /// Adds the checks and the numbers to the report.
    func conclude(into findings: inout AuditFindings, isWhole: Bool) {
        switch self {
        case .election(let replay):
            findings.add(replay.checks(isWhole: isWhole), failure: replay.failure)
            findings.report.describe(replay.record, isFaultless: replay.failure == nil && isWhole)
        case .raffle(let replay):
            findings.add(replay.checks(isWhole: isWhole), failure: replay.failure)
            findings.report.describe(replay.record, isFaultless: replay.failure == nil && isWhole)
        case .other(let replay):
            findings.add(replay.checks(), failure: replay.failure)
        }
    }
}
