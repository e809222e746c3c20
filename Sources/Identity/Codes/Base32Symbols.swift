/// Crockford's 32 symbols, and a check symbol over them.
///
/// The check is a Reed–Solomon check over the field of 32 elements: with α a generator and c₀…cₙ the symbols' values, the
/// last symbol makes Σ cᵢ·αⁿ⁻ⁱ zero. No power of α is zero, so every change of one symbol is noticed; up to 31 symbols
/// all powers differ, so every swap of two different symbols is noticed, next to each other or not. Crockford's own check
/// (modulo 37) needs five more symbols (`* ~ $ = U`), which people misread and mistype.
enum Base32Symbols {
    static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// The value 0 to 31 of a symbol, read forgivingly: either case, `O` as 0, `I` and `L` as 1; nil for anything else.
    static func value(of byte: UInt8) -> UInt8? {
        let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte & 0xDF : byte
        switch upper {
        case UInt8(ascii: "O"): return 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        default: return alphabet.firstIndex(of: upper).map { UInt8($0) }
        }
    }

    /// The check symbol's value for these values.
    static func check(of values: some Sequence<UInt8>) -> UInt8 {
        timesAlpha(fold(values))
    }

    /// Whether the last value is the check of those before.
    static func isChecked(_ values: some Sequence<UInt8>) -> Bool {
        fold(values) == 0
    }

    private static func fold(_ values: some Sequence<UInt8>) -> UInt8 {
        values.reduce(0) { timesAlpha($0) ^ $1 }
    }

    /// Multiplies by α in GF(2)[x] / (x⁵ + x² + 1), where α = x generates all 31 non-zero elements.
    private static func timesAlpha(_ value: UInt8) -> UInt8 {
        let doubled = value << 1
        return doubled & 0x20 == 0 ? doubled : doubled ^ 0x25
    }
}
