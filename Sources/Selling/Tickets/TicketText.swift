extension TicketDocument {
    /// Widths of the paper that is sold: 58 mm, 80 mm narrow and 80 mm.
    public static let columnsAllowed = [32, 42, 48]

    /// The document as plain text, lines of at most `columns` printable ASCII characters.
    ///
    /// - Parameter columns: 32 or more; ``columnsAllowed`` are usual.
    public func text(columns: Int) -> String {
        precondition(columns >= 32, "paper narrower than 32 columns cuts a validation number in two")
        return lines(columns: columns).map { line in
            switch line.style {
            case .plain, .bold: line.text
            case .centred, .large: String(repeating: " ", count: (columns - line.text.count) / 2) + line.text
            }
        }.joined(separator: "\n") + "\n"
    }
}
