import Foundation
import Ledger
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("Web pages")
    struct PageTests {
        private func withPages(_ body: (TestHouse) async throws -> Void) async throws {
            var options = TestHouse.Options()
            options.servesPages = true
            try await withHouse(options, body)
        }

        @Test("Pages tell what the calls tell, without a script, and bind the browser to their rules")
        func pages() async throws {
            try await withPages { house in
                let election = try await house.election(voters: 2)
                _ = try await house.cast(election, 0, #"{"mayor":["adalovelace"]}"#)
                let home = try await house.call("GET", "/")
                #expect(home.status == 200 && home.text.contains("href=\"/e/\(election.id)\"") && home.text.contains("Mayor of Example"))
                #expect(home.headers["content-type"] == "text/html; charset=utf-8")
                let policy = try #require(home.headers["content-security-policy"])
                #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';") && !policy.contains("unsafe"))
                #expect(home.headers["referrer-policy"] == "no-referrer" && home.headers["x-content-type-options"] == "nosniff")
                #expect(home.headers["cross-origin-opener-policy"] == "same-origin")
                let page = try await house.call("GET", "/e/\(election.id)")
                for text in ["Ada", "Ben", "Cleo", "/e/\(election.id)/vote"] {
                    #expect(page.text.contains(text), "\(text)")
                }
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                try await wire.send(Array(TestHouse.request("HEAD", "/e/\(election.id)/vote").utf8))
                let head = try await wire.answer(toHead: true)
                #expect(head.status == 200 && head.body.isEmpty)
            }
        }

        @Test("What is not there is a page for people and a problem for programs")
        func missing() async throws {
            try await withPages { house in
                for path in ["/nope", "/e/nope", "/r/nope/draw", "/ledger/e/nope"] {
                    let page = try await house.call("GET", path, headers: "Accept: text/html,*/*;q=0.8\r\n")
                    #expect(page.status == 404 && page.text.contains("data-page=\"not-found\""), "\(path): \(page.text)")
                }
                #expect(try await house.call("GET", "/nope").problem == "not-found")
                #expect(try await house.call("GET", "/v1/nope", headers: "Accept: text/html\r\n").problem == "not-found")
                let post = try await house.call("POST", "/check", body: "{}")
                #expect((post.status, post.headers["allow"]) == (405, "GET, HEAD"))
                #expect(try await house.call("GET", "/assets/../Package.swift").status == 404)
                #expect(try await house.call("GET", "/assets/strings/en/shell.json").status == 404)
            }
            try await withHouse { house in
                let none = try await house.call("GET", "/", headers: "Accept: text/html\r\n")
                #expect(none.problem == "not-found")
            }
        }

        @Test("The language comes from the address, stays in a cookie, and turns the page round where it has to")
        func languages() async throws {
            try await withPages { house in
                let asked = try await house.call("GET", "/?lang=ar")
                #expect(asked.text.contains("<html lang=\"ar\" dir=\"rtl\" data-theme=\"auto\">"))
                #expect(asked.headers["set-cookie"]?.hasPrefix("urna-lang=ar; Path=/;") == true)
                let later = try await house.call("GET", "/", headers: "Cookie: x=1; urna-lang=es; theme=dark\r\nAccept-Language: pt\r\n")
                #expect(later.text.contains("<html lang=\"es\" dir=\"ltr\" data-theme=\"dark\">"))
                #expect(later.headers["set-cookie"] == nil)
                #expect(try await house.call("GET", "/", headers: "Accept-Language: pt-BR\r\n").text.contains("<html lang=\"pt\""))
                let hostile = try await house.call("GET", "/?lang=%22%3E%3Cscript%3E", headers: "Cookie: theme=\"><b>\r\n")
                #expect(hostile.text.contains("<html lang=\"en\" dir=\"ltr\" data-theme=\"auto\">") && hostile.headers["set-cookie"] == nil)
            }
        }

        @Test("Pages of who works here send others to log on, and on from there to nowhere else")
        func doors() async throws {
            try await withPages { house in
                for path in ["/console", "/console/raffles/new", "/audit/events"] {
                    let answer = try await house.call("GET", path)
                    #expect((answer.status, answer.headers["location"]) == (303, "/login?next=\(path)"))
                }
                #expect(try await house.call("GET", "/audit").text.contains("selfMade"))
                for (next, shown) in [
                    ("/console/e/x", "/console/e/x"), ("//evil.example", "/console"), ("https://evil.example", "/console"),
                    ("/%5Cevil", "/console"),
                ] {
                    let page = try await house.call("GET", "/login?next=\(next)")
                    #expect(page.text.contains("\"next\":\"\(shown)\""), "\(next)")
                }
            }
        }
    }
}
