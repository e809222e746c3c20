internal import Ledger
internal import Raffles

extension JournalRecord {
    var kind: UInt8 {
        switch self {
        case .opened: 1
        case .standing: 2
        case .configured: 3
        case .lease: 4
        case .sale: 5
        case .printed: 6
        case .printFailed: 7
        case .note: 8
        case .acknowledged: 9
        case .suspended: 10
        case .resumed: 11
        case .closing: 12
        case .closed: 13
        case .counterfoilPrinter: 14
        case .counterfoilsBegun: 15
        case .counterfoilsPrinted: 16
        }
    }

    func payload(key: JournalKey) -> [UInt8] {
        json(key: key).canonical()
    }

    private func json(key: JournalKey) -> JSONValue {
        switch self {
        case .opened(let header):
            .object([
                ("format", .integer(JournalHeader.format)), ("raffle", .string(header.raffle.text)), ("rsu", .string(header.rsu.text)),
                ("program", .string(header.program)), ("at", .string(header.at.text)),
            ])
        case .standing(let standing, let at):
            .object([("standing", .string(standing.rawValue)), ("at", .string(at.text))])
        case .configured(let definition, let eventNumber, let at):
            .object([("definition", definition.json()), ("eventNumber", .whole(eventNumber)), ("at", .string(at.text))])
        case .lease(let lease, let at):
            .object([
                ("lease", lease.json(key: key.pad(lease.key.withUnsafeBytes { Array($0) }, raffle: lease.raffle, rsu: lease.rsu))),
                ("at", .string(at.text)),
            ])
        case .sale(let sale, let collected):
            .object([("sale", sale.json()), ("collected", .integer(collected))])
        case .printed(let sequence, let collected, let at):
            .object([("sequence", .whole(sequence)), ("collected", .integer(collected)), ("at", .string(at.text))])
        case .printFailed(let sequence, let fault, let collected, let at):
            .object([
                ("sequence", .whole(sequence)), ("fault", .string(fault.rawValue)), ("collected", .integer(collected)),
                ("at", .string(at.text)),
            ])
        case .note(let note):
            note.json()
        case .acknowledged(let sales, let notes, let collected, let at):
            .object([
                ("sales", .whole(sales)), ("notes", .whole(notes)), ("collected", .integer(collected)), ("at", .string(at.text)),
            ])
        case .suspended(let reason, let at):
            .object([("reason", .string(reason)), ("at", .string(at.text))])
        case .resumed(let at):
            .object([("at", .string(at.text))])
        case .closing(let cause, let at):
            .object([("cause", .string(cause.rawValue)), ("at", .string(at.text))])
        case .closed(let statement, let at):
            .object([("statement", statement.json()), ("at", .string(at.text))])
        case .counterfoilPrinter(let printer, let at):
            .object([("printer", .string(printer.rawValue)), ("at", .string(at.text))])
        case .counterfoilsBegun(let sequence, let at):
            .object([("sequence", .whole(sequence)), ("at", .string(at.text))])
        case .counterfoilsPrinted(let sequence, let count, let fault, let at):
            .object([
                ("sequence", .whole(sequence)), ("count", .whole(count)), ("fault", fault.map { .string($0.rawValue) } ?? .null),
                ("at", .string(at.text)),
            ])
        }
    }

