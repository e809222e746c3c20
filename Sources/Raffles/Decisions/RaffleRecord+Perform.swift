internal import Ledger

extension RaffleRecord {
    /// Decides on a command and takes the entries in: after this the record is ahead of the store until they are appended.
    ///
    /// The owner keeps one record a raffle, performs one command after the other, and answers only when the entries are durable. When
    /// an append fails it has to drop the record and read the ledger again. A closing that is due comes first, whatever is asked.
    ///
    /// - Parameter now: the server's clock. An entry is never older than the one before it, so a clock that steps back stands still.
    public mutating func perform(_ command: RaffleCommand, by actor: RaffleActor, at now: Instant) -> RaffleDecision {
        let now = lastAt.map { Swift.max($0, now) } ?? now
        var journal = Journal(firstIndex: size)
        closeWhenDue(at: now, &journal)
        do throws(Refusal) {
            try checkDuty(command, of: actor)
            let outcome = try decide(command, by: actor, at: now, &journal)
            return RaffleDecision(firstIndex: journal.firstIndex, entries: journal.entries, result: .success(outcome))
        } catch {
            refuse(command.name, error, by: actor.user, component: actor.component, at: now, &journal)
            return RaffleDecision(firstIndex: journal.firstIndex, entries: journal.entries, result: .failure(error))
        }
    }

    /// The entries of one command, as far as they are taken in.
    struct Journal {
        let firstIndex: UInt64
        var entries: [RaffleEntry] = []
    }

    /// Checks an entry, takes it in and keeps it for the store.
    mutating func append(_ entry: RaffleEntry, _ journal: inout Journal) throws(Refusal) {
        do {
            try entry.checkForm()
        } catch {
            throw Refusal(.invalid, error.message, detail: error.field)
        }
        try check(entry)
        accept(entry)
        size += 1
        journal.entries.append(entry)
    }

    mutating func append(_ body: RaffleEntry.Body, by actor: RaffleActor, at now: Instant, _ journal: inout Journal) throws(Refusal) {
        try append(RaffleEntry(at: now, by: actor.user, component: actor.component, body), &journal)
    }

    /// Logs what was refused. Nothing is logged of a raffle that is not there yet or is settled.
    mutating func refuse(
        _ action: String, _ refusal: Refusal, by user: UserID, component: ComponentID, at now: Instant, _ journal: inout Journal
    ) {
        guard creation != nil, state != .settled else { return }
        let detail = Self.logText(refusal.detail.isEmpty ? refusal.message : refusal.detail)
        let refused = RefusedAction(action: Self.logText(action), code: refusal.code, detail: detail)
        let entry = RaffleEntry(at: now, by: user, component: component, .refused(refused))
        accept(entry)
        size += 1
        journal.entries.append(entry)
    }

    /// Details may quote what came from outside: only what an entry may hold is kept.
    private static func logText(_ text: String) -> String {
        let short = String(String.UnicodeScalarView(text.unicodeScalars.prefix(RaffleDefinition.textCharactersMax)))
        return PlainText.problem(in: short, charactersMax: RaffleDefinition.textCharactersMax) == nil ? short : ""
    }

    /// The closing time and the cap close by themselves.
    private mutating func closeWhenDue(at now: Instant, _ journal: inout Journal) {
        guard state == .active || state == .suspended else { return }
        if let closes = salesCloseAt, now >= closes {
            try? append(.closed(Closing(cause: .time, closedAt: closes)), by: .schedule, at: now, &journal)
        } else if salesStop != nil {
            try? append(.closed(Closing(cause: .cap, closedAt: now)), by: .system, at: now, &journal)
        }
    }

    // MARK: - Uploads

    /// Every sale exactly once: see ``UploadOutcome``.
    mutating func upload(
        _ sales: [SaleUpload], validation: ValidationKey?, by actor: RaffleActor, at now: Instant, _ journal: inout Journal
    ) -> [UploadOutcome] {
        var outcomes: [UploadOutcome] = []
        outcomes.reserveCapacity(sales.count)
        for sale in sales {
            outcomes.append(upload(sale, validation: validation, by: actor, at: now, &journal))
            closeWhenDue(at: now, &journal)
        }
        return outcomes
    }

    mutating func upload(
        _ sale: SaleUpload, validation: ValidationKey?, by actor: RaffleActor, at now: Instant, _ journal: inout Journal
    ) -> UploadOutcome {
        do throws(Refusal) {
            guard let raffle, let account = accountOf[sale.rsu], let ticket = sale.ticket else {
                throw Refusal(.noLease, "the unit has no numbers", detail: sale.rsu.text)
            }
            if let unit = actor.unit, unit != sale.rsu {
                throw Refusal(.forbidden, "a unit uploads its own sales", detail: sale.rsu.text)
            }
            if let known = contradiction(sale, account: account) {
                return contradict(sale, known.place, known.reason, by: actor, at: now, &journal)
            }
            if let validation, validation.number(of: ticket).commitment(raffle: raffle, ticket: ticket) != sale.commitment {
                throw Refusal(.validationMismatch, "is not the commitment of the ticket's validation number", detail: ticket.text)
            }
            try append(.sale(Sale(sale, late: state.isClosed)), by: actor, at: now, &journal)
            return .recorded(receipt(at: rows.count - 1))
        } catch {
            var logged = error
            logged.detail = "\(sale.rsu.text)-\(sale.sequence) \(error.detail)"
            refuse("sale", logged, by: actor.user, component: actor.component, at: now, &journal)
            return .refused(error)
        }
    }

    private mutating func contradict(
        _ sale: SaleUpload, _ place: Int, _ reason: Conflict.Reason, by actor: RaffleActor, at now: Instant, _ journal: inout Journal
    ) -> UploadOutcome {
        let stored = receipt(at: place)
        let offered = sale.digest
        if offered == stored.digest { return .repeated(stored) }
        // The same contradiction is logged once, however often the unit repeats it.
        if !conflicts.contains(offered) {
            let conflict = Conflict(
                rsu: sale.rsu, sequence: sale.sequence, reason: reason, ticket: stored.ticket, stored: stored.digest, offered: offered)
            try? append(.conflict(conflict), by: actor, at: now, &journal)
        }
        return .conflict(stored: stored, reason)
    }
}
