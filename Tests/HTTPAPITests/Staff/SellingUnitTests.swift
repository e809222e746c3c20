import Foundation
import Identity
import Ledger
import LedgerService
import NIOConcurrencyHelpers
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("Selling units at the gate")
    struct SellingUnitTests {
        @Test("A unit is let in when it is enrolled and enabled and shows who operates it, and not before")
        func life() async throws {
            try await withHouse { house in
                try await house.add("op7", "operator")
                let unit = try TestUnit()
                let stranger = try await unit.status(house)
                #expect((stranger.status, stranger.code) == (401, "DEVICE_UNKNOWN"))
                let registered = try await unit.register(at: house)
                #expect(registered.status == 201, "\(registered.text)")
                #expect(try registered.json["enrolled"]?.boolValue == false)
                #expect(try registered.json["enabled"]?.boolValue == false)
                let early = try await unit.status(house)
                #expect((early.status, early.code) == (403, "DEVICE_NOT_ENROLLED"))
                #expect(try await unit.change("enable", at: house).code == "DEVICE_STATE")
                _ = try await unit.enrol(for: "op7", at: house)
                #expect(try await unit.status(house).code == "DEVICE_DISABLED")
                #expect(try await unit.authenticate(as: "op7", at: house).code == "DEVICE_DISABLED")
                #expect(try await unit.change("enable", at: house).status == 200)
                #expect(try await unit.status(house).code == "REAUTHENTICATE")
                let session = try await unit.authenticate(as: "op7", at: house)
                #expect(session.status == 200, "\(session.text)")
                let status = try await unit.status(house)
                #expect(status.status == 200, "\(status.text)")
                #expect(try status.json["operator"]?.stringValue == "op7")
                let refused = try house.entries("event", code: "DEVICE_REFUSED").compactMap { $0["data"]?["refusal"]?.stringValue }
                #expect(refused == ["DEVICE_UNKNOWN", "DEVICE_NOT_ENROLLED", "DEVICE_DISABLED", "DEVICE_DISABLED", "REAUTHENTICATE"])
                // What is well is not written down, request by request.
                let size = house.system.served.published.head.size
                for _ in 0..<5 { #expect(try await unit.status(house).status == 200) }
                #expect(house.system.served.published.head.size == size)
                house.clockAhead.withLockedValue { $0 += 5 * 60 + 1 }
                #expect(try await unit.status(house).code == "REAUTHENTICATE")
            }
        }

        @Test("A request that was sent before, changed, signed by another or of another time is refused")
        func signatures() async throws {
            try await withHouse { house in
                try await house.add("op7", "operator")
                let unit = try TestUnit()
                _ = try await unit.enrol(for: "op7", at: house)
                _ = try await unit.change("enable", at: house)
                _ = try await unit.authenticate(as: "op7", at: house)
                let request = unit.request("GET", "/v1/rsu/status", to: house)
                #expect(try await house.raw(request).status == 200)
                let again = try await house.raw(request)
                #expect((again.status, again.code) == (401, "REPLAYED"))
                #expect(again.headers["www-authenticate"] == "Urna-RSU")
                let late = try await house.raw(unit.request("GET", "/v1/rsu/status", clock: -121_000, to: house))
                #expect(late.code == "CLOCK_SKEW")
                let elsewhere = unit.request("GET", "/v1/rsu/status", to: house).replacing("/v1/rsu/status", with: "/v1/rsu/status?x=1")
                #expect(try await house.raw(elsewhere).code == "SIGNATURE_INVALID")
                let other = try #require(DeviceKey(seed: [UInt8](repeating: 2, count: 32)))
                #expect(try await house.raw(unit.request("GET", "/v1/rsu/status", key: other, to: house)).code == "SIGNATURE_INVALID")
                #expect(try await house.call("GET", "/v1/rsu/status").code == "SIGNATURE_INVALID")
                #expect(try await unit.status(house).status == 200, "what others send must not put a unit out before the threshold")
            }
        }

        @Test("Three wrong PINs disable a unit; it is refused from then on, and the record tells why")
        func threshold() async throws {
            try await withHouse { house in
                try await house.add("op7", "operator")
                let unit = try TestUnit()
                _ = try await unit.enrol(for: "op7", at: house)
                _ = try await unit.change("enable", at: house)
                for _ in 0..<3 {
                    #expect(try await unit.authenticate(as: "op7", pin: "902758", at: house).code == "PIN_INVALID")
                }
                #expect(try await unit.authenticate(as: "op7", at: house).code == "DEVICE_DISABLED")
                #expect(try house.entries("rsu-validation-failed").count == 3)
                let disabled = try #require(try house.entries("rsu-disabled").first)
                #expect(disabled["why"]?.stringValue == "failed-validations")
                let listed = try await house.call("GET", "/v1/rsus", token: house.owner)
                #expect(try listed.json["rsus"]?.arrayValue?.first?["disabledWhy"]?.stringValue == "failed-validations")
                #expect(try await unit.change("enable", at: house).status == 200)
                #expect(try await unit.authenticate(as: "op7", at: house).status == 200)
            }
        }

        @Test("A code enrols once, for its own operator; a PIN can be set anew; an un-enrolled unit is out")
        func enrolment() async throws {
            try await withHouse { house in
                try await house.add("op7", "operator")
                try await house.add("mgr1", "event-manager")
                let unit = try TestUnit()
                _ = try await unit.register(at: house)
                let manager = try await house.call(
                    "POST", "/v1/rsus/RSU-A/enrolment", token: house.owner, body: "{\"operator\":\"mgr1\"}")
                #expect((manager.status, manager.code) == (422, "OPERATOR_NOT_ALLOWED"))
                let pinless = try await house.call("PUT", "/v1/staff/op7/pin", token: house.owner, body: "{\"pin\":\"264075\"}")
                #expect((pinless.status, pinless.code) == (409, "NO_UNIT"))
                let code = try await unit.enrol(for: "op7", at: house)
                let again = try await unit.call(
                    "POST", "/v1/rsu/enrolment", body: "{\"code\":\"\(code)\",\"operator\":\"op7\",\"pin\":\"471193\"}", to: house)
                #expect((again.status, again.code) == (403, "DEVICE_ALREADY_ENROLLED"))
                _ = try await unit.change("enable", at: house)
                #expect(try await unit.authenticate(as: "op7", at: house).status == 200)
                #expect(try await house.call("PUT", "/v1/staff/op7/pin", token: house.owner, body: "{\"pin\":\"264075\"}").status == 204)
                #expect(try await unit.status(house).code == "REAUTHENTICATE")
                #expect(try await unit.authenticate(as: "op7", at: house).code == "PIN_INVALID")
                #expect(try await unit.authenticate(as: "op7", pin: "264075", at: house).status == 200)
                _ = try await house.call("PATCH", "/v1/staff/op7", token: house.owner, body: "{\"active\":false}")
                #expect(try await unit.authenticate(as: "op7", pin: "264075", at: house).code == "OPERATOR_NOT_ALLOWED")
                let out = try await house.call(
                    "POST", "/v1/rsus/RSU-A/unenrol", token: house.owner, body: "{\"note\":\"given back\"}")
                #expect(try out.json["state"]?.stringValue == "registered", "\(out.text)")
                #expect(try await unit.status(house).code == "DEVICE_NOT_ENROLLED")
            }
        }
    }
}
