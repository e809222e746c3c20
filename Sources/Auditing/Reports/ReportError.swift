/// Why a report can't be written: a fault in what feeds it, never in the reader's request.
public enum ReportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Facts other than the report's, or in another order.
    case wrongFacts(report: String)
    /// A row with more or fewer cells than there are columns. Rows count from 1.
    case wrongCellCount(row: Int)
    /// A cell of another kind than its column.
    case wrongCell(row: Int, column: String)
    /// A number, or a sum, beyond 2^53 − 1, which JSON readers would not keep.
    case tooLarge(row: Int, column: String)

    public var description: String {
        switch self {
        case .wrongFacts(let report): "the facts given are not those of the report \(report)"
        case .wrongCellCount(let row): "row \(row) has not as many cells as there are columns"
        case .wrongCell(let row, let column): "row \(row): the cell in \(column) is not of its column's kind"
        case .tooLarge(let row, let column): "row \(row): \(column) is beyond 2^53 - 1"
        }
    }
}
