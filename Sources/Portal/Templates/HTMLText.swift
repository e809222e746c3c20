/// Text as it may stand in HTML, between tags and in quoted attributes.
enum HTMLText {
    /// Appends text with everything escaped that could end it.
    ///
    /// Control characters that HTML does not allow become U+FFFD, as a browser would have it.
    static func append(_ text: String, to output: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            case "\t", "\n", "\r": output.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": output += "\u{FFFD}"
            default: output.unicodeScalars.append(scalar)
            }
        }
    }

    static func escaped(_ text: String) -> String {
        var output = ""
        append(text, to: &output)
        return output
    }

    /// JSON as it may stand in a `<script type="application/json">`: with no `<`, nothing in it ends the element.
    static func scriptData(_ json: [UInt8]) -> String {
        String(decoding: json, as: UTF8.self).split(separator: "<", omittingEmptySubsequences: false).joined(separator: "\\u003c")
    }
}
