internal import Foundation
internal import Identity
internal import Ledger
internal import Raffles
internal import Selling

/// A selling unit at work: the core, its journal, its printers, its clocks and its line, in one process.
///
/// Whatever comes in goes through ``drive(_:)`` or ``tell(_:)``; what is to be told the operator gathers in `messages`. Everything that
/// matters is in the journal before it has an effect, so the process may be killed at any moment. Used by one task.
final class SellingDesk {
    let folder: UnitFolder
    let clock: UnitClock
    let program: UnitProgram
    let printer: PaperPrinter
    /// Nil before the unit is enrolled.
    var link: UnitLink?

    /// The unit for the raffle that was chosen.
    var runner: UnitRunner<DurableFile, PaperPrinter>?
    /// The journal of that raffle is damaged: there is no unit then.
    var damage: JournalDamage?
    /// What opening the journal dropped or mended.
    var journalNotes: [String] = []
    /// Kept while somebody is logged on, for the log-on that the server asks for at intervals.
    var pin: String?
    /// What the last exchange with the server met.
    var problems: [UnitProblem] = []
    /// What the server said of sales in this command.
    var results: [JSONValue] = []
    /// Set when sending again would change nothing.
    var isStalled = false
    /// What the last check of the program found; asked for once and then each ``checkInterval``.
    var programFailure: ProgramFailure?
    private var checkedAt: Int64
    private var fault: PrinterFault?
    private var counterfoilFault: PrinterFault?
    private var inTouchAt: Int64 = 0

    /// Three signs of life for each silence after which the server says that the unit is gone.
    private static let inTouchMilliseconds: Int64 = 20_000
    private static let checkInterval: Int64 = 24 * 3600 * 1000

    init(_ folder: UnitFolder, clock: UnitClock = UnitClock()) throws {
        self.folder = folder
        self.clock = clock
        program = UnitProgram(folder: folder)
        printer = PaperPrinter(folder.settings)
        programFailure = program.failure()
        checkedAt = clock.reading().monotonicMilliseconds
        if let server = folder.settings.server { link = try UnitLink(folder, to: try ServerAddress(server), clock: clock) }
        if let raffle = folder.settings.raffle { try open(raffle) }
    }

    var unit: SellingUnit? { runner?.unit }

    /// Opens the journal of a raffle, or begins it.
    func open(_ raffle: RaffleID) throws {
        runner = nil
        damage = nil
        let (file, copy) = try folder.journals(of: raffle)
        let opened: (journal: SaleJournal<DurableFile>, memory: UnitMemory)
        do {
            do {
                let (journal, memory, notes) = try SaleJournal.open(file, copy: copy, key: folder.journalKey)
                opened = (journal, memory)
                journalNotes = notes
            } catch JournalError.blank {
                let program = "\(UnitProgram.programID) \(UrnaVersion.text)"
                let header = JournalHeader(raffle: raffle, rsu: folder.settings.rsu, program: program, at: clock.wall)
                opened = try SaleJournal.create(header, in: file, copy: copy, key: folder.journalKey)
            }
        } catch JournalError.corrupt(let damage) {
            self.damage = damage
            return
        } catch JournalError.failed(let reason) {
            throw UnitProblem("JOURNAL_FAILED", "the journal cannot be used: \(reason)")
        }
        runner = UnitRunner(unit: SellingUnit(opened.memory, at: clock.reading()), journal: opened.journal, printer: printer)
        (fault, counterfoilFault) = (nil, nil)
        tell(.counterfoilPrinterFitted(folder.settings.counterfoils != nil))
        lookAtPrinter()
        tell(.programChecked(programFailure))
    }

    /// Takes in something that leads to no exchange with the server, or whose exchange can wait.
    @discardableResult
    func tell(_ input: UnitInput) -> [UnitMessage] {
        guard let effects = runner?.handle(input, at: clock.reading()) else { return [] }
        return effects.compactMap { if case .show(let message) = $0 { message } else { nil } }
    }

    /// Takes in something, and does with the server what the unit wants done.
    @discardableResult
    func drive(_ input: UnitInput) async -> [UnitMessage] {
        var messages: [UnitMessage] = []
        var inputs = [input][...]
        var authentications = 0
        while let input = inputs.popFirst() {
            for effect in runner?.handle(input, at: clock.reading()) ?? [] {
                switch effect {
                case .show(let message): messages.append(message)
                case .authenticate where authentications < 2:
                    authentications += 1
                    inputs += await authenticate()
                case .upload(let batch): inputs += await upload(batch)
                case .submit(let statement): inputs += await submit(statement)
                case .authenticate, .report, .persist, .print, .printCounterfoils: break
                }
            }
        }
        return messages
    }

    /// Uploads until everything is at the server, or nothing more can be done now.
    func sync() async -> [UnitMessage] {
        isStalled = false
        let waited = unit?.memory.unsynced ?? 0
        var messages: [UnitMessage] = []
        if unit?.isLinked == false { messages += await drive(.linkRestored) }
        for input in await compareMarks() { messages += await drive(input) }
        var idle = 0
        while let before = unit, before.isLinked, !isStalled, idle < 2 {
            messages += await drive(.sync)
            guard let after = unit else { break }
            if after.isUploaded, after.memory.closing == nil || after.memory.closed != nil { break }
            let isProgress =
                after.memory.acknowledgedSales > before.memory.acknowledgedSales
                || after.memory.acknowledgedNotes > before.memory.acknowledgedNotes || after.memory.closed != nil
            idle = isProgress ? 0 : idle + 1
        }
        // What the server was told of the buffer before is no longer so.
        if unit?.memory.unsynced ?? 0 < waited { await tellBuffer() }
        return messages
    }

    /// What is due without anybody asking: the clock, the printer, the daily check of the program.
    func tick() async {
        let now = clock.reading().monotonicMilliseconds
        if now - checkedAt >= Self.checkInterval { checkProgram() }
        lookAtPrinter()
        await drive(.tick)
        guard now - inTouchAt >= Self.inTouchMilliseconds else { return }
        inTouchAt = now
        await keepInTouch()
    }

    func checkProgram() {
        checkedAt = clock.reading().monotonicMilliseconds
        programFailure = program.failure()
        tell(.programChecked(programFailure))
    }

    /// Tells the unit what the printers' drivers say, when that changed.
    func lookAtPrinter() {
        let reported = printer.reported
        if reported != fault {
            fault = reported
            if let reported { tell(.printerReported(reported)) }
        }
        // A printer with a status file says by itself when it is ready again.
        if reported == nil, folder.settings.printerStatus != nil, unit?.printerFault != nil { tell(.printerReady) }
        let reportedOfCounterfoils = printer.reportedOfCounterfoils
        if reportedOfCounterfoils != counterfoilFault {
            counterfoilFault = reportedOfCounterfoils
            if let reportedOfCounterfoils { tell(.counterfoilPrinterReported(reportedOfCounterfoils)) }
        }
        if reportedOfCounterfoils == nil, folder.settings.counterfoilStatus != nil, unit?.counterfoilFault != nil {
            tell(.counterfoilPrinterReady)
        }
    }
}
