import Glibc
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@testable import ResultsService

extension NetworkedTests {
    @Suite("Fan-out")
    struct FanOutTests {
        @Test("Two listeners, thousands of watchers, 20 publishes: none lost, ids strictly rising (A1)", .timeLimit(.minutes(2)))
        func smoke() async throws {
            let perListener = 2_000
            let doors = [try await TestFrontDoor(), try await TestFrontDoor()]
            let memoryBefore = residentBytes()
            let swarms = try doors.map { try WatcherSwarm(port: $0.port, count: perListener) }
            #expect(
                try await eventually(within: .seconds(30)) { doors.allSatisfy { $0.hub.metrics.reading.watchers == perListener } })
            let memoryPerWatcher = (residentBytes() - memoryBefore) / (2 * perListener)
            var published = ContinuousClock.now
            var latencies: [Duration] = []
            for swarm in swarms {
                swarm.onEvent = { _ in latencies.append(ContinuousClock.now - published) }
            }
            for sequence in 1...20 as ClosedRange<UInt64> {
                published = .now
                for door in doors { door.hub.publish(snapshot(sequence)) }
                while latencies.count < Int(sequence) * 2 * perListener {
                    for swarm in swarms { swarm.poll(milliseconds: 1) }
                    try #require(ContinuousClock.now - published < .seconds(10), "\(latencies.count) deliveries after publish \(sequence)")
                }
            }
            for swarm in swarms {
                #expect(swarm.watchers.allSatisfy { $0.events == 20 && $0.isOrdered && $0.lastID == 20 && !$0.isAtEnd })
            }
            for door in doors {
                #expect(try await eventually { door.hub.metrics.reading.deliveries == 20 * perListener })
                let reading = door.hub.metrics.reading
                #expect(reading.skipped == 0 && reading.closedSlow == 0)
            }
            latencies.sort()
            let p99 = try #require(latencies.dropFirst(latencies.count * 99 / 100).first)
            print("fan-out smoke: \(latencies.count) deliveries, p99 \(p99), both ends \(memoryPerWatcher) bytes resident per watcher")
            for door in doors { try await door.stop() }
        }

        private func residentBytes() -> Int {
            guard let file = fopen("/proc/self/statm", "r") else { return 0 }
            defer { fclose(file) }
            var total = 0
            var resident = 0
            return withUnsafeMutablePointer(to: &total) { total in
                withUnsafeMutablePointer(to: &resident) { resident in
                    withVaList([total, resident]) { vfscanf(file, "%ld %ld", $0) } == 2 ? resident.pointee * 4096 : 0
                }
            }
        }

