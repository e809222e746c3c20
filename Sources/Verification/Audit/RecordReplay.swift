internal import Elections
internal import Ledger

/// The meaning of an election's entries, judged one by one until the first that breaks a rule.
struct RecordReplay {
    private(set) var record = ElectionRecord(checksKeys: true)
    private(set) var failure: AuditFailure?
    /// Of the record's openings: entries of that type that were applied.
    private(set) var openings: UInt64 = 0
    private let origin: String
    private let election: String?

    /// - Parameters:
    ///   - origin: the checkpoint's, which the first entry has to name.
    ///   - election: the id that the caller asked for.
    init(origin: String, election: String?) {
        self.origin = origin
        self.election = election
    }

    /// Judges the next entry; does nothing after the first failure.
    ///
    /// - Parameter root: the root of the tree right after this entry.
    mutating func apply(_ entry: UnsafeRawBufferPointer, index: UInt64, root: () -> Hash) {
        guard failure == nil else { return }
        let before = record.state
        do {
            try withoutActuallyEscaping(root) { root throws(RecordError) in
                try record.apply(entry: entry, index: index, root: root)
            }
            if before == .closed, record.state == .closed { openings += 1 }
        } catch {
            let type = entryType(of: entry)
            failure = AuditFailure(check: kind(of: error, type: type), index: index, entryType: type, reason: error.message)
            return
        }
        if index == 0 { checkCreation(entry) }
    }

    /// Compares the first entry with the log it is in: an entry of another election, signed and well-formed, must not pass.
    private mutating func checkCreation(_ entry: UnsafeRawBufferPointer) {
        guard let creation = record.creation else { return }
        func fail(_ reason: String) {
            failure = AuditFailure(check: .order, index: 0, entryType: entryType(of: entry), reason: reason)
        }
        if !creation.origin.utf8.elementsEqual(origin.utf8) {
            fail("is of the log \(creation.origin), the checkpoint of \(origin)")
        } else if let election, !creation.election.text.utf8.elementsEqual(election.utf8) {
            fail("creates the election \(creation.election), not \(election)")
        }
    }

    private func kind(of error: RecordError, type: String?) -> AuditCheck.Kind {
        switch error.code {
        case .malformed, .unknownRules: .form
        case .wrongIndex: .order
        // A certification in its place is refused for one thing: sealed ballots that nobody opened.
        case .wrongState where type == "certification" && record.state == .closed: .openings
        case .wrongState: .order
        case .invalidBallot: .ballots
        case .wrongRegion: type == "open" ? .order : .ballots
        case .repeatedBallotKey: .keys
        case .badOpening: .openings
        case .wrongNumbers: .reconciliation
        case .wrongResults: .certification
        }
    }

    private var isSealed: Bool { record.definition?.results == .sealed }
}

// MARK: - Checks

extension RecordReplay {
    /// The kinds of check that a record answers, in the order of a report.
    private static let kinds: [AuditCheck.Kind] = [.form, .order, .keys, .ballots, .openings, .reconciliation, .certification]

    ///
    /// - Parameter isWhole: whether every entry up to the checkpoint was there to be judged.
    func checks(isWhole: Bool) -> [AuditCheck] {
        Self.kinds.map { kind in
            if let failure, failure.check == kind { return AuditCheck(kind, .failed, failure.description, count: record.size) }
            guard failure == nil, isWhole else {
                return AuditCheck(kind, .skipped, "not judged beyond entry \(failure?.index ?? record.size)")
            }
            return passed(kind)
        }
    }

    private func passed(_ kind: AuditCheck.Kind) -> AuditCheck {
        let cast = grouped(record.cast)
        switch kind {
        case .form:
            return AuditCheck(kind, .passed, "\(grouped(record.size)) entries are canonical and of a known type", count: record.size)
        case .order:
            return AuditCheck(kind, .passed, "entries come in their order; the election is \(record.state.rawValue)", count: record.size)
        case .keys:
            return AuditCheck(kind, .passed, "\(cast) ballots with \(cast) different ballot keys", count: record.cast)
        case .ballots:
            let regions = record.regionTurnout.map { ", and none of \($0.count) regions has more of them than voters" } ?? ""
            guard isSealed else {
                return AuditCheck(kind, .passed, "\(cast) ballots are valid under the definition\(regions)", count: record.cast)
            }
            guard record.counted > 0 || record.cast == 0 else {
                return AuditCheck(kind, .skipped, "\(cast) ballots are still sealed")
            }
            let opened = grouped(record.counted)
            let detail = "\(opened) opened ballots are valid under the definition\(regions)"
            return AuditCheck(kind, .passed, detail, count: record.counted)
        case .openings: return openingsCheck()
        case .reconciliation: return reconciliationCheck()
        default: return certificationCheck()
        }
    }

    private func openingsCheck() -> AuditCheck {
        guard isSealed else { return AuditCheck(.openings, .skipped, "nothing is sealed in this election") }
        guard record.state >= .closed else { return AuditCheck(.openings, .skipped, "sealed until the close") }
        let detail = "\(grouped(openings)) of \(grouped(record.cast)) sealed ballots opened to what they had committed to"
        return AuditCheck(.openings, openings > 0 || record.cast == 0 ? .passed : .skipped, detail, count: openings)
    }

    private func reconciliationCheck() -> AuditCheck {
        guard let numbers = record.certification?.numbers else {
            guard record.state >= .closed else { return AuditCheck(.reconciliation, .skipped, "the election is not closed yet") }
            return AuditCheck(.reconciliation, .passed, "the close counts \(grouped(record.cast)) ballots; not certified yet", count: 1)
        }
        let detail = """
            eligible \(grouped(numbers.eligible)) ≥ issued \(grouped(numbers.issued)) ≥ cast \(grouped(numbers.cast)) \
            = counted \(grouped(numbers.counted)) + invalid \(grouped(numbers.invalid))
            """
        return AuditCheck(.reconciliation, .passed, detail, count: 5)
    }

    private func certificationCheck() -> AuditCheck {
        guard record.certification != nil else { return AuditCheck(.certification, .skipped, "the election is not certified yet") }
        let contests = UInt64(record.tallies.count)
        let detail = "the certified winners, totals and rounds of \(contests) contests are those of a new count"
        return AuditCheck(.certification, .passed, detail, count: contests)
    }
}

/// The `type` of an entry, for a report; nil when it can't be read.
func entryType(of entry: UnsafeRawBufferPointer) -> String? {
    let charactersMax = 40
    guard let type = (try? JSONValue.parse(entry))?["type"]?.stringValue else { return nil }
    return String(printable(type).prefix(charactersMax))
}
