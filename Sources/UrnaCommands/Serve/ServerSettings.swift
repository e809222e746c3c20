internal import AuthService
internal import Configuration
internal import Foundation
internal import SystemPackage

/// What `urna serve` can be told: by flags, by `URNA_…` environment variables, by a YAML file, in this order of precedence.
struct ServerSettings: Sendable {
    var data: String
    var host: String
    var port: Int
    var sharesPort: Bool
    var roles: [String]
    var upstream: String?
    var origin: String
    var tlsCertificate: String?
    var tlsKey: String?
    var tokenLifetimeSeconds: Int
    var batchLingerMicroseconds: Int
    var queuedBallotsMax: Int
    var watchersMax: Int
    var drainSeconds: Int
    var threads: Int
    var logLevel: String
    var resultsStamp: Bool
    var loginIssuer: String?
    var loginAudience: String?
    var loginKeys: String?
    var loginClaim: String
    var loginPage: String?
    var localNetworks: String
    var softwareManifest: String?
    var softwareRoot: String?
    var softwareRelease: String?
    var softwareKeys: [String]
    var verificationSeconds: Int
    var beacon: String?
    var queuedSalesMax: Int
    var ticketChecksPerMinute: Int
    var pages: String?

    /// The settings in the order of their table, with values that may be shown.
    func shown() -> [(name: String, value: String)] {
        ServerSetting.all.map { ($0.name, $0.show(self)) }
    }
}

/// A row of the table that flags, environment, file, `--print-config` and the reference page are made from.
struct ServerSetting: Sendable {
    var name: String
    var fallback: String
    var meaning: String
    var show: @Sendable (ServerSettings) -> String