        @Test("Watchers that never read cost one snapshot at most, delay nobody, and are closed (A5)", .timeLimit(.minutes(1)))
        func slowReaders() async throws {
            var configuration = fast
            configuration.slowTimeout = .milliseconds(1500)
            let door = try await TestFrontDoor(configuration, sendBufferBytes: 4096)
            let slow = try (0..<20).map { _ in
                let client = try RawClient(port: door.port, receiveBufferBytes: 4096)
                try client.watch("mayor")
                return client
            }
            #expect(try await eventually { door.hub.metrics.reading.watchers == 20 })
            let slowChannels = door.channels
            let swarm = try WatcherSwarm(port: door.port, count: 50)
            #expect(try await eventually { door.hub.metrics.reading.watchers == 70 })
            let padding = String(repeating: "x", count: 8_000)
            var buffered = 0
            for sequence in 1...200 as ClosedRange<UInt64> {
                door.hub.publish(snapshot(sequence, json: #"{"n":\#(sequence),"padding":"\#(padding)"}"#))
                let start = ContinuousClock.now
                while !swarm.watchers.allSatisfy({ $0.lastID == sequence }), ContinuousClock.now - start < .seconds(20) {
                    swarm.poll(milliseconds: 1)
                }
                if sequence % 5 == 0 {
                    for channel in slowChannels where channel.isActive {
                        buffered = max(buffered, try await channel.getOption(.bufferedWritableBytes).get())
                    }
                }
            }
            #expect(swarm.watchers.allSatisfy { $0.lastID == 200 && $0.events == 200 && $0.isOrdered })
            // Without skipping it would be dozens of snapshots: the one that did not fit is all that may wait.
            #expect(buffered > 0 && buffered < 2 * 8_200, "\(buffered) bytes wait for a slow watcher")
            #expect(try await eventually { door.hub.metrics.reading.closedSlow == 20 && door.hub.metrics.reading.watchers == 50 })
            #expect(door.hub.metrics.reading.skipped > 20 * 4)
            #expect(slow.count == 20)
            try await door.stop()
        }

        @Test("A slow watcher that reads again gets the newest snapshot, not those it missed")
        func slowReaderRecovers() async throws {
            let door = try await TestFrontDoor(sendBufferBytes: 4096)
            let client = try RawClient(port: door.port, receiveBufferBytes: 4096)
            try client.watch("mayor")
            #expect(try await eventually { door.hub.metrics.reading.watchers == 1 })
            let padding = String(repeating: "x", count: 50_000)
            for sequence in 1...50 as ClosedRange<UInt64> {
                door.hub.publish(snapshot(sequence, json: #"{"n":\#(sequence),"padding":"\#(padding)"}"#))
            }
            #expect(try await eventually { door.hub.metrics.reading.skipped == 49 })
            let ids = try client.read(until: "id: 50\n").matches(of: /id: (\d+)\n/).compactMap { UInt64($0.1) }
            #expect(ids == [1, 50])
            try await door.stop()
        }

        @Test(
            "Draining tells watchers to keep away, closes them in rations, stalls no loop, and is done in time (A6)",
            .timeLimit(.minutes(1)))
        func drain() async throws {
            var configuration = fast
            configuration.closesPerTick = 100
            configuration.closeInterval = .milliseconds(50)
            let door = try await TestFrontDoor(configuration)
            let swarm = try WatcherSwarm(port: door.port, count: 1_000)
            #expect(try await eventually { door.hub.metrics.reading.watchers == 1_000 })
            let probe = StallProbe(on: door.group.next())
            let start = ContinuousClock.now
            async let left = door.hub.drain(within: .seconds(5))
            while swarm.atEnd < 1_000, ContinuousClock.now - start < .seconds(20) {
                swarm.poll()
            }
            #expect(await left == 0)
            let elapsed = ContinuousClock.now - start
            // Ten batches of at most 100, 50 ms apart, at the fastest; spread over four fifths of the window at the slowest.
            #expect(elapsed >= .milliseconds(450) && elapsed < .seconds(20))
            #expect(probe.longest < .seconds(1))
            for watcher in swarm.watchers {
                let text = String(decoding: watcher.ending, as: UTF8.self)
                #expect(text.contains(/retry: [12]\d{4}\n\n\r\n0\r\n\r\n$/))
            }
            let late = try RawClient.watcher(of: "mayor", port: door.port)
            #expect(try late.readToEnd().hasPrefix("HTTP/1.1 503 "))
            try await door.stop()
        }

        @Test("A window that is too short is still kept")
        func drainInTime() async throws {
            var configuration = fast
            configuration.closesPerTick = 1
            configuration.closeInterval = .seconds(1)
            let door = try await TestFrontDoor(configuration)
            let clients = try (0..<10).map { _ in try RawClient.watcher(of: "mayor", port: door.port) }
            #expect(try await eventually { door.hub.metrics.reading.watchers == clients.count })
            let start = ContinuousClock.now
            #expect(await door.hub.drain(within: .milliseconds(200)) >= 8)
            #expect(ContinuousClock.now - start < .seconds(4))
            try await door.stop()
        }

        @Test("Watchers that come and go during a pass cost nobody a snapshot")
        func churn() async throws {
            var configuration = fast
            configuration.deliveriesPerSlice = 8
            let door = try await TestFrontDoor(configuration)
            let swarm = try WatcherSwarm(port: door.port, count: 200)
            var passing = try (0..<200).map { _ in try RawClient.watcher(of: "mayor", port: door.port) }
            #expect(try await eventually { door.hub.metrics.reading.watchers == 400 })
            for sequence in 1...20 as ClosedRange<UInt64> {
                door.hub.publish(snapshot(sequence))
                passing.removeFirst(10)
                let start = ContinuousClock.now
                while !swarm.watchers.allSatisfy({ $0.lastID == sequence }), ContinuousClock.now - start < .seconds(20) {
                    swarm.poll(milliseconds: 1)
                }
            }
            #expect(swarm.watchers.allSatisfy { $0.events == 20 && $0.isOrdered })
            #expect(try await eventually { door.hub.metrics.reading.watchers == 200 })
            try await door.stop()
        }
    }
}

/// Notices how long an event loop does not get to what is due.
private final class StallProbe: Sendable {
    private let state = NIOLockedValueBox((last: ContinuousClock.now, longest: Duration.zero))

    init(on loop: any EventLoop) {
        loop.scheduleRepeatedTask(initialDelay: .milliseconds(2), delay: .milliseconds(2)) { [state] _ in
            state.withLockedValue { state in
                let now = ContinuousClock.now
                state = (now, max(state.longest, now - state.last))
            }
        }
    }

    var longest: Duration { state.withLockedValue { $0.longest } }
}
