extension JSONParser {
    /// Reads a number: `-`, digits without leading zeros, then a fraction and an exponent if any.
    mutating func number() throws(JSONParseError) -> JSONValue {
        let start = offset
        let isNegative = skip(UInt8(ascii: "-"))
        let digitsStart = offset
        var magnitude: Int64 = 0
        while isDigit(next) {
            // Wraps for long numbers, which are read another way below.
            magnitude = magnitude &* 10 &+ Int64(next - UInt8(ascii: "0"))
            offset += 1
        }
        let digits = offset - digitsStart
        guard digits > 0 else { throw failure("needs a digit") }
        guard digits == 1 || bytes[digitsStart] != UInt8(ascii: "0") else {
            throw JSONParseError(offset: start, message: "a number with leading zeros")
        }
        let isWhole = next != UInt8(ascii: ".") && next | 0x20 != UInt8(ascii: "e")
        if isWhole && digits <= 15 { return .integer(isNegative ? -magnitude : magnitude) }
        try skipFractionAndExponent()
        return try longNumber(bytes[start..<offset], isWhole: isWhole, at: start)
    }

    private mutating func skipFractionAndExponent() throws(JSONParseError) {
        if skip(UInt8(ascii: ".")) { try skipDigits() }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(JSONParseError) {
        guard isDigit(next) else { throw failure("needs a digit") }
        while isDigit(next) {
            offset += 1
        }
    }

    private func longNumber(
        _ text: Slice<UnsafeRawBufferPointer>, isWhole: Bool, at start: Int
    ) throws(JSONParseError) -> JSONValue {
        guard let double = Double(String(decoding: text, as: UTF8.self)), double.isFinite else {
            throw JSONParseError(offset: start, message: "a number beyond what a double holds")
        }
        let value = JSONNumber.value(double)
        // A whole number is kept only if its digits are what the double would be written with: an amount must not change in passing.
        if isWhole && !value.canonical().elementsEqual(text) {
            throw JSONParseError(offset: start, message: "a whole number that would lose digits; write it as a string")
        }
        return value
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9")
    }
}
