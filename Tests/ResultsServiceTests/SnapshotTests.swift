import NIOCore
import Testing

@testable import ResultsService

@Suite("Snapshots")
struct SnapshotTests {
    @Test(
        "A resume position is a canonical decimal or unusable",
        arguments: [
            ("", ResumePosition.start), ("0", .size(0)), ("42", .size(42)), ("18446744073709551615", .size(.max)),
            ("18446744073709551616", .unusable), ("042", .unusable), ("+1", .unusable), ("-1", .unusable), (" 1", .unusable),
            ("1 ", .unusable), ("e7-42", .unusable), ("💥", .unusable), ("٤٢", .unusable), ("1\u{0}", .unusable),
            (String(repeating: "9", count: 64), .unusable), (String(repeating: "1", count: 10_240), .unusable),
        ])
    func parsesResumePositions(id: String, expected: ResumePosition) {
        #expect(ResumePosition.parse(id) == expected)
    }

    @Test("The header's position wins over the query's")
    func prefersHeader() {
        #expect(ResumePosition.parse(header: "7", query: "3") == .size(7))
        #expect(ResumePosition.parse(header: nil as String?, query: "3") == .size(3))
        #expect(ResumePosition.parse(header: "", query: "3") == .size(3))
        #expect(ResumePosition.parse(header: "x", query: "3") == .unusable)
    }

    @Test("Only what is newer than the newest replaces it")
    func succession() {
        func succession(_ next: ResultsSnapshot, after newest: ResultsSnapshot?) -> SnapshotSuccession { .init(of: next, after: newest) }
        #expect(succession(snapshot(1), after: nil) == .replace)
        #expect(succession(snapshot(2), after: snapshot(1)) == .replace)
        #expect(succession(snapshot(1), after: snapshot(1)) == .drop)
        #expect(succession(snapshot(1), after: snapshot(2)) == .drop)
        #expect(succession(snapshot(2, json: "{}"), after: snapshot(2)) == .drop)
        #expect(succession(snapshot(1, epoch: "1"), after: snapshot(2)) == .replace)
        #expect(succession(snapshot(2, isFinal: true), after: snapshot(2)) == .finish)
        #expect(succession(snapshot(2, json: "{}", isFinal: true), after: snapshot(2)) == .replace)
        #expect(succession(snapshot(3), after: snapshot(2, isFinal: true)) == .drop)
        #expect(succession(snapshot(1, isFinal: true), after: snapshot(2)) == .drop)
    }

    @Test("An event carries id, name and payload, framed as one chunk")
    func encodesEvent() {
        let encoded = EncodedSnapshot(snapshot(42, json: "{\"a\":1}"))
        let event = "id: 42\nevent: results\ndata: {\"a\":1}\n\n"
        #expect(String(buffer: encoded.event) == event)
        #expect(String(buffer: encoded.chunk) == "\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n")
    }

    @Test("Line breaks in a payload do not end its event")
    func encodesLineBreaks() throws {
        let encoded = EncodedSnapshot(snapshot(1, json: "{\n\"a\":1\n}"))
        var parser = EventStreamParser()
        let events = try parser.consume(encoded.event.readableBytesView)
        #expect(events == [StreamEvent(name: "results", data: Array("{\n\"a\":1\n}".utf8), id: Array("1".utf8))])
    }

    @Test(
        "A stamp becomes the first member of an object, and nothing else changes",
        arguments: [("{\"a\":1}", "{\"stamp\":9,\"a\":1}"), ("{}", "{\"stamp\":9}"), ("{ }", "{\"stamp\":9 }"), ("[1]", "[1]")])
    func stamps(json: String, expected: String) {
        let encoded = EncodedSnapshot(snapshot(1, json: json), stamp: 9)
        #expect(String(buffer: encoded.event).contains("data: \(expected)\n\n"))
        #expect(encoded.snapshot.json == ByteBuffer(string: json))
    }
}

@Suite("Pacing")
struct PacingTests {
    private func time(_ milliseconds: UInt64) -> NIODeadline { .uptimeNanoseconds(milliseconds * 1_000_000) }

    @Test("After a pause a change goes out at once, and a burst as one event when the interval is over")
    func coalesces() {
        var coalescer = PublishCoalescer(eventsPerSecondMax: 2)
        #expect(coalescer.offer(at: time(1000)) == .emit)
        #expect(coalescer.offer(at: time(1100)) == .schedule(time(1500)))
        #expect(coalescer.offer(at: time(1200)) == .wait)
        // Late by a busy loop: what comes in between still has to wait for it, or it would overtake.
        #expect(coalescer.offer(at: time(1600)) == .wait)
        coalescer.emissionDue(at: time(1610))
        #expect(coalescer.offer(at: time(1700)) == .schedule(time(2110)))
        #expect(coalescer.offer(at: time(1701), urgent: true) == .emit)
        coalescer.emissionDue(at: time(2110))
        #expect(coalescer.offer(at: time(2700)) == .emit)
    }

    @Test("Without a limit every change goes out")
    func unlimited() {
        var coalescer = PublishCoalescer(eventsPerSecondMax: .infinity)
        #expect(coalescer.offer(at: time(5)) == .emit)
        #expect(coalescer.offer(at: time(5)) == .emit)
    }

    @Test("A wheel returns each element after exactly its delay")
    func wheel() {
        var wheel = TimerWheel<Int>(ticksMax: 5)
        var due: [Int: Int] = [:]
        for start in 0..<20 {
            for delay in 1...5 { wheel.schedule(start * 10 + delay, after: delay) }
            for element in wheel.advance() { due[element] = start + 1 }
        }
        #expect(due.count == 20 * 5 - (1 + 2 + 3 + 4))
        for (element, tick) in due {
            #expect(tick == element / 10 + element % 10)
        }
    }
}
