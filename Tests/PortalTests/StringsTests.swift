import Foundation
import Ledger
import Testing

@testable import Portal

@Suite("Strings and languages")
struct StringsTests {
    /// Every string of the sources: by language, namespace and key.
    private static func all() throws -> [String: [String: [String: String]]] {
        var all: [String: [String: [String: String]]] = [:]
        // Beside the catalogues the folder has a page that says how to add a language.
        for (path, bytes) in try SiteFolder(path: assetsFolder + "/strings").read() where path.hasSuffix(".json") {
            let parts = path.split(separator: "/").map(String.init)
            let members = try #require(JSONValue.parse(bytes).objectValue)
            all[parts[0], default: [:]][parts[1]] = Dictionary(
                uniqueKeysWithValues: members.map { ($0.name, $0.value.stringValue ?? "") })
        }
        return all
    }

    /// Plural forms differ from language to language; what they are forms of does not.
    private static func withoutForm(_ key: String) -> String {
        for form in [".zero", ".one", ".two", ".few", ".many", ".other"] where key.hasSuffix(form) {
            return String(key.dropLast(form.count)) + ".*"
        }
        return key
    }

    private static func placeholders(_ text: String) -> Set<String> { Set(text.matches(of: #/\{[^}]*\}/#).map { String($0.output) }) }

    @Test("All languages have the same strings, with the same placeholders in them")
    func languagesAgree() throws {
        let all = try Self.all()
        #expect(all.count >= 4)
        let english = try #require(all["en"])
        for (language, namespaces) in all {
            #expect(Set(namespaces.keys) == Set(english.keys), "\(language)")
            for (namespace, strings) in namespaces {
                let own = english[namespace] ?? [:]
                let (here, there) = (Set(strings.keys.map(Self.withoutForm)), Set(own.keys.map(Self.withoutForm)))
                #expect(here == there, "\(language)/\(namespace): \(here.symmetricDifference(there).sorted())")
                for (key, text) in strings {
                    #expect(!text.isEmpty, "\(language) \(key)")
                    // A form for exactly one thing may leave the number out.
                    guard Self.withoutForm(key) == key, let original = own[key] else { continue }
                    #expect(Self.placeholders(text) == Self.placeholders(original), "\(language) \(key)")
                }
            }
        }
    }

    @Test("What one language lacks is shown in English; what all lack, as its key")
    func standIn() throws {
        let catalogue = try StringsCatalogue(files: [
            "en/x.json": bytes(#"{"x.a":"A","x.b":"B {n}"}"#), "de/x.json": bytes(#"{"x.a":"Ä"}"#),
            "de/shell.json": bytes(#"{"shell.language":"Deutsch"}"#),
        ])
        let german = catalogue.strings("de")
        #expect((german.text("x.a"), german.text("x.b") { "<\($0)>" }, german.text("x.c")) == ("Ä", "B <n>", "x.c"))
        #expect((german.name, german.direction) == ("Deutsch", "ltr"))
        #expect(catalogue.codes == ["en", "de"])
        #expect(catalogue.strings("tlh").code == "en")
        #expect(german.json(of: ["x"]) == ["x.a": "Ä", "x.b": "B {n}"])
    }

    @Test("A file of strings that is wrong is refused by name", arguments: [#"{"y.a":"A"}"#, #"{"x.a":1}"#, "{"])
    func refusals(text: String) {
        let error = #expect(throws: PortalError.self) { try StringsCatalogue(files: ["en/x.json": bytes(text)]) }
        #expect(error?.description.contains("en/x.json") == true)
    }

    @Test("The address decides on the language, then the cookie, then the browser's wishes in their order")
    func choice() {
        let known = ["en", "ar", "es", "pt"]
        func choose(_ query: String?, _ cookie: String?, _ accepted: String?) -> String {
            LanguageChoice.choose(query: query, cookie: cookie, accepted: accepted, known: known)
        }
        #expect(choose("ar", "es", "pt") == "ar")
        #expect(choose("xx", "es", "pt") == "es")
        #expect(choose(nil, nil, "de-DE, pt-BR;q=0.8, es;q=0.9") == "es")
        #expect(choose(nil, nil, "pt-BR") == "pt")
        #expect(choose(nil, nil, "es;q=0, *") == "en")
        #expect(choose(nil, "../../etc", String(repeating: ",;q=", count: 10_000)) == "en")
    }
}
