import Crypto
import Ledger
import Raffles
import Testing

@testable import Selling

/// Seeded numbers, the same on every machine.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// A file that tests can look into, cut and damage, and whose power can fail.
final class MemoryFile: JournalFile {
    struct Full: Error {}

    var bytes: [UInt8] = []
    /// How many bytes still fit; an append beyond writes what fits and fails.
    var room = Int.max

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    func read() -> [UInt8] { bytes }

    func append(_ more: [UInt8]) throws {
        bytes += more.prefix(room)
        guard more.count <= room else { throw Full() }
        room -= more.count
    }

    func truncate(to byteCount: Int) { bytes = Array(bytes.prefix(byteCount)) }

    func replace(with bytes: [UInt8]) { self.bytes = bytes }
}

final class MemoryPrinter: TicketPrinter {
    var printed: [TicketDocument] = []
    /// Of the printer for tickets.
    var fault: PrinterFault?
    /// Of the printer for counterfoils, once ``counterfoilsLeft`` have come out.
    var counterfoilFault: PrinterFault?
    var counterfoilsLeft = 0

    func print(_ document: TicketDocument) throws(PrinterFault) {
        switch document {
        case .bearer:
            if let fault { throw fault }
        case .counterfoil:
            if let counterfoilFault, counterfoilsLeft == 0 { throw counterfoilFault }
            counterfoilsLeft = max(0, counterfoilsLeft - 1)
        }
        printed.append(document)
    }
}

enum Sample {
    static let raffle = make(RaffleID("winter-50-50"))
    static let rsu = make(RSUID("RSU-A"))
    static let seller = make(UserID("op7"))
    static let journalKey = make(JournalKey(bytes: Array(0..<32)))
    static let closeAt = make(Instant("2026-01-15T20:30:00.000Z"))
    static let header = JournalHeader(raffle: raffle, rsu: rsu, program: "urna-rsu 1.0", at: at("18:00:00"))
    static let server = ValidationKey(raffle: raffle, key: SymmetricKey(data: [UInt8](repeating: 7, count: 32)))

