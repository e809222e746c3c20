/// A release's version: numbers with dots, and behind a hyphen what came before the release of that number.
///
/// Ordered as Semantic Versioning orders the numbers; a missing number is 0, and `1.0-rc` comes before `1.0`.
public struct ReleaseVersion: Comparable, Sendable {
    private let numbers: [UInt64]
    private let early: String?

    /// Nil when it is no version; what is behind a `+` says nothing about the order.
    public init?(_ text: String) {
        let core = text.prefix { $0 != "+" }
        let parts = core.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        var numbers: [UInt64] = []
        for word in parts[0].split(separator: ".", omittingEmptySubsequences: false) {
            guard word.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = UInt64(word) else {
                return nil
            }
            numbers.append(number)
        }
        // So that 1.0 and 1.0.0 are one version.
        while numbers.last == 0 { numbers.removeLast() }
        self.numbers = numbers
        early = parts.count == 2 ? String(parts[1]) : nil
    }

    public static func < (one: ReleaseVersion, other: ReleaseVersion) -> Bool {
        if one.numbers != other.numbers { return one.numbers.lexicographicallyPrecedes(other.numbers) }
        switch (one.early, other.early) {
        case (nil, _): return false
        case (_, nil): return true
        case (let one?, let other?): return one < other
        }
    }
}
