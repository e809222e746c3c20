import NIOCore
import Testing

@testable import ResultsService

@Suite("Upstream state")
struct UpstreamStateMachineTests {
    private func event(_ id: String, name: String = "results") -> StreamEvent {
        StreamEvent(name: name, data: Array("{}".utf8), id: Array(id.utf8))
    }

    private func time(_ seconds: UInt64) -> NIODeadline { .uptimeNanoseconds(seconds * 1_000_000_000) }

    @Test("News is passed on once, with its id, and resumed after")
    func news() {
        var machine = UpstreamStateMachine(election: mayor)
        #expect(machine.lastEventID == nil)
        #expect(machine.received(event("7"), at: time(0))?.sequence == 7)
        #expect(machine.received(event("7"), at: time(1)) == nil)
        #expect(machine.received(event("x"), at: time(1)) == nil)
        #expect(machine.received(event("8", name: "message"), at: time(1)) == nil)
        #expect(machine.received(event("9"), at: time(2)) == snapshot(9, json: "{}"))
        #expect(machine.lastEventID == "9")
    }

    @Test("A lower id is a lagging node at first, and rebuilt state after half a minute")
    func regression() {
        var machine = UpstreamStateMachine(election: mayor)
        _ = machine.received(event("9"), at: time(0))
        #expect(machine.received(event("5"), at: time(10)) == nil)
        #expect(machine.received(event("10"), at: time(11))?.sequence == 10)
        #expect(machine.heard(at: time(60)) == nil)
        #expect(machine.received(event("5"), at: time(70)) == nil)
        #expect(machine.received(event("6"), at: time(80)) == nil)
        #expect(machine.heard(at: time(99)) == nil)
        #expect(machine.heard(at: time(100)) == snapshot(6, epoch: "1", json: "{}"))
        #expect(machine.lastEventID == "6")
        #expect(machine.received(event("7"), at: time(101))?.epoch == "1")
    }

    @Test("Responses are followed, retried or believed")
    func responses() {
        var machine = UpstreamStateMachine(election: mayor)
        #expect(machine.responded(status: 200, isEventStream: true, jitter: 0) == .follow)
        #expect(machine.responded(status: 404, isEventStream: false, jitter: 0) == .unknown)
        #expect(machine.responded(status: 200, isEventStream: false, jitter: 0) == .retry(.milliseconds(125)))
        #expect(machine.responded(status: 503, isEventStream: false, jitter: 0) == .retry(.milliseconds(250)))
        #expect(machine.responded(status: 204, isEventStream: false, jitter: 0) == .finished(nil))
        _ = machine.received(event("7"), at: time(0))
        #expect(machine.responded(status: 404, isEventStream: false, jitter: 0) == .retry(.milliseconds(125)))
        #expect(machine.responded(status: 204, isEventStream: false, jitter: 0) == .finished(snapshot(7, json: "{}", isFinal: true)))
    }

    @Test("Pauses double up to a limit, vary by half, and start over after success")
    func pauses() {
        var machine = UpstreamStateMachine(election: mayor)
        let pauses = (0..<40).map { _ in machine.disconnected(retryMilliseconds: nil, jitter: 0.999) }
        #expect(pauses[0] < .milliseconds(250) && pauses[1] < .milliseconds(500) && pauses[1] > .milliseconds(490))
        #expect(pauses.allSatisfy { $0 > .milliseconds(125) && $0 < .seconds(15) })
        #expect(pauses[39] > .seconds(14))
        _ = machine.received(event("7"), at: time(0))
        #expect(machine.disconnected(retryMilliseconds: 3000, jitter: 0) == .milliseconds(500))
        #expect(machine.disconnected(retryMilliseconds: .max, jitter: 0) == .milliseconds(250))
    }

    @Test("The directory asks once for many, remembers what is unknown for a while, and is bounded")
    func directory() {
        var directory = UpstreamDirectory<Int>(electionsMax: 2, waitersMax: 2, unknownFor: .seconds(10))
        func isStart(_ request: UpstreamDirectory<Int>.Request) -> Bool { if case .start = request { true } else { false } }
        func isWait(_ request: UpstreamDirectory<Int>.Request) -> Bool { if case .wait = request { true } else { false } }
        func answer(_ request: UpstreamDirectory<Int>.Request) -> UpstreamAvailability? {
            if case .answer(let availability) = request { availability } else { nil }
        }
        #expect(isStart(directory.request(mayor, waiter: 1, at: time(0))))
        #expect(isWait(directory.request(mayor, waiter: 2, at: time(0))))
        #expect(answer(directory.request(mayor, waiter: 3, at: time(0))) == .unavailable)
        #expect(directory.probed(mayor, .unknown, at: time(1)) == [1, 2])
        #expect(answer(directory.request(mayor, waiter: 4, at: time(10))) == .unknown)
        #expect(directory.staleness(at: time(10)) == nil)
        #expect(isStart(directory.request(mayor, waiter: 5, at: time(11))))
        #expect(directory.probed(mayor, .unavailable, at: time(12)) == [5])
        #expect(isStart(directory.request(mayor, waiter: 6, at: time(12))))
        #expect(directory.probed(mayor, .known, at: time(12)) == [6])
        directory.heard(mayor, at: time(20))
        #expect(directory.staleness(at: time(25)) == .seconds(5))
        #expect(isStart(directory.request(electionID("b"), waiter: 7, at: time(20))))
        #expect(answer(directory.request(electionID("c"), waiter: 8, at: time(20))) == .unavailable)
        #expect(directory.probed(electionID("b"), .unknown, at: time(20)) == [7])
        #expect(answer(directory.request(electionID("c"), waiter: 9, at: time(21))) == .unavailable)
        #expect(isStart(directory.request(electionID("c"), waiter: 10, at: time(30))))
        directory.finished(mayor)
        #expect(directory.probed(electionID("c"), .known, at: time(30)) == [10])
        #expect(isStart(directory.request(electionID("d"), waiter: 12, at: time(31))))
        directory.finished(electionID("c"))
        #expect(directory.staleness(at: time(99)) == nil && directory.availability(of: mayor, at: time(99)) == .known)
        #expect(directory.stop() == [12])
        #expect(answer(directory.request(mayor, waiter: 11, at: time(31))) == .unavailable)
    }
}
