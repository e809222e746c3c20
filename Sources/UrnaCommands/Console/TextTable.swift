/// Rows in columns that are as wide as they have to be; text to the left, numbers to the right.
struct TextTable {
    var header: [String]
    var rows: [[String]]

    /// Columns that are set to the right.
    var numeric: Set<Int> = []

    var text: String {
        let lines = [header] + rows
        let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            var text = line.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - line[column].count)
                return numeric.contains(column) ? space + line[column] : line[column] + space
            }.joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }.joined()
    }
}