    var flag: String { "--\(name)" }
    var environment: String { "URNA_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined() }

    static let all: [ServerSetting] = [
        .init(
            name: "data", fallback: "urna-data",
            meaning: "Folder of the database and the keys.",
            show: { $0.data }),
        .init(
            name: "host", fallback: "127.0.0.1",
            meaning: "Address to listen on; `0.0.0.0` for all.",
            show: { $0.host }),
        .init(
            name: "port", fallback: "8080",
            meaning: "Port to listen on; 0 picks a free one and prints it.",
            show: { String($0.port) }),
        .init(
            name: "shares-port", fallback: "false",
            meaning: "Let several processes listen on one port (`SO_REUSEPORT`).",
            show: { String($0.sharesPort) }),
        .init(
            name: "roles", fallback: "all",
            meaning: "Roles of this process: `all`, or `results` for a fan-out node.",
            show: { $0.roles.joined(separator: ",") }),
        .init(
            name: "from", fallback: "",
            meaning: "With `roles` `results`: URL of the server whose results are passed on.",
            show: { $0.upstream ?? "" }),
        .init(
            name: "origin", fallback: "localhost",
            meaning: "What log origins begin with: a host name of yours, without scheme.",
            show: { $0.origin }),
        .init(
            name: "tls-certificate", fallback: "",
            meaning: "PEM file of the certificate chain; turns on TLS 1.3 and HTTP/2.",
            show: { $0.tlsCertificate ?? "" }),
        .init(
            name: "tls-key", fallback: "",
            meaning: "PEM file of the certificate's private key.",
            show: { $0.tlsKey ?? "" }),
        .init(
            name: "token-lifetime-seconds", fallback: "2592000",
            meaning: "How long a ballot token is good for when the election has no `closesAt`.",
            show: { String($0.tokenLifetimeSeconds) }),
        .init(
            name: "batch-linger-microseconds", fallback: "500",
            meaning: "How long ballots gather for a commit when the writer is idle.",
            show: { String($0.batchLingerMicroseconds) }),
        .init(
            name: "queued-ballots-max", fallback: "65536",
            meaning: "Ballots that may wait; beyond it, 503.",
            show: { String($0.queuedBallotsMax) }),
        .init(
            name: "watchers-max", fallback: "18000",
            meaning: "Watchers of live results in this process; beyond it, 503.",
            show: { String($0.watchersMax) }),
        .init(
            name: "drain-seconds", fallback: "10",
            meaning: "Time to send watchers away and finish requests at shutdown.",
            show: { String($0.drainSeconds) }),
        .init(
            name: "threads", fallback: "0",
            meaning: "Event loops; 0 for one a core, less one for the writer.",
            show: { String($0.threads) }),
        .init(
            name: "log-level", fallback: "info",
            meaning: "`trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`.",
            show: { $0.logLevel }),
        .init(
            name: "results-stamp", fallback: "false",
            meaning: "Add the publishing time (monotonic nanoseconds) to live results, for measurements.",
            show: { String($0.resultsStamp) }),
        .init(
            name: "login-issuer", fallback: "",
            meaning: "OpenID Connect issuer whose tokens are taken as logins.",
            show: { $0.loginIssuer ?? "" }),
        .init(
            name: "login-audience", fallback: "",
            meaning: "Audience that those tokens must name.",
            show: { $0.loginAudience ?? "" }),
        .init(
            name: "login-keys", fallback: "",
            meaning: "File or URL of the issuer's key set (JWKS).",
            show: { $0.loginKeys ?? "" }),
        .init(
            name: "login-claim", fallback: "sub",
            meaning: "Claim that holds the voter's id.",
            show: { $0.loginClaim }),
        .init(
            name: "login-page", fallback: "",
            meaning:
                "The issuer's authorization endpoint: the ballot page offers to log in there, under the audience as its client id. "
                + "It has to take `response_type=id_token` with this server's ballot pages as redirect addresses.",
            show: { $0.loginPage ?? "" }),
        .init(
            name: "local-networks", fallback: LocalNetworks.standardText,
            meaning:
                "Who connects from elsewhere is remote: `loopback`, `private`, `none`, addresses or networks such as `203.0.113.0/24`. "
                + "Behind a proxy everybody has the proxy's address.",
            show: { $0.localNetworks }),
        .init(
            name: "software-manifest", fallback: "",
            meaning: "Approved hashes of the critical files, as `sha256sum -c` reads them; without it, those of the running program.",
            show: { $0.softwareManifest ?? "" }),
        .init(
            name: "software-root", fallback: "",
            meaning: "Folder of the critical files; the manifest's own when left out. Every file in it counts.",
            show: { $0.softwareRoot ?? "" }),
        .init(
            name: "software-release", fallback: "",
            meaning: "Signed note that names the manifest's aggregate; needed with `software-keys`.",
            show: { $0.softwareRelease ?? "" }),
        .init(
            name: "software-keys", fallback: "",
            meaning: "Verifier keys, separated by commas, of which one must have signed the release.",
            show: { $0.softwareKeys.joined(separator: ",") }),
        .init(
            name: "verification-seconds", fallback: "86400",
            meaning: "Longest time between two verifications of the critical files.",
            show: { String($0.verificationSeconds) }),
        .init(
            name: "beacon", fallback: "",
            meaning:
                "Where the values of a public beacon come from: an address with `{chain}` and `{round}`, or a file. Without it they come "
                + "with the request to draw.",
            show: { $0.beacon ?? "" }),
        .init(
            name: "queued-sales-max", fallback: "65536",
            meaning: "Sales that may wait; beyond it, 503.",
            show: { String($0.queuedSalesMax) }),
        .init(
            name: "ticket-checks-per-minute", fallback: "120",
            meaning: "How often tickets can be checked: per peer, per person and per raffle; beyond it, 429.",
            show: { String($0.ticketChecksPerMinute) }),
        .init(
            name: "pages", fallback: "",
            meaning:
                "Where the web pages are: their folder beside the program when left out; `none` for none. Files of another folder are read "
                + "again when they change; self-verification does not cover them, and where it covered the program's own, raffles are locked: "
                + "for those who write pages.",
            show: { $0.pages ?? "" }),
    ]
}

/// What is wrong with the settings.
struct SettingsError: Error, CustomStringConvertible {
    var description: String
}

extension ServerSettings {
    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - flags: by name, as given on the command line.
    ///   - file: a YAML file with the same names.
    static func load(flags: [String: String], file: String?, environment: [String: String]) async throws -> ServerSettings {
        var providers: [any ConfigProvider] = [
            InMemoryProvider(
                name: "flags",
                values: Dictionary(
                    uniqueKeysWithValues: flags.map { (AbsoluteConfigKey([$0.key]), ConfigValue(.string($0.value), isSecret: false)) }))
        ]
        let known = Dictionary(uniqueKeysWithValues: ServerSetting.all.map { ($0.environment, $0.name) })
        var fromEnvironment: [AbsoluteConfigKey: ConfigValue] = [:]
        for (name, value) in environment {
            if let setting = known[name] { fromEnvironment[AbsoluteConfigKey([setting])] = ConfigValue(.string(value), isSecret: false) }
        }
        providers.append(InMemoryProvider(name: "environment", values: fromEnvironment))
        if let file {
            do {
                let provider = try await FileProvider<YAMLSnapshot>(filePath: FilePath(file))
                providers.append(provider)
            } catch {
                throw SettingsError(description: "cannot read the configuration file \(file): \(error)")
            }
            try refuseUnknownNames(in: file)
        }
        return try ServerSettings(reader: ConfigReader(providers: providers))
    }

    /// A name that nobody reads is a mistake somebody made.
    private static func refuseUnknownNames(in file: String) throws {
        let names = Set(ServerSetting.all.map(\.name))
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") where line.first?.isLetter == true {
            let name = String(line.prefix { $0 != ":" })
            guard names.contains(name) else {
                throw SettingsError(description: "\(file): there is no setting \"\(name)\"; see docs/configuration.md")
            }
        }
    }

