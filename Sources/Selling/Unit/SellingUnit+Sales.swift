internal import Ledger
internal import Raffles

extension SellingUnit {
    /// Sells: the sale goes to the journal, and only then the ticket to the printer.
    mutating func sell(_ request: SaleRequest) {
        if let earlier = memory.sale(request.sale) {
            effects.append(.show(.alreadySold(earlier.ticket)))
            return
        }
        if let refusal = refusal(of: request) {
            refuse(refusal)
            if case .bufferFull(let limit) = refusal { deactivate(limit) }
            return
        }
        guard let definition = memory.definition, let key = memory.key, let seller = memory.seller,
            let package = definition.package(request.package)
        else { preconditionFailure("an active unit with a seller has all of these") }
        let sequence = UInt64(memory.sales.count) + 1
        let sale = SaleUpload(
            raffle: memory.header.raffle, rsu: memory.header.rsu, sequence: sequence, sale: request.sale,
            numbers: Array(memory.numbers[memory.numbersSold...].prefix(package.numbers)), package: package.id, price: package.price,
            payment: request.payment, seller: seller, soldAt: now, isOffline: !isOnline, validation: key.number(sequence: sequence))
        guard let sale, let collected = Money.sum(memory.collected, sale.price) else {
            preconditionFailure("a definition keeps packages, prices and their sum within bounds")
        }
        persist(.sale(sale, collected: collected))
        print(sale, nil)
        effects.append(.show(.sold(sale.ticket, price: sale.price)))
        warnAboutBuffer(definition)
    }

    /// Why a sale is not to be; nil when it may.
    func refusal(of request: SaleRequest) -> SaleRefusal? {
        guard memory.closing == nil else { return .salesOver }
        // Deactivated by a full buffer, the unit still says why.
        if error == nil, memory.isDeactivated, memory.suspension == nil, let limit = memory.definition?.rsu.bufferLimit {
            return .bufferFull(limit: limit)
        }
        guard state == .active, let definition = memory.definition else { return .notActive(state) }
        guard memory.seller != nil else { return .noOperator }
        switch definition.salesPeriod(at: now) {
        case .early: return .salesNotOpen
        case .over: return .salesOver
        case .open: break
        }
        guard let package = definition.package(request.package) else { return .unknownPackage }
        guard package.isValid(at: now) else { return .packageNotOnSale }
        if let printerFault { return .printer(printerFault) }
        guard printing == nil else { return .printing }
        let limit = definition.rsu.bufferLimit
        if limit == 0 {
            guard isOnline, memory.unsynced == 0 else { return .notConnected }
        } else if memory.unsynced >= limit {
            return .bufferFull(limit: limit)
        }
        guard memory.numbersLeft >= package.numbers else { return .notEnoughNumbers(left: memory.numbersLeft) }
        return nil
    }

    private mutating func deactivate(_ limit: Int) {
        guard !memory.isDeactivated else { return }
        note(.event(.bufferFull, data: [.init("limit", .whole(limit)), .init("unsynced", .whole(memory.unsynced))]))
    }

    /// At four fifths of the buffer, rounded up; once on the way up.
    private mutating func warnAboutBuffer(_ definition: RaffleDefinition) {
        let limit = definition.rsu.bufferLimit
        guard limit > 1, memory.unsynced == (limit * 4 + 4) / 5 else { return }
        note(.event(.buffer80, data: [.init("limit", .whole(limit)), .init("unsynced", .whole(memory.unsynced))]))
        effects.append(.show(.bufferAlmostFull(unsynced: memory.unsynced, limit: limit)))
    }
}

// MARK: - Printing

extension SellingUnit {
    /// The ticket of a sale, as it was or marked.
    public func ticket(sequence: UInt64, mark: TicketMark? = nil) -> BearerTicket? {
        guard let sale = memory.sale(sequence: sequence), let definition = memory.definition, let key = memory.key else { return nil }
        let event = TicketEvent(raffle: sale.raffle, eventNumber: memory.eventNumber, definition: definition)
        let title = definition.package(sale.package).map { $0.title.isEmpty ? $0.id.text : $0.title }
        return BearerTicket(sale, event: event, key: key, packageTitle: title, mark: mark)
    }

    private mutating func print(_ sale: SaleUpload, _ mark: TicketMark?) {
        guard let ticket = ticket(sequence: sale.sequence, mark: mark) else { preconditionFailure("the sale was made with this key") }
        printing = sale.sequence
        effects.append(.print(.bearer(ticket), sequence: sale.sequence))
    }

    mutating func printed(_ sequence: UInt64) {
        guard printing == sequence else { return }
        printing = nil
        printerFault = nil
        if memory.unprinted.contains(sequence) { persist(.printed(sequence: sequence, collected: memory.collected, at: now)) }
        printCounterfoils()
    }

    /// A misprint: the sale stands, and the operator reprints the ticket or asks for a void.
    mutating func printFailed(_ sequence: UInt64, _ fault: PrinterFault) {
        guard printing == sequence, let sale = memory.sale(sequence: sequence) else { return }
        printing = nil
        printerFault = fault
        persist(.printFailed(sequence: sequence, fault: fault, collected: memory.collected, at: now))
        note(.event(fault.event, data: [.init("ticket", .string(sale.ticket.text))]))
        effects.append(.show(.notPrinted(sale.ticket, fault)))
        // The sale stands, so its numbers belong in the drum.
        printCounterfoils()
    }

    mutating func report(_ fault: PrinterFault) {
        guard fault.isWarning || printerFault != fault else { return }
        if !fault.isWarning { printerFault = fault }
        note(.event(fault.event, data: []))
        effects.append(.show(.printer(fault)))
    }

    /// Prints a ticket again, marked: also one that is not known to have come out, because it may have.
    ///
    /// Once selling is over only what never came out: a reprint is paper enough for a claim, and only the server knows when a draw begins.
    mutating func reprint(_ sequence: UInt64) {
        guard canPrint(), let sale = memory.sale(sequence: sequence) else { return }
        guard memory.closed == nil else { return explain("the unit is closed: a ticket is printed again at the server") }
        guard memory.closing == nil || memory.unprinted.contains(sequence) else {
            return explain("selling is over, and the ticket came out: it is printed again at the server")
        }
        note(.reprint(ticket: sale.ticket, number: nil))
        print(sale, .reprint)
    }

    private mutating func canPrint() -> Bool {
        guard error == nil, memory.seller != nil else {
            explain("nobody is logged on, or the unit is out of order")
            return false
        }
        guard printing == nil else {
            explain("a ticket is at the printer")
            return false
        }
        return true
    }

    mutating func requestVoid(_ sequence: UInt64, _ reason: String) {
        guard let seller = memory.seller, let sale = memory.sale(sequence: sequence) else {
            return explain("there is no such ticket, or nobody is logged on")
        }
        guard (1...UnitNote.reasonBytesMax).contains(reason.utf8.count) else { return explain("a void request needs a short reason") }
        note(.mark(ticket: sale.ticket, reason: reason), by: seller)
    }

    mutating func withdrawVoidRequest(_ sequence: UInt64) {
        guard let seller = memory.seller, let sale = memory.sale(sequence: sequence) else {
            return explain("there is no such ticket, or nobody is logged on")
        }
        note(.unmark(ticket: sale.ticket), by: seller)
    }
}
