import Foundation
import Ledger
import NIOConcurrencyHelpers
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("Browsers' sessions")
    struct BrowserSessionTests {
        private struct Browser {
            var cookie: String
            var csrf: String
            var answer: Answer

            /// Headers of a call from a page of the server.
            func headers(csrf: String? = nil, origin: String? = "https://test") -> String {
                "Cookie: other=1; \(cookie)\r\n" + (origin.map { "Origin: \($0)\r\n" } ?? "") + "Urna-CSRF: \(csrf ?? self.csrf)\r\n"
            }
        }

        private func withPages(_ body: (TestHouse) async throws -> Void) async throws {
            var options = TestHouse.Options()
            options.servesPages = true
            try await withHouse(options, body)
        }

        private func logOn(_ house: TestHouse, _ body: String) async throws -> Browser {
            let answer = try await house.call("POST", "/v1/sessions", body: body, headers: "Origin: https://test\r\n")
            #expect(answer.status == 201, "\(answer.text)")
            let cookie = try #require(answer.headers["set-cookie"]?.split(separator: ";").first.map(String.init))
            return Browser(cookie: cookie, csrf: try #require(try answer.json["csrf"]?.stringValue), answer: answer)
        }

        private func person(_ house: TestHouse, _ id: String = "mgr1", _ role: String = "event-manager") async throws -> Browser {
            try await house.add(id, role)
            return try await logOn(house, "{\"user\":\"\(id)\",\"password\":\"\(TestHouse.password)\",\"cookie\":true}")
        }

        private func administrator(_ house: TestHouse) async throws -> Browser {
            try await logOn(house, "{\"token\":\"\(house.owner)\",\"cookie\":true}")
        }

        @Test("The cookie is of this host, for TLS, out of scripts' reach and never sent from other sites; the answer holds no token")
        func flags() async throws {
            try await withPages { house in
                let browser = try await person(house)
                let header = try #require(browser.answer.headers["set-cookie"])
                #expect(header.hasPrefix("__Host-urna=urna_session_"))
                #expect(header.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Strict"))
                #expect(try browser.answer.json["token"] == nil)
                #expect(!browser.answer.text.contains("urna_session_"))
                let body = "{\"user\":\"mgr1\",\"password\":\"\(TestHouse.password)\",\"cookie\":true}"
                let local = try await house.raw(
                    "POST /v1/sessions HTTP/1.1\r\nHost: localhost:8080\r\nOrigin: http://localhost:8080\r\nContent-Type: application/json\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                #expect(local.headers["set-cookie"]?.hasPrefix("urna=urna_session_") == true, "\(local.text)")
                #expect(local.headers["set-cookie"]?.contains("Secure") == false)
            }
        }

        @Test("With the cookie one may look; changes need the word of the page and the page's own origin")
        func forgeries() async throws {
            try await withPages { house in
                let browser = try await administrator(house)
                #expect(try await house.call("GET", "/v1/staff", headers: "Cookie: \(browser.cookie)\r\n").status == 200)
                let new = "{\"id\":\"op7\",\"name\":\"Op\",\"roles\":[\"operator\"],\"password\":\"\(TestHouse.password)\"}"
                let forged: [(headers: String, code: String)] = [
                    ("Cookie: \(browser.cookie)\r\nOrigin: https://test\r\n", "CSRF"), (browser.headers(csrf: ""), "CSRF"),
                    (browser.headers(csrf: String(browser.csrf.reversed())), "CSRF"), (browser.headers(csrf: browser.cookie), "CSRF"),
                    (browser.headers(origin: "https://evil.example"), "ORIGIN"), (browser.headers(origin: "null"), "ORIGIN"),
                    (browser.headers(origin: nil), "ORIGIN"), (browser.headers(origin: "https://test.evil.example"), "ORIGIN"),
                    (browser.headers(origin: "https://test:444"), "ORIGIN"),
                ]
                for (headers, code) in forged {
                    let answer = try await house.call("POST", "/v1/staff", body: new, headers: headers)
                    #expect((answer.status, answer.code) == (403, code), "\(headers)")
                }
                #expect(try house.entries("user-added").isEmpty, "a forged call changed something")
                let other = try await administrator(house)
                let mixed = try await house.call("POST", "/v1/staff", body: new, headers: browser.headers(csrf: other.csrf))
                #expect(mixed.code == "CSRF", "another's word was taken")
                #expect(try await house.call("POST", "/v1/staff", body: new, headers: browser.headers()).status == 201)
            }
        }

        @Test("Another site can't log a browser on")
        func loginForgery() async throws {
            try await withPages { house in
                try await house.add("mgr1", "event-manager")
                let body = "{\"user\":\"mgr1\",\"password\":\"\(TestHouse.password)\",\"cookie\":true}"
                for origin in ["", "Origin: https://evil.example\r\n", "Origin: null\r\n"] {
                    let answer = try await house.call("POST", "/v1/sessions", body: body, headers: origin)
                    #expect((answer.status, answer.code, answer.headers["set-cookie"]) == (403, "ORIGIN", nil))
                }
            }
        }

        @Test("An administrator's token becomes a session that does what the token does, and makes no other")
        func exchange() async throws {
            try await withPages { house in
                let browser = try await administrator(house)
                #expect(try browser.answer.json["user"]?.stringValue == "owner")
                #expect(!browser.answer.text.contains(house.owner))
                let created = try await house.call(
                    "POST", "/v1/elections?id=from-page", body: TestHouse.mayor.replacingOccurrences(of: "RESULTS", with: "live"),
                    headers: browser.headers())
                #expect(created.status == 201, "\(created.text)")
                let forged = try await house.call("POST", "/v1/elections/from-page/open", headers: "Cookie: \(browser.cookie)\r\n")
                #expect((forged.status, forged.code) == (403, "ORIGIN"))
                let console = try await house.call("GET", "/console/e/from-page", headers: browser.headers())
                #expect(console.status == 200 && console.text.contains("\"csrf\":\"\(browser.csrf)\""))
                #expect(console.headers["cache-control"] == "no-store")
                let session = try #require(browser.cookie.split(separator: "=").last)
                let again = try await house.call("POST", "/v1/sessions", body: "{\"token\":\"\(session)\"}")
                #expect((again.status, again.code) == (401, "LOGON_REFUSED"))
                let wrong = try await house.call(
                    "POST", "/v1/sessions", body: "{\"token\":\"urna_admin_\(String(repeating: "A", count: 43))\"}")
                #expect((wrong.status, wrong.code) == (401, "LOGON_REFUSED"))
                let both = try await house.call("POST", "/v1/sessions", body: "{\"token\":\"\(house.owner)\",\"user\":\"x\"}")
                #expect((both.status, both.field) == (422, "user"))
            }
        }

        @Test("Sessions end: by silence, by their longest time, and by logging out, which clears the cookie")
        func endings() async throws {
            try await withPages { house in
                for make in [administrator, { try await self.person($0) }] {
                    let browser = try await make(house)
                    #expect(try await house.call("GET", "/login", headers: browser.headers()).headers["location"] == "/console")
                    let out = try await house.call("DELETE", "/v1/sessions/current", headers: browser.headers())
                    #expect(out.status == 204, "\(out.text)")
                    #expect(out.headers["set-cookie"] == "__Host-urna=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
                    #expect(try await house.call("GET", "/console", headers: browser.headers()).status == 303)
                    #expect(try await house.call("GET", "/v1/audit/rng", headers: browser.headers()).code == "SESSION_REQUIRED")
                }
                let idle = try await administrator(house)
                house.clockAhead.withLockedValue { $0 += 14 * 60 }
                #expect(try await house.call("GET", "/console", headers: idle.headers()).status == 200)
                house.clockAhead.withLockedValue { $0 += 15 * 60 + 1 }
                #expect(try await house.call("GET", "/console", headers: idle.headers()).status == 303)
                let long = try await administrator(house)
                for _ in 0..<73 {
                    house.clockAhead.withLockedValue { $0 += 10 * 60 }
                    _ = try await house.call("GET", "/console", headers: long.headers())
                }
                #expect(try await house.call("GET", "/console", headers: long.headers()).status == 303)
            }
        }

        @Test("A cookie says nothing where somebody else is asked for, and nothing beside a bearer token")
        func elsewhere() async throws {
            try await withPages { house in
                let election = try await house.election(voters: 1)
                let browser = try await administrator(house)
                // A ballot token is asked for here: a cookie must not be taken for a login.
                let issued = try await house.call(
                    "POST", "/v1/elections/\(election.id)/ballot-token", body: "{\"code\":\"\(election.codes[0])\"}",
                    headers: browser.headers())
                #expect(issued.status == 200 || issued.status == 201, "\(issued.text)")
                let bearer = try await house.call("GET", "/v1/staff", token: "nonsense", headers: browser.headers())
                #expect(bearer.code == "SESSION_REQUIRED")
            }
        }
    }
}
