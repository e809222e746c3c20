import NIOCore
import NIOPosix
import Testing

@testable import ResultsService

extension NetworkedTests {
    @Suite("Bridged stream")
    struct ResultsStreamTests {
        private func withHub(_ configuration: ResultsHubConfiguration = fast, _ body: (ResultsHub) async throws -> Void) async throws {
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
            try await body(ResultsHub(group: group, configuration: configuration))
            try await group.shutdownGracefully()
        }

        private func sequence(_ event: ResultsEvent?) -> UInt64? {
            if case .snapshot(let encoded)? = event { encoded.snapshot.sequence } else { nil }
        }

        @Test("It opens with a retry time, brings the newest snapshot, and ends after the final one")
        func life() async throws {
            try await withHub { hub in
                hub.publish(snapshot(1))
                var events = try #require(hub.stream(of: mayor, resume: .start)).makeAsyncIterator()
                guard case .opening(3000...6999)? = await events.next() else { return #expect(Bool(false), "no opening") }
                #expect(sequence(await events.next()) == 1)
                hub.publish(snapshot(2))
                #expect(sequence(await events.next()) == 2)
                hub.publish(snapshot(3, isFinal: true))
                #expect(sequence(await events.next()) == 3)
                #expect(await events.next() == nil)
                #expect(try await eventually { hub.metrics.reading.bridgedWatchers == 0 })
            }
        }

        @Test("A reader that is slow gets the newest; one that has the newest gets the next")
        func newestOnly() async throws {
            try await withHub { hub in
                hub.publish(snapshot(1))
                var events = try #require(hub.stream(of: mayor, resume: .size(1))).makeAsyncIterator()
                _ = await events.next()
                hub.publish(snapshot(2))
                #expect(sequence(await events.next()) == 2)
                for number in 3...50 as ClosedRange<UInt64> { hub.publish(snapshot(number)) }
                var seen: [UInt64] = []
                while seen.last != 50 { seen.append(try #require(sequence(await events.next()))) }
                #expect(seen == seen.sorted() && Set(seen).count == seen.count)
            }
        }

        @Test("Heartbeats come in silence, rotation ends it, and giving it up frees its place")
        func heartbeat() async throws {
            var configuration = fast
            configuration.heartbeat = .milliseconds(40)
            configuration.rotation = .milliseconds(300)
            try await withHub(configuration) { hub in
                var heartbeats = 0
                for await event in try #require(hub.stream(of: mayor, resume: .start)) {
                    if case .heartbeat = event { heartbeats += 1 }
                }
                #expect(heartbeats >= 2)
                var given: ResultsStream? = hub.stream(of: mayor, resume: .start)
                #expect(hub.metrics.reading.bridgedWatchers == 1 && given != nil)
                given = nil
                #expect(try await eventually { hub.metrics.reading.bridgedWatchers == 0 })
            }
        }

        @Test("Draining ends it with a goodbye")
        func drain() async throws {
            try await withHub { hub in
                var events = try #require(hub.stream(of: mayor, resume: .start)).makeAsyncIterator()
                _ = await events.next()
                await hub.drain(within: .seconds(5))
                guard case .goodbye(10_000...29_999)? = await events.next() else { return #expect(Bool(false), "no goodbye") }
                #expect(await events.next() == nil)
                #expect(hub.admission(to: mayor, resume: .start) == .unavailable(retryAfterSeconds: 10))
            }
        }
    }
}
