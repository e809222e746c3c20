internal import Ledger

/// Every string of the pages in every language, from `strings/<language>/<namespace>.json`.
///
/// A language is a folder with `shell.language` (its own name) and `shell.direction` among its strings; English stands in for what another
/// language lacks.
public struct StringsCatalogue: Sendable {
    public static let fallback = "en"

    /// By language.
    public private(set) var languages: [String: LanguageStrings] = [:]
    /// The languages, the fallback first, then by code.
    public private(set) var codes: [String] = []

    /// - Parameter files: contents by path, such as `en/vote.json`.
    /// - Throws: ``PortalError`` for a file that is no flat object of strings under its own namespace.
    init(files: [String: [UInt8]]) throws(PortalError) {
        var found: [String: [String: [String: String]]] = [:]
        for (path, bytes) in files {
            let parts = path.split(separator: "/").map(String.init)
            guard parts.count == 2, parts[1].hasSuffix(".json") else { continue }
            let namespace = String(parts[1].dropLast(".json".count))
            found[parts[0], default: [:]][namespace] = try Self.strings(bytes, namespace, path)
        }
        let standIn = found[Self.fallback] ?? [:]
        for (code, namespaces) in found {
            languages[code] = LanguageStrings(code: code, namespaces: namespaces, standIn: standIn)
        }
        codes = found.keys.filter { $0 == Self.fallback } + found.keys.filter { $0 != Self.fallback }.sorted()
    }

    private static func strings(_ bytes: [UInt8], _ namespace: String, _ path: String) throws(PortalError) -> [String: String] {
        let members: [JSONMember]
        do throws(JSONParseError) {
            members = try JSONValue.parse(bytes).objectValue ?? []
        } catch {
            throw PortalError("strings/\(path): \(error)")
        }
        var strings: [String: String] = [:]
        for member in members {
            guard let text = member.value.stringValue else { throw PortalError("strings/\(path): \(member.name) is no string") }
            guard member.name.hasPrefix("\(namespace).") else {
                throw PortalError("strings/\(path): \(member.name) does not begin with \"\(namespace).\"")
            }
            strings[member.name] = text
        }
        return strings
    }

    /// The strings of a language, or of the fallback.
    public func strings(_ code: String) -> LanguageStrings {
        languages[code] ?? languages[Self.fallback] ?? LanguageStrings(code: Self.fallback, namespaces: [:], standIn: [:])
    }
}

/// The strings of one language.
public struct LanguageStrings: Sendable {
    public let code: String
    private let namespaces: [String: [String: String]]
    private let all: [String: String]

    init(code: String, namespaces: [String: [String: String]], standIn: [String: [String: String]]) {
        self.code = code
        self.namespaces = standIn.merging(namespaces) { $0.merging($1) { $1 } }
        all = self.namespaces.values.reduce(into: [:]) { $0.merge($1) { $1 } }
    }

    /// The language's own name.
    var name: String { all["shell.language"] ?? code }
    /// `ltr` or `rtl`.
    var direction: String { all["shell.direction"] == "rtl" ? "rtl" : "ltr" }
    var separators: ShownValue.Separators {
        .init(group: all["shell.number.group"] ?? ",", decimal: all["shell.number.decimal"] ?? ".")
    }

    func has(_ key: String) -> Bool { all[key] != nil }

    /// A string with `{name}` filled in; the key itself when there is no such string, so that its lack is seen.
    func text(_ key: String, _ value: (String) -> String) -> String {
        guard let text = all[key] else { return key }
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        var (output, rest) = ("", text[...])
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            output += rest[..<open]
            output += value(String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return output + rest
    }

    func text(_ key: String) -> String { text(key) { "{\($0)}" } }

    /// What a page's scripts are given.
    func json(of wanted: [String]) -> JSONValue {
        let strings = wanted.reduce(into: [String: String]()) { $0.merge(namespaces[$1] ?? [:]) { $1 } }
        return .object(strings.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }
}