    private init(reader: ConfigReader) throws {
        func text(_ name: String) -> String {
            let fallback = ServerSetting.all.first { $0.name == name }?.fallback ?? ""
            let key = ConfigKey([name])
            // A YAML file gives numbers and Booleans their own types.
            return reader.string(forKey: key) ?? reader.int(forKey: key).map(String.init) ?? reader.bool(forKey: key).map(String.init)
                ?? fallback
        }
        func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
            guard let value = Int(text(name)), range.contains(value) else {
                throw SettingsError(
                    description: "--\(name) has to be a number from \(range.lowerBound) to \(range.upperBound), not \"\(text(name))\"")
            }
            return value
        }
        func flag(_ name: String) throws -> Bool {
            switch text(name).lowercased() {
            case "true", "1", "yes", "": true
            case "false", "0", "no": false
            default: throw SettingsError(description: "--\(name) has to be true or false, not \"\(text(name))\"")
            }
        }
        func optional(_ name: String) -> String? { text(name).isEmpty ? nil : text(name) }
        data = text("data")
        host = text("host")
        port = try number("port", 0...65_535)
        sharesPort = try flag("shares-port")
        roles = text("roles").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        upstream = optional("from")
        origin = text("origin")
        tlsCertificate = optional("tls-certificate")
        tlsKey = optional("tls-key")
        tokenLifetimeSeconds = try number("token-lifetime-seconds", 60...315_360_000)
        batchLingerMicroseconds = try number("batch-linger-microseconds", 0...100_000)
        queuedBallotsMax = try number("queued-ballots-max", 1...10_000_000)
        watchersMax = try number("watchers-max", 0...1_000_000)
        drainSeconds = try number("drain-seconds", 0...3_600)
        threads = try number("threads", 0...256)
        logLevel = text("log-level")
        resultsStamp = try flag("results-stamp")
        loginIssuer = optional("login-issuer")
        loginAudience = optional("login-audience")
        loginKeys = optional("login-keys")
        loginClaim = text("login-claim")
        loginPage = optional("login-page")
        localNetworks = text("local-networks")
        softwareManifest = optional("software-manifest")
        softwareRoot = optional("software-root")
        softwareRelease = optional("software-release")
        softwareKeys = text("software-keys").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        verificationSeconds = try number("verification-seconds", 1...86_400)
        beacon = optional("beacon")
        queuedSalesMax = try number("queued-sales-max", 500...10_000_000)
        ticketChecksPerMinute = try number("ticket-checks-per-minute", 1...1_000_000)
        pages = optional("pages")
        try check()
    }

    private func check() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw SettingsError(description: "--tls-certificate and --tls-key go together")
        }
        guard roles == ["all"] || roles == ["results"] else {
            throw SettingsError(description: "--roles is all or results, not \"\(roles.joined(separator: ","))\"")
        }
        guard (roles == ["results"]) == (upstream != nil) else {
            throw SettingsError(description: "--roles results and --from URL go together")
        }
        guard LocalNetworks(localNetworks) != nil else {
            throw SettingsError(description: "--local-networks is a list of networks such as 192.168.0.0/16, not \"\(localNetworks)\"")
        }
        guard softwareManifest != nil || (softwareRoot == nil && softwareRelease == nil && softwareKeys.isEmpty) else {
            throw SettingsError(description: "--software-root, --software-release and --software-keys need --software-manifest")
        }
        let login = [loginIssuer, loginAudience, loginKeys]
        guard login.allSatisfy({ $0 == nil }) || login.allSatisfy({ $0 != nil }) else {
            throw SettingsError(description: "--login-issuer, --login-audience and --login-keys go together")
        }
        guard let loginPage else { return }
        guard loginIssuer != nil else {
            throw SettingsError(description: "--login-page needs --login-issuer, --login-audience and --login-keys")
        }
        // Voters type their passwords there: what can be changed on the way is no place for it, but on this very machine.
        guard let url = URLComponents(string: loginPage), let host = url.host, !host.isEmpty, url.fragment == nil, url.user == nil,
            url.scheme == "https" || (url.scheme == "http" && ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host))
        else {
            throw SettingsError(description: "--login-page is an https address without a user name or a fragment, not \"\(loginPage)\"")
        }
    }
}

/// The reference page of all settings.
public enum ConfigurationReference {
    public static func markdown() -> String {
        var page = """
            # Configuration of `urna serve`

            Generated by `make docs`. A setting is looked for among the flags, then the environment, then the YAML file named by `--config`.
            `urna serve --check-config` says whether all is well; `--print-config` shows what is in force.

            | flag | environment | default | meaning |
            |---|---|---|---|

            """
        for setting in ServerSetting.all {
            let fallback = setting.fallback.isEmpty ? "–" : "`\(setting.fallback)`"
            page += "| `\(setting.flag)` | `\(setting.environment)` | \(fallback) | \(setting.meaning) |\n"
        }
        return page
    }
}
