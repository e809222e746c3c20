import Elections
import HTTPAPI
import Identity
import Ledger
import Testing

@testable import UrnaCommands

@Suite("Generated pages")
struct PagesTests {
    @Test("They name every entry type and every problem, and come out the same each time")
    func complete() throws {
        let pages = Dictionary(uniqueKeysWithValues: try GeneratedPage.all.map { ($0.file, try $0.text()) })
        let entries = try #require(pages["ledger-entries.md"])
        for kind in ElectionEntries.catalogue.kinds + SystemEntries.catalogue {
            #expect(entries.contains("### \(kind.name)\n"), "\(kind.name)")
        }
        let problems = try #require(pages["problems.md"])
        for kind in ProblemKind.allCases { #expect(problems.contains("`\(kind.type)`")) }
        for page in GeneratedPage.all { #expect(try page.text() == pages[page.file]) }
    }

    @Test("A page that is out of date is found")
    func check() async throws {
        let folder = try TemporaryFolder()
        #expect(await UrnaCommand.status(of: ["docs", "--check", folder.path]) == 1)
        #expect(await UrnaCommand.status(of: ["docs", "--write", folder.path]) == 0)
        #expect(await UrnaCommand.status(of: ["docs", "--check", folder.path]) == 0)
        try folder.write("edited by hand", to: "problems.md")
        #expect(await UrnaCommand.status(of: ["docs", "--check", folder.path]) == 1)
    }
}

@Suite("Definitions and results as text")
struct ElectionTextTests {
    @Test("A definition's problems are all told at once")
    func definitions() {
        let text = #"{"title":"","contests":[{"id":"m","title":"M","method":"irw","candidates":[]}]}"#
        let failure = #expect(throws: CommandFailure.self) { try ElectionCreateCommand.definition(Array(text.utf8), name: "f.json") }
        #expect(failure?.status == 1)
        #expect(failure?.message.contains("title") == true && failure?.message.contains("contests[0].method") == true)
        #expect(throws: CommandFailure.self) { try ElectionCreateCommand.definition(Array("{".utf8), name: "f.json") }
    }

    @Test("Results show rounds with names, and who is elected once certified")
    func results() throws {
        let definition = #"""
            {"definition":{"contests":[{"id":"m","title":"Mayor","candidates":[{"id":"a","name":"Ada"},{"id":"b","name":"Ben"}]}]}}
            """#
        let election = try JSONValue.parse(Array(definition.utf8))
        let text = #"""
            {"election":"e","state":"STATE","turnout":{"eligible":10,"cast":4},"asOf":{"size":7},"contests":[{"id":"m","method":"irv","winners":["b"],
             "rounds":[{"round":1,"totals":{"a":1,"b":2},"exhausted":1,"elected":[],"eliminated":["a"],"why":"lowest"},
                       {"round":2,"totals":{"b":2.5},"exhausted":1,"elected":["b"],"eliminated":[]}]}]}
            """#
        func shown(_ state: String) throws -> String {
            ResultsText(try JSONValue.parse(Array(text.replacing("STATE", with: state).utf8)), election: election, width: 80).text
        }
        let certified = try shown("certified")
        #expect(certified.contains("4 of 10 voted (40.0 %), as of ledger size 7"))
        #expect(certified.contains("Ben              2      2.5"))
        #expect(certified.contains("Round 1: Ada eliminated: lowest"))
        #expect(certified.contains("Elected: Ben"))
        #expect(try shown("open").contains("Leading: Ben"))
    }

    @Test("Sealed results show turnout alone")
    func sealed() throws {
        let answer = #"{"election":"e","state":"open","sealed":true,"turnout":{"eligible":10,"cast":4},"contests":[{"id":"m"}]}"#
        let json = try JSONValue.parse(Array(answer.utf8))
        let text = ResultsText(json, election: .null, width: 80).text
        #expect(text.contains("sealed") && text.contains("4 of 10") && !text.contains("Leading"))
    }
}
