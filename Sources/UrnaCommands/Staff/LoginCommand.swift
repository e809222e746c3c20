internal import ArgumentParser
internal import Foundation
internal import Identity
internal import Ledger

/// `urna login`
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log in as a person; the commands after it act in that person's name.",
        discussion: """
            The session goes to --session-file, else to DIR/session-token with --data, readable by you alone. Give the same --session-file to \
            the commands after it, or name it in URNA_SESSION_FILE. `urna logout` ends the session.
            """)

    @Option(help: ArgumentHelp("The person's id.", valueName: "id"))
    var user: String

    @Option(help: ArgumentHelp("A file with the password; - for standard input (else asked for at the terminal).", valueName: "file"))
    var passwordFile: String?

    @Option(help: ArgumentHelp("The code that the authenticator app shows; it is good for this once.", valueName: "code"))
    var totp: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard StaffID(user) != nil else {
            throw ValidationError("\(user) cannot be a person's id: that is 1 to 64 of A-Z, a-z, 0-9, -, _ and .")
        }
    }

    func run() async throws {
        let path = try file()
        let password = try TypedSecret.read(file: passwordFile, option: "--password-file", prompt: "Password of \(user)")
        let client = ServerClient(address: try connection.address(ProcessInfo.processInfo.environment), token: nil)
        if client.address.isExposed { Console.note("warning: the password goes to \(client.address) unencrypted; use https") }
        let answer = try await logon(client, password, totp)
        guard let token = answer["token"]?.stringValue.flatMap(SessionToken.init) else {
            throw CommandFailure.failed("\(client.address) answered without a session: is it an Urna server with staff?")
        }
        try SecretFile.write((token.text + "\n").utf8, to: path)
        if output.isJSON { return Console.print(Self.withoutToken(answer, file: path)) }
        let roles = RaffleText.plain(answer["roles"])
        Console.print("Logged in as \(user) (\(roles)) until \(RaffleText.plain(answer["expiresAt"])).")
        if answer["remote"]?.boolValue == true {
            Console.note("This is a remote session: it is on record, and draws are refused while it lasts.")
        }
        if answer["mustChangePassword"]?.boolValue == true {
            Console.note("Choose your own password first: urna staff password \(user) --session-file \(path)")
        }
        if connection.sessionPath() != path { Console.note("Give the commands after it --session-file \(path)") }
    }

    /// Logs on; when the server asks for a second factor and there is a terminal, asks for it too.
    private func logon(_ client: ServerClient, _ password: String, _ code: String?) async throws -> JSONValue {
        let body = JSONValue.given([("user", user), ("password", password), ("totp", code)])
        do {
            return try await client.post("/v1/sessions", body, as: .anyone)
        } catch let problem as ServerProblem where code == nil && problem.code == "CODE_REQUIRED" && Console.inputIsTerminal {
            guard let typed = TypedSecret.line("Code of the authenticator"), !typed.isEmpty else { throw problem }
            return try await logon(client, password, typed)
        }
    }

    private func file() throws(CommandFailure) -> String {
        if let path = connection.sessionFile { return path }
        if let folder = connection.dataFolder { return "\(folder)/\(ConnectionOptions.sessionFileName)" }
        if let path = connection.sessionPath() { return path }
        throw .usage("say where the session goes: --session-file FILE, or --data DIR")
    }

    /// The answer with the file's name in the token's place: what is printed may be kept in a log.
    static func withoutToken(_ answer: JSONValue, file: String) -> JSONValue {
        .object((answer.objectValue ?? []).filter { $0.name != "token" } + [JSONMember("sessionFile", .string(file))])
    }
}

/// `urna logout`
struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "logout", abstract: "End the session, and delete its file.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let path = try file()
        var options = connection
        options.sessionFile = path
        options.adminTokenFile = nil
        let client = try options.client()
        do {
            output.show(try await client.delete("/v1/sessions/current")) { _ in "Logged out." }
        } catch let problem as ServerProblem where problem.status == 401 {
            // A session that has ended by itself is no reason to keep its file.
            output.show(.object([JSONMember]())) { _ in "The session had ended already." }
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    private func file() throws(CommandFailure) -> String {
        if let path = connection.sessionPath() { return path }
        if let folder = connection.dataFolder {
            let path = "\(folder)/\(ConnectionOptions.sessionFileName)"
            if FileManager.default.fileExists(atPath: path) { return path }
        }
        throw .usage("which session? Name its file: --session-file FILE")
    }
}
