extension JSONParser {
    /// Reads a string from its opening to its closing quote.
    mutating func string() throws(JSONParseError) -> String {
        let quote = offset
        offset += 1
        let start = offset
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                let text = try text(of: bytes[start..<offset], startingAt: quote)
                offset += 1
                return text
            case UInt8(ascii: "\\"):
                return try escapedString(startingAt: quote)
            case 0x00..<0x20:
                throw failure("a control character in a string")
            default:
                offset += 1
            }
        }
        throw failure("the text ends inside a string")
    }

    /// Goes on reading a string at its first escape.
    private mutating func escapedString(startingAt quote: Int) throws(JSONParseError) -> String {
        var text = Array(bytes[quote + 1..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw JSONParseError(offset: quote, message: "a string that is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"):
                try unescape(into: &text)
            case 0x00..<0x20:
                throw failure("a control character in a string")
            default:
                text.append(byte)
                offset += 1
            }
        }
        throw failure("the text ends inside a string")
    }

    private func text(of slice: Slice<UnsafeRawBufferPointer>, startingAt quote: Int) throws(JSONParseError) -> String {
        guard let string = String(validating: UnsafeRawBufferPointer(rebasing: slice), as: UTF8.self) else {
            throw JSONParseError(offset: quote, message: "a string that is not UTF-8")
        }
        return string
    }

    private mutating func unescape(into text: inout [UInt8]) throws(JSONParseError) {
        offset += 1
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(next)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "u"):
            offset += 1
            text.append(contentsOf: String(Character(try unicodeEscape())).utf8)
            return
        default: throw failure("an escape that JSON does not have")
        }
        offset += 1
    }

    /// Reads `XXXX`, or `XXXX\uXXXX` for a character beyond U+FFFF, after `\u`.
    private mutating func unicodeEscape() throws(JSONParseError) -> Unicode.Scalar {
        let start = offset
        let unit = try fourDigits()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if (0xD800...0xDBFF).contains(unit), skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) {
            let low = try fourDigits()
            if (0xDC00...0xDFFF).contains(low), let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) {
                return scalar
            }
        }
        throw JSONParseError(offset: start, message: "half of a surrogate pair")
    }

    private mutating func fourDigits() throws(JSONParseError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch next {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = next - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = next - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = next - UInt8(ascii: "A") + 10
            default: throw failure("needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }
}
