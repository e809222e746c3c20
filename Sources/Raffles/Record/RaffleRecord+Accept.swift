internal import Crypto
internal import Draws
internal import Ledger

extension RaffleRecord {
    /// Takes in an entry that ``check(_:)`` has passed.
    mutating func accept(_ entry: RaffleEntry) {
        switch entry.body {
        case .sale(let sale): accept(sale)
        case .raffle(let creation): accept(creation, at: entry.at)
        case .activated:
            state = .active
            activatedAt = entry.at
        case .suspended(let suspension):
            state = .suspended
            suspensions.append(SuspensionPeriod(from: entry.at, until: nil))
            note(entry, suspension.reason)
        case .resumed:
            state = .active
            endSuspension(at: entry.at)
        case .closed(let closing):
            state = .closed
            self.closing = closing
            endSuspension(at: closing.closedAt)
        case .settled:
            state = .settled
            settledAt = entry.at
        case .lease, .leaseEnded, .rsuClosed, .rsuCorrupt, .rsuRecovered: acceptUnit(entry)
        case .restored, .leasesReported, .leasesReleased: acceptRestore(entry)
        case .mark, .unmark, .void, .unvoid, .reprint: acceptTicket(entry)
        case .conflict(let conflict):
            conflicts.insert(conflict.offered)
            note(entry, "\(conflict.rsu.text)-\(conflict.sequence) contradicts \(conflict.ticket.text): \(conflict.reason.rawValue)")
        case .reconciled(let reconciliation):
            state = .reconciled
            self.reconciliation = Signed(index: size, at: entry.at, by: entry.by, value: reconciliation)
            if let override = reconciliation.override { note(entry, override) }
        case .acknowledged(let acknowledgement):
            state = .acknowledged
            self.acknowledgement = Signed(index: size, at: entry.at, by: entry.by, value: acknowledgement)
        case .commitment, .poolFrozen, .drawStarted, .drawn, .entered, .verified, .drawRevealed, .claimed: acceptDraw(entry)
        case .claimRefused(let refusal): note(entry, "\(refusal.verdict.rawValue) \(refusal.ticket?.text ?? "")")
        case .altered(let alteration): accept(alteration, entry)
        case .refused(let refused):
            exceptions.append(
                RaffleException(
                    index: size, at: entry.at, by: entry.by, component: entry.component, kind: "refused/\(refused.code.rawValue)",
                    detail: refused.detail.isEmpty ? refused.action : "\(refused.action): \(refused.detail)"))
        case .event: break
        }
        lastAt = entry.at
    }

    mutating func note(_ entry: RaffleEntry, _ detail: String) {
        exceptions.append(
            RaffleException(
                index: size, at: entry.at, by: entry.by, component: entry.component, kind: entry.typeName, detail: detail))
    }

    private mutating func accept(_ creation: RaffleCreation, at time: Instant) {
        let definition = creation.definition
        self.creation = creation
        createdAt = time
        salesCloseAt = definition.salesCloseAt
        prizes = definition.prizes.map { PrizeState(prize: $0.id, phase: .open) }
        let book = PrizeBook(definition)
        earlyTotals = Dictionary(uniqueKeysWithValues: book.cutoffs.map { ($0, SalesTotals()) })
        hasStop = definition.prizes.contains { $0.capBehaviour == .stop && $0.cap != nil }
        self.book = book
        owners = [UInt32](repeating: 0, count: definition.numbers.count)
        if definition.allocation == .sequential || orderKey != nil {
            let key = orderKey ?? SymmetricKey(data: [UInt8](repeating: 0, count: 32))
            order = NumberOrder(range: definition.numbers, allocation: definition.allocation, key: key)
        }
    }

    private mutating func endSuspension(at time: Instant) {
        guard let last = suspensions.indices.last, suspensions[last].until == nil else { return }
        suspensions[last].until = time
    }

    // MARK: - Sales

    private mutating func accept(_ sale: Sale) {
        let upload = sale.upload
        guard let definition, let account = accountOf[upload.rsu], let key = key(account: account, sequence: upload.sequence),
            let package = definition.packages.firstIndex(where: { $0.id == upload.package })
        else { preconditionFailure("a sale is checked before it is accepted") }
        let place = UInt32(rows.count)
        rows.append(
            TicketRow(
                sequence: upload.sequence, entry: size, price: upload.price, refund: 0, soldAt: upload.soldAt.milliseconds,
                commitment: upload.commitment, digest: upload.digest, account: UInt32(account), firstNumber: UInt32(numbers.count),
                seller: person(upload.operator), numberCount: UInt16(upload.numbers.count), package: UInt8(package),
                status: TicketRow.sold, offline: upload.offline, late: sale.late))
        let first = definition.numbers.first
        for number in upload.numbers { owners[Int(number - first)] = place + 1 }
        numbers.append(contentsOf: upload.numbers)
        rowOfKey[key] = place
        rowOfSale[upload.sale] = place
        accounts[account].lastSequence = Swift.max(accounts[account].lastSequence, upload.sequence)
        add(account: account, upload) { totals, upload in
            totals.tickets += 1
            totals.sold += upload.numbers.count
            totals.gross += upload.price
        }
        for cutoff in earlyTotals.keys where upload.soldAt < cutoff { earlyTotals[cutoff]?.gross += upload.price }
    }

