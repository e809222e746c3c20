internal import Ledger

/// One page to print: no script, and nothing that is fetched from elsewhere.
struct HTMLReportWriter: ReportWriter {
    private var report: ReportDocument?

    private static let style = """
        body{font:10pt/1.35 sans-serif;margin:1.5em;color:#000;background:#fff}
        h1{font-size:15pt;margin:0 0 .6em}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1em;margin:0 0 1em}
        dt{color:#444}
        dd{margin:0;overflow-wrap:anywhere}
        table{border-collapse:collapse;width:100%}
        th,td{border:1px solid #999;padding:.15em .4em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
        .n{text-align:right;white-space:nowrap}
        tfoot{font-weight:bold}
        thead{display:table-header-group}
        tr{break-inside:avoid}
        @page{margin:12mm}
        @media print{body{margin:0;font-size:8pt}}

        """

    mutating func begin(_ report: ReportDocument, body: [UInt8], into output: inout [UInt8]) {
        self.report = report
        output.append(contentsOf: "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n".utf8)
        output.append(
            contentsOf: "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n".utf8)
        Self.element("title", "\(report.title): \(report.subject.raffle)", to: &output)
        output.append(contentsOf: "\n<style>\n\(Self.style)</style>\n</head>\n<body>\n".utf8)
        Self.element("h1", report.title, to: &output)
        output.append(contentsOf: "\n<dl>\n".utf8)
        for (title, value) in report.printedHeader {
            Self.pair(title, value, to: &output)
        }
        output.append(contentsOf: "</dl>\n<table>\n<thead>\n<tr>".utf8)
        for column in report.columns {
            Self.element("th", column.title, isNumber: column.isNumber, to: &output)
        }
        output.append(contentsOf: "</tr>\n</thead>\n<tbody>\n".utf8)
    }

    mutating func row(_ row: ReportRow, into output: inout [UInt8]) {
        guard let report else { preconditionFailure("a report begins before its rows") }
        output.append(contentsOf: "<tr>".utf8)
        for (index, cell) in row.cells.enumerated() {
            Self.element("td", report.printed(cell), isNumber: report.columns[index].isNumber, to: &output)
        }
        output.append(contentsOf: "</tr>\n".utf8)
    }

    mutating func end(_ control: ReportControl, body: [UInt8], into output: inout [UInt8]) {
        guard let report else { preconditionFailure("a report begins before it ends") }
        output.append(contentsOf: "</tbody>\n".utf8)
        if !control.totals.isEmpty {
            output.append(contentsOf: "<tfoot>\n<tr>".utf8)
            for column in report.columns {
                let total = control.totals.first { $0.column.name == column.name }
                Self.element("td", total.map(report.printed) ?? "", isNumber: column.isNumber, to: &output)
            }
            output.append(contentsOf: "</tr>\n</tfoot>\n".utf8)
        }
        output.append(contentsOf: "</table>\n<dl>\n".utf8)
        Self.pair("Rows", String(control.rowCount), to: &output)
        Self.pair("SHA-256 of the body", control.digest.hex, to: &output)
        output.append(contentsOf: "</dl>\n</body>\n</html>\n".utf8)
    }

    private static func pair(_ title: String, _ value: String, to output: inout [UInt8]) {
        element("dt", title, to: &output)
        element("dd", value, to: &output)
        output.append(UInt8(ascii: "\n"))
    }

    private static func element(_ name: StaticString, _ text: String, isNumber: Bool = false, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "<"))
        name.withUTF8Buffer { output.append(contentsOf: $0) }
        output.append(contentsOf: (isNumber ? " class=\"n\">" : ">").utf8)
        Printable.append(html: text, to: &output)
        output.append(contentsOf: "</".utf8)
        name.withUTF8Buffer { output.append(contentsOf: $0) }
        output.append(UInt8(ascii: ">"))
    }
}

extension ReportColumn {
    var isNumber: Bool { kind == .number || kind == .money }
}
