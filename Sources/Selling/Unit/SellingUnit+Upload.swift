internal import Ledger
internal import Raffles

// MARK: - Connection

extension SellingUnit {
    mutating func connection(_ input: UnitInput) {
        switch input {
        case .linkLost:
            guard isLinked else { return }
            isLinked = false
            session = nil
            // One for an outage, however often a connection is tried and lost again.
            if !memory.isOffline { note(.event(.offlineStarted, data: [])) }
        case .linkRestored:
            guard !isLinked else { return }
            isLinked = true
            session = nil
            effects.append(.authenticate)
        case .authenticated(let session, let serverTime): begin(session, serverTime)
        case .authenticationRefused: validationFailed()
        default: break
        }
    }

    private mutating func begin(_ session: String, _ serverTime: Instant) {
        guard isLinked else { return }
        self.session = session
        sessionSince = reading.monotonicMilliseconds
        failedValidations = 0
        let skew = clock.synchronise(server: serverTime, at: reading)
        if let limit = memory.definition?.rsu.maxClockSkewMilliseconds, skew.magnitude > UInt64(limit) {
            note(.event(.clockSkew, data: [.init("milliseconds", .integer(skew))]))
        }
        if memory.isOffline { note(.event(.offlineEnded, data: [])) }
        note(.event(.reauthenticated, data: []))
        closeWhenDue()
    }

    private mutating func validationFailed() {
        session = nil
        failedValidations += 1
        note(.event(.validationFailed, data: [.init("count", .whole(failedValidations))]))
        let limit = memory.definition?.rsu.failedValidationLimit ?? 1
        if failedValidations >= limit, memory.suspension == nil, memory.closing == nil {
            persist(.suspended("the unit could not prove itself \(failedValidations) times", at: now))
        }
    }
}

// MARK: - Batches

extension SellingUnit {
    /// Sends the next batch; the same one again when its answer never came.
    mutating func sync() {
        guard isLinked else { return explain("there is no connection") }
        guard let session else {
            effects.append(.authenticate)
            return
        }
        if var batch = inFlight {
            batch.session = session
            inFlight = batch
            effects.append(.upload(batch))
            return
        }
        guard !isUploaded else {
            effects.append(.show(.progress(uploaded: memory.acknowledgedSales, of: UInt64(memory.sales.count))))
            submitWhenDone()
            return
        }
        let batch = UploadBatch(
            raffle: memory.header.raffle, rsu: memory.header.rsu, session: session,
            sales: Array(memory.sales.dropFirst(Int(memory.acknowledgedSales)).prefix(UploadBatch.countMax)),
            notes: Array(memory.notes.dropFirst(Int(memory.acknowledgedNotes)).prefix(UploadBatch.countMax)))
        inFlight = batch
        effects.append(.upload(batch))
    }

    /// Takes in what the server has. Only ever upwards: an answer that comes late or twice changes nothing.
    mutating func take(_ acknowledgement: Acknowledgement) {
        guard acknowledgement.raffle == memory.header.raffle, acknowledgement.rsu == memory.header.rsu else {
            return explain("the answer is for another unit or raffle")
        }
        let (sales, notes) = (UInt64(memory.sales.count), UInt64(memory.notes.count))
        guard acknowledgement.sales <= sales, acknowledgement.notes <= notes else {
            if memory.failure == nil {
                note(.event(.memoryCorrupt, data: [.init("server", .whole(acknowledgement.sales)), .init("unit", .whole(sales))]))
            }
            return
        }
        let known = (max(acknowledgement.sales, memory.acknowledgedSales), max(acknowledgement.notes, memory.acknowledgedNotes))
        if known != (memory.acknowledgedSales, memory.acknowledgedNotes) {
            persist(.acknowledged(sales: known.0, notes: known.1, collected: memory.collected, at: now))
            effects.append(.show(.progress(uploaded: known.0, of: sales)))
        }
        if let batch = inFlight, batch.isWithin(sales: known.0, notes: known.1) || acknowledgement.sales == known.0 { inFlight = nil }
        submitWhenDone()
    }

    /// The server was restored from an older backup: what it lacks is sent again, and what it has it only confirms again.
    mutating func takeSetBack(sales: UInt64, notes: UInt64) {
        guard sales < memory.acknowledgedSales || notes < memory.acknowledgedNotes, memory.closed == nil else { return }
        let (sales, notes) = (min(sales, memory.acknowledgedSales), min(notes, memory.acknowledgedNotes))
        persist(.acknowledged(sales: sales, notes: notes, collected: memory.collected, at: now))
        inFlight = nil
        isStatementSubmitted = false
        effects.append(.show(.progress(uploaded: sales, of: UInt64(memory.sales.count))))
    }

    mutating func take(_ refusal: UploadRefusal) {
        switch refusal {
        case .session:
            session = nil
            if isLinked { effects.append(.authenticate) }
        case .later: inFlight = nil
        case .conflict(let sequence):
            inFlight = nil
            guard memory.failure == nil else { return }
            note(.event(.saleConflict, data: [.init("sequence", .whole(min(sequence, TicketID.sequenceMax)))]))
        case .late:
            inFlight = nil
            explain("the raffle was reconciled without the sales of this unit: export its recovery file")
        }
    }
}

// MARK: - Close

extension SellingUnit {
    mutating func tick() {
        printCounterfoils()
        if isLinked, session != nil, let limit = memory.definition?.rsu.reauthenticateSeconds,
            reading.monotonicMilliseconds - sessionSince >= Int64(limit) * 1000
        {
            session = nil
            effects.append(.authenticate)
        }
    }

    /// At the closing time selling is over, and stays over whatever the clocks show later.
    mutating func closeWhenDue() {
        guard let definition = memory.definition, definition.salesPeriod(at: now) == .over else { return }
        close(.time)
    }

    mutating func close(_ cause: CloseCause) {
        guard memory.closing == nil, memory.definition != nil else { return }
        persist(.closing(cause, at: now))
    }

    func isReadyForStatement() -> Bool { memory.closing != nil && memory.closed == nil && isUploaded && printing == nil }

    mutating func submitWhenDone() {
        guard isReadyForStatement(), error == nil, isOnline else { return }
        isStatementSubmitted = true
        effects.append(.submit(memory.statement))
    }

    mutating func finish() {
        guard memory.closing != nil, memory.closed == nil, isStatementSubmitted, memory.unsynced == 0 else {
            return explain("there are sales that are not uploaded")
        }
        persist(.closed(memory.statement, at: now))
    }
}

extension UploadBatch {
    /// Whether the server has all of it.
    fileprivate func isWithin(sales: UInt64, notes: UInt64) -> Bool {
        (self.sales.last?.sequence ?? 0) <= sales && (self.notes.last?.number ?? 0) <= notes
    }
}
