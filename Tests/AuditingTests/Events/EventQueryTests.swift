import Ledger
import Testing

@testable import Auditing

@Suite("Searching events")
struct EventQueryTests {
    private let events = [
        SignificantEvent(
            ledger: "r-1", index: 1, time: "2026-01-15T18:00:00Z", component: "SRV-1", event: "RAFFLE_ACTIVATED", actor: "admin1"),
        SignificantEvent(
            ledger: "r-1", index: 2, time: "2026-01-15T18:05:00Z", component: "RSU-A", event: "RSU_CONNECTED", actor: "op7"),
        SignificantEvent(ledger: "r-1", index: 3, time: "2026-01-15T18:06:00Z", component: "SRV-1", event: "DATA_ALTERED", actor: "mgr1"),
    ]

    private func found(_ parameters: [(name: String, value: String)]) throws -> [UInt64] {
        try EventQuery(parameters: parameters).select(from: events).map(\.index)
    }

    @Test("the range takes its start in and leaves its end out; components and codes select; conditions are ANDed")
    func finds() throws {
        #expect(try found([("from", "2026-01-15T18:04:00Z"), ("to", "2026-01-15T18:06:00Z")]) == [2])
        #expect(try found([("component", "RSU-A")]) == [2])
        #expect(try found([("event", "DATA_ALTERED")]) == [3])
        #expect(try found([("event", "DATA_ALTERED"), ("component", "RSU-A")]) == [])
        #expect(try found([("event", "DATA_ALTERED,RSU_CONNECTED")]) == [2, 3])
        #expect(try found([("event", "DATA_ALTERED"), ("event", "RSU_CONNECTED")]) == [2, 3])
        #expect(try found([("actor", "MGR")]) == [3])
        #expect(try found([("ledger", "r-2")]) == [])
        #expect(try found([("severity", "warning")]) == [3])
        #expect(try found([]) == [1, 2, 3])
    }

    @Test("times compare as moments, whatever their offset and decimals")
    func comparesMoments() throws {
        #expect(try found([("from", "2026-01-15T19:05:00+01:00"), ("to", "2026-01-15T18:05:00.001Z")]) == [2])
        #expect(try found([("from", "2026-01-15T18:05:00.001Z")]) == [3])
        #expect(EventTime("2026-01-15T18:00:00.999Z")?.text == "2026-01-15T18:00:00.999Z")
        #expect(EventTime("2026-01-15T18:00:00.5000Z")?.text == "2026-01-15T18:00:00.500Z")
        #expect(EventTime("1969-12-31T23:59:59.001Z")?.milliseconds == -999)
        #expect(EventTime(milliseconds: -999).text == "1969-12-31T23:59:59.001Z")
        for text in ["2026-01-15T18:00:00.0001Z", "2026-01-15T18:00:00.Z", "2026-01-15", "", "2026-01-15T18:00:00.1.2Z"] {
            #expect(EventTime(text) == nil, "\(text)")
        }
    }

    @Test("an event whose time can't be read is within every range")
    func showsDamaged() throws {
        let damaged = SignificantEvent(ledger: "r", index: 0, time: "?", component: "c", event: "EXPORT", actor: "a")
        #expect(try EventQuery(parameters: [("from", "2026-01-15T18:00:00Z")]).matches(damaged))
    }

    @Test(
        "parameters that can't be read are named",
        arguments: [
            ("from", "yesterday"), ("to", "2026-13-01T00:00:00Z"), ("event", "NO_SUCH"), ("event", "RSU_CONNECTED,"), ("form", "x"),
            ("component", ""), ("severity", "loud"), ("event", "x_lower"),
        ])
    func refuses(name: String, value: String) {
        let error = #expect(throws: EventQueryError.self) { try EventQuery(parameters: [(name, value)]) }
        #expect(error?.parameter == name)
    }

    @Test("a parameter stands once, a range is not empty, and parameters of others are passed over")
    func refusesRepetition() throws {
        #expect(throws: EventQueryError.self) { try EventQuery(parameters: [("actor", "a"), ("actor", "b")]) }
        #expect(throws: EventQueryError.self) {
            try EventQuery(parameters: [("from", "2026-01-15T18:00:00Z"), ("to", "2026-01-15T18:00:00Z")])
        }
        #expect(try EventQuery(parameters: [("limit", "5"), ("event", "X_FLOOD")], ignoring: ["limit"]).events == ["X_FLOOD"])
    }
}
