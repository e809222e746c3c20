import Ledger

@testable import Auditing

/// What reports in these tests are about.
enum Sample {
    static let subject = ReportSubject(
        raffle: "rivertown-1", eventNumber: 7, organisation: "Rivertown Youth Hockey", licence: "L-1234",
        currency: ReportCurrency(code: "CAD"))

    static func origin(at time: String = "2026-01-15T21:00:00.000Z", by user: String = "mgr1", version: String = "1.0.0") throws
        -> ReportOrigin
    {
        ReportOrigin(
            generatedAt: time, generatedBy: user,
            software: try SoftwareIdentity(programID: "urna", version: version, aggregate: .emptyTree))
    }

    static func document(_ kind: ReportKind, facts: [ReportCell] = [], origin: ReportOrigin? = nil) throws -> ReportDocument {
        try ReportDocument(kind, facts: facts, subject: subject, origin: try origin ?? Self.origin())
    }

    /// Two columns of text and one of money.
    static func small(organisation: String = "Club", title: String = "Small") throws -> ReportDocument {
        try ReportDocument(
            id: "small", title: title,
            columns: [
                ReportColumn("who", "Who", .text, width: 8), ReportColumn("amount", "Amount", .money, width: 8, isTotalled: true),
                ReportColumn("note", "Note", .text, width: 6),
            ],
            subject: ReportSubject(raffle: "r", eventNumber: 1, organisation: organisation, currency: ReportCurrency(code: "CAD")),
            origin: try origin())
    }

    static func write(
        _ document: ReportDocument, _ format: ReportFormat, _ rows: some Sequence<[ReportCell]>
    ) throws -> (text: String, control: ReportControl) {
        var bytes: [UInt8] = []
        let control = try document.write(format, rows: rows) { bytes.append(contentsOf: $0) }
        return (String(decoding: bytes, as: UTF8.self), control)
    }

    /// A cell of each kind for each column, different from row to row.
    static func rows(of columns: [ReportColumn], count: Int) -> [[ReportCell]] {
        (0..<count).map { row in
            columns.enumerated().map { index, column in
                if (row + index) % 11 == 10 { return .empty }
                return switch column.kind {
                case .text: .text("\(column.name) \(row)")
                case .number: .number(Int64(row * 31 + index))
                case .money: .money(Int64(row * 500 - index))
                case .time: .time(EventTime(milliseconds: Int64(row) * 60_123).text)
                }
            }
        }
    }

    static func facts(of kind: ReportKind) -> [ReportCell] {
        rows(of: kind.facts, count: 3)[2]
    }

    /// Names, notes and titles that strangers type.
    static let hostile = [
        "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\u{FF1D}1", "\u{200B}=1", "%0A", "|x", "a,b", "say \"hi\"",
        "line\nbreak", "cr\rlf\n",
        "<script>alert(1)</script>", "</style><script>", "\" onload=\"x", "' onclick='x", "&lt;", "\u{202E}gnp.exe", "\u{0}null",
        "\u{1B}[2J", "a\u{2028}b",
        "é\u{301}", "", "'", "--", "&", "]]>", "<!--",
    ]
}
