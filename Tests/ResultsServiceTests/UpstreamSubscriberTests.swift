import AsyncHTTPClient
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import ResultsService

extension NetworkedTests {
    @Suite("Fan-out node")
    struct UpstreamSubscriberTests {
        private func withSubscriber(
            to url: String, _ body: (UpstreamSubscriber, ResultsHub) async throws -> Void
        ) async throws {
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: UpstreamSubscriber.clientConfiguration())
            let hub = ResultsHub(group: group, configuration: fast)
            let subscriber = UpstreamSubscriber(upstream: url + "/", hub: hub, client: client, logger: Logger(label: "test"))
            let running = Task { try await subscriber.run() }
            try await body(subscriber, hub)
            running.cancel()
            try await running.value
            #expect(await subscriber.request(electionID("late")) == .unavailable)
            try await client.shutdown()
            try await group.shutdownGracefully()
        }

        private func frame(_ sequence: UInt64) -> String { "id: \(sequence)\nevent: results\ndata: {\"size\":\(sequence)}\n\n" }

        @Test(
            "Dropped in the middle of an event, it resumes from the last whole one and loses and repeats nothing", .timeLimit(.minutes(1)))
        func drops() async throws {
            let frames = (1...6).map { frame(UInt64($0)) }
            let upstream = try await ScriptedUpstream { line, count in
                guard line.contains("/results/stream") else { return .election }
                switch count {
                case 0: return .stream("retry: 100\n\n" + frames[0] + frames[1].prefix(25))
                case 1: return .stream("")
                case 2: return .stream(frames[1] + frames[2] + String(frames[3].dropLast()))
                case 3: return .stream(frames[2] + ":\n\n" + frames[3])
                case 4: return .stream(frames[5])
                default: return .finished
                }
            }
            try await withSubscriber(to: upstream.url) { subscriber, hub in
                #expect(subscriber.availability(of: mayor) == nil)
                #expect(await subscriber.request(mayor) == .known)
                #expect(subscriber.availability(of: mayor) == .known)
                var seen: [ResultsSnapshot] = []
                for await case .snapshot(let encoded) in try #require(hub.stream(of: mayor, resume: .start)) {
                    seen.append(encoded.snapshot)
                }
                #expect(seen.map(\.sequence).last == 6 && seen.map(\.sequence) == seen.map(\.sequence).sorted())
                #expect(seen.allSatisfy { $0.json == ByteBuffer(string: "{\"size\":\($0.sequence)}") })
                #expect(hub.metrics.reading.published >= 5)
                #expect(upstream.lastEventIDs == ["", "1", "1", "3", "4", "6"])
                #expect(hub.newest(mayor)?.isFinal == true)
                #expect(hub.admission(to: mayor, resume: .size(6)) == .noContent)
                #expect(subscriber.staleness == nil)
            }
            try await upstream.stop()
        }

        @Test("An election upstream does not know is asked for once, however many want it")
        func unknown() async throws {
            let upstream = try await ScriptedUpstream { _, _ in .notFound }
            try await withSubscriber(to: upstream.url) { subscriber, hub in
                let answers = await withTaskGroup(of: UpstreamAvailability.self, returning: [UpstreamAvailability].self) { group in
                    for _ in 0..<100 { group.addTask { await subscriber.request(mayor) } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers == Array(repeating: .unknown, count: 100))
                #expect(upstream.requests == 1)
                #expect(await subscriber.newest(mayor) == nil)
            }
            try await upstream.stop()
        }

        @Test("A GET waits for the first snapshot; staleness counts from the last sign of life")
        func firstSnapshot() async throws {
            let first = frame(1)
            let upstream = try await ScriptedUpstream { line, _ in
                line.contains("/results/stream") ? .stream(first, closes: false) : .election
            }
            try await withSubscriber(to: upstream.url) { subscriber, hub in
                #expect(subscriber.staleness == nil)
                #expect(await subscriber.newest(mayor) == snapshot(1, json: "{\"size\":1}"))
                let staleness = try #require(subscriber.staleness)
                #expect(staleness < .seconds(10))
                #expect(try await eventually { subscriber.staleness.map { $0 > staleness } ?? false })
            }
            try await upstream.stop()
        }

        @Test("An upstream that can't be reached is unavailable, and asked again the next time")
        func unreachable() async throws {
            let upstream = try await ScriptedUpstream { _, count in
                count == 0 ? ScriptedUpstream.Reply(bytes: "HTTP/1.1 500 Oh\r\nConnection: close\r\nContent-Length: 0\r\n\r\n") : .notFound
            }
            try await withSubscriber(to: upstream.url) { subscriber, _ in
                #expect(await subscriber.request(mayor) == .unavailable)
                #expect(await subscriber.request(mayor) == .unknown)
            }
            try await upstream.stop()
        }

        @Test("Nodes stack: a watcher of a node behind a node gets the same bytes as one at the source", .timeLimit(.minutes(1)))
        func stacked() async throws {
            // The source speaks real event streams over its own front door; the probe is answered by a script in front of it.
            let door = try await TestFrontDoor()
            door.hub.publish(snapshot(1))
            let source = try RawClient.watcher(of: "mayor", port: door.port)
            let body = try source.read(until: "\"size\":1}}\n\n\r\n")
            let upstream = try await ScriptedUpstream { line, _ in
                line.contains("/results/stream") ? ScriptedUpstream.Reply(bytes: body, closes: false) : .election
            }
            try await withSubscriber(to: upstream.url) { subscriber, hub in
                #expect(await subscriber.newest(mayor)?.json == snapshot(1).json)
                let encoded = try #require(hub.newest(mayor).map { EncodedSnapshot($0) })
                #expect(body.hasSuffix(String(buffer: encoded.chunk)))
            }
            try await upstream.stop()
            try await door.stop()
        }
    }
}
