/// Finds what a module asks for by a literal: `from "./x.js"`, `import "./x.js"`, `import("./x.js")`, `new URL("./x", import.meta.url)`.
///
/// No parser of JavaScript: a place counts when the words before the literal are these, also in a comment, where it does no harm.
enum ModuleScanner {
    struct Reference: Equatable {
        /// Of the text between the quotes, in bytes.
        var range: Range<Int>
        var specifier: String
        /// Whether the module can't start without it.
        var isStatic: Bool
    }

    static func references(in source: [UInt8]) -> [Reference] {
        var found: [Reference] = []
        var index = 0
        while index < source.count {
            let quote = source[index]
            guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), index + 1 < source.count,
                source[index + 1] == UInt8(ascii: ".")
            else {
                index += 1
                continue
            }
            let start = index + 1
            let end = source[start...].firstIndex { $0 == quote || $0 == UInt8(ascii: "\n") } ?? source.count
            let specifier = String(decoding: source[start..<end], as: UTF8.self)
            if end < source.count, source[end] == quote, specifier.hasPrefix("./") || specifier.hasPrefix("../"),
                let isStatic = introduction(source[..<index])
            {
                found.append(Reference(range: start..<end, specifier: specifier, isStatic: isStatic))
                index = end + 1
            } else {
                index = start
            }
        }
        return found
    }

    /// What the words before a literal make of it; nil when it is just a string.
    private static func introduction(_ before: ArraySlice<UInt8>) -> Bool? {
        let text = trimmed(before)
        if ends(text, with: "from") || ends(text, with: "import") { return true }
        guard text.last == UInt8(ascii: "(") else { return nil }
        let call = trimmed(text.dropLast())
        if ends(call, with: "import") { return false }
        guard ends(call, with: "URL"), ends(trimmed(call.dropLast(3)), with: "new") else { return nil }
        return false
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let end = bytes.lastIndex { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        return end.map { bytes[...$0] } ?? bytes.prefix(0)
    }

    /// Whether the text ends in a word of its own.
    private static func ends(_ text: ArraySlice<UInt8>, with word: String) -> Bool {
        guard text.count >= word.utf8.count, text.suffix(word.utf8.count).elementsEqual(word.utf8) else { return false }
        guard let before = text.dropLast(word.utf8.count).last else { return true }
        switch before {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return false
        case UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "."): return false
        default: return true
        }
    }

    /// The path that a relative specifier leads to from a file; nil when it leads out of the folder.
    static func resolve(_ specifier: String, from path: String) -> String? {
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in specifier.split(separator: "/") {
            switch part {
            case ".": break
            case "..": if parts.popLast() == nil { return nil }
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