    private mutating func add(account: Int, _ upload: SaleUpload, _ change: (inout AccountTotals, SaleUpload) -> Void) {
        change(&totals, upload)
        change(&accounts[account].totals, upload)
    }

    private mutating func person(_ user: UserID) -> UInt32 {
        if let known = personOf[user] { return known }
        let place = UInt32(people.count)
        people.append(user)
        personOf[user] = place
        return place
    }

    // MARK: - Tickets

    private mutating func acceptTicket(_ entry: RaffleEntry) {
        switch entry.body {
        case .mark(let mark):
            change(mark.ticket) { record, place in
                record.rows[place].status = TicketRow.marked
                record.marks[UInt32(place)] = MarkNote(reason: mark.reason, note: mark.note)
                record.accounts[Int(record.rows[place].account)].marked += 1
            }
        case .unmark(let unmark):
            change(unmark.ticket) { record, place in record.clearMark(place, to: TicketRow.sold) }
        case .void(let void):
            change(void.ticket) { record, place in
                record.clearMark(place, to: TicketRow.void)
                record.rows[place].refund = void.refund
                record.voids[UInt32(place)] = VoidNote(reason: void.reason, note: void.note, at: entry.at, by: entry.by)
                record.countVoid(place, by: 1)
            }
            note(entry, "\(void.ticket.text) \(void.reason.rawValue) refund \(void.refund)")
            if state == .reconciled {
                state = .closed
                reconciliation = nil
            }
        case .unvoid(let unvoid):
            change(unvoid.ticket) { record, place in
                record.countVoid(place, by: -1)
                record.rows[place].status = TicketRow.sold
                record.rows[place].refund = 0
                record.voids[UInt32(place)] = nil
            }
            note(entry, "\(unvoid.ticket.text) \(unvoid.note)")
        case .reprint(let reprint):
            if let number = reprint.number {
                counterfoilReprints[number, default: 0] += 1
                note(entry, "\(reprint.ticket.text) counterfoil \(number)")
            } else {
                change(reprint.ticket) { record, place in record.bearerReprints[UInt32(place), default: 0] += 1 }
            }
        default: break
        }
    }

    private mutating func change(_ ticket: TicketID, _ body: (inout RaffleRecord, Int) -> Void) {
        guard let place = place(of: ticket) else { preconditionFailure("a ticket is checked before it is changed") }
        body(&self, place)
    }

    private mutating func clearMark(_ place: Int, to status: UInt8) {
        if rows[place].status == TicketRow.marked { accounts[Int(rows[place].account)].marked -= 1 }
        rows[place].status = status
        marks[UInt32(place)] = nil
    }

    /// Counts a ticket as void (1), or no longer (-1), with the refund and the reason that it has now.
    private mutating func countVoid(_ place: Int, by sign: Int) {
        let row = rows[place]
        let account = Int(row.account)
        for totals in [\RaffleRecord.totals, \RaffleRecord.accounts[account].totals] {
            self[keyPath: totals].void += sign * Int(row.numberCount)
            self[keyPath: totals].voidTickets += sign
            self[keyPath: totals].refunds += Int64(sign) * row.refund
        }
        if voids[UInt32(place)]?.reason == .misprint { accounts[account].misprints += sign }
        for cutoff in earlyTotals.keys where row.soldAt < cutoff.milliseconds { earlyTotals[cutoff]?.refunds += Int64(sign) * row.refund }
    }

    // MARK: - Units

    private mutating func acceptUnit(_ entry: RaffleEntry) {
        switch entry.body {
        case .lease(let lease):
            let account = accountOf[lease.rsu] ?? accounts.count
            if account == accounts.count {
                accountOf[lease.rsu] = account
                accounts.append(UnitAccount(rsu: lease.rsu, operator: lease.operator, state: .leased))
            }
            accounts[account].operator = lease.operator
            accounts[account].totals.allocated += lease.positions.count
            totals.allocated += lease.positions.count
            // At the end, but for one that a unit tells of after a restore.
            let place = leases.lastIndex { $0.positions.lowerBound < lease.positions.lowerBound }.map { $0 + 1 } ?? 0
            leases.insert(LeaseRow(positions: lease.positions, account: account), at: place)
            nextPosition = Swift.max(nextPosition, lease.positions.upperBound)
        case .leaseEnded(let end):
            update(end.rsu) { account in
                account.state = .ended
                account.endedAt = entry.at
            }
        case .rsuClosed(let closing):
            update(closing.rsu) { account in
                account.state = .closed
                account.statement = closing.statement
            }
        case .rsuCorrupt(let corruption):
            let line = Signed(index: size, at: entry.at, by: entry.by, value: corruption)
            update(corruption.rsu) { account in
                account.state = .corrupt
                account.corruption = line
                account.collected = corruption.collected
            }
            note(entry, "\(corruption.rsu.text) \(corruption.reason)")
        case .rsuRecovered(let recovery):
            update(recovery.rsu) { account in
                account.state = recovery.shortfall == nil ? .recovered : .incomplete
                account.statement = recovery.statement
                account.shortfall = recovery.shortfall
            }
            let lacking = recovery.shortfall.map { " incomplete: \($0.missing) sales missing, \($0.unaccounted) unaccounted; \($0.reason)" }
            note(entry, recovery.rsu.text + (lacking ?? ""))
        default: break
        }
    }

