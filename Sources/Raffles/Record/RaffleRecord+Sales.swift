internal import Ledger

// The boundary rules of sales:
//
// - Closed at T means soldAt >= T: a sale of that millisecond is too late.
// - A sale made in time and uploaded after the close is taken, flagged late, until reconciliation; `at` of the entry is when it came.
// - A cap that stops selling closes with the sale that reaches it; what was sold before that moment and comes later is late, and good.
// - While selling is suspended only units without a connection can have sold, not knowing of it.
// - A ticket is voided as a whole, with all its numbers, and its numbers are never sold again.
// - Voiding ends with the acknowledgement. A void after reconciliation undoes it: the raffle is merely closed again.
// - Taking a void back ends with reconciliation.

extension RaffleRecord {
    func check(_ sale: Sale, at time: Instant, by: UserID, _ definition: RaffleDefinition) throws(Refusal) {
        let upload = sale.upload
        switch state {
        case .draft: throw Refusal(.notSelling, "the raffle is not active yet")
        case .active, .suspended, .closed: break
        default: throw Refusal(.tooLate, "sales are reconciled", detail: upload.soldAt.text)
        }
        guard let account = accountOf[upload.rsu] else { throw Refusal(.noLease, "the unit has no numbers", detail: upload.rsu.text) }
        try checkUnitSells(accounts[account], upload, by: by)
        try checkTime(sale, at: time, definition)
        try checkPackage(upload, definition)
        if let place = contradiction(upload, account: account) {
            throw Refusal(.conflict, "contradicts a sale in the ledger", detail: receipt(at: place.place).ticket.text)
        }
        try checkNumbers(upload.numbers, account: account, definition.numbers)
    }

    private func checkUnitSells(_ account: UnitAccount, _ upload: SaleUpload, by: UserID) throws(Refusal) {
        switch account.state {
        case .leased: break
        case .ended:
            let isBefore = account.endedAt.map { upload.soldAt < $0 } ?? false
            try require(isBefore, .noLease, "the unit has given up its numbers", detail: upload.rsu.text)
        case .closed, .recovered: throw Refusal(.unitClosed, "the unit is closed for this raffle", detail: upload.rsu.text)
        case .corrupt, .incomplete:
            // What a corrupt unit says itself is not believed; people import its export.
            try require(by != UserID(upload.rsu), .unitCorrupt, "the unit is corrupt", detail: upload.rsu.text)
        }
    }

    private func checkTime(_ sale: Sale, at time: Instant, _ definition: RaffleDefinition) throws(Refusal) {
        let soldAt = sale.upload.soldAt
        let skew = Int64(definition.rsu.maxClockSkewMilliseconds)
        try require(soldAt <= time.adding(milliseconds: skew), .clockAhead, "is from the future", detail: soldAt.text)
        if let opens = definition.salesOpenAt, soldAt < opens { throw Refusal(.notOpenYet, "sold before sales open", detail: soldAt.text) }
        if let activatedAt {
            let isAfter = soldAt.adding(milliseconds: skew) >= activatedAt
            try require(isAfter, .notOpenYet, "sold before the raffle was active", detail: soldAt.text)
        }
        if let closes = closing?.closedAt ?? salesCloseAt, soldAt >= closes {
            throw Refusal(.soldAfterClose, "sold at or after the close", detail: soldAt.text)
        }
        try require(sale.late == state.isClosed, .invalid, "is flagged late exactly when it comes after the close")
        if state.isClosed {
            try require(definition.policies.lateUploadsUntilReconciliation, .tooLate, "no sale is taken after the close")
        } else {
            let isBefore = salesCloseAt.map { time < $0 } ?? true
            try require(isBefore, .soldAfterClose, "the closing time is past, and the raffle not closed yet", detail: soldAt.text)
            if !sale.upload.offline { try require(salesStop == nil, .notSelling, "a prize has reached the cap that stops selling") }
        }
        if !sale.upload.offline {
            let isSuspended = suspensions.contains { $0.contains(soldAt) }
            try require(!isSuspended, .suspended, "sold while selling was suspended", detail: soldAt.text)
        } else {
            try require(definition.rsu.bufferLimit > 0, .offlineNotAllowed, "no sales without a connection", detail: soldAt.text)
        }
    }

    private func checkPackage(_ upload: SaleUpload, _ definition: RaffleDefinition) throws(Refusal) {
        guard let package = definition.package(upload.package) else {
            throw Refusal(.unknownPackage, "there is no such package", detail: upload.package.text)
        }
        try require(package.isValid(at: upload.soldAt), .packageNotValid, "the package was not on sale then", detail: upload.package.text)
        try require(
            upload.price == package.price, .wrongPrice, "the package costs \(package.price)",
            detail: "\(upload.package.text) \(upload.price)")
        try require(upload.numbers.count == package.numbers, .wrongNumberCount, "the package has \(package.numbers) numbers")
        if let limit = definition.policies.maxBuyIn {
            try require(upload.price <= limit, .buyInTooHigh, "one sale is \(limit) at most")
        }
    }

