internal import Auditing
internal import Elections
internal import HTTPAPI
internal import Identity
internal import Ledger
internal import Raffles

/// A page of the documentation that is made from the code: the same code makes the same bytes.
struct GeneratedPage: Sendable {
    /// Within the documentation's folder.
    var file: String
    var text: @Sendable () throws -> String

    static let all: [GeneratedPage] = [
        GeneratedPage(file: "ledger-entries.md") { entries },
        GeneratedPage(file: "significant-events.md") { EventCatalogue.markdown() },
        GeneratedPage(file: "problems.md") { problems },
        GeneratedPage(file: "configuration.md") { ConfigurationReference.markdown() },
        GeneratedPage(file: "openapi.json") { String(decoding: OpenAPIDocument.json.canonical(), as: UTF8.self) + "\n" },
    ]

    /// All catalogues on one page; each writes a page of its own, whose title becomes a part's.
    private static var entries: String {
        let parts = [
            ("The ledger of an election", ElectionEntries.catalogue), ("The ledger of a raffle", RaffleEntries.catalogue),
            ("The system ledger", EntryCatalogue(kinds: SystemEntries.catalogue)),
        ]
        return "# Ledger entries\n\n" + Self.note
            + parts.map { title, catalogue in
                let lines = catalogue.markdown().split(separator: "\n", omittingEmptySubsequences: false)
                let body = lines.drop { !$0.hasPrefix("An entry is one JSON object") }
                let shifted = body.map { $0.hasPrefix("## ") ? "#\($0)" : String($0) }
                return "## \(title)\n\n" + shifted.joined(separator: "\n")
            }.joined(separator: "\n")
    }

    private static var problems: String {
        var page = """
            # Problems

            \(Self.note)Errors are `application/problem+json` (RFC 9457). The `type` is stable: clients may decide by it. `detail` says what \
            exactly, `field` which member of the request, `code` which rule (stable too), and `errors` lists several at once.

            | type | status | what it means | what to do |
            |---|---|---|---|

            """
        for kind in ProblemKind.allCases {
            page += "| `\(kind.type)` | \(kind.status) | \(kind.title) | \(kind.remedy) |\n"
        }
        return page
    }

    private static let note = "<!-- Generated from the code by `make docs`. Do not edit. -->\n\n"
}