    /// Reads what ``payload(key:)`` wrote.
    init(kind: UInt8, payload: [UInt8], key: JournalKey) throws(FormatError) {
        let limits = JSONLimits(depthMax: 32, bytesMax: JournalFrame.payloadBytesMax)
        guard let json = try? JSONValue.parse(payload, limits: limits) else { throw FormatError(field: "", message: "is no JSON") }
        func reader(_ names: Set<String>) throws(FormatError) -> MemberReader { try MemberReader(json, names: names) }
        func at(_ reader: MemberReader) throws(FormatError) -> Instant { try reader.parsed("at") { Instant($0) } }
        func count(_ reader: MemberReader, _ name: String) throws(FormatError) -> UInt64 {
            UInt64(try reader.whole(name, 0...Int64(TicketID.sequenceMax)))
        }
        func collected(_ reader: MemberReader) throws(FormatError) -> Int64 { try reader.whole("collected", 0...Money.max) }
        switch kind {
        case 1:
            let reader = try reader(["format", "raffle", "rsu", "program", "at"])
            _ = try reader.whole("format", JournalHeader.format...JournalHeader.format)
            self = .opened(
                JournalHeader(
                    raffle: try reader.parsed("raffle") { RaffleID($0) }, rsu: try reader.parsed("rsu") { RSUID($0) },
                    program: try reader.text("program"), at: try at(reader)))
        case 2:
            let reader = try reader(["standing", "at"])
            self = .standing(try reader.parsed("standing") { Standing(rawValue: $0) }, at: try at(reader))
        case 3:
            let reader = try reader(["definition", "eventNumber", "at"])
            guard let definition = try? RaffleDefinition.parse(try reader.value("definition")) else {
                throw reader.problem("definition", "is malformed")
            }
            self = .configured(definition, eventNumber: try count(reader, "eventNumber"), at: try at(reader))
        case 4:
            let reader = try reader(["lease", "at"])
            self = .lease(try Lease(try reader.value("lease"), open: key.pad), at: try at(reader))
        case 5:
            let reader = try reader(["sale", "collected"])
            self = .sale(try SaleUpload(try reader.value("sale"), at: "sale"), collected: try collected(reader))
        case 6:
            let reader = try reader(["sequence", "collected", "at"])
            self = .printed(sequence: try count(reader, "sequence"), collected: try collected(reader), at: try at(reader))
        case 7:
            let reader = try reader(["sequence", "fault", "collected", "at"])
            self = .printFailed(
                sequence: try count(reader, "sequence"), fault: try reader.parsed("fault") { PrinterFault(rawValue: $0) },
                collected: try collected(reader), at: try at(reader))
        case 8: self = .note(try UnitNote(json))
        case 9:
            let reader = try reader(["sales", "notes", "collected", "at"])
            self = .acknowledged(
                sales: try count(reader, "sales"), notes: try count(reader, "notes"), collected: try collected(reader), at: try at(reader))
        case 10:
            let reader = try reader(["reason", "at"])
            self = .suspended(try reader.text("reason"), at: try at(reader))
        case 11: self = .resumed(at: try at(try reader(["at"])))
        case 12:
            let reader = try reader(["cause", "at"])
            self = .closing(try reader.parsed("cause") { CloseCause(rawValue: $0) }, at: try at(reader))
        case 13:
            let reader = try reader(["statement", "at"])
            self = .closed(try SaleStatement(try reader.value("statement"), at: "statement"), at: try at(reader))
        case 14:
            let reader = try reader(["printer", "at"])
            self = .counterfoilPrinter(try reader.parsed("printer") { CounterfoilPrinter(rawValue: $0) }, at: try at(reader))
        case 15:
            let reader = try reader(["sequence", "at"])
            self = .counterfoilsBegun(sequence: try count(reader, "sequence"), at: try at(reader))
        case 16:
            let reader = try reader(["sequence", "count", "fault", "at"])
            self = .counterfoilsPrinted(
                sequence: try count(reader, "sequence"),
                count: Int(try reader.whole("count", 0...Int64(RaffleDefinition.packageNumbersMax))),
                fault: reader.isPresent("fault") ? try reader.parsed("fault") { PrinterFault(rawValue: $0) } : nil, at: try at(reader))
        default: throw FormatError(field: "", message: "is of a kind that is not known")
        }
    }

    /// When it was written, for the clock guard.
    var at: Instant {
        switch self {
        case .opened(let header): header.at
        case .sale(let sale, _): sale.soldAt
        case .note(let note): note.at
        case .standing(_, let at), .configured(_, _, let at), .lease(_, let at), .printed(_, _, let at), .printFailed(_, _, _, let at),
            .acknowledged(_, _, _, let at), .suspended(_, let at), .resumed(let at), .closing(_, let at), .closed(_, let at),
            .counterfoilPrinter(_, let at), .counterfoilsBegun(_, let at), .counterfoilsPrinted(_, _, _, let at):
            at
        }
    }
}
