public import Ledger

/// A report without its rows, which are written one at a time.
///
/// Its **body** is lines of canonical JSON, each with a line feed: one object that says what the report is about, one for each row, and
/// one with the count and the sums. The digest is SHA-256 over the body, so it is the same in every format, and after a restore. When, by
/// whom and with which program the report was made is outside the body.
public struct ReportDocument: Sendable {
    /// Stable, for programs.
    public let id: String
    public let title: String
    public let columns: [ReportColumn]
    public let factColumns: [ReportColumn]
    /// Values that hold for the whole report, one for each of ``factColumns``.
    public let facts: [ReportCell]
    public let subject: ReportSubject
    public let origin: ReportOrigin
    /// How a time is shown on the pages for people, in the venue's zone for example; as it is by default. The body is not touched.
    public var localTime: (@Sendable (String) -> String)?

    /// One of the seven reports.
    ///
    /// - Throws: ``ReportError`` unless the facts are those of ``ReportKind/facts``, in their order.
    public init(_ kind: ReportKind, facts: [ReportCell], subject: ReportSubject, origin: ReportOrigin) throws(ReportError) {
        try self.init(
            id: kind.rawValue, title: kind.title, columns: kind.columns, factColumns: kind.facts, facts: facts, subject: subject,
            origin: origin)
    }

    /// Any report. Names of columns and facts must differ among themselves.
    public init(
        id: String, title: String, columns: [ReportColumn], factColumns: [ReportColumn] = [], facts: [ReportCell] = [],
        subject: ReportSubject, origin: ReportOrigin
    ) throws(ReportError) {
        precondition(Set(columns.map(\.name)).count == columns.count, "columns have different names")
        precondition(Set(factColumns.map(\.name)).count == factColumns.count, "facts have different names")
        guard facts.count == factColumns.count, zip(facts, factColumns).allSatisfy({ $0.isOf($1.kind) }),
            (facts + [.number(subject.eventNumber)]).allSatisfy({ ($0.amount ?? 0).magnitude <= JSONValue.integerMax.magnitude })
        else { throw .wrongFacts(report: id) }
        self.id = id
        self.title = title
        self.columns = columns
        self.factColumns = factColumns
        self.facts = facts
        self.subject = subject
        self.origin = origin
    }

    /// The first line of the body.
    func bodyHead() -> JSONValue {
        .object([
            ("columns", .array(columns.map { .string($0.name) })), ("currency", .string(subject.currency.code)),
            ("eventNumber", .integer(subject.eventNumber)),
            ("facts", .object(zip(factColumns, facts).map { ($0.name, $1.json) })),
            ("format", "urna-report-v1"), ("licence", subject.licence.map { .string($0) } ?? .null),
            ("organisation", .string(subject.organisation)), ("raffle", .string(subject.raffle)), ("report", .string(id)),
            ("title", .string(title)),
        ])
    }

    /// The last line of the body.
    func bodyEnd(rows: Int, totals: [ReportTotal]) -> JSONValue {
        .object([("rowCount", .whole(rows)), ("totals", .object(totals.map { ($0.column.name, .integer($0.value)) }))])
    }
}

/// The sum of a column.
public struct ReportTotal: Hashable, Sendable {
    public let column: ReportColumn
    public internal(set) var value: Int64
}

/// What stands under a report's rows.
public struct ReportControl: Hashable, Sendable {
    public let rowCount: Int
    /// Of the columns that are summed up, in their order.
    public let totals: [ReportTotal]
    /// SHA-256 of the body.
    public let digest: Hash

    public init(rowCount: Int, totals: [ReportTotal], digest: Hash) {
        self.rowCount = rowCount
        self.totals = totals
        self.digest = digest
    }
}

extension ReportCell {
    var json: JSONValue {
        switch self {
        case .empty: .null
        case .text(let text), .time(let text): .string(text)
        case .number(let value), .money(let value): .integer(value)
        }
    }
}
