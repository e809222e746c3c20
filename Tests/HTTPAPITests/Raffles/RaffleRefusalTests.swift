import Foundation
import Ledger
import NIOConcurrencyHelpers
import Raffles
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("What is refused in a raffle")
    struct RaffleRefusalTests {
        @Test("A unit sells when it is enrolled and enabled, and not before")
        func enrolment() async throws {
            try await withHouse { house in
                try await house.raffle()
                try await house.add("op7", "operator")
                let unit = try TestUnit("RSU-X")
                let sales = "/v1/rsu/raffles/game-1/sales"
                let unknown = try await unit.call("POST", sales, body: "{\"sales\":[]}", to: house)
                #expect((unknown.status, unknown.code) == (401, "DEVICE_UNKNOWN"))
                #expect(try await unit.register(at: house).status == 201)
                let early = try await unit.call("POST", sales, body: "{\"sales\":[]}", to: house)
                #expect((early.status, early.code) == (403, "DEVICE_NOT_ENROLLED"))
                _ = try await unit.enrol(for: "op7", at: house)
                let disabled = try await unit.call("POST", sales, body: "{\"sales\":[]}", to: house)
                #expect((disabled.status, disabled.code) == (403, "DEVICE_DISABLED"))
            }
        }

        @Test("After activation nothing in the definition changes, and each attempt is on record")
        func locked() async throws {
            try await withHouse { house in
                try await house.raffle()
                let before = try await house.get("game-1").json["definition"]
                for element in ["packages", "prizes", "numbers", "draw", "salesCloseAt", "policies"] {
                    let answer = try await house.call("PATCH", "/v1/raffles/game-1", token: house.owner, body: "{\"\(element)\":null}")
                    #expect((answer.status, answer.code) == (409, "CONFIG_LOCKED"), "\(element): \(answer.text)")
                }
                #expect(try await house.get("game-1").json["definition"] == before)
                let events = try await house.call("GET", "/v1/audit/events?event=CONFIG_LOCKED&ledger=game-1", token: house.owner)
                #expect(try events.json["events"]?.arrayValue?.count == 6, "\(events.text)")
            }
        }

        @Test("The name of the installation's own ledger is no raffle's")
        func reservedName() async throws {
            try await withHouse { house in
                let answer = try await house.call("POST", "/v1/raffles?id=system", token: house.owner, body: TestHouse.rivertown)
                #expect((answer.status, answer.code, answer.field) == (400, "RESERVED_ID", "id"), "\(answer.text)")
                #expect(try await house.call("GET", "/v1/raffles").json["raffles"]?.arrayValue?.isEmpty == true)
            }
        }

        @Test("A seller prints again what they sold themselves, and no ticket of somebody else")
        func reprints() async throws {
            try await withHouse { house in
                let game = try await RivertownGame(at: house)
                let seller = try await house.logOn("op-a")
                let own = try await house.post("game-1/reprints", #"{"ticket":"RSU-A-1","kind":"bearer"}"#, as: seller)
                #expect(own.text.contains("REPRINT") && own.text.contains(game.a.validation(of: 1)), "\(own.text)")
                let others = #"{"ticket":"RSU-B-2","kind":"bearer"}"#
                let refused = try await house.post("game-1/reprints", others, as: seller)
                #expect((refused.status, refused.code) == (403, "FORBIDDEN"), "\(refused.text)")
                #expect(try await house.post("game-1/reprints", others).text.contains(game.b.validation(of: 2)))
            }
        }

        @Test("People are refused what their role does not allow, and it is on record")
        func roles() async throws {
            try await withHouse { house in
                let game = try await RivertownGame(at: house)
                let seller = try await house.logOn("op-a")
                #expect(try await house.post("game-1/close", as: seller).status == 403)
                #expect(try await house.post("game-1/voids", #"{"ticket":"RSU-A-1","reason":"other"}"#, as: seller).status == 403)
                let stub = #"{"ticket":"RSU-A-1","kind":"counterfoil","number":1}"#
                #expect(try await house.post("game-1/reprints", stub, as: seller).status == 403)
                #expect(try await house.get("game-1/reports/drawing", as: seller).status == 403)
                #expect(try await house.call("GET", "/v1/audit/events", token: seller).status == 403)
                #expect(try await house.post("game-1/close", as: "nobody").status == 401)
                #expect(try await house.post("game-1/marks", #"{"ticket":"RSU-A-1","reason":"misprint"}"#, as: seller).status == 201)
                let refused = try await house.call("GET", "/v1/audit/events?event=PERMISSION_REFUSED&actor=op-a", token: house.owner)
                #expect(try refused.json["events"]?.arrayValue?.count == 5, "\(refused.text)")
                #expect(game.a.sales.count == 9)
            }
        }

        @Test("The same batch again gets the same receipts, another sale in its place is a conflict, and a late one is refused")
        func exactlyOnce() async throws {
            try await withHouse { house in
                try await house.raffle()
                let unit = try await TestSeller("RSU-A", seed: 1, raffle: "game-1", person: "op-a", numbers: 100, at: house)
                for _ in 0..<5 { try unit.sell("P1", 1, 500) }
                let first = try await unit.upload()
                #expect(first.status == 200, "\(first.text)")
                let second = try await unit.upload()
                let receipts = { (answer: Answer) in try answer.json["results"]?.arrayValue?.map { $0["receipt"] } }
                #expect(try receipts(first) == receipts(second))
                #expect(try second.json["results"]?.arrayValue?.allSatisfy { $0["outcome"]?.stringValue == "repeated" } == true)
                var other = unit.sales[2]
                other.price = 1_000
                let conflict = try await unit.upload([other])
                #expect(try conflict.json["results"]?.arrayValue?.first?["outcome"]?.stringValue == "conflict")
                #expect(try conflict.json["upTo"]?.integerValue == 5)
                #expect(try await house.get("game-1").json["sales"]?["gross"]?.integerValue == 2_500)
                // The general reader sees the same in another order and with white space.
                let spaced = TestSeller.body([unit.sales[0]]).replacingOccurrences(of: ",", with: " ,\n").replacingOccurrences(
                    of: "\"reference\":\"\"", with: "\"reference\": \"\\u0041\"")
                let escaped = try await unit.call("sales", spaced)
                #expect(try escaped.json["results"]?.arrayValue?.first?["outcome"]?.stringValue == "conflict", "\(escaped.text)")
                _ = try await house.post("game-1/close")
                house.clockAhead.withLockedValue { $0 += 5 }
                try unit.sell("P1", 1, 500)
                let late = try await unit.upload([unit.sales[5]])
                #expect(try late.json["results"]?.arrayValue?.first?["code"]?.stringValue == "SOLD_AFTER_CLOSE", "\(late.text)")
            }
        }

        @Test("Tickets cannot be tried without end")
        func limits() async throws {
            var options = TestHouse.Options()
            options.ticketChecksPerMinute = 3
            try await withHouse(options) { house in
                try await house.raffle()
                for _ in 0..<3 { #expect(try await house.post("game-1/tickets/check", #"{"number":1}"#).status == 200) }
                let fourth = try await house.post("game-1/tickets/check", #"{"number":1}"#)
                #expect((fourth.status, fourth.code) == (429, "RATE_LIMIT"))
                #expect(fourth.headers["retry-after"] != nil)
            }
        }

        @Test("No body, however hostile, brings the server to its knees", arguments: [UInt64(1), 2, 3])
        func hostile(seed: UInt64) async throws {
            try await withHouse { house in
                try await house.raffle()
                let unit = try await TestSeller("RSU-A", seed: 1, raffle: "game-1", person: "op-a", numbers: 100, at: house)
                try unit.sell("P1", 1, 500)
                var generator = Noise(state: seed)
                let sale = TestSeller.body(unit.sales)
                let bodies = [
                    ("voids", #"{"ticket":"RSU-A-1","reason":"other","note":"x","refund":1}"#),
                    ("draws", #"{"prize":"half","officials":["a"]}"#),
                    ("entries", #"{"prize":"half","number":1,"again":1}"#), ("leases", #"{"rsu":"RSU-A","count":5}"#),
                    ("claims", #"{"prize":"half","number":1,"validation":"0","documents":["x"]}"#),
                    ("alterations", #"{"element":"salesCloseAt","before":"","after":"x","reason":"y"}"#),
                    ("tickets/check", #"{"number":1,"validation":"x"}"#), ("suspend", #"{"reason":"x"}"#),
                ]
                for _ in 0..<60 {
                    for (path, body) in bodies {
                        let answer = try await house.post("game-1/\(path)", generator.spoil(body))
                        #expect(answer.status < 500, "seed \(seed) \(path): \(answer.text)")
                    }
                    let answer = try await unit.call("sales", generator.spoil(sale))
                    #expect(answer.status < 500, "seed \(seed): \(answer.text)")
                    let made = try await house.call("POST", "/v1/raffles", token: house.owner, body: generator.spoil(TestHouse.rivertown))
                    #expect(made.status < 500, "seed \(seed): \(made.text)")
                }
            }
        }
    }
}

/// Spoils texts in ways that can be repeated.
private struct Noise {
    var state: UInt64

    private mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % max(1, bound)
    }

    mutating func spoil(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let pieces = [
            "null", "-1", "1e400", "99999999999999999999", "\"\\u0000\"", "{}", "[]", "\"\\ud800\"", "true", "1.5", "\"\"", "\u{202E}",
            ",,",
        ]
        for _ in 0...next(3) {
            let place = next(bytes.count)
            switch next(4) {
            case 0: bytes.replaceSubrange(place..<place, with: Array(pieces[next(pieces.count)].utf8))
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(8)))
            case 2: bytes[place] = UInt8(0x20 + next(0x5F))
            default:
                // A value in place of another.
                if let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) {
                    let end = bytes[colon...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? bytes.count
                    bytes.replaceSubrange(colon + 1..<end, with: Array(pieces[next(pieces.count)].utf8))
                }
            }
            if bytes.isEmpty { bytes = [UInt8(ascii: "{")] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
