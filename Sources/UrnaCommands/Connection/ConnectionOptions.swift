internal import ArgumentParser
internal import Foundation
internal import Identity

/// Which server is meant, and who asks.
struct ConnectionOptions: ParsableArguments {
    static let addressDefault = "http://127.0.0.1:8080"
    static let addressVariable = "URNA_SERVER"
    static let tokenVariable = "URNA_ADMIN_TOKEN"
    static let sessionVariable = "URNA_SESSION_FILE"
    /// The name of a session's file in a data folder.
    static let sessionFileName = "session-token"

    @Option(
        help: ArgumentHelp("The server (else DIR/server.url, else URNA_SERVER, else \(addressDefault)).", valueName: "url"))
    var server: String?

    @Option(
        name: .customLong("data"),
        help: ArgumentHelp("A server's data folder on this machine, to find its address and token in.", valueName: "dir"))
    var dataFolder: String?

    @Option(
        help: ArgumentHelp("A file with the administrator's token (else DIR/admin-token, else URNA_ADMIN_TOKEN).", valueName: "file"))
    var adminTokenFile: String?

    @Option(
        help: ArgumentHelp(
            "A file that `urna login` wrote: act as that person, and not as an administrator (else URNA_SESSION_FILE).", valueName: "file"))
    var sessionFile: String?

    mutating func validate() throws {
        guard sessionFile == nil || adminTokenFile == nil else {
            throw ValidationError("Say who asks: either --session-file or --admin-token-file.")
        }
    }

    /// - Throws: usage, when an address or a token is not well formed.
    func client(environment: [String: String] = ProcessInfo.processInfo.environment) throws(CommandFailure) -> ServerClient {
        ServerClient(address: try address(environment), token: try token(environment), session: try session(environment))
    }

    /// Where this person's session is, if they have one that comes before an administrator's token.
    ///
    /// A person's session is only taken from the data folder when no administrator's token is there: whoever has that, may do more.
    func sessionPath(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
        if let sessionFile { return sessionFile }
        guard adminTokenFile == nil else { return nil }
        if let dataFolder {
            if FileManager.default.fileExists(atPath: dataFolder + "/admin-token") { return nil }
            let path = "\(dataFolder)/\(Self.sessionFileName)"
            if FileManager.default.fileExists(atPath: path) { return path }
        }
        guard let variable = environment[Self.sessionVariable], !variable.isEmpty else { return nil }
        return variable
    }

    private func session(_ environment: [String: String]) throws(CommandFailure) -> SessionToken? {
        guard let path = sessionPath(environment) else { return nil }
        guard let token = SessionToken(try InputFile.readLine(path)) else {
            throw .usage("\(path) does not hold a session: `urna login --session-file \(path)` writes one")
        }
        return token
    }

    func address(_ environment: [String: String]) throws(CommandFailure) -> ServerAddress {
        if let server { return try ServerAddress(server) }
        if let dataFolder {
            let path = dataFolder + "/server.url"
            if FileManager.default.fileExists(atPath: path) { return try ServerAddress(InputFile.readLine(path)) }
        }
        return try ServerAddress(environment[Self.addressVariable] ?? Self.addressDefault)
    }

    private func token(_ environment: [String: String]) throws(CommandFailure) -> AdminToken? {
        let (text, place): (String, String)
        if let adminTokenFile {
            (text, place) = (try InputFile.readLine(adminTokenFile), adminTokenFile)
        } else if let dataFolder, FileManager.default.fileExists(atPath: dataFolder + "/admin-token") {
            (text, place) = (try InputFile.readLine(dataFolder + "/admin-token"), dataFolder + "/admin-token")
        } else if let variable = environment[Self.tokenVariable], !variable.isEmpty {
            (text, place) = (variable, Self.tokenVariable)
        } else {
            return nil
        }
        guard let token = AdminToken(text) else {
            throw .usage("\(place) does not hold an administrator's token: one begins with \(AdminToken.prefix)")
        }
        return token
    }
}

/// The address of a server: scheme, host, port and a path before `/v1`, if any.
struct ServerAddress: Equatable, CustomStringConvertible {
    /// Without a trailing slash.
    let text: String
    /// Whether what is sent there can be read on the way.
    let isExposed: Bool

    init(_ typed: String) throws(CommandFailure) {
        guard let url = URLComponents(string: typed), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host, !host.isEmpty
        else { throw .usage("\(typed) is not a server's address: it should look like \(ConnectionOptions.addressDefault)") }
        guard url.query == nil, url.fragment == nil, url.user == nil else {
            throw .usage("\(typed): a server's address has no user name, query or fragment")
        }
        var trimmed = typed
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        text = trimmed
        let isLocal = ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host)
        isExposed = scheme == "http" && !isLocal
    }

    var description: String { text }
}
