/// The limits and periods of a `ResultsHub`; each default says why.
public struct ResultsHubConfiguration: Sendable {
    /// Events per second and election, at most: faster than people read, slow enough for 250,000 watchers.
    public var eventsPerSecondMax = 2.0
    /// Watchers at once: below the 20,000 open files a process commonly gets, with room for everything else.
    public var watchersMax = 19_000
    /// Silence after which a comment is sent: the HTML specification's own advice, and below every proxy's idle limit.
    public var heartbeat = Duration.seconds(15)
    /// Silence after which a WebSocket is pinged.
    public var webSocketPing = Duration.seconds(25)
    /// Age at which a connection is ended (± 20 %), so that deploys and rebalancing look like any other minute.
    public var rotation = Duration.seconds(600)
    /// Time without progress after which a watcher that does not read is closed.
    public var slowTimeout = Duration.seconds(30)
    /// Resolution of the times above.
    public var tick = Duration.seconds(1)
    /// Channels closed in one go: closing thousands at once stalls an event loop.
    public var closesPerTick = 500
    /// Time between two such batches.
    public var closeInterval = Duration.milliseconds(100)
    /// Reconnection time told to watchers, in milliseconds; spread out so that a lost server's watchers do not come back as one.
    public var retryMilliseconds = 3000...6999
    /// The same when the process stops.
    public var drainRetryMilliseconds = 10_000...29_999
    /// Value of `Retry-After` when there is no room, in seconds.
    public var retryAfterSeconds = 10
    /// Watchers served before the event loop gets to other work: about 3 ms.
    public var deliveriesPerSlice = 256
    /// Bytes a watcher may send between two heartbeats (WebSocket) or ever (SSE): it has nothing to say.
    public var inboundBytesMax = 16_384
    /// Adds `"stamp": <CLOCK_MONOTONIC nanoseconds>` to each payload, for latency measurements.
    ///
    /// Off in production, and on fan-out nodes.
    public var stamp = false

    public init() {}
}
