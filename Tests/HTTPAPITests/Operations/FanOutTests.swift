import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOPosix
import ResultsService
import ServiceLifecycle
import Telemetry
import Testing

@testable import HTTPAPI

/// A node that passes on what another server publishes.
final class TestNode: Sendable {
    let port: Int
    private let services: ServiceGroup
    private let running: Task<Void, any Error>
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let client: HTTPClient

    init(upstreamPort: Int) async throws {
        let logger = Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }
        let hub = ResultsHub(group: group)
        client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: UpstreamSubscriber.clientConfiguration())
        let subscriber = UpstreamSubscriber(upstream: "http://127.0.0.1:\(upstreamPort)", hub: hub, client: client, logger: logger)
        let node = FanOutNode(
            hub: hub, upstream: subscriber, metrics: MetricsRegistry(), logger: logger, clock: { Int64(Date().timeIntervalSince1970) })
        let (addresses, continuation) = AsyncThrowingStream.makeStream(of: String.self)
        let server = HouseServer(fanOut: node, configuration: .init(port: 0, drainWindow: .seconds(1)), group: group) {
            continuation.yield($0)
        }
        let services = ServiceGroup(services: [subscriber, server], logger: logger)
        self.services = services
        running = Task {
            do { try await services.run() } catch { continuation.finish(throwing: error) }
        }
        var address = addresses.makeAsyncIterator()
        port = try await address.next()?.split(separator: ":").last.flatMap { Int($0) } ?? 0
    }

    func stop() async throws {
        await services.triggerGracefulShutdown()
        _ = try? await running.value
        try await client.shutdown()
        try await group.shutdownGracefully()
    }

    func call(_ method: String, _ path: String, body: String? = nil) async throws -> Answer {
        let wire = try await Wire.open(port: port)
        defer { wire.close() }
        try await wire.send(TestHouse.request(method, path, body: body))
        return try await wire.answer()
    }

    func watch(_ election: String) async throws -> Wire {
        let wire = try await Wire.open(port: port)
        try await wire.send(TestHouse.request("GET", "/v1/elections/\(election)/results/stream"))
        return wire
    }
}

extension HouseTests {
    @Suite("Fan-out nodes")
    struct FanOutTests {
        @Test("Watchers of a node see a ballot within two seconds; results are the house's own; other calls are not taken")
        func one() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let node = try await TestNode(upstreamPort: house.port)
                let watcher = try await node.watch(election.id)
                #expect(try await watcher.receives("event: results"))
                #expect(try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}").status == 201)
                #expect(try await watcher.receives("\"cleopatra\":1", within: .seconds(2)))
                #expect(watcher.received.contains("id: \(try house.size(of: election))\n"))
                #expect(try await node.call("GET", "/v1/elections/\(election.id)/results").text.contains("\"cleopatra\":1"))
                for path in ["results", "results/stream"] {
                    let unknown = try await node.call("GET", "/v1/elections/nobody/\(path)")
                    #expect((unknown.status, unknown.problem) == (404, "not-found"), "\(path): \(unknown.text)")
                }
                let ballot = try await node.call("POST", "/v1/elections/\(election.id)/ballots", body: "{}")
                #expect((ballot.status, ballot.problem) == (404, "not-found"))
                #expect(try await node.call("GET", "/readyz").status == 200)
                watcher.close()
                try await node.stop()
            }
        }

        @Test("A node on a node passes everything on")
        func stacked() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let lower = try await TestNode(upstreamPort: house.port)
                let upper = try await TestNode(upstreamPort: lower.port)
                let watcher = try await upper.watch(election.id)
                #expect(try await watcher.receives("event: results"), "\(watcher.received)")
                #expect(try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}").status == 201)
                #expect(try await watcher.receives("\"cleopatra\":1", within: .seconds(2)))
                watcher.close()
                try await upper.stop()
                try await lower.stop()
            }
        }

        @Test("A node outlives a restart of the house, and its watchers go on")
        func restart() async throws {
            var options = TestHouse.Options()
            options.folder = NSTemporaryDirectory() + "urna-upstream-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: options.folder ?? "") }
            let (election, node, watcher, port) = try await withHouse(options) { house in
                let election = try await house.election()
                let node = try await TestNode(upstreamPort: house.port)
                let watcher = try await node.watch(election.id)
                #expect(try await watcher.receives("event: results"))
                return (election, node, watcher, house.port)
            }
            options.port = port
            #expect(!watcher.isClosed)
            #expect(try await node.call("GET", "/v1/elections/\(election.id)/results").status == 200)
            let second = try await TestHouse(options)
            #expect(try await second.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}").status == 201)
            // The house told the node to stay away for 10 to 30 s when it went.
            #expect(try await watcher.receives("\"cleopatra\":1", within: .seconds(35)))
            watcher.close()
            try await node.stop()
            try await second.stop()
        }
    }
}
