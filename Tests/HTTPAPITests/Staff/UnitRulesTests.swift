import Foundation
import Identity
import Ledger
import NIOConcurrencyHelpers
import Raffles
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("What units must keep to, by the raffles' definitions")
    struct UnitRulesTests {
        private static let strict = #""reauthenticateSeconds":60,"failedValidationLimit":2,"maxClockSkewMilliseconds":3000"#
        private static let lax = #""reauthenticateSeconds":7200,"failedValidationLimit":5,"maxClockSkewMilliseconds":60000"#

        private func unit(at house: TestHouse) async throws -> TestUnit {
            try await house.add("op7", "operator")
            let unit = try TestUnit()
            _ = try await unit.enrol(for: "op7", at: house)
            #expect(try await unit.change("enable", at: house).status == 200)
            return unit
        }

        private func lease(_ unit: TestUnit, in raffle: String, clock: Int64 = 0, at house: TestHouse) async throws -> Answer {
            try await house.raw(unit.request("POST", "/v1/rsu/raffles/\(raffle)/lease", body: #"{"count":1}"#, clock: clock, to: house))
        }

        @Test("How long a session lasts, and how wrong a clock may be, is the raffle's rule where a request is about one")
        func byRaffle() async throws {
            try await withHouse { house in
                try await house.raffle("strict", rsu: Self.strict)
                try await house.raffle("lax", rsu: Self.lax)
                let unit = try await unit(at: house)
                let session = try await unit.authenticate(as: "op7", at: house)
                #expect(session.status == 200, "\(session.text)")
                // Of no raffle, so the strictest rule of those that sell: a minute.
                let ends = try session.json["expiresAt"]?.stringValue.flatMap { Instant($0) }
                let began = try session.json["serverTime"]?.stringValue.flatMap { Instant($0) }
                #expect(abs((ends?.milliseconds ?? 0) - (began?.milliseconds ?? 0) - 60_000) < 2_000, "\(session.text)")
                let clocks: [(raffle: String, clock: Int64, code: String?)] = [
                    ("strict", -38_000, "CLOCK_SKEW"), ("lax", -38_000, nil), ("strict", 8_000, "CLOCK_SKEW"), ("lax", 8_000, nil),
                    ("lax", 64_000, "CLOCK_SKEW"), ("strict", 0, nil),
                    // Signed in time, and on its way for a while.
                    ("strict", -28_000, nil),
                ]
                for (raffle, clock, code) in clocks {
                    let answer = try await lease(unit, in: raffle, clock: clock, at: house)
                    #expect(answer.code == code && (answer.status == 200) == (code == nil), "\(raffle) \(clock): \(answer.text)")
                }
                let skewed = try await house.raw(unit.request("GET", "/v1/rsu/status", clock: -38_000, to: house))
                #expect(skewed.code == "CLOCK_SKEW")
                house.clockAhead.withLockedValue { $0 += 61 }
                #expect(try await lease(unit, in: "strict", at: house).code == "REAUTHENTICATE")
                #expect(try await unit.status(house).code == "REAUTHENTICATE")
                #expect(try await lease(unit, in: "lax", at: house).status == 200)
                // With the strict raffle over, the lax one's rule holds for requests about none.
                #expect(try await house.post("strict/close").status == 200)
                #expect(try await unit.status(house).status == 200)
            }
        }

        @Test("After as many failed validations as the strictest raffle allows, a unit is disabled")
        func failures() async throws {
            try await withHouse { house in
                try await house.raffle("lax", rsu: Self.lax)
                try await house.raffle("strict", rsu: Self.strict)
                let unit = try await unit(at: house)
                #expect(try await unit.authenticate(as: "op7", pin: "902758", at: house).code == "PIN_INVALID")
                #expect(try await unit.authenticate(as: "op7", pin: "902758", at: house).code == "PIN_INVALID")
                #expect(try await unit.authenticate(as: "op7", at: house).code == "DEVICE_DISABLED")
                let failed = try house.entries("rsu-validation-failed")
                #expect(failed.map { $0["threshold"]?.integerValue } == [2, 2])
            }
        }

        @Test(
            "Without the header of a unit nothing of its request is looked at: 401, whatever else is wrong",
            arguments: [String?.none, "RSU-A x"])
        func header(_ header: String?) async throws {
            try await withHouse { house in
                for call in [
                    "POST /v1/rsu/raffles/none/sales", "POST /v1/rsu/raffles/none/lease", "POST /v1/rsu/raffles/-/closing",
                    "POST /v1/rsu/raffles/none/marks", "DELETE /v1/rsu/raffles/none/marks/none", "POST /v1/rsu/raffles/none/reprints",
                    "POST /v1/rsu/events", "POST /v1/rsu/enrolment", "POST /v1/rsu/session", "POST /v1/rsu/challenge", "GET /v1/rsu/status",
                ] {
                    let parts = call.split(separator: " ").map(String.init)
                    let answer = try await house.call(
                        parts[0], parts[1], type: "text/plain", body: parts[0] == "GET" ? nil : "no JSON",
                        headers: header.map { "Urna-RSU: \($0)\r\n" } ?? "")
                    #expect((answer.status, answer.code) == (401, "SIGNATURE_INVALID"), "\(call): \(answer.text)")
                }
            }
        }

        @Test("Whoever bears no good token is told nothing of what else is wrong with their request")
        func token() async throws {
            try await withHouse { house in
                for path in ["none/voids", "none/draws", "none/suspend", "none/claims", "none/tickets/check", "none/alterations"] {
                    let answer = try await house.post(path, "no JSON", as: "nobody")
                    #expect((answer.status, answer.code) == (401, "SESSION_REQUIRED"), "\(path): \(answer.text)")
                }
            }
        }
    }
}
