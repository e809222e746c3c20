import AuthService
import Foundation
import Identity
import Ledger
import NIOConcurrencyHelpers
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("People and their sessions")
    struct StaffSessionTests {
        @Test("The first administrator's token adds the first person, who logs on, is listed and logs off")
        func firstPerson() async throws {
            try await withHouse { house in
                let person = try await house.add("mgr1", "event-manager")
                #expect(person["roles"] == .array(["event-manager"]))
                #expect(person["totp"] == nil)
                let answer = try await house.tryLogOn("mgr1")
                #expect(answer.status == 201, "\(answer.text)")
                #expect(try answer.json["remote"]?.boolValue == false)
                let token = try #require(answer.json["token"]?.stringValue)
                let sessions = try await house.call("GET", "/v1/sessions", token: token)
                #expect(sessions.status == 200, "\(sessions.text)")
                let session = try #require(sessions.json["sessions"]?.arrayValue?.first)
                #expect(session["user"]?.stringValue == "mgr1")
                #expect(session["areas"] == .array(["people"]))
                #expect(try await house.call("DELETE", "/v1/sessions/current", token: token).status == 204)
                let after = try await house.call("GET", "/v1/sessions", token: token)
                #expect((after.status, after.code) == (401, "SESSION_REQUIRED"))
                #expect(try house.entries("logon").count == 1)
                #expect(try house.entries("logoff").first?["changes"]?.integerValue == 1)
            }
        }

        @Test("Who may not is refused, and each refusal is on record once, with who asked for what")
        func roles() async throws {
            try await withHouse { house in
                let unit = try TestUnit()
                _ = try await unit.register(at: house)
                try await house.add("op7", "operator")
                let token = try await house.logOn("op7")
                let calls: [(method: String, path: String, body: String?, action: String)] = [
                    ("POST", "/v1/rsus/RSU-A/enable", "", "enableUnit"),
                    ("POST", "/v1/staff", "{}", "addStaff"), ("PUT", "/v1/remote-access", "{\"enabled\":true}", "setRemoteAccess"),
                    ("GET", "/v1/sessions", nil, "listSessions"), ("PATCH", "/v1/staff/op7", "{\"roles\":[\"admin\"]}", "changeStaff"),
                ]
                for (method, path, body, _) in calls {
                    for _ in 0..<2 {
                        let answer = try await house.call(method, path, token: token, body: body)
                        #expect((answer.status, answer.code) == (403, "FORBIDDEN"), "\(method) \(path): \(answer.text)")
                    }
                }
                let refusals = try house.entries("event", code: "PERMISSION_REFUSED")
                #expect(refusals.compactMap { $0["data"]?["action"]?.stringValue } == calls.map(\.action))
                #expect(refusals.allSatisfy { $0["by"]?.stringValue == "op7" })
                let listed = try await house.call("GET", "/v1/rsus/RSU-A", token: house.owner)
                #expect(try listed.json["state"]?.stringValue == "registered")
            }
        }

        @Test("Five wrong passwords lock a person out, right password or not, until the time is over")
        func lockOut() async throws {
            try await withHouse { house in
                try await house.add("mgr1", "event-manager")
                for _ in 0..<5 {
                    let wrong = try await house.tryLogOn("mgr1", password: "not the right one at all")
                    #expect((wrong.status, wrong.code) == (401, "LOGON_REFUSED"))
                }
                let locked = try await house.tryLogOn("mgr1")
                let unknown = try await house.tryLogOn("nobody")
                #expect(locked.status == 401)
                #expect(locked.body == unknown.body, "a stranger learns whether a name is locked or unknown")
                #expect(try house.entries("user-locked").count == 1)
                #expect(try house.entries("logon-failed").filter { $0["why"]?.stringValue == "wrong-password" }.count == 5)
                house.clockAhead.withLockedValue { $0 += 15 * 60 + 1 }
                #expect(try await house.tryLogOn("mgr1").status == 201)
            }
        }

        @Test("A session ends after a silence, and the record tells of it")
        func expiry() async throws {
            try await withHouse { house in
                try await house.add("mgr1", "event-manager")
                let token = try await house.logOn("mgr1")
                house.clockAhead.withLockedValue { $0 += 14 * 60 }
                #expect(try await house.call("GET", "/v1/staff", token: token).status == 200)
                house.clockAhead.withLockedValue { $0 += 15 * 60 }
                #expect(try await house.call("GET", "/v1/staff", token: token).code == "SESSION_REQUIRED")
                await house.people.tick()
                let ended = try #require(try house.entries("session-ended").first)
                #expect(ended["why"]?.stringValue == "idle")
                #expect(ended["seconds"]?.integerValue ?? 0 >= 29 * 60)
            }
        }

        @Test("A password that somebody else chose is good for choosing another; a wrong present one ends the session")
        func temporaryPassword() async throws {
            try await withHouse { house in
                try await house.add("mgr1", "event-manager", more: ",\"temporary\":true")
                var token = try await house.logOn("mgr1")
                let early = try await house.call("GET", "/v1/staff", token: token)
                #expect((early.status, early.code) == (403, "PASSWORD_CHANGE_REQUIRED"))
                let other = "another phrase, longer still"
                func choose(_ present: String) async throws -> Answer {
                    let body = "{\"password\":\"\(other)\",\"currentPassword\":\"\(present)\"}"
                    return try await house.call("PATCH", "/v1/staff/mgr1", token: token, body: body)
                }
                #expect(try await choose("what was it again?").code == "PASSWORD_WRONG")
                #expect(try await choose(TestHouse.password).code == "SESSION_REQUIRED")
                token = try await house.logOn("mgr1")
                #expect(try await choose(TestHouse.password).status == 200)
                #expect(try await house.tryLogOn("mgr1").status == 401)
                token = try await house.logOn("mgr1", password: other)
                #expect(try await house.call("GET", "/v1/staff", token: token).status == 200)
            }
        }

        @Test("An admin needs a code, each code lets in once, and who is changed is put out")
        func secondFactor() async throws {
            try await withHouse { house in
                let ada = try await house.add("ada", "admin")
                #expect(try await house.tryLogOn("ada").code == "CODE_REQUIRED")
                let code = try house.code(of: ada)
                let token = try await house.logOn("ada", code: code)
                #expect(try await house.tryLogOn("ada", code: code).code == "LOGON_REFUSED")
                let changed = try await house.call(
                    "PATCH", "/v1/staff/ada", token: house.owner, body: "{\"active\":false,\"name\":\"Ada L.\"}")
                #expect(changed.status == 200, "\(changed.text)")
                #expect(try changed.json["active"]?.boolValue == false)
                #expect(try await house.call("GET", "/v1/staff", token: token).code == "SESSION_REQUIRED")
                let unchanged = try await house.call("PATCH", "/v1/staff/ada", token: house.owner, body: "{\"active\":false}")
                #expect((unchanged.status, unchanged.code) == (409, "NOTHING_CHANGES"))
            }
        }

        @Test("Names are taken once, by people, units and administrators alike; bad members are named")
        func members() async throws {
            try await withHouse { house in
                try await house.add("op7", "operator")
                func add(_ body: String) async throws -> Answer {
                    try await house.call("POST", "/v1/staff", token: house.owner, body: body)
                }
                let rest = "\"name\":\"A\",\"roles\":[\"operator\"],\"password\":\"\(TestHouse.password)\"}"
                for id in ["op7", "OP7", "owner"] {
                    let answer = try await add("{\"id\":\"\(id)\",\(rest)")
                    #expect((answer.status, answer.code) == (409, "ID_TAKEN"), "\(id): \(answer.text)")
                }
                let administrator = try await house.call(
                    "POST", "/v1/administrators", token: house.owner, body: "{\"id\":\"op7\",\"name\":\"Op\",\"role\":\"auditor\"}")
                #expect(administrator.status == 409)
                let key = try TestUnit().key.publicKey
                let unit = try await house.call(
                    "POST", "/v1/rsus", token: house.owner, body: "{\"id\":\"op7\",\"name\":\"U\",\"publicKey\":\"\(key)\"}")
                #expect((unit.status, unit.code) == (409, "ID_TAKEN"))
                for (body, field, code) in [
                    ("{\"id\":\"a b\",\(rest)", "id", "INVALID"), ("{\"id\":\"a\",\"extra\":1,\(rest)", "extra", "INVALID"),
                    ("{\"id\":\"a\",\"name\":\"A\",\"roles\":[\"king\"],\"password\":\"\(TestHouse.password)\"}", "roles", "INVALID"),
                    (
                        "{\"id\":\"a\",\"name\":\"A\",\"roles\":[\"regulator\",\"admin\"],\"password\":\"\(TestHouse.password)\"}",
                        "roles", "ROLES_EXCLUDE"
                    ),
                    (
                        "{\"id\":\"a\",\"name\":\"A\",\"roles\":[\"operator\"],\"password\":\"password1234\"}", "password",
                        "PASSWORD_REFUSED"
                    ),
                    (
                        "{\"id\":\"a\",\"name\":\"A\",\"roles\":[\"support\"],\"password\":\"\(TestHouse.password)\"}", "validUntil",
                        "END_MISSING"
                    ),
                ] {
                    let answer = try await add(body)
                    #expect((answer.status, answer.field, answer.code) == (422, field, code), "\(answer.text)")
                }
                let list = try await house.call("GET", "/v1/staff", token: house.owner).json["staff"]?.arrayValue
                #expect(list?.compactMap { $0["id"]?.stringValue } == ["op7"])
            }
        }
    }
}
