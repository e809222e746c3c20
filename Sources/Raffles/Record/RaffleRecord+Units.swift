internal import Ledger

extension RaffleRecord {
    func checkUnit(_ entry: RaffleEntry, _ definition: RaffleDefinition) throws(Refusal) {
        switch entry.body {
        case .lease(let lease):
            try checkNewLease(lease, definition)
        case .leaseEnded(let end):
            let account = try openAccount(end.rsu)
            try require(account.state == .leased, .noLease, "the unit has given up its numbers already", detail: end.rsu.text)
        case .rsuClosed(let closing):
            _ = try openAccount(closing.rsu)
            try require(!state.isPastUploads, .wrongState, "sales are reconciled")
            try checkStatement(closing.statement, of: closing.rsu)
        case .rsuCorrupt(let corruption):
            _ = try openAccount(corruption.rsu)
            try require(!state.isPastUploads, .wrongState, "sales are reconciled")
        case .rsuRecovered(let recovery):
            guard let account = account(recovery.rsu) else { throw Refusal(.noLease, "the unit is unknown", detail: recovery.rsu.text) }
            try require(account.state.isCorrupt, .unitNotCorrupt, "the unit is not corrupt", detail: recovery.rsu.text)
            try require(!state.isPastUploads, .wrongState, "sales are reconciled")
            try checkStatement(recovery.statement, of: recovery.rsu)
            if let shortfall = recovery.shortfall {
                try require(
                    shortfall.missing == salesMissing(of: recovery.rsu), .statementMismatch, "the ledger lacks another number of its sales",
                    detail: recovery.rsu.text)
            }
        default: break
        }
    }

    private func checkNewLease(_ lease: Lease, _ definition: RaffleDefinition) throws(Refusal) {
        let isSelling = state == .active || state == .suspended
        try require(isSelling || lease.isReported, .wrongState, "numbers are leased while the raffle sells")
        if !lease.isReported, let leaseHold { throw leaseHold }
        if let account = account(lease.rsu) {
            try require(!account.state.isCorrupt, .unitCorrupt, "the unit is corrupt", detail: lease.rsu.text)
            try require(account.state == .leased, .unitClosed, "the unit is closed for this raffle", detail: lease.rsu.text)
        } else {
            let most = ReconciliationTable.unitsMax
            try require(accounts.count < most, .tooManyUnits, "a raffle has \(most) units at most")
        }
        if lease.isReported { return try checkReported(lease, definition) }
        try require(lease.positions.lowerBound == nextPosition, .invalid, "the next position is \(nextPosition)")
        try require(
            lease.positions.upperBound <= definition.numbers.count, .numbersExhausted, "only \(remaining) numbers are left")
    }

    /// The account of a unit that has neither closed nor gone corrupt.
    private func openAccount(_ rsu: RSUID) throws(Refusal) -> UnitAccount {
        guard let account = account(rsu) else { throw Refusal(.noLease, "the unit has no numbers", detail: rsu.text) }
        switch account.state {
        case .leased, .ended: return account
        case .closed, .recovered: throw Refusal(.unitClosed, "the unit is closed for this raffle", detail: rsu.text)
        case .corrupt, .incomplete: throw Refusal(.unitCorrupt, "the unit is corrupt", detail: rsu.text)
        }
    }

    private func checkStatement(_ statement: UnitStatement, of rsu: RSUID) throws(Refusal) {
        guard let own = self.statement(of: rsu) else { throw Refusal(.noLease, "the unit has no numbers", detail: rsu.text) }
        let detail = "\(rsu.text) states \(statement.sales) of \(own.sales)"
        try require(statement.sales == own.sales, .statementMismatch, "the ledger has another number of its sales", detail: detail)
        try require(statement.digest == own.digest, .statementMismatch, "the ledger has other sales of it", detail: detail)
    }

    // MARK: - Reconciliation

    /// The numbers and the money as the ledger has them, which a reconciliation has to say.
    ///
    /// - Parameter override: why corrupt units are accepted; dropped when there is none.
    public func reconciliation(override: String?) -> ReconciliationTable {
        let units = accounts.map { ReconciliationTable.Unit(rsu: $0.rsu, agrees: $0.state.agrees, totals: $0.totals) }
        return ReconciliationTable(
            numbers: definition?.numbers.count ?? 0, unallocated: unallocated, total: totals, units: units.sorted { $0.rsu < $1.rsu },
            override: units.allSatisfy(\.agrees) ? nil : override)
    }

    func check(_ reconciliation: Reconciliation) throws(Refusal) {
        try require(state >= .closed, .notClosed, "sales are not closed")
        try require(state == .closed, .wrongState, "sales are reconciled already")
        // A unit that was not heard may hold sales of the history that is lost.
        if let leaseHold { throw leaseHold }
        try checkUploads()
        let marked = accounts.reduce(0) { $0 + $1.marked }
        try require(marked == 0, .ticketMarked, "\(marked) tickets are marked and not decided")
        let own = self.reconciliation(override: reconciliation.override)
        try require(
            reconciliation.override != nil || own.units.allSatisfy(\.agrees), .overrideMissing,
            "corrupt units are accepted only with a reason", detail: own.units.filter { !$0.agrees }.map(\.rsu.text).joined(separator: " "))
        try require(reconciliation == own.statement, .notReconciled, "the numbers are not those of the ledger")
    }

    func checkUploads() throws(Refusal) {
        let outstanding = unitsOutstanding
        try require(
            outstanding.isEmpty, .rsuNotUploaded, "units have not uploaded all their sales",
            detail: outstanding.map(\.text).joined(separator: " "))
    }

    func check(_ acknowledgement: Acknowledgement, by user: UserID) throws(Refusal) {
        try require(state >= .closed, .notClosed, "sales are not closed")
        try require(state >= .reconciled, .notReconciled, "sales and voids are not reconciled")
        try require(state == .reconciled, .wrongState, "the voids are acknowledged already")
        let isPerson = user != .system && user != .schedule && RSUID(user.text).map { accountOf[$0] == nil } ?? true
        try require(isPerson, .forbidden, "only a person can acknowledge", detail: user.text)
        try require(acknowledgement.reconciliation == reconciliation?.index, .invalid, "is of another reconciliation")
        try require(acknowledgement.voidTickets == totals.voidTickets, .invalid, "there are \(totals.voidTickets) voided tickets")
    }
}

extension RaffleState {
    /// No sale can come any more.
    var isPastUploads: Bool { self >= .reconciled }
}
