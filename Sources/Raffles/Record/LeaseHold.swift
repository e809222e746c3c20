/// What a raffle has to find out after its server was restored from a backup: which numbers were leased that its ledger lacks.
///
/// Units of a lost history hold numbers that the ledger calls free. Nothing is leased before they are known: every unit that was
/// enabled has to say what it holds, and what they say must leave no hole. A hole is a lease of a unit that was not heard.
struct LeaseHold: Sendable {
    /// Positions before this are as the backup had them, or as a manager decided.
    var base: Int
    /// Units that have not been heard.
    var awaited: Set<RSUID> = []
    /// No unit was enabled at the backup: whoever sold since is unknown, and only a manager can tell.
    var isUnheard = false
    /// Units heard since the last restore.
    var reported: Set<RSUID> = []
    /// Positions that two units claim. They stay out of use, but for the unit that has the lease.
    var disputed: [Range<Int>] = []
}

extension RaffleRecord {
    /// Why no numbers are leased, and nothing is reconciled, after a restore; nil when nothing holds them back.
    public var leaseHold: Refusal? {
        guard let hold else { return nil }
        if !hold.awaited.isEmpty {
            let names = hold.awaited.sorted().map(\.text)
            let more = names.count > 20 ? " and \(names.count - 20) more" : ""
            return Refusal(
                .leasesUnconfirmed, "the server was restored, and units have not said which numbers they hold",
                detail: names.prefix(20).joined(separator: " ") + more)
        }
        if hold.isUnheard {
            return Refusal(.leasesUnconfirmed, "the server was restored from a backup that knows of no unit: a manager has to let go on")
        }
        if let hole = firstHole(from: hold) {
            return Refusal(
                .leasesUnconfirmed, "the server was restored, and numbers were leased to a unit that has not been heard",
                detail: "positions \(hole.lowerBound) to \(hole.upperBound - 1)")
        }
        return nil
    }

    /// Whether a unit has yet to say which numbers it holds.
    public func awaitsLeases(of rsu: RSUID) -> Bool {
        guard let hold, !state.isPastUploads, !hold.reported.contains(rsu) else { return false }
        return account(rsu).map { $0.state == .leased } ?? true
    }

