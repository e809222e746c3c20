import TestSupport
import Testing

@testable import ResultsService

@Suite("Event stream parser")
struct EventStreamParserTests {
    private func event(_ data: String, name: String = "message", id: String = "") -> StreamEvent {
        StreamEvent(name: name, data: Array(data.utf8), id: Array(id.utf8))
    }

    private func parse(_ text: String) throws -> [StreamEvent] {
        var parser = EventStreamParser()
        return try parser.consume(text.utf8)
    }

    @Test("The standard's own examples")
    func examples() throws {
        #expect(try parse("data: YHOO\ndata: +2\ndata: 10\n\n") == [event("YHOO\n+2\n10")])
        #expect(
            try parse(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n") == [
                event("first event", id: "1"), event("second event"), event(" third event"),
            ])
        #expect(try parse("data\n\ndata\ndata\n\ndata:") == [event(""), event("\n")])
        #expect(try parse("data:test\n\ndata: test\n\n") == [event("test"), event("test")])
    }

    @Test("Names, ids, comments, unknown fields and every kind of line end")
    func fields() throws {
        #expect(try parse("\u{FEFF}id: 5\r\nevent: results\r\ndata: {}\r\n\r\n") == [event("{}", name: "results", id: "5")])
        #expect(try parse("id: 5\revent: results\rdata: {}\r\r") == [event("{}", name: "results", id: "5")])
        #expect(try parse("event: a\n\ndata: x\n\n") == [event("x")])
        #expect(try parse("id: 1\ndata: x\n\ndata: y\n\n") == [event("x", id: "1"), event("y", id: "1")])
        #expect(try parse("id: 1\nid: 2\u{0}\ndata: x\n\n") == [event("x", id: "1")])
        #expect(try parse("data: x\nfoo: bar\n:c\n\n") == [event("x")])
        #expect(try parse("data: unfinished\n") == [])
    }

    @Test("A reconnection time counts only when it is digits")
    func retry() throws {
        var parser = EventStreamParser()
        _ = try parser.consume("retry: 3000\nretry: soon\nretry:\nretry: -1\n".utf8)
        #expect(parser.retryMilliseconds == 3000)
    }

    @Test("Lines and events are bounded")
    func bounds() throws {
        var parser = EventStreamParser(bytesMax: 16)
        #expect(throws: EventStreamParser.Failure.lineTooLong) { try parser.consume(repeatElement(UInt8(ascii: "x"), count: 17)) }
        parser = EventStreamParser(bytesMax: 16)
        #expect(throws: EventStreamParser.Failure.eventTooLong) { try parser.consume("data: 12345678\ndata: 12345678\n".utf8) }
    }

    @Test("However a stream is cut up, the same events come out", arguments: 0..<200 as Range<UInt64>)
    func pieces(seed: UInt64) throws {
        var random = Dice(seed: seed)
        let parts = [
            "data: a\n", "data:\r\n", "id: 1\r", "event: results\n", "\n", "\r\n", "\r", ":\n", "retry: 1\n", "é💥", "data", ":", " ", "\n",
        ]
        let text = (0..<60).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
        let whole = try parse(text)
        var parser = EventStreamParser()
        var events: [StreamEvent] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...min(7, rest.count), using: &random)
            events += try parser.consume(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        #expect(events == whole, "seed \(seed)")
    }
}
