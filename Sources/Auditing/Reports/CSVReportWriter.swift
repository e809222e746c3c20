internal import Ledger

/// One table (RFC 4180) with CR LF, in which every record has the same number of fields:
///
///     record,name,value,<columns…>
///     report,organisation,Rivertown Youth Hockey,,…     what the report is about, and who made it
///     fact,gross,20000,,…
///     row,,,<cells…>
///     total,,,<sums under their columns…>
///     control,digest,<SHA-256 of the body>,,…
///
/// Keep the records whose first field is `row` for the bare table. Money is in minor units and times in UTC, as in JSON.
/// A text that a spreadsheet would take for a formula gets an apostrophe before it.
struct CSVReportWriter: ReportWriter {
    private var columns: [ReportColumn] = []
    private var padding: [UInt8] = []

    mutating func begin(_ report: ReportDocument, body: [UInt8], into output: inout [UInt8]) {
        columns = report.columns
        padding = Array(repeating: UInt8(ascii: ","), count: columns.count) + [0x0D, 0x0A]
        output.append(contentsOf: "record,name,value".utf8)
        for column in columns {
            output.append(UInt8(ascii: ","))
            CSVField.append(column.name, to: &output)
        }
        output.append(contentsOf: "\r\n".utf8)
        for field in report.headerFields {
            pair("report", field.name, .text(field.value), to: &output)
        }
        for (column, fact) in zip(report.factColumns, report.facts) {
            pair("fact", column.name, fact, to: &output)
        }
    }

    mutating func row(_ row: ReportRow, into output: inout [UInt8]) {
        record("row", row.cells, to: &output)
    }

    mutating func end(_ control: ReportControl, body: [UInt8], into output: inout [UInt8]) {
        if !control.totals.isEmpty {
            record(
                "total",
                columns.map { column in
                    control.totals.first { $0.column.name == column.name }.map { .number($0.value) } ?? .empty
                }, to: &output)
        }
        pair("control", "rowCount", .number(Int64(control.rowCount)), to: &output)
        pair("control", "digest", .text(control.digest.hex), to: &output)
    }

    private func record(_ kind: String, _ cells: [ReportCell], to output: inout [UInt8]) {
        output.append(contentsOf: kind.utf8)
        output.append(contentsOf: ",,".utf8)
        for cell in cells {
            output.append(UInt8(ascii: ","))
            Self.append(cell, to: &output)
        }
        output.append(contentsOf: "\r\n".utf8)
    }

    private func pair(_ kind: String, _ name: String, _ value: ReportCell, to output: inout [UInt8]) {
        output.append(contentsOf: "\(kind),".utf8)
        CSVField.append(name, to: &output)
        output.append(UInt8(ascii: ","))
        Self.append(value, to: &output)
        output.append(contentsOf: padding)
    }

    private static func append(_ cell: ReportCell, to output: inout [UInt8]) {
        switch cell {
        case .empty: break
        case .text(let value), .time(let value): CSVField.append(value, to: &output)
        case .number(let value), .money(let value): output.append(contentsOf: String(value).utf8)
        }
    }
}
