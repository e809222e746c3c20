/// Any text in printable ASCII, for printers whose character sets nobody knows.
///
/// Latin letters lose their accents, Greek and Cyrillic ones are transliterated, the rest becomes `?`. No control byte comes through,
/// whatever a name holds: a printer would take it for a command.
enum PrintableText {
    static func ascii(_ text: String) -> String {
        var ascii = ""
        for scalar in text.unicodeScalars { ascii += replacement(scalar) }
        return ascii
    }

    private static func replacement(_ scalar: Unicode.Scalar) -> String {
        if (0x20...0x7E).contains(scalar.value) { return String(scalar) }
        if let other = others[scalar] { return other }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .nonspacingMark, .enclosingMark: return ""
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return " "
        case .dashPunctuation: return "-"
        default: return latin(scalar) ?? table(scalar) ?? "?"
        }
    }

    /// The base letter by the character's name: `LATIN SMALL LETTER E WITH ACUTE` is `e`.
    private static func latin(_ scalar: Unicode.Scalar) -> String? {
        guard let name = scalar.properties.name, name.hasPrefix("LATIN ") else { return nil }
        let words = name.split(separator: " ")
        guard words.count >= 4, words[2] == "LETTER" else { return nil }
        let isCapital = words[1] == "CAPITAL"
        guard isCapital || words[1] == "SMALL" else { return nil }
        let letter: String
        switch words[3] {
        case "AE", "OE", "IJ", "LJ", "NJ", "DZ": letter = String(words[3])
        case "SHARP": letter = "SS"
        case "THORN": letter = "TH"
        case "ETH": letter = "D"
        case "ENG": letter = "N"
        case "DOTLESS": letter = words.count > 4 ? String(words[4]) : "?"
        default: letter = String(words[3])
        }
        guard letter.utf8.count <= 2 else { return nil }
        return isCapital ? letter : letter.lowercased()
    }

    private static func table(_ scalar: Unicode.Scalar) -> String? {
        if let text = letters[scalar] { return text }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        guard lower.count == 1, let first = lower.first, let text = letters[first] else { return nil }
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private static let others: [Unicode.Scalar: String] = [
        "\u{2018}": "'", "\u{2019}": "'", "\u{201C}": "\"", "\u{201D}": "\"", "\u{00AB}": "\"", "\u{00BB}": "\"", "\u{2026}": "...",
        "\u{20AC}": "EUR", "\u{00A3}": "GBP", "\u{00A5}": "JPY", "\u{2116}": "No", "\u{00B7}": ".", "\u{2022}": "*",
        "\u{00AA}": "a", "\u{00BA}": "o", "\u{00BF}": "?", "\u{00A1}": "!", "\u{00D7}": "x",
    ]

    private static let letters: [Unicode.Scalar: String] = {
        let cyrillic = [
            "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch",
            "sh", "shch", "\"", "y", "'", "e", "yu", "ya",
        ]
        let greek = [
            "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch", "ps", "o",
        ]
        var letters: [Unicode.Scalar: String] = [
            "\u{0451}": "yo", "\u{0456}": "i", "\u{0457}": "yi", "\u{0454}": "ye", "\u{0491}": "g", "\u{045E}": "u",
            "\u{03AC}": "a", "\u{03AD}": "e", "\u{03AE}": "i", "\u{03AF}": "i", "\u{03CC}": "o", "\u{03CD}": "y", "\u{03CE}": "o",
        ]
        for (first, texts) in [(UInt32(0x430), cyrillic), (UInt32(0x3B1), greek)] {
            for (index, text) in texts.enumerated() {
                if let scalar = Unicode.Scalar(first + UInt32(index)) { letters[scalar] = text }
            }
        }
        return letters
    }()
}
