/// Values as people read them, without a script: digits in groups, money in its unit, times in UTC.
enum ShownValue {
    struct Separators: Sendable, Hashable {
        var group: String
        var decimal: String
    }

    /// `2026-11-21T17:00:00Z` as `2026-11-21 17:00 UTC`; anything else as it is.
    static func time(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count >= 17, bytes[10] == UInt8(ascii: "T"), bytes[16] == UInt8(ascii: ":"), text.hasSuffix("Z") else { return text }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }

    /// A number with its digits in groups of three; what is no number stays as it is.
    static func number(_ text: String, _ separators: Separators) -> String {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else {
            return text
        }
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { grouped += separators.group }
            grouped.append(digit)
        }
        if parts.count == 2 { grouped += separators.decimal + parts[1] }
        return (isNegative ? "-" : "") + grouped
    }

    /// An amount in minor units, with its currency behind it.
    static func money(_ text: String, currency: String, _ separators: Separators) -> String {
        guard let amount = Int64(text) else { return text }
        let places = decimals[currency] ?? 2
        var digits = String(amount.magnitude)
        if digits.count <= places { digits = String(repeating: "0", count: places + 1 - digits.count) + digits }
        let whole = number(String(digits.dropLast(places)), separators)
        let fraction = places > 0 ? separators.decimal + digits.suffix(places) : ""
        return "\(amount < 0 ? "-" : "")\(whole)\(fraction)\(currency.isEmpty ? "" : "\u{A0}\(currency)")"
    }

    /// Currencies whose minor unit is not a hundredth (ISO 4217).
    private static let decimals: [String: Int] = {
        var decimals: [String: Int] = [:]
        for code in "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(separator: " ") {
            decimals[String(code)] = 0
        }
        for code in "BHD IQD JOD KWD LYD OMR TND".split(separator: " ") { decimals[String(code)] = 3 }
        return decimals
    }()
}