    private func checkNumbers(_ offered: [UInt32], account: Int, _ range: NumberRange) throws(Refusal) {
        for number in offered {
            try require(range.contains(number), .numberNotLeased, "is none of the raffle's numbers", detail: "\(number)")
            guard let position = order?.position(of: number) else { continue }
            let isLeased = lease(at: position).map { $0.account == account } ?? false
            try require(isLeased, .numberNotLeased, "is none of the unit's numbers", detail: "\(number)")
        }
        let totals = accounts[account].totals
        try require(totals.sold + offered.count <= totals.allocated, .numberNotLeased, "the unit has sold all its numbers")
        try require(isDistinct(offered), .invalid, "has a number twice")
    }

    private func isDistinct(_ offered: [UInt32]) -> Bool {
        if zip(offered, offered.dropFirst()).allSatisfy({ $0 < $1 }) { return true }
        return Set(offered).count == offered.count
    }

    func lease(at position: Int) -> LeaseRow? {
        var low = 0
        var high = leases.count
        while low < high {
            let middle = low + (high - low) / 2
            if leases[middle].positions.upperBound <= position { low = middle + 1 } else { high = middle }
        }
        guard low < leases.count, leases[low].positions.contains(position) else { return nil }
        return leases[low]
    }

    /// The first sale in the ledger that an upload contradicts or repeats, and in what.
    func contradiction(_ upload: SaleUpload, account: Int) -> (place: Int, reason: Conflict.Reason)? {
        if let key = key(account: account, sequence: upload.sequence), let row = rowOfKey[key] { return (Int(row), .sequence) }
        if let row = rowOfSale[upload.sale] { return (Int(row), .sale) }
        for number in upload.numbers {
            if let place = place(ofNumber: number) { return (place, .number) }
        }
        return nil
    }

    // MARK: - Voids and reprints

    func row(of ticket: TicketID) throws(Refusal) -> TicketRow {
        guard let place = place(of: ticket) else { throw Refusal(.unknownTicket, "there is no such ticket", detail: ticket.text) }
        return rows[place]
    }

    /// Marks and voids: until the acknowledgement.
    func checkWindow(of ticket: TicketID, is status: UInt8) throws(Refusal) {
        let found = try row(of: ticket)
        try require(
            state < .acknowledged, .voidAfterAcknowledgement, "the event manager has acknowledged the voids", detail: ticket.text)
        try require(found.status != TicketRow.void, .ticketVoid, "the ticket is void", detail: ticket.text)
        guard found.status == status else {
            throw status == TicketRow.sold
                ? Refusal(.ticketMarked, "the ticket is marked already", detail: ticket.text)
                : Refusal(.ticketNotMarked, "the ticket is not marked", detail: ticket.text)
        }
    }

    func check(_ void: TicketVoid, _ definition: RaffleDefinition) throws(Refusal) {
        let found = try row(of: void.ticket)
        try require(
            state < .acknowledged, .voidAfterAcknowledgement, "the event manager has acknowledged the voids", detail: void.ticket.text)
        switch definition.policies.voidsAllowed {
        case .any: break
        case .misprintOnly:
            try require(void.reason == .misprint, .voidsNotAllowed, "sales are final but for misprints", detail: void.ticket.text)
        case .none: throw Refusal(.voidsNotAllowed, "sales are final", detail: void.ticket.text)
        }
        try require(found.status != TicketRow.void, .ticketVoid, "the ticket is void already", detail: void.ticket.text)
        try require(void.refund <= found.price, .refundTooHigh, "the ticket cost \(found.price)", detail: "\(void.refund)")
    }

    func check(_ unvoid: TicketUnvoid) throws(Refusal) {
        let found = try row(of: unvoid.ticket)
        try require(found.status == TicketRow.void, .ticketNotVoid, "the ticket is not void", detail: unvoid.ticket.text)
        try require(state < .reconciled, .unvoidAfterReconciliation, "sales and voids are reconciled", detail: unvoid.ticket.text)
    }

    func check(_ reprint: Reprint) throws(Refusal) {
        let found = try row(of: reprint.ticket)
        try require(found.status != TicketRow.void, .ticketVoid, "the ticket is void", detail: reprint.ticket.text)
        if let number = reprint.number {
            try require(numberSlice(found).contains(number), .invalid, "is not on the ticket", detail: "\(number)")
        }
    }

    func check(_ conflict: Conflict) throws(Refusal) {
        let found = try row(of: conflict.ticket)
        try require(found.digest == conflict.stored, .invalid, "is not the digest of the ticket's sale", detail: conflict.ticket.text)
        try require(conflict.offered != conflict.stored, .invalid, "is no contradiction", detail: conflict.ticket.text)
    }
}
