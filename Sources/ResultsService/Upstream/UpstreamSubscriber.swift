public import AsyncHTTPClient
public import Elections
public import Logging
internal import NIOConcurrencyHelpers
public import NIOCore
internal import NIOHTTP1
public import ServiceLifecycle

/// Feeds a hub from another Urna server: subscribes once per election, when somebody first asks for it, and passes every snapshot on with
/// the same id and the same bytes.
///
/// Watchers here never see an id go back because upstream nodes lag behind each other; state that was rebuilt with a smaller tree is
/// believed after half a minute. While upstream is away the newest snapshot is served, and `staleness` says how old the news is.
public final class UpstreamSubscriber: Service, Sendable {
    private typealias Directory = UpstreamDirectory<CheckedContinuation<UpstreamAvailability, Never>>

    /// Elections followed at once, each on a connection of its own.
    public static let electionsMaxDefault = 1_000
    /// Silence after which a connection is given up: two heartbeats and a half.
    public static let silenceMaxDefault = Duration.seconds(40)

    private let upstream: String
    private let hub: ResultsHub
    private let client: HTTPClient
    private let logger: Logger
    private let directory: NIOLockedValueBox<Directory>
    private let starts: AsyncStream<ElectionID>
    private let startsContinuation: AsyncStream<ElectionID>.Continuation

    /// - Parameters:
    ///   - upstream: the server's base URL, `http://host:port`, without a path.
    ///   - hub: where the snapshots go; its `stamp` must be off.
    ///   - client: must allow a connection per election (`clientConfiguration` does). The caller shuts it down.
    public init(
        upstream: String, hub: ResultsHub, client: HTTPClient, logger: Logger, electionsMax: Int = UpstreamSubscriber.electionsMaxDefault
    ) {
        precondition(!hub.configuration.stamp, "a fan-out node passes payloads on unchanged")
        var upstream = upstream
        while upstream.hasSuffix("/") {
            upstream.removeLast()
        }
        self.upstream = upstream
        self.hub = hub
        self.client = client
        self.logger = logger
        directory = NIOLockedValueBox(Directory(electionsMax: electionsMax))
        (starts, startsContinuation) = AsyncStream.makeStream()
    }