    private mutating func update(_ rsu: RSUID, _ body: (inout UnitAccount) -> Void) {
        guard let account = accountOf[rsu] else { preconditionFailure("a unit is checked before it is changed") }
        body(&accounts[account])
    }

    private mutating func accept(_ alteration: Alteration, _ entry: RaffleEntry) {
        switch alteration.element {
        case .salesCloseAt: salesCloseAt = Instant(alteration.after)
        case .collected(let rsu): update(rsu) { $0.collected = Int64(alteration.after) }
        case .unitOperator(let rsu):
            if let user = UserID(alteration.after) { update(rsu) { $0.operator = user } }
        }
        note(entry, "\(alteration.element.text): \(alteration.before) -> \(alteration.after)")
    }

    // MARK: - Draws

    private mutating func acceptDraw(_ entry: RaffleEntry) {
        switch entry.body {
        case .commitment(let commitment):
            var draw = DrawState(draw: commitment.draw)
            draw.commitment = Signed(index: size, at: entry.at, by: entry.by, value: commitment)
            draws[commitment.draw] = draw
        case .poolFrozen(let freeze):
            var draw = draws[freeze.draw] ?? DrawState(draw: freeze.draw)
            draw.freeze = Signed(index: size, at: entry.at, by: entry.by, value: freeze)
            draw.frozenPool = try? NumberPool(poolNumbers(salesBefore: freeze.salesBefore))
            draw.pool = draw.frozenPool
            draws[freeze.draw] = draw
            currentDraw = freeze.draw
        case .drawStarted(let start):
            state = .drawing
            let signed = Signed(index: size, at: entry.at, by: entry.by, value: start)
            var details: [String] = []
            if let unclaimed = prize(start.prize)?.official?.value {
                details.append("\(start.prize.text) is drawn again: nobody claimed it with \(unclaimed.number)")
            }
            update(start.prize) { prize in
                if let official = prize.official { prize.forfeited.append(official.value) }
                prize.official = nil
                prize.phase = .started
                prize.start = signed
            }
            if let fallback = start.fallback { details.append("\(start.draw.text) \(start.method.rawValue): \(fallback)") }
            if !details.isEmpty { note(entry, details.joined(separator: "; ")) }
        case .drawn(let drawn):
            add(
                DrawAttempt(
                    index: size, at: entry.at, by: entry.by, draw: drawn.draw, attempt: drawn.attempt, number: drawn.number,
                    verdict: .valid, ticket: drawn.ticket, drawn: drawn), to: drawn.prize)
            draws[drawn.draw]?.selections.append(drawn)
        case .entered(let entered):
            let ticket = place(ofNumber: entered.number).map { receipt(at: $0).ticket }
            add(
                DrawAttempt(
                    index: size, at: entry.at, by: entry.by, draw: entered.draw, attempt: entered.attempt, number: entered.number,
                    verdict: entered.verdict, ticket: ticket), to: entered.prize)
            if entered.verdict != .valid { note(entry, "\(entered.prize.text) \(entered.number) \(entered.verdict.rawValue)") }
        case .verified(let verification):
            let signed = Signed(index: size, at: entry.at, by: entry.by, value: verification)
            update(verification.prize) { prize in
                prize.phase = .official
                prize.official = signed
            }
        case .drawRevealed(let reveal):
            draws[reveal.draw]?.reveal = Signed(index: size, at: entry.at, by: entry.by, value: reveal)
        case .claimed(let claim):
            let signed = Signed(index: size, at: entry.at, by: entry.by, value: claim)
            update(claim.prize) { prize in
                prize.phase = .claimed
                prize.claim = signed
            }
        default: break
        }
    }

    private mutating func add(_ attempt: DrawAttempt, to id: PrizeID) {
        update(id) { prize in
            prize.attempts.append(attempt)
            if attempt.verdict == .valid { prize.phase = .drawn }
        }
        if attempt.verdict == .valid, definition?.draw.replacement == false {
            try? draws[attempt.draw]?.pool?.remove(attempt.number)
        }
    }

    private mutating func update(_ id: PrizeID, _ body: (inout PrizeState) -> Void) {
        guard let place = prizes.firstIndex(where: { $0.prize == id }) else {
            preconditionFailure("a prize is checked before it is changed")
        }
        body(&prizes[place])
    }
}
