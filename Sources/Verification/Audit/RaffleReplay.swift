internal import Draws
internal import Ledger
internal import Raffles

/// The meaning of a raffle's entries, judged one by one until the first that breaks a rule.
struct RaffleReplay {
    private(set) var record = RaffleRecord()
    private(set) var failure: AuditFailure?
    /// What the document beside the ledger has to say, as of the size that it stands for.
    private(set) var published: [(String, JSONValue)]?
    /// Entries taken in, by their type.
    private(set) var counts: [String: UInt64] = [:]
    private(set) var firstDraw: UInt64?
    private let origin: String
    private let raffle: String?
    private let publishedSize: UInt64?

    /// - Parameters:
    ///   - origin: the checkpoint's, which the first entry has to name.
    ///   - raffle: the id that the caller asked for.
    ///   - publishedSize: the size that the document beside the ledger stands for.
    init(origin: String, raffle: String?, publishedSize: UInt64?) {
        self.origin = origin
        self.raffle = raffle
        self.publishedSize = publishedSize
    }

    /// Judges the next entry; does nothing after the first failure.
    mutating func apply(_ bytes: UnsafeRawBufferPointer, index: UInt64) {
        guard failure == nil else { return }
        let entry: RaffleEntry
        do {
            entry = try RaffleEntry(decoding: bytes)
        } catch {
            failure = AuditFailure(check: .form, index: index, entryType: entryType(of: bytes), reason: error.description)
            return
        }
        let isLate = record.lastAt.map { entry.at < $0 } ?? false
        do {
            try record.apply(entry, index: index)
        } catch {
            let check = isLate ? .order : Self.check(of: error.code, entry.body)
            failure = AuditFailure(check: check, index: index, entryType: entry.typeName, reason: error.message)
            return
        }
        counts[entry.typeName, default: 0] += 1
        switch entry.body {
        case .raffle(let creation): check(creation)
        case .drawStarted: firstDraw = firstDraw ?? index
        case .drawRevealed(let reveal): repeatDraw(reveal.draw, at: index)
        default: break
        }
        if record.size == publishedSize { published = RafflePublication(record).members }
    }

    /// Compares the first entry with the log it is in: an entry of another raffle, signed and well-formed, must not pass.
    private mutating func check(_ creation: RaffleCreation) {
        if !creation.origin.utf8.elementsEqual(origin.utf8) {
            fail(.order, 0, RaffleAudit.creation, "is of the log \(creation.origin), the checkpoint of \(origin)")
        } else if let raffle, !creation.raffle.text.utf8.elementsEqual(raffle.utf8) {
            fail(.order, 0, RaffleAudit.creation, "creates the raffle \(creation.raffle), not \(raffle)")
        }
    }

    private mutating func fail(_ check: AuditCheck.Kind, _ index: UInt64, _ type: String, _ reason: String) {
        failure = AuditFailure(check: check, index: index, entryType: type, reason: reason)
    }

    /// Draws a revealed draw again from its published parts alone, as an outsider does who has never seen the record's own check.
    private mutating func repeatDraw(_ draw: DrawID, at index: UInt64) {
        guard let published = RafflePublication(record).verifiableDraw(draw), let numbers = record.frozenNumbers(of: draw) else { return }
        do {
            try published.verify(lines: record.poolLines(numbers))
        } catch {
            fail(.draws, index, RaffleAudit.reveal, "what is published does not give the draw \(draw): \(error)")
        }
    }
}

/// Names of entry types that a report has of its own accord.
enum RaffleAudit {
    static let creation = "raffle"
    static let reveal = "draw-revealed"
}

// MARK: - What was broken

extension RaffleReplay {
    private static func check(of code: RaffleRecordError.Code, _ body: RaffleEntry.Body) -> AuditCheck.Kind {
        guard case .rule(let rule) = code else { return code == .wrongIndex ? .order : .form }
        switch rule {
        case .notClosed, .rsuNotUploaded, .notReconciled, .notAcknowledged: return isBeforeGate(body) ? check(of: rule, body) : .gate
        default: return check(of: rule, body)
        }
    }

    /// Whether the entry is a step up to the gate and not one behind it.
    private static func isBeforeGate(_ body: RaffleEntry.Body) -> Bool {
        if case .reconciled = body { true } else { false }
    }

    private static func check(of rule: Refusal.Code, _ body: RaffleEntry.Body) -> AuditCheck.Kind {
        switch body {
        case .raffle, .activated, .suspended, .resumed, .closed, .settled, .refused, .event: .order
        case .lease, .leaseEnded, .rsuClosed, .rsuCorrupt, .rsuRecovered, .restored, .leasesReported, .leasesReleased: .units
        case .sale: isAboutNumbers(rule) ? .numbers : .sales
        case .mark, .unmark, .void, .unvoid, .reprint, .conflict: .voids
        case .reconciled, .altered: .reconciliation
        case .acknowledged: .gate
        case .commitment, .poolFrozen: .pools
        case .drawStarted, .drawn, .entered, .drawRevealed: .draws
        case .verified, .claimed, .claimRefused: .prizes
        }
    }

    private static func isAboutNumbers(_ rule: Refusal.Code) -> Bool {
        switch rule {
        case .conflict, .numberNotLeased, .noLease, .numbersExhausted: true
        default: false
        }
    }
}
