import Elections
import Foundation
import Ledger
import Testing

@testable import Portal

@Suite("Pages")
struct SiteTests {
    private static func site() throws -> Site { try Site(files: try SiteFolder(path: assetsFolder).read(), compresses: false) }

    /// The pages made of their parts, as they are without templates of their own.
    private static func plainSite() throws -> Site {
        let files = try SiteFolder(path: assetsFolder).read().filter { !$0.key.hasPrefix("pages/") }
        return try Site(files: files, compresses: false)
    }

    private static let hostile = "<script>alert(1)</script>\u{202E}\"'&" + String(repeating: "x", count: 10_000)

    private static func election(name: String, state: String = "open") -> [(String, JSONValue)] {
        [
            ("state", .string(state)), ("log", ["origin": "test", "verifierKey": "k", "size": 7]),
            (
                "definition",
                [
                    "title": .string(name), "results": "live", "ballots": "pseudonymous", "opensAt": nil,
                    "closesAt": "2026-11-22T10:00:00Z",
                    "contests": [
                        [
                            "id": "mayor", "title": .string(name), "method": "irv", "seats": 1, "maxRanks": 2,
                            "rules": [
                                "overvote": "skip", "skippedRank": "advance", "tieBreak": "candidate-order", "stop": "majority",
                                "writeIns": "candidate", "unranked": "last",
                            ],
                            "candidates": [["id": "a", "name": .string(name)], ["id": "b", "name": "Ben"]],
                        ]
                    ],
                ]
            ),
            (
                "results",
                [
                    "state": .string(state), "turnout": ["eligible": 1_000, "cast": 250], "asOf": ["size": 7, "root": "r"],
                    "contests": [
                        [
                            "id": "mayor", "method": "irv", "ballots": 250, "blank": 2, "totals": ["a": 100, "b": 148], "winners": ["b"],
                            "rounds": [
                                ["round": 1, "totals": ["a": 100, "b": 148], "exhausted": 2, "elected": [], "eliminated": ["a"]],
                                ["round": 2, "totals": ["b": 200], "exhausted": 50, "elected": ["b"], "eliminated": []],
                            ],
                        ]
                    ],
                ]
            ),
        ]
    }

    private static let raffle: [(String, JSONValue)] = [
        ("state", "active"), ("currency", "CAD"), ("closesAt", "2026-11-22T10:00:00.000Z"), ("log", ["size": 7]),
        ("sales", ["tickets": 2, "numbersInPlay": 6]),
        (
            "definition",
            [
                "title": "Ada", "organisation": ["name": "Hockey", "licence": nil], "draw": ["mode": "verifiable"],
                "packages": [["id": "P1", "title": "P1", "numbers": 3, "price": 1_000]], "prizes": [["id": "half", "title": "Half"]],
            ]
        ),
        (
            "display",
            [
                "jackpot": [["prize": "half", "title": "Half", "amount": 123_450]],
                "winners": [["prize": "half", "number": 17, "ticket": "T-1", "amount": 123_450, "officialAt": "2026-11-22T11:00:00.000Z"]],
            ]
        ),
        (
            "draws",
            [
                [
                    "draw": "D1", "commitment": "ab", "pool": ["digest": "cd", "count": 6], "beacon": nil, "reveal": nil,
                    "attempts": [["prize": "half", "number": 17, "ticket": "T-1", "verdict": "VALID", "at": "2026-11-22T11:00:00.000Z"]],
                ]
            ]
        ),
    ]

    @Test("A raffle shows its jackpot in its currency, its winners, and how they were drawn")
    func raffles() throws {
        let page = try #require(PageCatalogue.page(at: "/r/x1")?.page)
        let html = try Self.plainSite().render(PageRequest(page: page, id: "x1", facts: Self.raffle, serverTime: "2026-11-21T17:00:00Z"))
        for text in ["1,234.50\u{A0}CAD", "<td class=\"n\">17</td>", "2026-11-22 11:00 UTC", "<code>cd</code>", "Tickets sold: 2."] {
            #expect(html.contains(text), "\(text)")
        }
    }

    @Test("Every page renders in every language, with no string lacking, nothing inline, and one main")
    func everyPage() throws {
        for site in [try Self.site(), try Self.plainSite()] { try check(site) }
    }

    private func check(_ site: Site) throws {
        for page in PageCatalogue.pages + [PageCatalogue.notFound, PageCatalogue.error] {
            for language in site.strings.codes {
                let facts: [(String, JSONValue)] =
                    switch page.subject {
                    case .election, .ledger: Self.election(name: "Ada")
                    case .raffle: Self.raffle
                    default: []
                    }
                let html = site.render(
                    PageRequest(
                        page: page, id: page.path.contains("{id}") ? "e1" : nil, language: language, facts: facts,
                        serverTime: "2026-11-21T17:00:00Z"))
                let place = "\(page.name) in \(language)"
                #expect(
                    html.hasPrefix("<!doctype html>\n<html lang=\"\(language)\" dir=\"\(language == "ar" ? "rtl" : "ltr")\""), "\(place)")
                #expect(html.split(separator: "<main").count == 2 && html.split(separator: "<h1").count >= 2, "\(place)")
                #expect(!html.contains(" style=") && html.firstMatch(of: #/\son[a-z]+=/#) == nil, "\(place) has something inline")
                let visible = html.replacing(#/(?s)<script type="application\/json".*?<\/script>/#, with: "")
                #expect(visible.firstMatch(of: #/>(shell|server)\.[A-Za-z.-]+</#) == nil, "\(place) lacks a string")
                #expect(!visible.contains("{{"), "\(place)")
                for script in html.matches(of: #/<script(?<attributes>[^>]*)>/#) {
                    let attributes = String(script.output.attributes)
                    #expect(attributes.contains("application/json") || attributes.contains("type=\"module\" src=\"/assets/"), "\(place)")
                }
            }
        }
    }

