/// The number part of tile paths: groups of three digits, each but the last after an `x`; `.p/<width>` follows for a partial tile.
///
///     0        000
///     999      999
///     1000     x001/000
///     1234067  x001/x234/067
enum TilePath {
    static func text(index: UInt64, width: Int) -> String {
        var path = threeDigits(index % 1000)
        var rest = index / 1000
        while rest > 0 {
            path = "x" + threeDigits(rest % 1000) + "/" + path
            rest /= 1000
        }
        return width == Tile.fullWidth ? path : path + ".p/\(width)"
    }

    /// Reads the path elements after the level. Only the text that ``text(index:width:)`` gives is read.
    static func parse(_ path: Substring.UTF8View) -> (index: UInt64, width: Int)? {
        var index: UInt64 = 0
        var width = Tile.fullWidth
        var elements = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
        guard var last = elements.popLast() else { return nil }
        if let full = elements.last, full.suffix(2).elementsEqual(".p".utf8) {
            guard let partial = Decimal.parse(last), (1..<UInt64(Tile.fullWidth)).contains(partial) else { return nil }
            width = Int(partial)
            last = full.dropLast(2)
            elements.removeLast()
        }
        for element in elements {
            guard element.first == UInt8(ascii: "x"), add(element.dropFirst(), to: &index) else { return nil }
        }
        guard add(last, to: &index), text(index: index, width: width).utf8.elementsEqual(path) else { return nil }
        return (index, width)
    }

    private static func add(_ digits: Substring.UTF8View, to index: inout UInt64) -> Bool {
        guard digits.count == 3, digits.allSatisfy({ UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }) else { return false }
        let group = digits.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
        let (scaled, overflow) = index.multipliedReportingOverflow(by: 1000)
        let (sum, carry) = scaled.addingReportingOverflow(group)
        index = sum
        return !overflow && !carry
    }

    private static func threeDigits(_ value: UInt64) -> String {
        let digits = String(value)
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
}
