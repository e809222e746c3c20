public import Raffles

/// What happens to a unit: people, the server, the printer and time.
public enum UnitInput: Sendable {
    /// The server says how far it lets the unit.
    case standing(Standing)
    /// The raffle's definition and event number.
    case configured(RaffleDefinition, eventNumber: UInt64)
    case leased(Lease)
    /// A person with an id and a PIN that somebody checked.
    case logon(UserID, accepted: Bool)
    case logoff
    case sell(SaleRequest)
    case printed(sequence: UInt64)
    case printFailed(sequence: UInt64, PrinterFault)
    /// The printer spoke by itself: paper low, battery low, or a fault while it was idle.
    case printerReported(PrinterFault)
    /// Paper is in, the cable is in: of both printers.
    case printerReady
    case reprint(sequence: UInt64)
    /// At the start: whether the device has a printer for counterfoils.
    case counterfoilPrinterFitted(Bool)
    /// The operator takes the counterfoil printer out, or in again; what waits for it goes on waiting.
    case counterfoilPrinterSwitched(on: Bool)
    /// How many came out; with a fault the rest did not.
    case counterfoilsPrinted(sequence: UInt64, count: Int, PrinterFault?)
    /// The counterfoil printer spoke by itself.
    case counterfoilPrinterReported(PrinterFault)
    case counterfoilPrinterReady
    /// The seller asks for a void; a manager decides at the server.
    case requestVoid(sequence: UInt64, reason: String)
    case withdrawVoidRequest(sequence: UInt64)
    case linkLost
    case linkRestored
    /// The server accepted the unit's proof and began a session.
    case authenticated(session: String, serverTime: Instant)
    case authenticationRefused
    /// Send what there is to send.
    case sync
    case acknowledged(Acknowledgement)
    /// The server has less than it had confirmed: it says so in the answer to a request that was sent after all it had confirmed.
    case serverSetBack(sales: UInt64, notes: UInt64)
    case uploadRefused(UploadRefusal)
    /// The server or a manager suspends the unit.
    case suspended(reason: String)
    case resumed
    /// A manager closes the raffle before its time.
    case closeRequested
    /// The server took the statement and agrees with it.
    case statementAccepted
    /// The program's check of itself: nil when it passed.
    case programChecked(ProgramFailure?)
    /// The journal could not be written.
    case journalFailed(String)
    /// Time passes; at least once a second.
    case tick
}

/// What a seller keys in.
public struct SaleRequest: Hashable, Sendable {
    /// Made once for one handing over of money; the same again sells nothing more.
    public var sale: SaleID
    public var package: PackageID
    public var payment: Payment

    public init(sale: SaleID, package: PackageID, payment: Payment = .cash) {
        self.sale = sale
        self.package = package
        self.payment = payment
    }
}

/// Why the server took nothing of a batch.
public enum UploadRefusal: Hashable, Sendable {
    /// The session is over or unknown: the unit has to authenticate again.
    case session
    /// The server is busy or its storage is full: later.
    case later
    /// The server holds another sale under this sequence.
    case conflict(sequence: UInt64)
    /// The raffle was reconciled: too late.
    case late
}

/// What the unit wants done, in this order. When one fails, the rest must not be done.
public enum UnitEffect: Sendable {
    /// Write to the journal, and go on only when it is on the medium.
    case persist(JournalRecord)
    case print(TicketDocument, sequence: UInt64)
    /// One after the other, until one does not come out.
    case printCounterfoils([Counterfoil], sequence: UInt64)
    /// Prove the unit's identity to the server.
    case authenticate
    case upload(UploadBatch)
    /// All is uploaded and selling is over: hand in the statement.
    case submit(SaleStatement)
    /// A significant event: it is in the journal by now and goes to the server with the next batch.
    case report(UnitNote)
    case show(UnitMessage)
}

/// What the unit tells its operator.
public enum UnitMessage: Hashable, Sendable {
    case sold(TicketID, price: Int64)
    /// The same request came before; this is the ticket it got.
    case alreadySold(TicketID)
    case refused(SaleRefusal)
    case notPossible(String)
    /// The ticket did not come out: reprint it or ask for a void.
    case notPrinted(TicketID, PrinterFault)
    case printer(PrinterFault)
    /// The counterfoil printer does not print: so many sales' counterfoils wait for it.
    case counterfoilsWait(tickets: Int, PrinterFault)
    /// `uploaded` of `of` sales are at the server.
    case progress(uploaded: UInt64, of: UInt64)
    case state(UnitState)
    case bufferAlmostFull(unsynced: Int, limit: Int)
    case clockStep(ClockStep)
}

/// Why nothing was sold.
public enum SaleRefusal: Hashable, Sendable {
    case notActive(UnitState)
    case noOperator
    case salesNotOpen
    case salesOver
    case unknownPackage
    case packageNotOnSale
    case notEnoughNumbers(left: Int)
    case bufferFull(limit: Int)
    /// The raffle forbids selling without a connection, or the last sale is still on its way.
    case notConnected
    case printer(PrinterFault)
    /// The last ticket is still at the printer.
    case printing
}

/// Where a unit stands.
public enum UnitState: Hashable, Sendable {
    case unregistered
    case registered
    /// Admitted, but switched off or without a raffle or numbers.
    case enrolled
    case active
    case suspended(String)
    /// Selling is over; sales are being uploaded.
    case closing
    case closed
    case error(UnitError)
}

/// Why a unit ceased to function.
public enum UnitError: Hashable, Sendable {
    /// The program is not the one that was released, or was not checked yet. Ends with a check that passes.
    case program(String)
    /// The journal cannot be written. Ends with a restart, which checks it.
    case journal(String)
    /// The server has more of this unit's sales than the unit itself: its memory was set back. Ends never.
    case memoryBehindServer(server: UInt64, unit: UInt64)
    /// The server holds another sale under this sequence. Ends never.
    case conflict(sequence: UInt64)
}
