public import ArgumentParser
internal import Foundation
internal import Logging
internal import Telemetry

/// `urna serve`: runs the server, in one process with every role, or as a fan-out node.
public struct ServeCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the server.",
        discussion: """
            Settings come from flags, then \("URNA_…") environment variables, then the YAML file of --config:

            \(ServerSetting.all.map { "  \($0.flag) \($0.fallback.isEmpty ? "" : "(\($0.fallback)) ")\($0.meaning)" }.joined(separator: "\n"))
            """)

    @Option(help: "A YAML file of settings.")
    var config: String?

    @Flag(help: "Say whether the settings are right, and stop.")
    var checkConfig = false

    @Flag(help: "Print the settings in force, and stop.")
    var printConfig = false

    @Argument(parsing: .allUnrecognized, help: "Settings, as --name value.")
    var settings: [String] = []

    public init() {}

    public func run() async throws {
        let loaded: ServerSettings
        do {
            let environment = ProcessInfo.processInfo.environment
            loaded = try await ServerSettings.load(
                flags: try flags(), file: config ?? environment["URNA_CONFIG"], environment: environment)
        } catch let error as SettingsError {
            throw ValidationError(error.description)
        }
        if printConfig {
            for (name, value) in loaded.shown() { print("\(name): \(value)") }
            return
        }
        if checkConfig {
            print("the configuration is right")
            return
        }
        let level = Logger.Level(rawValue: loaded.logLevel) ?? .info
        LoggingSystem.bootstrap { label in
            var handler = JSONLogHandler(label: label, output: .standardError)
            handler.logLevel = level
            return handler
        }
        if loaded.roles == ["results"] {
            try await FanOutProgram(settings: loaded).run()
        } else {
            try await ServerProgram(settings: loaded).run()
        }
    }

    /// `--name value`, `--name=value`, and `--name` alone for true.
    private func flags() throws -> [String: String] {
        let known = Set(ServerSetting.all.map(\.name))
        var flags: [String: String] = [:]
        var rest = settings[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else { throw ValidationError("\"\(word)\" is not a setting: write --name value") }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard known.contains(name) else { throw ValidationError("there is no setting --\(name); `urna serve --help` lists them") }
            if parts.count == 2 {
                flags[name] = String(parts[1])
            } else if let next = rest.first, !next.hasPrefix("--") {
                flags[name] = next
                rest.removeFirst()
            } else {
                flags[name] = "true"
            }
        }
        return flags
    }
}
