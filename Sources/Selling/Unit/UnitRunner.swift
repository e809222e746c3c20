/// Anything that puts tickets on paper.
public protocol TicketPrinter {
    /// Returns when the document has come out.
    mutating func print(_ document: TicketDocument) throws(PrinterFault)
}

/// A selling unit with its journal and its printer: does what the unit decides, in order, and tells it how that went.
///
/// What concerns the server and the operator is handed on to the caller.
public struct UnitRunner<File: JournalFile, Printer: TicketPrinter> {
    public private(set) var unit: SellingUnit
    public var printer: Printer
    private var journal: SaleJournal<File>

    public init(unit: SellingUnit, journal: SaleJournal<File>, printer: Printer) {
        self.unit = unit
        self.journal = journal
        self.printer = printer
    }

    /// Takes in what happened, writes the journal, prints.
    ///
    /// - Returns: the effects that are left: ``UnitEffect/authenticate``, `upload`, `submit`, `report` and `show`. After the journal failed
    ///   none of what hung on it.
    public mutating func handle(_ input: UnitInput, at reading: ClockReading) -> [UnitEffect] {
        var left: [UnitEffect] = []
        var queue = unit.handle(input, at: reading)[...]
        while let effect = queue.popFirst() {
            switch effect {
            case .persist(let record):
                do {
                    try journal.append(record)
                } catch {
                    let reason = if case .failed(let reason) = error { reason } else { "\(error)" }
                    return left + unit.handle(.journalFailed(reason), at: reading)
                }
            case .print(let document, let sequence):
                // What the answer leads to was decided after the rest, and goes to the journal after it.
                let answer: UnitInput
                do {
                    try printer.print(document)
                    answer = .printed(sequence: sequence)
                } catch {
                    answer = .printFailed(sequence: sequence, error)
                }
                queue = queue + unit.handle(answer, at: reading)
            case .printCounterfoils(let counterfoils, let sequence):
                var count = 0
                var fault: PrinterFault?
                for counterfoil in counterfoils where fault == nil {
                    do {
                        try printer.print(.counterfoil(counterfoil))
                        count += 1
                    } catch {
                        fault = error
                    }
                }
                queue = queue + unit.handle(.counterfoilsPrinted(sequence: sequence, count: count, fault), at: reading)
            default: left.append(effect)
            }
        }
        return left
    }
}