    /// The first positions, of those leased since the backup, that nobody has told of.
    private func firstHole(from hold: LeaseHold) -> Range<Int>? {
        let known = (leases.map(\.positions) + hold.disputed).filter { $0.upperBound > hold.base }
        var end = hold.base
        for range in known.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > end { return end..<range.lowerBound }
            end = Swift.max(end, range.upperBound)
        }
        return end < nextPosition ? end..<nextPosition : nil
    }

    /// Whether any of these positions is leased, or claimed by two.
    func isTaken(_ positions: Range<Int>) -> Bool {
        leases.contains { $0.positions.overlaps(positions) } || hold?.disputed.contains { $0.overlaps(positions) } ?? false
    }

    // MARK: - Rules

    func checkRestore(_ entry: RaffleEntry, _ definition: RaffleDefinition) throws(Refusal) {
        try require(!state.isPastUploads, .wrongState, "sales are reconciled")
        switch entry.body {
        case .leasesReported(let report):
            try require(hold != nil, .wrongState, "the server was not restored", detail: report.rsu.text)
            try require(entry.by == UserID(report.rsu), .forbidden, "a unit speaks for itself", detail: report.rsu.text)
            for range in report.conflicts {
                try require(
                    range.upperBound <= definition.numbers.count && isTaken(range), .invalid, "is no conflict", detail: "\(range)")
            }
        case .leasesReleased(let release):
            try require(leaseHold != nil, .wrongState, "no leases are held back")
            let isAbove = release.from >= nextPosition && release.from <= definition.numbers.count
            try require(isAbove, .invalid, "goes on at \(nextPosition) to \(definition.numbers.count)", detail: "\(release.from)")
        default: break
        }
    }

    /// A lease that a unit has told of after a restore.
    func checkReported(_ lease: Lease, _ definition: RaffleDefinition) throws(Refusal) {
        try require(hold != nil, .wrongState, "the server was not restored", detail: lease.rsu.text)
        try require(!state.isPastUploads, .wrongState, "sales are reconciled")
        try require(lease.positions.upperBound <= definition.numbers.count, .invalid, "is none of the raffle's positions")
        try require(!isTaken(lease.positions), .conflict, "is leased already", detail: "\(lease.positions)")
    }

    // MARK: - Fold

    mutating func acceptRestore(_ entry: RaffleEntry) {
        switch entry.body {
        case .restored(let restoration):
            // What is held back already stays so: a second restore, or more units than one entry has.
            var hold = hold ?? LeaseHold(base: nextPosition)
            if leaseHold == nil { hold.base = nextPosition }
            for rsu in restoration.awaited where account(rsu).map({ $0.state == .leased }) ?? true { hold.awaited.insert(rsu) }
            if restoration.awaited.isEmpty { hold.isUnheard = true }
            hold.reported.subtract(restoration.awaited)
            self.hold = hold
        case .leasesReported(let report):
            hold?.awaited.remove(report.rsu)
            hold?.reported.insert(report.rsu)
            hold?.disputed += report.conflicts
            nextPosition = report.conflicts.reduce(nextPosition) { Swift.max($0, $1.upperBound) }
            let places = report.conflicts.map { "\($0.lowerBound) to \($0.upperBound - 1)" }
            if !places.isEmpty { note(entry, "\(report.rsu.text) claims positions of others: \(places.joined(separator: ", "))") }
        case .leasesReleased(let release):
            hold?.awaited = []
            hold?.isUnheard = false
            hold?.base = release.from
            nextPosition = release.from
            note(entry, "from position \(release.from): \(release.reason)")
        default: break
        }
    }

    // MARK: - Decisions

    mutating func decideRestore(
        _ command: RaffleCommand, by actor: RaffleActor, at now: Instant, _ journal: inout Journal
    ) throws(Refusal) {
        switch command {
        case .restore(let units):
            try append(.restored(Restoration(awaited: Set(units).sorted())), by: actor, at: now, &journal)
        case .reportLeases(let rsu, let seller, let ranges):
            try report(ranges, of: rsu, seller, by: actor, at: now, &journal)
        case .releaseLeases(let from, let reason):
            try append(.leasesReleased(LeaseRelease(from: from, reason: reason)), by: actor, at: now, &journal)
        default: break
        }
    }

    /// Takes in what the ledger lacks. Sent again, nothing is new and nothing is appended.
    private mutating func report(
        _ ranges: [Range<Int>], of rsu: RSUID, _ seller: UserID, by actor: RaffleActor, at now: Instant, _ journal: inout Journal
    ) throws(Refusal) {
        try require(hold != nil, .wrongState, "the server was not restored", detail: rsu.text)
        let count = definition?.numbers.count ?? 0
        let isSound = ranges.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= count }
        try require(isSound && ranges.count <= LeaseReport.leasesMax, .invalid, "are no positions of the raffle", detail: rsu.text)
        let account = accountOf[rsu]
        var conflicts: [Range<Int>] = []
        for range in Set(ranges).sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
            let isOwn = leases.contains {
                $0.account == account && $0.positions.lowerBound <= range.lowerBound && range.upperBound <= $0.positions.upperBound
            }
            if isOwn || hold?.disputed.contains(range) == true { continue }
            if isTaken(range) {
                conflicts.append(range)
            } else {
                try append(.lease(Lease(rsu: rsu, operator: seller, positions: range, isReported: true)), by: actor, at: now, &journal)
            }
        }
        guard hold?.reported.contains(rsu) != true || !conflicts.isEmpty else { return }
        try append(.leasesReported(LeaseReport(rsu: rsu, conflicts: conflicts)), by: actor, at: now, &journal)
    }
}