    @Test("A hostile name breaks out neither of the page nor of its data")
    func hostileNames() throws {
        let page = try #require(PageCatalogue.page(at: "/e/x1")?.page)
        let html = try Self.site().render(
            PageRequest(page: page, id: "x1", facts: Self.election(name: Self.hostile), serverTime: "2026-11-21T17:00:00Z"))
        #expect(!html.contains("<script>"))
        let start = try #require(html.firstRange(of: "id=\"page-data\">"))
        let end = try #require(html[start.upperBound...].firstRange(of: "</script>"))
        let data = try JSONValue.parse(Array(html[start.upperBound..<end.lowerBound].utf8))
        #expect(data["definition"]?["title"]?.stringValue == Self.hostile)
        #expect(data["id"]?.stringValue == "x1")
        #expect(data["page"]?.stringValue == "election")
    }

    @Test("Results stand in a table, most votes first, with rounds and with who is elected")
    func results() throws {
        let page = try #require(PageCatalogue.page(at: "/e/x1/results")?.page)
        let site = try Self.plainSite()
        func html(_ state: String) -> String {
            site.render(
                PageRequest(page: page, id: "x1", facts: Self.election(name: "Ada", state: state), serverTime: "2026-11-21T17:00:00Z"))
        }
        let open = html("open")
        let (ben, ada) = (
            open.firstRange(of: "<bdi>Ben</bdi></th><td class=\"n\">148"), open.firstRange(of: "<bdi>Ada</bdi></th><td class=\"n\">100")
        )
        let (first, second) = (try #require(ben), try #require(ada))
        #expect(first.lowerBound < second.lowerBound)
        #expect(open.contains("59.2") && open.contains("(25 %)"))
        #expect(open.contains("Eliminated: Ada") && open.contains("Elected: Ben"))
        #expect(open.contains("<td>ahead</td>") && html("certified").contains("<td>elected</td>"))
    }

    @Test("Every counting rule that there is has its words")
    func rules() throws {
        let strings = try Self.site().strings.strings("en")
        for method in CountingMethod.allCases {
            for key in ["server.method.\(method.rawValue)", "server.method-text.\(method.rawValue)", "server.votes.\(method.rawValue)"] {
                #expect(strings.has(key), "\(key)")
            }
        }
        let rules: [(String, [String])] = [
            ("overvote", CountingRules.Overvote.allCases.map(\.rawValue)),
            ("skippedRank", CountingRules.SkippedRank.allCases.map(\.rawValue)),
            ("unranked", CountingRules.Unranked.allCases.map(\.rawValue)), ("tieBreak", CountingRules.TieBreak.allCases.map(\.rawValue)),
            ("stop", CountingRules.Stop.allCases.map(\.rawValue)), ("writeIns", CountingRules.WriteIns.allCases.map(\.rawValue)),
        ]
        for (rule, values) in rules {
            for value in values { #expect(strings.has("server.rule.\(rule).\(value)"), "\(rule).\(value)") }
        }
        for state in ElectionState.allCases { #expect(strings.has("server.state.\(state.rawValue)")) }
    }

    @Test("Addresses lead to one page each")
    func addresses() {
        #expect(PageCatalogue.page(at: "/")?.page.name == "home")
        #expect(PageCatalogue.page(at: "/e/a-1/vote")?.id == "a-1")
        #expect(PageCatalogue.page(at: "/console/elections/new")?.page.name == "console/election-new")
        for path in ["", "/e/", "/e", "/e/a/", "/e//vote", "/nope", "//", "/e/a/vote/x"] {
            #expect(PageCatalogue.page(at: path) == nil, "\(path)")
        }
        #expect(Set(PageCatalogue.pages.map(\.path)).count == PageCatalogue.pages.count)
    }

    @Test("Modules of the pages import only what there is")
    func imports() throws { #expect(try Portal(folder: assetsFolder).danglingImports == []) }

    @Test("A folder that is not there is named; files that change are read again, and broken ones change nothing")
    func folders() throws {
        let missing = #expect(throws: PortalError.self) { try Portal(folder: "/nowhere/at/all") }
        #expect(missing?.description.contains("/nowhere/at/all") == true)
        let folder = NSTemporaryDirectory() + "urna-pages-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/pages", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func write(_ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/pages/home.html")) }
        try write("<h1>one</h1>")
        let (portal, fixed) = (try Portal(folder: folder, rereads: true), try Portal(folder: folder))
        let request = PageRequest(page: PageCatalogue.pages[0], serverTime: "2026-11-21T17:00:00Z")
        func text(_ portal: Portal) -> String { String(decoding: portal.render(request), as: UTF8.self) }
        #expect(text(portal).contains("<h1>one</h1>"))
        try write("<h1>one more</h1>")
        #expect(text(portal).contains("<h1>one more</h1>") && text(fixed).contains("<h1>one</h1>"))
        try write("<h1>{{#if}}</h1>!")
        #expect(text(portal).contains("<h1>one more</h1>"))
    }
}
