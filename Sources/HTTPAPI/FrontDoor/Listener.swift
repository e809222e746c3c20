internal import Glibc
internal import HummingbirdHTTP2
internal import Logging
internal import NIOCore
internal import NIOExtras
internal import NIOHTTP2
internal import NIOPosix
internal import NIOSSL
internal import NIOTLS

/// Accepts connections and leads each to the front door, through TLS when there is a certificate.
struct Listener: Sendable {
    struct Address: Sendable {
        var host: String
        var port: Int
        /// Lets several processes share one port; the kernel spreads connections over them.
        var sharesPort = false
    }

    private let house: FrontDoor
    private let tls: NIOSSLContext?
    private let group: any EventLoopGroup
    private let logger: Logger

    /// Connections waiting to be accepted; as much as the kernel's default allows.
    private static let backlog: CInt = 4_096

    init(house: FrontDoor, tls: NIOSSLContext?, group: any EventLoopGroup, logger: Logger) {
        self.house = house
        self.tls = tls
        self.group = group
        self.logger = logger
    }

    /// Binds and starts accepting. - Returns: the channel, and the helper that ends it gracefully.
    func bind(_ address: Address) async throws -> (channel: any Channel, quiescing: ServerQuiescingHelper) {
        let quiescing = ServerQuiescingHelper(group: group)
        let (house, tls, logger) = (house, tls, logger)
        var bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1_024, maximum: 65_536))
            .childChannelInitializer { channel in
                guard let tls else {
                    return channel.eventLoop.makeCompletedFuture { try house.receive(channel) }
                }
                return channel.eventLoop.makeCompletedFuture {
                    try Self.secure(channel, tls: tls, house: house, logger: logger)
                }
            }
        if address.sharesPort {
            bootstrap = bootstrap.serverChannelOption(ChannelOptions.socket(.init(SOL_SOCKET), .init(SO_REUSEPORT)), value: 1)
        }
        return (try await bootstrap.bind(host: address.host, port: address.port).get(), quiescing)
    }

    private static func secure(_ channel: any Channel, tls: NIOSSLContext, house: FrontDoor, logger: Logger) throws {
        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
        // Until the hands are shaken nobody else looks after the connection.
        let timeout = channel.eventLoop.scheduleTask(in: .seconds(house.limits.requestSeconds)) { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in timeout.cancel() }
        let negotiation = ApplicationProtocolNegotiationHandler { (result, channel) -> EventLoopFuture<Void> in
            timeout.cancel()
            if case .negotiated("h2") = result { return house.receiveHTTP2(channel) }
            return channel.eventLoop.makeCompletedFuture { try house.receive(channel) }
        }
        try channel.pipeline.syncOperations.addHandler(negotiation)
    }

    /// TLS 1.3 (1.2 is not offered), HTTP/2 preferred.
    static func tlsContext(certificatePath: String, keyPath: String) throws -> NIOSSLContext {
        let certificates = try NIOSSLCertificate.fromPEMFile(certificatePath).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: keyPath, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: certificates, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = NIOHTTP2SupportedALPNProtocols
        return try NIOSSLContext(configuration: configuration)
    }
}
