internal import Crypto
internal import Ledger

/// Writes a report piece by piece: the caller appends rows, and takes the bytes out of its buffer when it likes.
///
/// Memory does not grow with the rows. Calls are ``begin(into:)`` once, ``row(_:into:)`` for each row in the report's order, and
/// ``end(into:)`` once.
public struct ReportStream: Sendable {
    public let document: ReportDocument
    private var writer: any ReportWriter
    private let rows: CanonicalRows
    private var digest = SHA256()
    private var totals: [ReportTotal]
    private let totalled: [Int]
    private var rowCount = 0
    private var scratch: [UInt8] = []

    public init(_ document: ReportDocument, format: ReportFormat) {
        self.init(document, writer: format.makeWriter())
    }

    /// With a writer of the caller's own.
    public init(_ document: ReportDocument, writer: any ReportWriter) {
        self.document = document
        self.writer = writer
        rows = CanonicalRows(document.columns)
        totalled = document.columns.indices.filter { document.columns[$0].isTotalled }
        totals = totalled.map { ReportTotal(column: document.columns[$0], value: 0) }
    }

    /// Appends what stands before the rows.
    public mutating func begin(into output: inout [UInt8]) {
        let head = document.bodyHead().canonical()
        add(line: head)
        writer.begin(document, body: head, into: &output)
    }

    /// Appends one row.
    ///
    /// - Throws: ``ReportError`` for a row that does not fit the columns; nothing was appended then.
    public mutating func row(_ cells: [ReportCell], into output: inout [UInt8]) throws(ReportError) {
        let number = rowCount + 1
        guard cells.count == document.columns.count else { throw .wrongCellCount(row: number) }
        for (cell, column) in zip(cells, document.columns) {
            guard cell.isOf(column.kind) else { throw .wrongCell(row: number, column: column.name) }
            guard (cell.amount ?? 0).magnitude <= JSONValue.integerMax.magnitude else {
                throw .tooLarge(row: number, column: column.name)
            }
        }
        // Of two passes, so that a row refused leaves the sums as they were. Each part is below 2^53: the sum can't overflow.
        for (place, index) in totalled.enumerated() {
            guard (totals[place].value + (cells[index].amount ?? 0)).magnitude <= JSONValue.integerMax.magnitude else {
                throw .tooLarge(row: number, column: totals[place].column.name)
            }
        }
        for (place, index) in totalled.enumerated() {
            totals[place].value += cells[index].amount ?? 0
        }
        scratch.removeAll(keepingCapacity: true)
        rows.append(cells, to: &scratch)
        add(line: scratch)
        writer.row(ReportRow(number: number, cells: cells, body: scratch), into: &output)
        rowCount = number
    }

    /// Appends what stands after the rows.
    public mutating func end(into output: inout [UInt8]) -> ReportControl {
        let line = document.bodyEnd(rows: rowCount, totals: totals).canonical()
        add(line: line)
        let control = ReportControl(rowCount: rowCount, totals: totals, digest: Hash(digest.finalize()))
        writer.end(control, body: line, into: &output)
        return control
    }

    private mutating func add(line: [UInt8]) {
        line.withUnsafeBytes { digest.update(bufferPointer: $0) }
        withUnsafeBytes(of: UInt8(ascii: "\n")) { digest.update(bufferPointer: $0) }
    }
}

extension ReportDocument {
    /// Bytes that are gathered before they are handed on: enough for one system call to be worth it.
    public static let chunkBytes = 64 << 10

    /// Writes the whole report from a sequence that may be read once, in chunks of about ``chunkBytes``.
    ///
    /// - Parameter emit: takes each chunk; what it throws ends the writing.
    public func write(
        _ format: ReportFormat, rows: some Sequence<[ReportCell]>, emit: (_ chunk: [UInt8]) throws -> Void
    ) throws -> ReportControl {
        var stream = ReportStream(self, format: format)
        var chunk: [UInt8] = []
        chunk.reserveCapacity(Self.chunkBytes + 4096)
        stream.begin(into: &chunk)
        for row in rows {
            try stream.row(row, into: &chunk)
            if chunk.count >= Self.chunkBytes {
                try emit(chunk)
                chunk.removeAll(keepingCapacity: true)
            }
        }
        let control = stream.end(into: &chunk)
        try emit(chunk)
        return control
    }
}

/// Rows as canonical JSON objects: the order of the members is worked out once.
private struct CanonicalRows: Sendable {
    private let members: [(column: Int, prefix: [UInt8])]

    init(_ columns: [ReportColumn]) {
        let order = columns.indices.sorted { CanonicalJSON.isOrdered(columns[$0].name, before: columns[$1].name) }
        members = order.enumerated().map { place, column in
            var prefix: [UInt8] = place == 0 ? [] : [UInt8(ascii: ",")]
            CanonicalJSON.append(string: columns[column].name, to: &prefix)
            return (column, prefix + [UInt8(ascii: ":")])
        }
    }

    func append(_ cells: [ReportCell], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        for (column, prefix) in members {
            output.append(contentsOf: prefix)
            switch cells[column] {
            case .empty: output.append(contentsOf: "null".utf8)
            case .text(let text), .time(let text): CanonicalJSON.append(string: text, to: &output)
            case .number(let value), .money(let value): CanonicalJSON.append(value, to: &output)
            }
        }
        output.append(UInt8(ascii: "}"))
    }
}
