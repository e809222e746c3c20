internal import Ledger

/// One object, a line for each line of the body, so that its digest can be made again with common tools:
///
///     jq -cS '.body, .rows[], .control' report.json | sha256sum
///
/// (But for texts with U+007F, which jq escapes and RFC 8785 does not.)
struct JSONReportWriter: ReportWriter {
    mutating func begin(_ report: ReportDocument, body: [UInt8], into output: inout [UInt8]) {
        let generated: JSONValue = .object([
            ("at", .string(report.origin.generatedAt)), ("by", .string(report.origin.generatedBy)),
            ("software", report.origin.software.json()),
        ])
        output.append(contentsOf: "{\"generated\":".utf8)
        generated.encode(canonicalInto: &output)
        output.append(contentsOf: ",\n\"body\":".utf8)
        output.append(contentsOf: body)
        output.append(contentsOf: ",\n\"rows\":[\n".utf8)
    }

    mutating func row(_ row: ReportRow, into output: inout [UInt8]) {
        if row.number > 1 { output.append(contentsOf: ",\n".utf8) }
        output.append(contentsOf: row.body)
    }

    mutating func end(_ control: ReportControl, body: [UInt8], into output: inout [UInt8]) {
        output.append(contentsOf: "\n],\n\"control\":".utf8)
        output.append(contentsOf: body)
        output.append(contentsOf: ",\n\"digest\":\"\(control.digest.hex)\"}\n".utf8)
    }
}
