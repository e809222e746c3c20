internal import Ledger

/// A page in fixed width: columns have the width they declare, and longer values go on in the next line, so that nothing is lost.
struct TextReportWriter: ReportWriter {
    private var report: ReportDocument?

    mutating func begin(_ report: ReportDocument, body: [UInt8], into output: inout [UInt8]) {
        self.report = report
        Printable.append(report.title, to: &output)
        output.append(contentsOf: "\n\(String(repeating: "=", count: report.title.count))\n\n".utf8)
        let header = report.printedHeader
        let width = header.map(\.title.count).max() ?? 0
        for (title, value) in header {
            Self.field(title, value, width: width, to: &output)
        }
        output.append(UInt8(ascii: "\n"))
        line(report.columns.map(\.title), of: report, to: &output)
        rule(report, to: &output)
    }

    mutating func row(_ row: ReportRow, into output: inout [UInt8]) {
        guard let report else { preconditionFailure("a report begins before its rows") }
        line(row.cells.map(report.printed), of: report, to: &output)
    }

    mutating func end(_ control: ReportControl, body: [UInt8], into output: inout [UInt8]) {
        guard let report else { preconditionFailure("a report begins before it ends") }
        rule(report, to: &output)
        if !control.totals.isEmpty {
            let totals = report.columns.map { column in
                control.totals.first { $0.column.name == column.name }.map(report.printed) ?? ""
            }
            line(totals, of: report, to: &output)
        }
        output.append(UInt8(ascii: "\n"))
        Self.field("Rows", String(control.rowCount), width: 19, to: &output)
        Self.field("SHA-256 of the body", control.digest.hex, width: 19, to: &output)
    }

    private static func field(_ title: String, _ value: String, width: Int, to output: inout [UInt8]) {
        Printable.append(title, to: &output)
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(0, width - title.count)))
        output.append(contentsOf: "  ".utf8)
        Printable.append(value, to: &output)
        output.append(UInt8(ascii: "\n"))
    }

    private func rule(_ report: ReportDocument, to output: inout [UInt8]) {
        for (index, column) in report.columns.enumerated() {
            if index > 0 { output.append(contentsOf: "  ".utf8) }
            output.append(contentsOf: repeatElement(UInt8(ascii: "-"), count: column.width))
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// Writes values side by side, over as many lines as the longest needs.
    private func line(_ values: [String], of report: ReportDocument, to output: inout [UInt8]) {
        var rest = values.map { Substring(Printable.isPlain($0) ? $0 : Printable.clean($0)) }
        repeat {
            for (index, column) in report.columns.enumerated() {
                if index > 0 { output.append(contentsOf: "  ".utf8) }
                let piece = rest[index].prefix(column.width)
                rest[index] = rest[index][piece.endIndex...]
                let padding = repeatElement(UInt8(ascii: " "), count: column.width - piece.count)
                if column.isNumber { output.append(contentsOf: padding) }
                output.append(contentsOf: piece.utf8)
                if !column.isNumber { output.append(contentsOf: padding) }
            }
            while output.last == UInt8(ascii: " ") {
                output.removeLast()
            }
            output.append(UInt8(ascii: "\n"))
        } while rest.contains { !$0.isEmpty }
    }
}
