import Foundation
import Identity
import Ledger
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("What stays of people and units")
    struct StaffRestartTests {
        @Test("A restart keeps people, units and their secrets, and ends every session")
        func restart() async throws {
            let folder = NSTemporaryDirectory() + "urna-restart-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var options = TestHouse.Options()
            options.folder = folder
            let unit = try TestUnit()
            let token = try await withHouse(options) { house in
                try await house.add("op7", "operator")
                try await house.add("mgr1", "event-manager")
                _ = try await unit.enrol(for: "op7", at: house)
                _ = try await unit.change("enable", at: house)
                #expect(try await unit.authenticate(as: "op7", at: house).status == 200)
                return try await house.logOn("mgr1")
            }
            try await withHouse(options) { house in
                #expect(try await house.call("GET", "/v1/staff", token: token).code == "SESSION_REQUIRED")
                #expect(try house.entries("session-ended").first?["why"]?.stringValue == "restart")
                let fresh = try await house.logOn("mgr1")
                let list = try await house.call("GET", "/v1/staff", token: fresh).json["staff"]?.arrayValue
                #expect(list?.compactMap { $0["id"]?.stringValue } == ["op7", "mgr1"])
                #expect(try await unit.status(house).code == "REAUTHENTICATE")
                #expect(try await unit.authenticate(as: "op7", at: house).status == 200)
                #expect(try await unit.status(house).status == 200)
            }
        }

        @Test("No password, token, PIN, code or secret is in a log line, in the ledger or in a refusal")
        func secrecy() async throws {
            try await withHouse { house in
                try await house.add("op7", "operator")
                let ada = try await house.add("ada", "admin")
                let code = try house.code(of: ada)
                let token = try await house.logOn("ada", code: code)
                let unit = try TestUnit()
                let enrolment = try await unit.enrol(for: "op7", at: house)
                _ = try await unit.change("enable", at: house)
                _ = try await unit.authenticate(as: "op7", at: house)
                let typed = "typed in the wrong field"
                let refusals = [
                    try await house.tryLogOn(typed.filter { $0 != " " }, password: typed), try await house.tryLogOn("op7", password: typed),
                    try await house.call("PUT", "/v1/staff/op7/pin", token: token, body: "{\"pin\":\"12345x\"}"),
                    try await house.call("GET", "/v1/staff", token: token + "x"),
                ]
                var ledger = ""
                for entry in try house.entries() { ledger += String(decoding: entry.canonical(), as: UTF8.self) + "\n" }
                let secret = try #require(ada["totp"]?["secret"]?.stringValue)
                for text in [
                    TestHouse.password, token, unit.pin, enrolment, secret, typed, typed.filter { $0 != " " }, "12345x", house.owner,
                ] {
                    #expect(!house.log().contains(text))
                    #expect(!ledger.contains(text))
                    #expect(!refusals.contains { $0.text.contains(text) })
                }
                #expect(ledger.contains("\"logon\""), "the ledger was read")
            }
        }
    }
}
