/// What a title, a name or a notice may hold: any script, but nothing that changes how the text around it is shown.
///
/// The same texts as in an election. The lists are spelled out instead of taken from Unicode tables, so that a server and a verifier
/// built with different versions of those tables refuse the same texts.
enum PlainText {
    /// Why `text` is refused, or nil. Length is counted in Unicode scalars, so that it bounds memory.
    static func problem(in text: String, charactersMax: Int) -> String? {
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

/// Paths that name a place in a JSON document, such as `prizes[0].rule.amount`.
enum FieldPath {
    /// Longest member name shown in a path: a longer one comes from nobody's keyboard.
    static let nameCharactersMax = 64

    /// The path of a member. A name that should not be shown to anyone becomes `?`.
    static func member(_ name: String, of path: String) -> String {
        let shown = PlainText.problem(in: name, charactersMax: nameCharactersMax) == nil ? name : "?"
        return path.isEmpty ? shown : path + "." + shown
    }

    static func element(_ index: Int, of path: String) -> String {
        "\(path)[\(index)]"
    }
}