    /// A configuration for the client: one long-lived HTTP/1.1 connection per election, given up after a silence.
    public static func clientConfiguration(
        electionsMax: Int = electionsMaxDefault, silenceMax: Duration = silenceMaxDefault
    ) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: TimeAmount(silenceMax)),
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = electionsMax + 8
        return configuration
    }

    // MARK: For the front door

    /// Whether the election is there, when that is known without waiting.
    public func availability(of election: ElectionID) -> UpstreamAvailability? {
        directory.withLockedValue { $0.availability(of: election, at: .now()) }
    }

    /// Makes sure that the election is followed; answers when upstream has said whether it exists.
    public func request(_ election: ElectionID) async -> UpstreamAvailability {
        await withCheckedContinuation { continuation in
            switch directory.withLockedValue({ $0.request(election, waiter: continuation, at: .now()) }) {
            case .answer(let availability): continuation.resume(returning: availability)
            case .wait: break
            case .start: startsContinuation.yield(election)
            }
        }
    }

    /// The same for callers on an event loop.
    public func request(_ election: ElectionID, on eventLoop: any EventLoop) -> EventLoopFuture<UpstreamAvailability> {
        if let availability = availability(of: election) { return eventLoop.makeSucceededFuture(availability) }
        return eventLoop.makeFutureWithTask { await self.request(election) }
    }

    /// The newest snapshot, waiting for the first one when the election has only just been asked for; nil when none came in time.
    public func newest(_ election: ElectionID, waitingAtMost wait: Duration = .seconds(5)) async -> ResultsSnapshot? {
        if let newest = hub.newest(election) { return newest }
        guard await request(election) == .known, let stream = hub.stream(of: election, resume: .start) else { return nil }
        return await withTaskGroup(of: ResultsSnapshot?.self) { group in
            group.addTask {
                for await case .snapshot(let encoded) in stream { return encoded.snapshot }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: wait)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// Time since the last sign of life of the followed election that has been silent longest; nil when none is followed.
    ///
    /// Upstream gives one every 15 s, so that more than `silenceMaxDefault` means that results here are out of date.
    public var staleness: Duration? {
        directory.withLockedValue { $0.staleness(at: .now()) }.map { .nanoseconds($0.nanoseconds) }
    }

    // MARK: Running

    /// Follows what is asked for until cancelled or shut down gracefully; then answers everyone who still waits.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await election in self.starts {
                    group.addTask { await self.serve(election) }
                }
                group.cancelAll()
            }
        }
        for waiter in directory.withLockedValue({ $0.stop() }) {
            waiter.resume(returning: .unavailable)
        }
    }

    private func serve(_ election: ElectionID) async {
        let availability = await probe(election)
        for waiter in directory.withLockedValue({ $0.probed(election, availability, at: .now()) }) {
            waiter.resume(returning: availability)
        }
        guard availability == .known else { return }
        logger.info("following an election upstream", metadata: ["election": "\(election)"])
        await follow(election)
    }

    private func probe(_ election: ElectionID) async -> UpstreamAvailability {
        do {
            // The one call that a server and a fan-out node have in common.
            let request = HTTPClientRequest(url: "\(upstream)/v1/elections/\(election)/results")
            let response = try await client.execute(request, timeout: .seconds(5))
            switch response.status.code {
            case 200: return .known
            case 404, 410: return .unknown
            default: return .unavailable
            }
        } catch {
            logger.warning("upstream can't be asked", metadata: ["election": "\(election)", "cause": "\(error)"])
            return .unavailable
        }
    }

    private func follow(_ election: ElectionID) async {
        var machine = UpstreamStateMachine(election: election)
        while !Task.isCancelled {
            let pause: TimeAmount
            do {
                switch try await connect(election, &machine) {
                case .stop: return
                case .pause(let amount): pause = amount
                }
            } catch {
                pause = machine.disconnected(retryMilliseconds: nil, jitter: .random(in: 0..<1))
                logger.debug("upstream connection lost", metadata: ["election": "\(election)", "cause": "\(error)"])
            }
            try? await Task.sleep(for: .nanoseconds(pause.nanoseconds))
        }
    }

    private enum Next {
        case stop
        case pause(TimeAmount)
    }

    /// One connection, from request to end.
    private func connect(_ election: ElectionID, _ machine: inout UpstreamStateMachine) async throws -> Next {
        var request = HTTPClientRequest(url: "\(upstream)/v1/elections/\(election)/results/stream")
        request.headers.add(name: "Accept", value: "text/event-stream")
        if let id = machine.lastEventID { request.headers.add(name: "Last-Event-ID", value: id) }
        // No deadline for the whole, which never ends; the client's read timeout notices a silence.
        let response = try await client.execute(request, deadline: .distantFuture)
        let isEventStream = response.headers.first(name: "Content-Type")?.hasPrefix("text/event-stream") ?? false
        switch machine.responded(status: response.status.code, isEventStream: isEventStream, jitter: .random(in: 0..<1)) {
        case .finished(let snapshot):
            directory.withLockedValue { $0.finished(election) }
            if let snapshot { hub.publish(snapshot) }
            return .stop
        case .unknown:
            directory.withLockedValue { $0.vanished(election, at: .now()) }
            return .stop
        case .retry(let amount):
            return .pause(amount)
        case .follow:
            break
        }
        var parser = EventStreamParser()
        for try await bytes in response.body {
            let now = NIODeadline.now()
            directory.withLockedValue { $0.heard(election, at: now) }
            if let snapshot = machine.heard(at: now) { hub.publish(snapshot) }
            for event in try parser.consume(bytes.readableBytesView) {
                if let snapshot = machine.received(event, at: now) { hub.publish(snapshot) }
            }
        }
        return .pause(machine.disconnected(retryMilliseconds: parser.retryMilliseconds, jitter: .random(in: 0..<1)))
    }
}
