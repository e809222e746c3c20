import Ledger
import Raffles
import Testing

@testable import Selling

@Suite("Counterfoils and reprints")
struct CounterfoilTests {
    private func ready() throws -> Desk {
        var desk = try Desk.ready()
        desk.send(.counterfoilPrinterFitted(true))
        return desk
    }

    private func numbers(_ desk: Desk) -> [UInt32] {
        desk.printer.printed.compactMap { if case .counterfoil(let stub) = $0 { stub.number } else { nil } }
    }

    private func tickets(_ desk: Desk) -> Int {
        desk.printer.printed.count { if case .bearer = $0 { true } else { false } }
    }

    @Test("counterfoils come out after their ticket, one for each number, none marked, and nothing waits")
    func printed() throws {
        var desk = try ready()
        desk.sell("P2")
        desk.sell()
        #expect(numbers(desk) == [1, 2, 3, 4])
        #expect(tickets(desk) == 2)
        #expect(desk.unit.counterfoilsWaiting.isEmpty)
        let marks: [TicketMark] = desk.printer.printed.compactMap { if case .counterfoil(let stub) = $0 { stub.mark } else { nil } }
        #expect(marks.isEmpty)
        guard case .bearer = try #require(desk.printer.printed.first) else {
            Issue.record("a counterfoil came before its ticket")
            return
        }
        var without = try Desk.ready()
        without.send(.counterfoilPrinterFitted(false))
        without.sell("P2")
        #expect(numbers(without).isEmpty && without.unit.counterfoilsWaiting.isEmpty)
    }

    @Test(
        "a counterfoil printer that fails stops no sale; what waits outlives a restart and comes out once",
        arguments: PrinterFault.allCases)
    func faults(fault: PrinterFault) throws {
        var desk = try ready()
        desk.sell()
        desk.printer.counterfoilFault = fault
        // Two of the three numbers come out, then the paper ends.
        desk.printer.counterfoilsLeft = 2
        desk.sell("P2")
        #expect(desk.messages.contains(.counterfoilsWait(tickets: 1, fault)))
        #expect(numbers(desk) == [1, 2, 3])
        desk.sell("P2")
        #expect(tickets(desk) == 3 && desk.refusal == nil, "tickets do not wait for counterfoils")
        #expect(numbers(desk) == [1, 2, 3])
        let told = desk.memory.notes.count { note in
            if case .event(fault.event, let data) = note.body { data.first?.value == "counterfoils" } else { false }
        }
        #expect(told == 1, "a fault is told once")
        let waiting = desk.unit.counterfoilsWaiting
        #expect(waiting.map(\.sequence) == [2, 3] && waiting.map(\.printed) == [2, 0])

        // The printer still fails after the restart: one more attempt, and everything waits on.
        try desk.restart()
        #expect(desk.unit.counterfoilsWaiting == waiting && numbers(desk) == [1, 2, 3])
        #expect(desk.unit.counterfoilFault == fault)
        desk.printer.counterfoilFault = nil
        desk.send(.counterfoilPrinterReady)
        #expect(numbers(desk) == [1, 2, 3, 4, 5, 6, 7])
        #expect(desk.unit.counterfoilsWaiting.isEmpty)
        try desk.restart()
        desk.send(.tick)
        #expect(numbers(desk) == [1, 2, 3, 4, 5, 6, 7], "none comes out twice")
    }

    @Test("a printer taken out by its operator keeps what waits, is told once, and prints it when it is in again, also after a restart")
    func takenOut() throws {
        var desk = try ready()
        desk.send(.counterfoilPrinterSwitched(on: false))
        desk.send(.counterfoilPrinterSwitched(on: false))
        #expect(desk.events(.printerRemoved) == 1)
        desk.sell("P2")
        desk.sell()
        #expect(desk.refusal == nil && tickets(desk) == 2 && numbers(desk).isEmpty)
        try desk.restart()
        desk.send(.counterfoilPrinterFitted(true))
        desk.send(.printerReady)
        desk.send(.tick)
        #expect(numbers(desk).isEmpty, "being ready does not put it in again")
        desk.send(.counterfoilPrinterSwitched(on: true))
        #expect(desk.events(.printerEnabled) == 1)
        #expect(numbers(desk) == [1, 2, 3, 4])
        desk.send(.logoff)
        desk.send(.counterfoilPrinterSwitched(on: false))
        #expect(desk.memory.counterfoils.printer == .on, "nobody was logged on")
        var without = try Desk.ready()
        without.send(.counterfoilPrinterSwitched(on: false))
        #expect(without.events(.printerRemoved) == 0)
    }

    @Test("a ticket that does not come out does not keep its counterfoils from the drum; the reprint adds none")
    func misprint() throws {
        var desk = try ready()
        desk.printer.fault = .paperOut
        desk.printer.counterfoilsLeft = .max
        desk.sell("P2")
        #expect(tickets(desk) == 0)
        #expect(numbers(desk) == [1, 2, 3])
        desk.printer.fault = nil
        desk.send(.reprint(sequence: 1))
        #expect(tickets(desk) == 1 && numbers(desk) == [1, 2, 3])
    }

    @Test("killed while counterfoils were at the printer: they are in doubt, named, and not printed again by themselves")
    func killedWhilePrinting() throws {
        var desk = try ready()
        desk.sell()
        desk.send(.counterfoilPrinterSwitched(on: false))
        desk.sell("P2")
        desk.sell()
        let size = desk.file.bytes.count
        desk.send(.counterfoilPrinterSwitched(on: true))
        #expect(numbers(desk) == [1, 2, 3, 4, 5])
        // What the file held when the first of them was at the printer.
        let cut = try #require(Self.end(of: 15, after: size, in: desk.file.bytes))
        desk.file.bytes = Array(desk.file.bytes[..<cut])
        desk.printer.printed = []
        try desk.restart()
        #expect(desk.unit.counterfoilsInDoubt.map(\.sequence) == [2])
        #expect(numbers(desk) == [5], "only those that cannot have come out")
        #expect(desk.unit.counterfoilsWaiting.isEmpty)
    }

    /// Behind the first record of a kind from a place on.
    private static func end(of kind: UInt8, after place: Int, in bytes: [UInt8]) -> Int? {
        var place = place
        while place < bytes.count, case .frame(let frame) = JournalFrame.read(bytes, at: place) {
            if frame.kind == kind { return frame.end }
            place = frame.end
        }
        return nil
    }

    @Test("cut at any byte, a journal with waiting counterfoils is read, and each comes out once or is in doubt", .timeLimit(.minutes(1)))
    func cutAnywhere() throws {
        var desk = try ready()
        desk.sell()
        desk.send(.counterfoilPrinterSwitched(on: false))
        let start = desk.file.bytes.count
        desk.sell("P2")
        desk.send(.counterfoilPrinterSwitched(on: true))
        let bytes = desk.file.bytes
        for count in start...bytes.count {
            var again = desk
            let file = MemoryFile(Array(bytes[..<count]))
            let opened = try SaleJournal.open(file, key: Sample.journalKey)
            let printer = MemoryPrinter()
            again.runner = UnitRunner(
                unit: SellingUnit(opened.memory, at: desk.reading), journal: opened.journal, printer: printer)
            again.send(.programChecked(nil))
            if again.memory.counterfoils.printer == .off { again.send(.counterfoilPrinterSwitched(on: true)) }
            let stubs: [UInt32] = printer.printed.compactMap { if case .counterfoil(let stub) = $0 { stub.number } else { nil } }
            let isSold = opened.memory.sales.count == 2
            let isBegun = opened.memory.counterfoils.jobs.contains { $0.isAtPrinter }
            let isDone = isSold && !isBegun && opened.memory.counterfoils.jobs.isEmpty
            #expect(stubs == (isSold && !isBegun && !isDone ? [2, 3, 4] : []), "cut at \(count)")
            #expect(again.unit.counterfoilsInDoubt.map(\.sequence) == (isBegun ? [2] : []), "cut at \(count)")
        }
    }

    @Test("a unit has no way to print a counterfoil again, and a bearer ticket only until its part of the raffle is over")
    func reprints() throws {
        var desk = try ready()
        var server = ModelServer()
        desk.sell("P2")
        desk.printer.fault = .paperOut
        desk.sell()
        desk.printer.fault = nil
        desk.send(.printerReady)
        let stubs = numbers(desk)
        desk.send(.reprint(sequence: 1))
        #expect(tickets(desk) == 2 && numbers(desk) == stubs, "the counterfoils of a ticket printed again are in the drum")
        desk.send(.closeRequested)
        desk.send(.reprint(sequence: 1))
        #expect(tickets(desk) == 2, "it came out, and a draw may come")
        #expect(desk.messages.contains { if case .notPossible = $0 { true } else { false } })
        desk.send(.reprint(sequence: 2))
        #expect(tickets(desk) == 3, "a buyer whose ticket never came out gets it")
        desk.send(.reprint(sequence: 2))
        #expect(tickets(desk) == 3)
        desk.send(.sync)
        desk.send(server.take(try #require(desk.batch)))
        #expect(desk.statement != nil)
        desk.send(.statementAccepted)
        #expect(desk.unit.state == .closed)
        let notes = desk.memory.notes.count
        for sequence in 1...2 { desk.send(.reprint(sequence: UInt64(sequence))) }
        #expect(tickets(desk) == 3 && desk.memory.notes.count == notes)
    }
}
