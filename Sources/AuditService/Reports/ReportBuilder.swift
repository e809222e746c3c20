public import Auditing
internal import Ledger
internal import Raffles

/// Makes the seven reports of one raffle.
///
/// Rows are made and written one at a time. What is held besides the record is for each ticket a place in the order (24 bytes) and its
/// payment (5 bytes and the reference's), and for each event of a selling unit some 100 bytes; only in the reports that need it.
///
/// The same ledgers give the same bodies, and so the same digests, also after they were restored.
public struct ReportBuilder: Sendable {
    let books: RaffleBooks
    let definition: RaffleDefinition
    let subject: ReportSubject
    let origin: ReportOrigin

    var record: RaffleRecord { books.record }

    /// - Throws: ``AuditError/unknownRaffle`` for the record of an empty ledger.
    public init(_ books: RaffleBooks, origin: ReportOrigin) throws(AuditError) {
        guard let creation = books.record.creation, let number = Int64(exactly: creation.eventNumber) else { throw .unknownRaffle }
        self.books = books
        self.origin = origin
        definition = creation.definition
        subject = ReportSubject(
            raffle: creation.raffle.text, eventNumber: number, organisation: definition.organisation.name,
            licence: definition.organisation.licence, currency: ReportCurrency(iso: definition.currency))
    }

    /// The report without its rows; times are shown to people as the venue's clock shows them.
    public func document(_ kind: ReportKind) throws -> ReportDocument {
        var document = try ReportDocument(kind, facts: try facts(kind), subject: subject, origin: origin)
        let offset = definition.utcOffsetMinutes
        document.localTime = { text in Instant(parsing: text)?.localText(utcOffsetMinutes: offset) ?? text }
        return document
    }

    /// Writes a report.
    ///
    /// - Parameter emit: takes the report in chunks of about ``ReportDocument/chunkBytes``; what it throws ends the writing.
    /// - Throws: what the store and `emit` throw.
    @discardableResult
    public func write(_ kind: ReportKind, format: ReportFormat, emit: (_ chunk: [UInt8]) throws -> Void) throws -> ReportControl {
        var stream = ReportStream(try document(kind), format: format)
        var chunk: [UInt8] = []
        chunk.reserveCapacity(ReportDocument.chunkBytes + 4096)
        stream.begin(into: &chunk)
        try rows(kind) { row in
            try stream.row(row, into: &chunk)
            if chunk.count >= ReportDocument.chunkBytes {
                try emit(chunk)
                chunk.removeAll(keepingCapacity: true)
            }
        }
        let control = stream.end(into: &chunk)
        try emit(chunk)
        return control
    }

    func facts(_ kind: ReportKind) throws -> [ReportCell] {
        switch kind {
        case .drawing: drawingFacts()
        case .bearerTickets, .voidedNumbers: [.count(record.totals.voidTickets), .money(record.totals.refunds)]
        case .exceptions, .salesByRSU, .rsuEvents, .rsuCorruption: []
        }
    }

    /// Gives the rows one after the other, in the order of ``ReportKind/rowOrder``.
    func rows(_ kind: ReportKind, _ row: ([ReportCell]) throws -> Void) throws {
        switch kind {
        case .drawing: try drawingRows(row)
        case .exceptions: try exceptionRows(row)
        case .bearerTickets: try ticketRows(row)
        case .salesByRSU: try salesRows(row)
        case .voidedNumbers: try voidRows(row)
        case .rsuEvents: try eventRows(row)
        case .rsuCorruption: try corruptionRows(row)
        }
    }
}

extension ReportCell {
    static func count(_ count: Int) -> ReportCell { .number(Int64(count)) }
    static func index(_ index: UInt64) -> ReportCell { .number(Int64(clamping: index)) }
    static func time(_ instant: Instant?) -> ReportCell { instant.map { .time($0.text) } ?? .empty }
    static func text(_ text: String?) -> ReportCell { text.map { .text($0) } ?? .empty }
}
