/// One row, checked against the columns.
public struct ReportRow: Sendable {
    /// From 1.
    public let number: Int
    public let cells: [ReportCell]
    /// The row's line of the body: canonical JSON, without the line feed.
    public let body: [UInt8]
}

/// Writes a report in one format. Holds nothing of the rows it has written.
public protocol ReportWriter: Sendable {
    /// Appends what stands before the rows; `body` is the body's first line.
    mutating func begin(_ report: ReportDocument, body: [UInt8], into output: inout [UInt8])
    mutating func row(_ row: ReportRow, into output: inout [UInt8])
    /// Appends what stands after the rows; `body` is the body's last line.
    mutating func end(_ control: ReportControl, body: [UInt8], into output: inout [UInt8])
}

/// The formats of reports.
public enum ReportFormat: String, Hashable, Sendable, CaseIterable {
    /// For programs: everything, and the body's lines as they are hashed.
    case json
    /// For spreadsheets: RFC 4180.
    case csv
    /// A page to print.
    case html
    /// A page in fixed width.
    case text

    public var mediaType: String {
        switch self {
        case .json: "application/json"
        case .csv: "text/csv; charset=utf-8; header=present"
        case .html: "text/html; charset=utf-8"
        case .text: "text/plain; charset=utf-8"
        }
    }

    /// Of a file's name, without the dot.
    public var fileExtension: String {
        self == .text ? "txt" : rawValue
    }

    public func makeWriter() -> any ReportWriter {
        switch self {
        case .json: JSONReportWriter()
        case .csv: CSVReportWriter()
        case .html: HTMLReportWriter()
        case .text: TextReportWriter()
        }
    }
}
