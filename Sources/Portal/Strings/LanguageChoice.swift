/// Which language a page is shown in.
public enum LanguageChoice {
    /// Name of the cookie that remembers a choice.
    public static let cookieName = "urna-lang"

    /// What was asked for in the address, else what was chosen before, else what the browser prefers, else the fallback.
    ///
    /// - Parameter known: the languages there are.
    public static func choose(query: String?, cookie: String?, accepted: String?, known: [String]) -> String {
        for wish in [query, cookie] {
            if let wish, known.contains(wish) { return wish }
        }
        for wish in preferences(accepted ?? "") {
            if let match = known.first(where: { $0 == wish }) { return match }
            // A dialect is better served by its language than by English.
            let language = wish.prefix { $0 != "-" }
            if let match = known.first(where: { $0 == language }) { return match }
        }
        return known.contains(StringsCatalogue.fallback) ? StringsCatalogue.fallback : known.first ?? StringsCatalogue.fallback
    }

    /// The languages of `Accept-Language`, most wanted first.
    private static func preferences(_ header: String) -> [String] {
        let ranges = header.prefix(512).split(separator: ",").compactMap { range -> (name: String, weight: Double)? in
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard let name = parts.first?.lowercased(), !name.isEmpty else { return nil }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            return weight > 0 ? (name, weight) : nil
        }
        return ranges.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element.name)
    }
}
