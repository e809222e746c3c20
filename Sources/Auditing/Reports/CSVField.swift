/// A field of a CSV file (RFC 4180) that no spreadsheet takes for a formula.
public enum CSVField {
    /// Appends a text as one field; what is not plain is in quotes.
    public static func append(_ text: String, to output: inout [UInt8]) {
        var isPlain = true
        for byte in text.utf8 where byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") {
            isPlain = false
            break
        }
        let isFormula = looksLikeFormula(text)
        guard !isPlain || isFormula || text.utf8.first == UInt8(ascii: " ") else {
            output.append(contentsOf: text.utf8)
            return
        }
        output.append(UInt8(ascii: "\""))
        if isFormula { output.append(UInt8(ascii: "'")) }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output.append(contentsOf: "\"\"".utf8)
            case 0x09, 0x0A, 0x0D: output.append(byte)
            // Other control characters end a field, or a file, in some readers.
            case 0..<0x20, 0x7F: output.append(contentsOf: "\u{FFFD}".utf8)
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    /// Whether the first thing that is no white space begins a formula, in ASCII or in its wide forms, or the text begins with a control
    /// character.
    private static func looksLikeFormula(_ text: String) -> Bool {
        guard let lead = text.utf8.first else { return false }
        if lead < 0x20 || lead == 0x7F { return true }
        // The common case: a letter or a digit.
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(lead) || (UInt8(ascii: "A")...UInt8(ascii: "z")).contains(lead) {
            return false
        }
        let first = text.unicodeScalars.first { !$0.properties.isWhitespace && !$0.isUnprintable }
        return first.map { "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}|%".unicodeScalars.contains($0) } ?? false
    }
}
