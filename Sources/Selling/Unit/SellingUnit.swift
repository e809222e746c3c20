internal import Ledger
public import Raffles

/// The decisions of a selling unit for one raffle. Does nothing itself: takes what happens, gives what is to be done.
///
/// The owner writes every ``UnitEffect/persist(_:)`` to the journal before it goes on, and tells the unit ``UnitInput/journalFailed(_:)``
/// when it cannot: ``UnitRunner`` does both.
public struct SellingUnit: Sendable {
    /// What the journal holds, as far as it was decided.
    public internal(set) var memory: UnitMemory
    /// What a restart or a check can end.
    var passingError: UnitError?
    /// Whether there is a connection; a session besides is needed to be online.
    public internal(set) var isLinked = false
    /// The printer's fault that keeps the unit from selling.
    public internal(set) var printerFault: PrinterFault?
    /// The counterfoil printer's fault, which does not: counterfoils wait.
    public internal(set) var counterfoilFault: PrinterFault?

    var clock: ClockGuard
    var reading: ClockReading
    var effects: [UnitEffect] = []
    var session: String?
    var sessionSince: Int64 = 0
    var failedValidations = 0
    /// The batch whose answer has not come.
    var inFlight: UploadBatch?
    /// The sequence that is at the printer.
    var printing: UInt64?
    /// The sale whose counterfoils are at their printer.
    var printingCounterfoils: UInt64?
    var isStatementSubmitted = false

    /// A unit after its journal was opened. It does not sell before its program was checked.
    public init(_ memory: UnitMemory, at reading: ClockReading) {
        self.memory = memory
        self.reading = reading
        clock = ClockGuard(at: reading, latest: memory.latest)
        passingError = .program("the program was not checked yet")
    }

    /// Takes in what happened at a reading of the clocks.
    ///
    /// - Returns: what to do, in order.
    public mutating func handle(_ input: UnitInput, at reading: ClockReading) -> [UnitEffect] {
        effects = []
        defer { effects = [] }
        if case .journal = passingError {
            // The memory may be ahead of the journal: nothing of it may leave the unit.
            if case .sell = input { refuse(.notActive(state)) } else { explain("the journal cannot be written: restart the unit") }
            return effects
        }
        let before = state
        self.reading = reading
        if let step = clock.observe(reading) { note(step) }
        closeWhenDue()
        decide(input)
        if state != before { effects.append(.show(.state(state))) }
        return effects
    }

    /// Why the unit does not function; nil when it does.
    public var error: UnitError? { memory.failure ?? passingError }

    /// The time by which the unit sells.
    public var now: Instant { clock.now(reading) }

    /// Whether sales reach the server.
    public var isOnline: Bool { isLinked && session != nil }

    public var state: UnitState {
        if let error { return .error(error) }
        if memory.closed != nil { return .closed }
        if memory.closing != nil { return .closing }
        switch memory.standing {
        case .unregistered: return .unregistered
        case .registered: return .registered
        case .enrolled: return .enrolled
        case .enabled: break
        }
        if let reason = memory.suspension { return .suspended(reason) }
        guard memory.definition != nil, !memory.numbers.isEmpty else { return .enrolled }
        return memory.isDeactivated ? .suspended("the buffer is full") : .active
    }

    /// Whether everything is at the server: "n of n uploaded".
    public var isUploaded: Bool {
        memory.unsynced == 0 && memory.acknowledgedNotes == UInt64(memory.notes.count)
    }

    private mutating func decide(_ input: UnitInput) {
        switch input {
        case .standing(let standing):
            if standing != memory.standing { persist(.standing(standing, at: now)) }
        case .configured(let definition, let eventNumber): configure(definition, eventNumber)
        case .leased(let lease): take(lease)
        case .logon(let user, let accepted): logon(user, accepted)
        case .logoff:
            if let seller = memory.seller { note(.event(.logoff, data: []), by: seller) }
        case .sell(let request): sell(request)
        case .printed(let sequence): printed(sequence)
        case .printFailed(let sequence, let fault): printFailed(sequence, fault)
        case .printerReported(let fault): report(fault)
        case .printerReady:
            printerFault = nil
            counterfoilPrinter(.counterfoilPrinterReady)
        case .reprint(let sequence): reprint(sequence)
        case .counterfoilPrinterFitted, .counterfoilPrinterSwitched, .counterfoilsPrinted, .counterfoilPrinterReported,
            .counterfoilPrinterReady:
            counterfoilPrinter(input)
        case .requestVoid(let sequence, let reason): requestVoid(sequence, reason)
        case .withdrawVoidRequest(let sequence): withdrawVoidRequest(sequence)
        case .linkLost, .linkRestored, .authenticated, .authenticationRefused: connection(input)
        case .sync: sync()
        case .acknowledged(let acknowledgement): take(acknowledgement)
        case .serverSetBack(let sales, let notes): takeSetBack(sales: sales, notes: notes)
        case .uploadRefused(let refusal): take(refusal)
        case .suspended(let reason):
            if memory.suspension != reason { persist(.suspended(reason, at: now)) }
        case .resumed:
            if memory.suspension != nil { persist(.resumed(at: now)) }
        case .closeRequested: close(.manager)
        case .statementAccepted: finish()
        case .programChecked(let failure): take(failure)
        case .journalFailed(let reason): passingError = .journal(reason)
        case .tick: tick()
        }
    }
}

// MARK: - Parts

extension SellingUnit {
    /// Decides on a record: it is in the memory from here on, and in the journal before anything that follows.
    mutating func persist(_ record: JournalRecord) {
        do {
            try memory.apply(record)
        } catch {
            preconditionFailure("the unit decided on a record that its own memory refuses: \(error)")
        }
        clock.record(record.at)
        effects.append(.persist(record))
    }

    mutating func note(_ body: UnitNote.Body, by user: UserID? = nil) {
        let by = user ?? memory.seller ?? UserID(memory.header.rsu)
        let note = UnitNote(number: UInt64(memory.notes.count) + 1, at: now, by: by, body: body)
        persist(.note(note))
        effects.append(.report(note))
    }

    mutating func refuse(_ refusal: SaleRefusal) { effects.append(.show(.refused(refusal))) }

    mutating func explain(_ message: String) { effects.append(.show(.notPossible(message))) }

    private mutating func note(_ step: ClockStep) {
        note(
            .event(
                .clockStep,
                data: [
                    .init("expected", .string(step.expected.text)), .init("actual", .string(step.actual.text)),
                    .init("milliseconds", .integer(step.milliseconds)),
                ]))
        effects.append(.show(.clockStep(step)))
    }

    private mutating func take(_ failure: ProgramFailure?) {
        guard let failure else {
            passingError = nil
            printCounterfoils()
            return
        }
        let error = UnitError.program(failure.description)
        guard passingError != error else { return }
        passingError = error
        note(.event(.programMismatch, data: [.init("detail", .string(failure.description))]))
    }
}
