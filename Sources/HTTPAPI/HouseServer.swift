internal import Hummingbird
internal import HummingbirdCore
internal import Logging
public import NIOCore
internal import NIOExtras
internal import RaffleService
internal import ResultsService
public import ServiceLifecycle
internal import VoteService

/// The HTTP surface as a service: binds, serves until it is told to stop, then finishes what it has accepted.
public struct HouseServer: Service {
    public struct Configuration: Sendable {
        public var host: String
        /// 0 picks a free port.
        public var port: Int
        /// Lets several processes share the port.
        public var sharesPort: Bool
        /// PEM files; with them the server speaks TLS 1.3 and HTTP/2.
        public var tls: (certificatePath: String, keyPath: String)?
        /// Time for watchers to be sent away at shutdown.
        public var drainWindow: Duration

        public init(
            host: String = "127.0.0.1", port: Int = 8080, sharesPort: Bool = false,
            tls: (certificatePath: String, keyPath: String)? = nil, drainWindow: Duration = .seconds(10)
        ) {
            self.host = host
            self.port = port
            self.sharesPort = sharesPort
            self.tls = tls
            self.drainWindow = drainWindow
        }
    }

    private let configuration: Configuration
    private let frontDoor: FrontDoor
    private let hub: ResultsHub
    private let group: any EventLoopGroup
    private let logger: Logger
    private let onRunning: @Sendable (_ address: String) -> Void

    /// Serves every call.
    ///
    /// - Parameter onRunning: told the base URL once connections are accepted.
    public init(
        house: House, configuration: Configuration, group: any EventLoopGroup, onRunning: @escaping @Sendable (_ address: String) -> Void
    ) {
        self.init(house: house, configuration: configuration, limits: DoorLimits(), group: group, onRunning: onRunning)
    }

    init(
        house: House, configuration: Configuration, limits: DoorLimits, group: any EventLoopGroup,
        onRunning: @escaping @Sendable (_ address: String) -> Void
    ) {
        var house = house
        house.browsers = BrowserSessions(speaksTLS: configuration.tls != nil)
        let metrics = RequestMetrics(registry: house.metrics)
        let pages = house.portal.map { [house] in PageDesk(house: house, portal: $0, metrics: metrics) }
        let (elections, raffles) = (house.office.directory, house.raffles.directory)
        let watchers = WatcherDesk(hub: house.hub) { subject, loop in
            let isKnown =
                switch subject {
                case .election(let id): elections.election(id) != nil
                case .raffle(let id): raffles.raffle(id) != nil
                }
            return loop.makeSucceededFuture(isKnown ? .present : .unknown)
        }
        let router = HouseRouter.make(
            RouteTable(house: house).routes, metrics: metrics, browsers: house.browsers, pages: pages, logger: house.logger)
        frontDoor = FrontDoor(
            intake: house.intake, limits: limits, metrics: metrics, watchers: watchers, read: HotReads(house: house).answer,
            responder: Self.responder(router.buildResponder(), logger: house.logger), logger: house.logger, clock: house.clock)
        hub = house.hub
        self.configuration = configuration
        self.group = group
        logger = house.logger
        self.onRunning = onRunning
    }

    /// Serves live results alone, fed from upstream: a fan-out node.
    public init(
        fanOut node: FanOutNode, configuration: Configuration, group: any EventLoopGroup,
        onRunning: @escaping @Sendable (_ address: String) -> Void
    ) {
        let metrics = RequestMetrics(registry: node.metrics)
        let upstream = node.upstream
        let watchers = WatcherDesk(hub: node.hub) { subject, loop in
            // Raffles are watched where they are.
            guard case .election(let election) = subject else { return loop.makeSucceededFuture(.unknown) }
            return upstream.request(election, on: loop).map { availability in
                switch availability {
                case .known: .present
                case .unknown: .unknown
                case .unavailable: .unavailable
                }
            }
        }
        let router = HouseRouter.make(FanOutRoutes(node: node).routes, metrics: metrics, logger: node.logger)
        frontDoor = FrontDoor(
            intake: nil, limits: DoorLimits(), metrics: metrics, watchers: watchers, read: { _, _ in nil },
            responder: Self.responder(router.buildResponder(), logger: node.logger), logger: node.logger, clock: node.clock)
        hub = node.hub
        self.configuration = configuration
        self.group = group
        logger = node.logger
        self.onRunning = onRunning
    }

    private static func responder(
        _ responder: some HTTPResponder<HouseContext>, logger: Logger
    ) -> HTTPChannelHandler.Responder {
        { request, writer, channel in
            let context = HouseContext(source: .init(channel: channel, logger: logger))
            var response: Response
            do {
                response = try await responder.respond(to: request, context: context)
            } catch {
                response = .problem(Problem(reporting: error))
            }
            response.headers[.date] = HTTPDate.now
            try await writer.write(response: response.head, body: response.body)
        }
    }

    public func run() async throws {
        let tls = try configuration.tls.map { try Listener.tlsContext(certificatePath: $0.certificatePath, keyPath: $0.keyPath) }
        let listener = Listener(house: frontDoor, tls: tls, group: group, logger: logger)
        let (channel, quiescing) = try await listener.bind(
            .init(host: configuration.host, port: configuration.port, sharesPort: configuration.sharesPort))
        let port = channel.localAddress?.port ?? configuration.port
        let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
        onRunning("\(tls == nil ? "http" : "https")://\(host):\(port)")
        try? await gracefulShutdown()
        await stop(quiescing)
    }

    /// Lets no one new in, sends watchers away in slices, and waits for requests that are under way.
    private func stop(_ quiescing: ServerQuiescingHelper) async {
        let promise = group.any().makePromise(of: Void.self)
        quiescing.initiateShutdown(promise: promise)
        await hub.drain(within: configuration.drainWindow)
        let (loop, window) = (group.any(), TimeAmount(configuration.drainWindow))
        let finished = promise.futureResult
        let deadline = loop.makePromise(of: Void.self)
        finished.cascade(to: deadline)
        let timer = loop.scheduleTask(in: window) { deadline.succeed(()) }
        try? await deadline.futureResult.get()
        timer.cancel()
    }
}
