/// What a title, a name, a notice or a write-in may hold: any script, but nothing that changes how the text around it is shown.
///
/// The lists are spelled out instead of taken from Unicode tables, so that a server and a verifier built with different
/// versions of those tables refuse the same texts.
public enum PlainText {
    /// Why `text` is refused, or nil. Length is counted in Unicode scalars, so that it bounds memory.
    public static func problem(in text: String, charactersMax: Int) -> String? {
        var count = 0
        var isBlank = true
        for scalar in text.unicodeScalars {
            count += 1
            guard count <= charactersMax else { return "is longer than \(charactersMax) characters" }
            if isControl(scalar) { return "holds a control character" }
            if isBidiControl(scalar) { return "holds a character that changes the direction of text" }
            if !isSpace(scalar) { isBlank = false }
        }
        return isBlank ? "is empty" : nil
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
        default: false
        }
    }

    private static func isBidiControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Characters that leave no ink.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0xA0, 0x1680, 0x2000...0x200D, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF: true
        default: false
        }
    }
}
