import Elections
import Ledger
import Testing
import Verification

@Suite("Addresses, lists and reports")
struct AddressTests {
    @Test("Addresses are taken apart as people paste them")
    func forms() throws {
        let table: [(String, String, String?)] = [
            ("http://localhost:8080", "http://localhost:8080", nil), ("http://localhost:8080/", "http://localhost:8080", nil),
            ("https://vote.example/v1/elections/e1", "https://vote.example", "e1"),
            ("https://vote.example/v1/elections/e1/", "https://vote.example", "e1"),
            ("https://vote.example/v1/elections/e1/log", "https://vote.example", "e1"),
            ("https://vote.example/v1/elections/e1/log/", "https://vote.example", "e1"),
            ("https://vote.example/v1/elections", "https://vote.example", nil), ("https://vote.example/v1", "https://vote.example", nil),
            ("https://example.org/urna/v1/elections/e1", "https://example.org/urna", "e1"), ("http://[::1]:80/", "http://[::1]:80", nil),
            ("https://vote.example/v1/elections/log/log", "https://vote.example", "log"),
        ]
        for (text, root, election) in table {
            let address = try LedgerAddress(parsing: text)
            #expect(address.root == root, "\(text)")
            #expect(address.ledger == election.map { .election($0) }, "\(text)")
        }
    }

    @Test("Items have their addresses")
    func items() throws {
        let address = try LedgerAddress(parsing: "https://vote.example/v1/elections/e1/log")
        #expect(address.list == "https://vote.example/v1/elections")
        #expect(address.url(of: .checkpoint) == "https://vote.example/v1/elections/e1/log/checkpoint")
        #expect(address.url(of: .tile(path: "tile/0/000")) == "https://vote.example/v1/elections/e1/log/tile/0/000")
        #expect(address.url(of: .document(.election)) == "https://vote.example/v1/elections/e1")
        #expect(address.url(of: .document(.results)) == "https://vote.example/v1/elections/e1/results")
    }

    @Test(
        "What can't be an address is refused",
        arguments: [
            "ftp://x", "http://", "http:///v1/elections/e1", "http://me@host/", "http://host/?a=b", "http://host/#x",
            "http://host/v1/elections/a/b",
            "http://host/v1/people/a", "http://ho st/", "http://h\u{e9}/",
        ])
    func refused(text: String) {
        #expect(throws: LedgerAddress.ParseError.self) { try LedgerAddress(parsing: text) }
    }

    @Test("A list of elections comes alone or under a name")
    func lists() {
        #expect(ElectionName.list(Array(#"[{"id":"a"},{"id":"b-2","title":"B"}]"#.utf8)) == ["a", "b-2"])
        #expect(ElectionName.list(Array(#"{"elections":[{"id":"a"}]}"#.utf8)) == ["a"])
        #expect(ElectionName.list(Array(#"{"elections":[]}"#.utf8)) == [])
        for text in ["", "{}", "<html>", #"[{"id":"../etc"}]"#, #"[{"name":"a"}]"#] {
            #expect(ElectionName.list(Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test("A report says the same in text and JSON")
    func report() async throws {
        let fixture = try ElectionFixture.certified(.live)
        var report = try await LedgerAudit(source: fixture.served().source).run()
        report.seconds = 1.25
        let json = try JSONValue.parse(report.json().canonical())
        #expect(json["passed"] == true)
        #expect(json["size"]?.integerValue == Int64(fixture.entries.count))
        #expect(json["checks"]?.arrayValue?.count == report.checks.count)
        #expect(json["contests"]?.arrayValue?.last?["winners"] == ["yes"])
        #expect(json["firstFailure"]?.isNull == true)
        #expect(json["counts"]?["cast"]?.integerValue == 30)
        for check in report.checks { #expect(report.text().contains(check.detail)) }
        #expect(report.text().contains("★ Yes"))
        #expect(report.text().contains("City of Example (vote.example/e1)"))
        #expect(report.verdict.hasPrefix("✓ All"))
        let order = report.checks.compactMap { AuditCheck.Kind.allCases.firstIndex(of: $0.kind) }
        #expect(order == order.sorted())
    }

    @Test("Progress goes up to the whole")
    func progress() async throws {
        let fixture = try ElectionFixture.certified(.live, ballots: 600)
        var options = AuditOptions()
        let (stream, continuation) = AsyncStream.makeStream(of: AuditProgress.self)
        options.progress = { continuation.yield($0) }
        _ = try await LedgerAudit(source: fixture.served().source, options: options).run()
        continuation.finish()
        var seen: [UInt64] = []
        for await step in stream {
            seen.append(step.entries)
            #expect(step.size == UInt64(fixture.entries.count))
        }
        #expect(seen == [256, 512, UInt64(fixture.entries.count)])
    }
}
