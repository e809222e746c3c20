internal import Elections
internal import Hummingbird
internal import Ledger
public import Logging
public import ResultsService
public import Telemetry

/// What a node that only feeds watchers has.
public struct FanOutNode: Sendable {
    public var hub: ResultsHub
    public var upstream: UpstreamSubscriber
    public var metrics: MetricsRegistry
    public var logger: Logger
    /// Seconds since 1970.
    public var clock: @Sendable () -> Int64

    public init(
        hub: ResultsHub, upstream: UpstreamSubscriber, metrics: MetricsRegistry, logger: Logger, clock: @escaping @Sendable () -> Int64
    ) {
        self.hub = hub
        self.upstream = upstream
        self.metrics = metrics
        self.logger = logger
        self.clock = clock
    }
}

/// The calls that a fan-out node answers.
struct FanOutRoutes: Sendable {
    let node: FanOutNode

    /// Without a sign of life from upstream for this long, what is shown here is out of date.
    private static let stalenessMax = Duration.seconds(40)

    var routes: [Route] {
        [
            Route(.getResults) { _, context in
                guard let id = ElectionID(context.parameters.get("id") ?? ""), let newest = await node.upstream.newest(id) else {
                    throw Problem(.notFound, detail: "Upstream knows no such election.")
                }
                return .bytes(Array(newest.json.readableBytesView), type: "application/json", cacheControl: "public, max-age=1")
            },
            Route(.streamResults) { request, context in
                guard let id = ElectionID(context.parameters.get("id") ?? ""), await node.upstream.request(id) == .known else {
                    throw Problem(.notFound, detail: "Upstream knows no such election.")
                }
                return try ResultsRoutes(results: ResultsBoard(), hub: node.hub).stream(.election(id), request)
            },
            Route(.health) { _, _ in
                .json(.object([("status", .string("ok"))]))
            },
            Route(.readiness) { _, _ in
                if let staleness = node.upstream.staleness, staleness > Self.stalenessMax {
                    throw Problem(.overloaded, detail: "Nothing has been heard from upstream for \(staleness.components.seconds) s.")
                }
                return .json(.object([("status", .string("ready"))]))
            },
            Route(.metrics) { _, _ in
                .text(node.metrics.prometheusText(), type: MetricsRegistry.contentType)
            },
        ]
    }
}
