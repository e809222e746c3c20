// swift-tools-version:6.2
import PackageDescription

// The floors of the house, bottom up. A target may import its own floor's lower
// neighbours and anything below; `make build` enforces it with
// `--explicit-target-dependency-import-check error`. See docs/architecture.md.

let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }

func floor(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

let core: [Target] = [
    floor("Ledger", [crypto]),
    floor("Elections", ["Ledger", crypto]),
    floor("Identity", ["Ledger", crypto, .product(name: "CryptoExtras", package: "swift-crypto")]),
    floor("Draws", []),
    floor("Randomness", []),
    floor("Raffles", ["Ledger", "Draws", crypto]),
    floor("Auditing", ["Ledger", crypto]),
    floor("Selling", ["Ledger", "Raffles", crypto]),
    floor("Verification", ["Ledger", "Elections", "Raffles", "Draws", "Auditing", crypto]),
]

let ports: [Target] = [
    floor("Ports", ["Ledger", "Elections", "Identity", "Raffles", "Auditing"])
]

let adapters: [Target] = [
    floor(
        "StoreSQLite",
        [
            "Ports", "Ledger", "Elections", "Identity", "Raffles", "Auditing", .product(name: "GRDB", package: "GRDB.swift"),
            nio("NIOConcurrencyHelpers"),
        ])
]

let services: [Target] = [
    floor("Telemetry", [nio("NIOConcurrencyHelpers"), logging]),
    floor("LedgerService", ["Ports", "Ledger", "Elections", "Identity", crypto, logging, lifecycle, nio("NIOConcurrencyHelpers")]),
    floor(
        "AuthService",
        [
            "LedgerService", "Ports", "Ledger", "Elections", "Identity", "Telemetry", crypto, logging, lifecycle, httpClient,
            .product(name: "JWTKit", package: "jwt-kit"), nio("NIOCore"), nio("NIOConcurrencyHelpers"), nio("NIOHTTP1"),
        ]),
    floor(
        "VoteService",
        [
            "LedgerService", "Ports", "Ledger", "Elections", "Identity", "Telemetry", crypto, logging, lifecycle,
            nio("NIOCore"), nio("NIOConcurrencyHelpers"),
        ]),
    floor(
        "ResultsService",
        [
            "Ports", "Ledger", "Elections", "Raffles", "Telemetry", crypto, logging, lifecycle, httpClient,
            nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"), nio("NIOConcurrencyHelpers"),
        ]),
]

let raffleServices: [Target] = [
    floor(
        "RaffleService",
        [
            "LedgerService", "Ports", "Ledger", "Raffles", "Draws", "Selling", "Identity", "Auditing", "Telemetry", crypto, logging,
            lifecycle, httpClient, nio("NIOCore"), nio("NIOConcurrencyHelpers"),
        ]),
    floor(
        "AuditService",
        [
            "RaffleService", "LedgerService", "Ports", "Ledger", "Raffles", "Auditing", "Identity", "Telemetry", crypto, logging, lifecycle,
            nio("NIOCore"), nio("NIOConcurrencyHelpers"),
        ]),
]

let surface: [Target] = [
    floor(
        "Portal",
        [
            "Ledger", nio("NIOCore"), nio("NIOEmbedded"), nio("NIOHTTP1"), nio("NIOConcurrencyHelpers"),
            .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
        ], resources: [.copy("Assets")]),
    floor(
        "HTTPAPI",
        [
            "Portal", "RaffleService", "AuditService", "Raffles", "Draws", "Selling", "Auditing", "AuthService", "VoteService",
            "ResultsService",
            "LedgerService", "Ports", "Verification", "Ledger", "Elections", "Identity",
            "Telemetry",
            crypto, logging, lifecycle,
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HummingbirdHTTP2", package: "hummingbird"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "NIOHTTP2", package: "swift-nio-http2"),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            .product(name: "NIOExtras", package: "swift-nio-extras"),
            nio("NIOTLS"),
            nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"), nio("NIOWebSocket"), nio("NIOConcurrencyHelpers"),
        ]),
]

let programs: [Target] = [
    floor(
        "UrnaCommands",
        [
            "RaffleService", "AuditService", "Raffles", "Draws", "Randomness", "Selling", "Auditing",
            "HTTPAPI", "Portal", "AuthService", "VoteService", "ResultsService", "LedgerService", "StoreSQLite", "Ports", "Verification",
            "Ledger", "Elections", "Identity", "Telemetry", crypto, logging, lifecycle, httpClient, arguments,
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            .product(name: "Configuration", package: "swift-configuration"),
            .product(name: "SystemPackage", package: "swift-system"), nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"),
        ]),
    program("urna", ["UrnaCommands"]),
    program("urna-verify", ["Verification", "Ledger", "Elections", "Raffles", "Draws", "Auditing", arguments]),
]

let suites: [Target] = [
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    tests("LedgerTests", ["TestSupport", "Ledger", crypto]),
    tests("DrawsTests", ["TestSupport", "Draws", crypto]),
    tests("RandomnessTests", ["TestSupport", "Randomness", "Draws"]),
    tests("RafflesTests", ["TestSupport", "Raffles", "Draws", "Ledger", crypto]),
    tests("AuditingTests", ["TestSupport", "Auditing", "Ledger", crypto]),
    tests("SellingTests", ["TestSupport", "Selling", "Raffles", "Ledger", crypto]),
    tests("ElectionsTests", ["TestSupport", "Elections", "Ledger", crypto]),
    tests("IdentityTests", ["TestSupport", "Identity", "Ledger", crypto]),
    tests("TelemetryTests", ["Telemetry", logging]),
    tests(
        "AuthServiceTests",
        [
            "TestSupport", "AuthService", "LedgerService", "Identity", "Ledger", "Elections", "Ports", crypto,
            .product(name: "CryptoExtras", package: "swift-crypto"),
            logging,
            nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"), nio("NIOConcurrencyHelpers"),
        ]),
    tests("StoreContractTests", ["TestSupport", "StoreSQLite", "Ports", "Elections", "Identity", "Raffles", "Ledger"]),
    tests(
        "StoreSQLiteTests",
        [
            "TestSupport", "StoreSQLite", "Ports", "Elections", "Identity", "Ledger", .product(name: "GRDB", package: "GRDB.swift"),
            nio("NIOConcurrencyHelpers"),
        ]),
    tests(
        "VoteServiceTests",
        [
            "TestSupport", "VoteService", "LedgerService", "StoreSQLite", "Ports", "Elections", "Identity", "Ledger", "Telemetry", logging,
            nio("NIOCore"),
            nio("NIOPosix"), nio("NIOConcurrencyHelpers"),
        ]),
    tests("VerificationTests", ["TestSupport", "Verification", "Ledger", "Elections", "Raffles", "Draws", crypto]),
    tests(
        "RaffleServiceTests",
        [
            "TestSupport", "RaffleService", "LedgerService", "StoreSQLite", "Ports", "Raffles", "Draws", "Selling", "Identity", "Ledger",
            "Auditing", "Telemetry", crypto, logging, nio("NIOCore"), nio("NIOConcurrencyHelpers"),
        ]),
    tests(
        "AuditServiceTests",
        [
            "TestSupport", "AuditService", "RaffleService", "LedgerService", "StoreSQLite", "Ports", "Raffles", "Draws", "Identity",
            "Ledger", "Auditing", "Telemetry", crypto, logging, nio("NIOConcurrencyHelpers"),
        ]),
    tests(
        "ResultsServiceTests",
        [
            "TestSupport", "ResultsService", "Elections", "Telemetry", logging, httpClient, nio("NIOCore"), nio("NIOPosix"),
            nio("NIOWebSocket"),
            nio("NIOEmbedded"),
            nio("NIOConcurrencyHelpers"),
        ]),
    tests(
        "UrnaCommandsTests",
        [
            "UrnaCommands", "StoreSQLite", "Ports", "HTTPAPI", "Ledger", "Elections", "Identity", "Raffles", "Selling", "Randomness",
            "Auditing", arguments,
        ], resources: [.copy("Ballots")]),
    tests(
        "PortalTests",
        [
            "Portal", "Ledger", "Elections", nio("NIOCore"), nio("NIOEmbedded"), nio("NIOHTTP1"),
            .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
        ]),
    tests(
        "HTTPAPITests",
        [
            "Portal", "RaffleService", "AuditService", "Raffles", "Draws", "Selling", "Auditing", "Verification",
            "TestSupport", "HTTPAPI", "AuthService", "VoteService", "ResultsService", "LedgerService", "StoreSQLite", "Ports", "Elections",
            "Identity",
            "Ledger", "Telemetry", logging, lifecycle, httpClient, nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"), nio("NIOEmbedded"),
            nio("NIOConcurrencyHelpers"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]),
]

let package = Package(
    name: "urna",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "urna", targets: ["urna"]),
        .executable(name: "urna-verify", targets: ["urna-verify"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0", traits: ["YAML", "CommandLineArguments"]),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.0"),
    ],
    targets: core + ports + adapters + services + raffleServices + surface + programs + suites
)
