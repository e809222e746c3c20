import Foundation
import Identity
import Ledger
import RaffleService
import Raffles
import ResultsService
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("A raffle as it goes on")
    struct RaffleStreamTests {
        private func watch(_ house: TestHouse, _ query: String = "", headers: String = "") async throws -> Wire {
            let wire = try await Wire.open(port: house.port)
            try await wire.send(TestHouse.request("GET", "/v1/raffles/game-1/stream\(query)", headers: headers))
            return wire
        }

        /// The newest event that has come whole.
        private func newest(_ wire: Wire) throws -> (id: String, json: JSONValue)? {
            // Without the frames' line ends, which Swift takes for one character.
            let text = wire.received.replacingOccurrences(of: "\r\n", with: "\n")
            let events = text.components(separatedBy: "event: raffle\n")
            guard events.count > 1, let line = events.last?.split(separator: "\n").first, line.hasPrefix("data: "),
                let id = events[events.count - 2].split(separator: "\n").last, id.hasPrefix("id: ")
            else { return nil }
            guard let json = try? JSONValue.parse(Array(line.dropFirst(6).utf8)) else { return nil }
            return (String(id.dropFirst(4)), json)
        }

        private func size(_ house: TestHouse) -> UInt64 {
            RaffleID("game-1").flatMap { house.raffles.directory.raffle($0)?.summary.size } ?? 0
        }

        @Test("The first event comes at once and is the raffle with its display; each sale is told within two seconds")
        func sales() async throws {
            try await withHouse { house in
                try await house.raffle()
                let seller = try await TestSeller("RSU-A", seed: 1, raffle: "game-1", person: "op-a", numbers: 100, at: house)
                let wire = try await watch(house)
                defer { wire.close() }
                #expect(try await wire.receives("event: raffle\n"))
                #expect(wire.received.hasPrefix("HTTP/1.1 200 OK\r\n") && wire.received.contains("Content-Type: text/event-stream"))
                #expect(wire.received.contains("retry: "))
                try seller.sell("P3", 10, 2_000)
                #expect(try await seller.upload().status == 200)
                #expect(try await eventually { try newest(wire)?.json["sales"]?["gross"]?.integerValue == 2_000 })
                let (id, json) = try #require(try newest(wire))
                #expect(id == "\(size(house))")
                let raffle = try await house.get("game-1", as: "").json
                for member in raffle.objectValue ?? [] { #expect(json[member.name] == member.value, "\(member.name)") }
                let display = try await house.get("game-1/display", as: "").json
                for member in display.objectValue ?? [] where member.name != "secondsLeft" {
                    #expect(json["display"]?[member.name] == member.value, "\(member.name)")
                }
                #expect(json["display"]?["secondsLeft"] == nil && json["display"]?["jackpot"]?.arrayValue?.count == 1)
                #expect(json["currency"]?.stringValue == "CAD" && json["asOf"]?.stringValue != nil)
            }
        }

        @Test("Many sales are few events: two a second at most, and the last of them is always told")
        func coalescing() async throws {
            try await withHouse { house in
                try await house.raffle()
                let seller = try await TestSeller("RSU-A", seed: 1, raffle: "game-1", person: "op-a", numbers: 100, at: house)
                let wire = try await watch(house)
                defer { wire.close() }
                #expect(try await wire.receives("event: raffle\n"))
                let started = ContinuousClock.now
                for count in 1...40 {
                    try seller.sell("P1", 1, 500)
                    #expect(try await seller.upload([seller.sales[count - 1]]).status == 200)
                }
                #expect(try await eventually { try newest(wire)?.json["sales"]?["tickets"]?.integerValue == 40 })
                let events = wire.received.components(separatedBy: "event: raffle\n").count - 1
                let seconds = (ContinuousClock.now - started) / .seconds(1)
                #expect(Double(events) <= 2 + 2 * seconds.rounded(.up), "\(events) events in \(seconds) s")
            }
        }

        @Test("Nothing of a result before it is official; settled, the stream ends and 204 says to stop")
        func results() async throws {
            try await withHouse { house in
                let game = try await RivertownGame.finished(at: house)
                let wire = try await watch(house)
                defer { wire.close() }
                let drawn = try await game.draw(at: house)
                #expect(try await eventually { try newest(wire)?.id == "\(size(house))" })
                #expect(!wire.received.contains(drawn.ticket) && !wire.received.contains("attempts"))
                #expect(try newest(wire)?.json["winners"] == .array([]))
                _ = try await house.post("game-1/prizes/half/official")
                #expect(
                    try await eventually {
                        try newest(wire)?.json["display"]?["winners"]?.arrayValue?.first?["number"]?.integerValue == drawn.number
                    })
                #expect(try await game.claim(drawn, at: house).status == 201)
                #expect(try await house.post("game-1/settle").status == 200)
                #expect(try await wire.receives("\r\n0\r\n\r\n"))
                #expect(try newest(wire)?.json["state"]?.stringValue == "settled")
                let final = "Last-Event-ID: \(size(house))\r\n"
                #expect(try await house.call("GET", "/v1/raffles/game-1/stream", headers: final).status == 204)
            }
        }

        @Test("Who comes back with the last id is not sent it again; an id that is none does no harm")
        func resume() async throws {
            try await withHouse { house in
                try await house.raffle()
                let raffle = try #require(RaffleID("game-1"))
                #expect(try await eventually { house.hub.newest(.raffle(raffle))?.sequence == size(house) })
                let last = size(house)
                let known = try await watch(house, headers: "Last-Event-ID: \(last)\r\n")
                defer { known.close() }
                #expect(try await known.receives("retry: "))
                _ = try await house.post("game-1/suspend")
                #expect(try await known.receives("\"suspended\""))
                #expect(!known.received.contains("id: \(last)\n"))
                for id in ["x", "-1", "99999999999999999999999", String(repeating: "7", count: 3_000), "%00"] {
                    let wire = try await watch(house, headers: "Last-Event-ID: \(id)\r\n")
                    #expect(try await wire.receives("event: raffle\n"), "\(id.prefix(20))")
                    wire.close()
                    let query = try await watch(house, "?last_event_id=\(id)")
                    #expect(try await query.receives("event: raffle\n"), "\(id.prefix(20))")
                    query.close()
                }
            }
        }

        @Test("A raffle and an election of one id are two streams; what is not there is 404; there is no room without end")
        func doors() async throws {
            var options = TestHouse.Options()
            options.watchersMax = 2
            try await withHouse(options) { house in
                try await house.raffle()
                _ = try await house.election("game-1")
                #expect(try await house.call("GET", "/v1/raffles/nobody/stream").status == 404)
                #expect(try await house.call("GET", "/v1/raffles/Not-An-Id/stream").status == 404)
                #expect(try await house.call("POST", "/v1/raffles/game-1/stream", body: "{}").status == 405)
                let one = try await watch(house)
                let other = try await Wire.open(port: house.port)
                try await other.send(TestHouse.request("GET", "/v1/elections/game-1/results/stream"))
                #expect(try await one.receives("event: raffle\n"))
                #expect(try await other.receives("event: results\n"))
                #expect(!one.received.contains("event: results") && !other.received.contains("event: raffle"))
                let refused = try await house.call("GET", "/v1/raffles/game-1/stream")
                #expect(refused.status == 503 && refused.headers["retry-after"] != nil)
                one.close()
                #expect(try await eventually { house.hub.metrics.reading.watchers < 2 })
                let again = try await watch(house)
                #expect(try await again.receives("event: raffle\n"))
                again.close()
                other.close()
            }
        }

        @Test("The full HTTP server, which HTTP/2 leads to, gives the same events")
        func bridged() async throws {
            try await withHouse { house in
                try await house.raffle()
                // A header that the front door leaves to it.
                let wire = try await watch(house, headers: "Connection: Keep-Alive, X-Other\r\nX-Other: 1\r\n")
                defer { wire.close() }
                #expect(try await wire.receives("event: raffle\n"))
                _ = try await house.post("game-1/suspend")
                #expect(try await wire.receives("\"suspended\""))
                #expect(house.hub.metrics.reading.bridgedWatchers == 1)
            }
        }
    }
}
