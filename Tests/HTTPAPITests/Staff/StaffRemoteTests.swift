import AuthService
import Foundation
import Identity
import Ledger
import NIOConcurrencyHelpers
import RaffleService
import Raffles
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("Remote access")
    struct StaffRemoteTests {
        private static let far = "127.0.0.2"

        private static var options: TestHouse.Options {
            var options = TestHouse.Options()
            options.localNetworks = "127.0.0.1"
            return options
        }

        @Test("Off, nobody comes in from outside, and an event tells of it")
        func off() async throws {
            try await withHouse(Self.options) { house in
                try await house.add("mgr1", "event-manager")
                let logon = try await house.tryLogOn("mgr1", from: Self.far)
                #expect((logon.status, logon.code) == (403, "REMOTE_ACCESS_OFF"))
                let token = try await house.logOn("mgr1")
                for token in [token, house.owner] {
                    let answer = try await house.call(from: Self.far, "GET", "/v1/staff", token: token)
                    #expect((answer.status, answer.code) == (403, "REMOTE_ACCESS_OFF"))
                }
                let actions = try house.entries("event", code: "REMOTE_ACCESS_REFUSED").compactMap { $0["data"]?["action"]?.stringValue }
                #expect(actions == ["logon", "request"])
                #expect(!house.people.hasRemoteSession)
            }
        }

        @Test("On, a session from outside needs a code, is named on record, governs nobody, and ends with the switch")
        func on() async throws {
            try await withHouse(Self.options) { house in
                try await house.add("mgr1", "event-manager")
                let ada = try await house.add("ada", "admin")
                let until = Timestamp(seconds: house.now + 3_600).text
                let switched = try await house.call(
                    "PUT", "/v1/remote-access", token: house.owner, body: "{\"enabled\":true,\"until\":\"\(until)\"}")
                #expect(switched.status == 200, "\(switched.text)")
                #expect(try switched.json["enabledBy"]?.stringValue == "owner")
                #expect(try await house.tryLogOn("mgr1", from: Self.far).code == "SECOND_FACTOR_MISSING")
                let token = try await house.logOn("ada", code: house.code(of: ada), from: Self.far)
                #expect(house.people.hasRemoteSession)
                // What began here, or has no end, is of no use there: nobody would know that somebody is connected.
                let local = try await house.call(from: Self.far, "GET", "/v1/sessions", token: house.logOn("mgr1"))
                #expect((local.status, local.code) == (401, "SESSION_REQUIRED"), "\(local.text)")
                let owner = try await house.call(from: Self.far, "GET", "/v1/sessions", token: house.owner)
                #expect((owner.status, owner.code) == (403, "REMOTE_ACCESS_OFF"), "\(owner.text)")
                let list = try await house.call(from: Self.far, "GET", "/v1/sessions", token: token)
                #expect(try list.json["sessions"]?.arrayValue?.contains { $0["remote"]?.boolValue == true } == true)
                for (method, path, body) in [
                    ("POST", "/v1/staff", "{}"), ("PATCH", "/v1/staff/mgr1", "{\"active\":false}"),
                    ("PUT", "/v1/remote-access", "{\"enabled\":true}"),
                ] {
                    let answer = try await house.call(from: Self.far, method, path, token: token, body: body)
                    #expect((answer.status, answer.code) == (403, "FORBIDDEN"), "\(path): \(answer.text)")
                }
                house.clockAhead.withLockedValue { $0 += 30 }
                let off = try await house.call("PUT", "/v1/remote-access", token: house.owner, body: "{\"enabled\":false}")
                #expect(try off.json == .object([("enabled", .bool(false))]))
                #expect(try await house.call(from: Self.far, "GET", "/v1/sessions", token: token).code == "REMOTE_ACCESS_OFF")
                let ended = try #require(try house.entries("session-ended").first)
                #expect(ended["user"]?.stringValue == "ada")
                #expect(ended["remote"]?.boolValue == true)
                #expect(ended["why"]?.stringValue == "remote-access-ended")
                #expect(ended["seconds"]?.integerValue ?? 0 >= 30)
                #expect(ended["areas"] == .array(["people"]))
            }
        }

        @Test("An administrator's token is refused from outside also while remote access is on, and an event tells of it")
        func token() async throws {
            try await withHouse(Self.options) { house in
                let switched = try await house.call("PUT", "/v1/remote-access", token: house.owner, body: "{\"enabled\":true}")
                #expect(switched.status == 200, "\(switched.text)")
                for path in ["/v1/staff", "/v1/rsus"] {
                    let answer = try await house.call(from: Self.far, "GET", path, token: house.owner)
                    #expect((answer.status, answer.code) == (403, "REMOTE_ACCESS_OFF"), "\(path): \(answer.text)")
                }
                let actions = try house.entries("event", code: "REMOTE_ACCESS_REFUSED").compactMap { $0["data"]?["action"]?.stringValue }
                #expect(actions == ["token"])
                #expect(try await house.call("GET", "/v1/staff", token: house.owner).status == 200)
            }
        }

        @Test("A raffle that allows no remote access keeps everybody out while it goes on, also who was in before; they can only leave")
        func raffleWithout() async throws {
            try await withHouse(Self.options) { house in
                let ada = try await house.add("ada", "admin")
                let until = Timestamp(seconds: house.now + 3_600).text
                let sue = try await house.add("sue", "support", more: ",\"validUntil\":\"\(until)\"")
                _ = try await house.call("PUT", "/v1/remote-access", token: house.owner, body: "{\"enabled\":true}")
                let token = try await house.logOn("ada", code: house.code(of: ada), from: Self.far)
                #expect(try await house.call(from: Self.far, "GET", "/v1/sessions", token: token).status == 200)
                try await house.raffle("strict", policies: #""remoteAccess":"off""#)
                let barred = try await house.call(from: Self.far, "GET", "/v1/sessions", token: token)
                #expect((barred.status, barred.code) == (403, "REMOTE_ACCESS_BARRED"), "\(barred.text)")
                #expect(barred.text.contains("strict"))
                let logon = try await house.tryLogOn("ada", code: house.code(of: ada, ahead: 1), from: Self.far)
                #expect((logon.status, logon.code) == (403, "REMOTE_ACCESS_BARRED"), "\(logon.text)")
                // Support is remote also from here; a wrong password is told nothing of that.
                #expect(try await house.tryLogOn("sue", code: house.code(of: sue)).code == "REMOTE_ACCESS_BARRED")
                #expect(try await house.tryLogOn("sue", password: "not the right one at all").code == "LOGON_REFUSED")
                let refused = try house.entries("event", code: "REMOTE_ACCESS_REFUSED").map { $0["data"] }
                #expect(refused.compactMap { $0?["action"]?.stringValue } == ["request", "logon"])
                #expect(refused.allSatisfy { $0?["why"]?.stringValue == "raffle strict goes on, and allows no remote access" })
                #expect(try await house.call(from: Self.far, "DELETE", "/v1/sessions/current", token: token).status == 204)
                #expect(!house.people.hasRemoteSession)
            }
        }

        @Test("From the start of a draw to its official result nobody logs on from outside")
        func duringDraw() async throws {
            try await withHouse(Self.options) { house in
                let ada = try await house.add("ada", "admin")
                _ = try await RivertownGame.finished(at: house, policies: #""remoteAccess":"blocks-draw""#)
                _ = try await house.call("PUT", "/v1/remote-access", token: house.owner, body: "{\"enabled\":true}")
                let early = try await house.logOn("ada", code: house.code(of: ada), from: Self.far)
                let blocked = try await house.post("game-1/draws", #"{"prize":"half"}"#)
                #expect((blocked.status, blocked.code) == (409, "REMOTE_SESSION"), "\(blocked.text)")
                #expect(try await house.call(from: Self.far, "DELETE", "/v1/sessions/current", token: early).status == 204)
                #expect(try await house.post("game-1/draws", #"{"prize":"half"}"#).status == 201)
                let late = try await house.tryLogOn("ada", code: house.code(of: ada, ahead: 1), from: Self.far)
                #expect((late.status, late.code) == (403, "REMOTE_ACCESS_BARRED"), "\(late.text)")
                #expect(!house.people.hasRemoteSession)
                #expect(try await house.post("game-1/prizes/half/official").status == 200)
                _ = try await house.logOn("ada", code: house.code(of: ada, ahead: 1), from: Self.far)
                #expect(house.people.hasRemoteSession)
            }
        }

        @Test("Under flags-draw a draw begins with somebody connected, and says who; nobody else comes in until the result is official")
        func flaggedDraw() async throws {
            try await withHouse(Self.options) { house in
                let ada = try await house.add("ada", "admin")
                let bob = try await house.add("bob", "admin")
                _ = try await RivertownGame.finished(at: house, policies: #""remoteAccess":"flags-draw""#)
                _ = try await house.call("PUT", "/v1/remote-access", token: house.owner, body: "{\"enabled\":true}")
                let token = try await house.logOn("ada", code: house.code(of: ada), from: Self.far)
                #expect(try await house.post("game-1/draws", #"{"prize":"half"}"#).status == 201)
                let raffle = try #require(RaffleID("game-1").flatMap { house.raffles.directory.raffle($0) })
                #expect(raffle.reading { $0.prizes.first?.start?.value.remoteSessions.map(\.text) } == ["ada"])
                #expect(try await house.call(from: Self.far, "GET", "/v1/sessions", token: token).status == 200)
                let late = try await house.tryLogOn("bob", code: house.code(of: bob), from: Self.far)
                #expect((late.status, late.code) == (403, "REMOTE_ACCESS_BARRED"), "\(late.text)")
            }
        }

        @Test("Support is remote wherever it sits, and a stranger is not told that a name is support's")
        func support() async throws {
            try await withHouse(Self.options) { house in
                let until = Timestamp(seconds: house.now + 3_600).text
                let sue = try await house.add("sue", "support", more: ",\"validUntil\":\"\(until)\"")
                #expect(try await house.tryLogOn("sue", password: "not the right one at all").code == "LOGON_REFUSED")
                #expect(try await house.tryLogOn("sue").code == "REMOTE_ACCESS_OFF")
                _ = try await house.call("PUT", "/v1/remote-access", token: house.owner, body: "{\"enabled\":true}")
                let answer = try await house.tryLogOn("sue", code: house.code(of: sue))
                #expect(try answer.json["remote"]?.boolValue == true, "\(answer.text)")
                // The window is an hour: it runs out by itself.
                house.clockAhead.withLockedValue { $0 += 3_601 }
                await house.people.tick()
                #expect(!house.people.hasRemoteSession)
                #expect(try house.entries("event", code: "REMOTE_ACCESS_DISABLED").first?["by"]?.stringValue == "schedule")
            }
        }
    }
}
