internal import Ledger
internal import Raffles

// Counterfoils: stubs for a drum, one for each number. They wait in the journal for their printer, and selling does not wait for them.
extension SellingUnit {
    mutating func counterfoilPrinter(_ input: UnitInput) {
        switch input {
        case .counterfoilPrinterFitted(let isFitted):
            if isFitted != (memory.counterfoils.printer != .none) { persist(.counterfoilPrinter(isFitted ? .on : .none, at: now)) }
            printCounterfoils()
        case .counterfoilPrinterSwitched(let isOn): switchCounterfoilPrinter(isOn)
        case .counterfoilsPrinted(let sequence, let count, let fault): counterfoilsPrinted(sequence, count, fault)
        case .counterfoilPrinterReported(let fault):
            guard fault.isWarning || counterfoilFault != fault else { return }
            if !fault.isWarning { counterfoilFault = fault }
            note(.event(fault.event, data: [.init("printer", "counterfoils")]))
            effects.append(.show(.printer(fault)))
        case .counterfoilPrinterReady:
            counterfoilFault = nil
            printCounterfoils()
        default: break
        }
    }

    /// Sales whose counterfoils wait for their printer.
    public var counterfoilsWaiting: [CounterfoilQueue.Job] { memory.counterfoils.jobs.filter { !$0.isAtPrinter } }

    /// Sales of whose counterfoils nobody knows whether they came out, because the unit stopped while they were printed. They are not
    /// printed again by themselves: a number is not to be in the drum twice.
    public var counterfoilsInDoubt: [CounterfoilQueue.Job] {
        memory.counterfoils.jobs.filter { $0.isAtPrinter && $0.sequence != printingCounterfoils }
    }

    /// Sends the counterfoils of the next sale that waits to the printer; the answer brings those after it.
    mutating func printCounterfoils() {
        guard error == nil, memory.counterfoils.printer == .on, counterfoilFault == nil, printingCounterfoils == nil, printing == nil,
            let job = memory.counterfoils.jobs.first(where: { !$0.isAtPrinter }), let ticket = ticket(sequence: job.sequence)
        else { return }
        persist(.counterfoilsBegun(sequence: job.sequence, at: now))
        printingCounterfoils = job.sequence
        effects.append(.printCounterfoils(Array(Counterfoil.all(of: ticket).dropFirst(job.printed)), sequence: job.sequence))
    }

    private mutating func counterfoilsPrinted(_ sequence: UInt64, _ count: Int, _ fault: PrinterFault?) {
        guard printingCounterfoils == sequence, let sale = memory.sale(sequence: sequence) else { return }
        printingCounterfoils = nil
        persist(.counterfoilsPrinted(sequence: sequence, count: count, fault: fault, at: now))
        guard let fault else { return printCounterfoils() }
        counterfoilFault = fault
        note(.event(fault.event, data: [.init("printer", "counterfoils"), .init("ticket", .string(sale.ticket.text))]))
        effects.append(.show(.counterfoilsWait(tickets: counterfoilsWaiting.count, fault)))
    }

    private mutating func switchCounterfoilPrinter(_ isOn: Bool) {
        guard memory.seller != nil else { return explain("nobody is logged on") }
        guard memory.counterfoils.printer != .none else { return explain("the unit has no printer for counterfoils") }
        guard isOn != (memory.counterfoils.printer == .on) else { return }
        persist(.counterfoilPrinter(isOn ? .on : .off, at: now))
        note(.event(isOn ? .printerEnabled : .printerRemoved, data: [.init("printer", "counterfoils")]))
        guard isOn else { return }
        counterfoilFault = nil
        printCounterfoils()
    }
}
