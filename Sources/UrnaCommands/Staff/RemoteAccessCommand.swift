internal import ArgumentParser
internal import Ledger

/// `urna remote-access …`
struct RemoteAccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remote-access", abstract: "Allow people to log in from elsewhere for a while. It is off unless somebody turns it on.",
        subcommands: [RemoteAccessOnCommand.self, RemoteAccessOffCommand.self, RemoteAccessShowCommand.self])

    static func text(_ answer: JSONValue) -> String {
        guard answer["enabled"]?.boolValue == true else { return "Remote access is off." }
        let until = answer["until"]?.stringValue
        return "Remote access is on" + (until.map { " until \($0)." } ?? ".")
    }
}

/// `urna remote-access on`
struct RemoteAccessOnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "on", abstract: "Allow it, for 24 hours at most.")

    @Option(help: ArgumentHelp("When it ends: RFC 3339.", valueName: "time"))
    var until: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var members: [(String, JSONValue)] = [("enabled", true)]
        if let until { members.append(("until", .string(until))) }
        output.show(try await connection.client().put("/v1/remote-access", .object(members)), RemoteAccessCommand.text)
    }
}

/// `urna remote-access off`
struct RemoteAccessOffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "off", abstract: "Allow it no more; remote sessions end at once.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let body: JSONValue = .object([("enabled", false)])
        output.show(try await connection.client().put("/v1/remote-access", body), RemoteAccessCommand.text)
    }
}

/// `urna remote-access show`
struct RemoteAccessShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Tell whether it is allowed, and until when.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        output.show(try await connection.client().get("/v1/remote-access", as: .administrator), RemoteAccessCommand.text)
    }
}
