internal import Elections
internal import Ledger

/// What the entries mean, by the kind of ledger.
enum EntryReplay {
    case election(RecordReplay)
    case other(PlainReplay)

    init(kind: LogIdentity.Kind, origin: String, election: String?) {
        switch kind {
        case .election: self = .election(RecordReplay(origin: origin, election: election))
        case .other: self = .other(PlainReplay())
        }
    }

    var failure: AuditFailure? {
        switch self {
        case .election(let replay): replay.failure
        case .other(let replay): replay.failure
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
        case .other(let replay):
            findings.add(replay.checks(), failure: replay.failure)
        }
    }
}
