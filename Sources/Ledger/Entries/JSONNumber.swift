/// Numbers as ECMAScript writes them, which RFC 8785 prescribes: the shortest digits that read back as the same double.
enum JSONNumber {
    /// The one ``JSONValue`` for a finite double.
    static func value(_ double: Double) -> JSONValue {
        guard let integer = Int64(exactly: double), (-JSONValue.integerMax...JSONValue.integerMax).contains(integer) else {
            return .number(double)
        }
        return .integer(integer)
    }

    /// Appends a finite double (ECMAScript's Number::toString with radix 10).
    static func append(_ double: Double, to output: inout [UInt8]) {
        precondition(double.isFinite, "NaN and the infinities have no JSON text")
        guard double != 0 else {
            output.append(UInt8(ascii: "0"))
            return
        }
        if double < 0 { output.append(UInt8(ascii: "-")) }
        let (digits, point) = decompose(double.magnitude)
        switch point {
        case digits.count...21:
            output.append(contentsOf: digits)
            output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: point - digits.count))
        case 1...21:
            output.append(contentsOf: digits[..<point])
            output.append(UInt8(ascii: "."))
            output.append(contentsOf: digits[point...])
        case -5...0:
            output.append(contentsOf: "0.".utf8)
            output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -point))
            output.append(contentsOf: digits)
        default:
            output.append(digits[0])
            if digits.count > 1 {
                output.append(UInt8(ascii: "."))
                output.append(contentsOf: digits[1...])
            }
            output.append(contentsOf: (point > 0 ? "e+" : "e-").utf8)
            output.append(contentsOf: String((point - 1).magnitude).utf8)
        }
    }

    /// The shortest digits of a positive double, and where its decimal point is: the value is 0.d1d2d3… × 10^point.
    ///
    /// The standard library's description has the same digits, written differently (`1e-07`, `5.0`).
    private static func decompose(_ double: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let text = Array(double.description.utf8)
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: ".") {
                point = digits.count
            } else if byte == UInt8(ascii: "e") {
                guard let value = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) else {
                    preconditionFailure("a double's description ends in a decimal exponent")
                }
                exponent = value
                break
            } else {
                digits.append(byte)
            }
        }
        let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        let place = (point ?? digits.count) + exponent - leadingZeros
        digits.removeFirst(leadingZeros)
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
        }
        return (digits, place)
    }
}
