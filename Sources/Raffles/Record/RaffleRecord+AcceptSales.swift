internal import Ledger

extension RaffleRecord {
    // MARK: - Sales

    mutating func accept(_ sale: Sale) {
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

    mutating func acceptTicket(_ entry: RaffleEntry) {
        switch entry.body {
        case .mark(let mark):
            change(mark.ticket) { record, place in
                record.rows[place].status = TicketRow.marked
                record.marks[UInt32(place)] = MarkNote(reason: mark.reason, note: mark.note, at: entry.at, by: entry.by)
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
}