    static func make<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("a sample is malformed") }
        return value
    }

    static func at(_ time: String) -> Instant { make(Instant("2026-01-15T\(time).000Z")) }

    static func package(_ id: String) -> PackageID { make(PackageID(id)) }

    static func saleID(_ number: Int) -> SaleID {
        let digits = String(number, radix: 16)
        return make(SaleID("00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits))
    }

    static func definition(bufferLimit: Int = 200, changes: [(String, JSONValue)] = []) throws -> RaffleDefinition {
        var members: [(String, JSONValue)] = [
            ("title", "Winter 50/50"),
            ("organisation", .object([("name", "Rivertown Youth Hockey"), ("licence", "L-1234")])),
            ("location", "Rivertown Arena"), ("currency", "USD"),
            ("numbers", .object([("first", 1), ("last", 1000)])),
            (
                "packages",
                .array([
                    .object([("id", "P1"), ("title", "1 number"), ("numbers", 1), ("price", 500)]),
                    .object([("id", "P2"), ("title", "3 numbers"), ("numbers", 3), ("price", 1000)]),
                    .object([("id", "P3"), ("title", "10 numbers"), ("numbers", 10), ("price", 2000)]),
                ])
            ),
            ("salesCloseAt", .string(closeAt.text)),
            (
                "prizes",
                .array([
                    .object([
                        ("id", "main"), ("title", "50/50"),
                        ("rule", .object([("kind", "percentage"), ("of", "net"), ("basisPoints", 5000)])),
                    ])
                ])
            ),
            ("rsu", .object([("bufferLimit", .integer(Int64(bufferLimit)))])),
        ]
        members.removeAll { member in changes.contains { $0.0 == member.0 } }
        return try RaffleDefinition.parse(.object(members + changes))
    }

    static func lease(_ numbers: ClosedRange<UInt32> = 1...300, rsu: RSUID = rsu) -> Lease {
        make(
            Lease(
                raffle: raffle, rsu: rsu, from: Int(numbers.lowerBound) - 1, to: Int(numbers.upperBound), numbers: Array(numbers),
                key: server.unit(rsu)))
    }
}

/// A unit with its journal, its printer and its clocks, as a program would hold them.
struct Desk {
    var runner: UnitRunner<MemoryFile, MemoryPrinter>
    let file: MemoryFile
    let printer = MemoryPrinter()
    var reading: ClockReading
    private var nextSale = 0
    /// What the last input left to do.
    var effects: [UnitEffect] = []

    init(file: MemoryFile = MemoryFile(), at time: String = "20:00:00") throws {
        self.file = file
        reading = ClockReading(wall: Sample.at(time), monotonicMilliseconds: 1_000_000)
        let made = try SaleJournal.create(Sample.header, in: file, key: Sample.journalKey)
        runner = UnitRunner(unit: SellingUnit(made.memory, at: reading), journal: made.journal, printer: printer)
    }

    /// Ready to sell: 1 to 300, op7 logged on, online unless told.
    static func ready(
        bufferLimit: Int = 200, online: Bool = true, at time: String = "20:00:00", file: MemoryFile = MemoryFile(),
        changes: [(String, JSONValue)] = []
    ) throws -> Desk {
        var desk = try Desk(file: file, at: time)
        desk.send(.programChecked(nil))
        desk.send(.standing(.enabled))
        desk.send(.configured(try Sample.definition(bufferLimit: bufferLimit, changes: changes), eventNumber: 17))
        desk.send(.leased(Sample.lease()))
        desk.send(.logon(Sample.seller, accepted: true))
        if online { desk.connect() }
        return desk
    }

    var unit: SellingUnit { runner.unit }
    var memory: UnitMemory { runner.unit.memory }

    mutating func send(_ input: UnitInput) { effects = runner.handle(input, at: reading) }

    mutating func connect(_ session: String = "s1") {
        send(.linkRestored)
        send(.authenticated(session: session, serverTime: runner.unit.now))
    }

    mutating func pass(seconds: Int64) {
        reading.wall = reading.wall.adding(seconds: seconds)
        reading.monotonicMilliseconds += seconds * 1000
    }

    mutating func sell(_ package: String = "P1") {
        nextSale += 1
        send(.sell(SaleRequest(sale: Sample.saleID(nextSale), package: Sample.package(package))))
    }

    /// Loses all that was not in the file, and starts again.
    mutating func restart() throws {
        let opened = try SaleJournal.open(file, key: Sample.journalKey)
        runner = UnitRunner(unit: SellingUnit(opened.memory, at: reading), journal: opened.journal, printer: printer)
        send(.programChecked(nil))
    }

    var messages: [UnitMessage] {
        effects.compactMap { if case .show(let message) = $0 { message } else { nil } }
    }

    var refusal: SaleRefusal? {
        messages.compactMap { if case .refused(let refusal) = $0 { refusal } else { nil } }.first
    }

    var batch: UploadBatch? {
        effects.compactMap { if case .upload(let batch) = $0 { batch } else { nil } }.first
    }

    var statement: SaleStatement? {
        effects.compactMap { if case .submit(let statement) = $0 { statement } else { nil } }.first
    }

    func events(_ event: UnitEvent) -> Int {
        memory.notes.count { if case .event(event, _) = $0.body { true } else { false } }
    }
}

/// The server as the promise of the upload has it: takes each sale once, answers with what it holds.
struct ModelServer {
    var sales: [UInt64: SaleUpload] = [:]
    var notes: [UInt64: UnitNote] = [:]
    var conflicts: [UInt64] = []
    var session = "s1"

    var acknowledgement: Acknowledgement {
        Acknowledgement(
            raffle: Sample.raffle, rsu: Sample.rsu, sales: UInt64(sales.count), notes: UInt64(notes.count), time: Sample.at("20:00:00"))
    }

    mutating func take(_ batch: UploadBatch) -> UnitInput {
        guard batch.session == session else { return .uploadRefused(.session) }
        for sale in batch.sales {
            if let held = sales[sale.sequence] {
                if held != sale { conflicts.append(sale.sequence) }
            } else if sale.sequence == UInt64(sales.count) + 1 {
                sales[sale.sequence] = sale
            }
        }
        for note in batch.notes where notes[note.number] == nil && note.number == UInt64(notes.count) + 1 { notes[note.number] = note }
        return .acknowledged(acknowledgement)
    }
}
