import ArgumentParser
import Foundation
import Identity
import Ledger
import Testing

@testable import UrnaCommands

@Suite("Sessions of people")
struct SessionTests {
    private let session = SessionToken(randomBytes: [UInt8](repeating: 5, count: 32)).text
    private let token = AdminToken(randomBytes: [UInt8](repeating: 3, count: 32)).text

    @Test("A named session comes before everything, an administrator's token before a session that was only found")
    func precedence() throws {
        let folder = try TemporaryFolder()
        try folder.write(session, to: "mine")
        try folder.write(session, to: "session-token")
        let named = try ConnectionOptions.parse(["--session-file", folder.path + "/mine", "--data", folder.path])
        let found = try ConnectionOptions.parse(["--data", folder.path])
        #expect(try named.client(environment: [:]).session?.text == session)
        #expect(try found.client(environment: [:]).session?.text == session)
        try folder.write(token, to: "admin-token")
        #expect(try named.client(environment: [:]).session?.text == session)
        #expect(try found.client(environment: ["URNA_SESSION_FILE": folder.path + "/mine"]).session == nil)
        #expect(try found.client(environment: [:]).token?.text == token)
        let elsewhere = try ConnectionOptions.parse([])
        #expect(try elsewhere.client(environment: ["URNA_SESSION_FILE": folder.path + "/mine"]).session?.text == session)
        try folder.write("something else", to: "mine")
        let failure = #expect(throws: CommandFailure.self) { try named.client(environment: [:]) }
        #expect(failure?.status == 2)
        #expect(failure?.message.contains("something else") == false)
    }

    @Test("Logging in keeps the session where only its owner reads it; logging out ends it and deletes the file")
    func loginAndLogout() async throws {
        let folder = try TemporaryFolder()
        try folder.write("correct horse battery\n", to: "password")
        let answer = #"{"token":"\#(session)","user":"ann","roles":["draw-official"],"expiresAt":"2026-01-01T00:00:00Z","remote":false}"#
        let server = try ScriptedServer { request in
            request.line.hasPrefix("DELETE")
                ? ScriptedServer.Answer(status: 204, body: "") : ScriptedServer.Answer(status: 201, body: answer)
        }
        let place = ["--server", server.address, "--session-file", folder.path + "/s"]
        let login = ["login", "--user", "ann", "--password-file", folder.path + "/password", "--totp", "123456"]
        #expect(await UrnaCommand.status(of: login + place) == 0)
        #expect(folder.read("s") == Array("\(session)\n".utf8))
        #expect(try folder.mode("s") == 0o600)
        #expect(await UrnaCommand.status(of: ["logout"] + place) == 0)
        #expect(folder.read("s") == nil)
        #expect(server.requests.map(\.call) == ["POST /v1/sessions", "DELETE /v1/sessions/current"])
        #expect(server.requests[0].json == ["password": "correct horse battery", "totp": "123456", "user": "ann"])
        #expect(server.requests[0].headers["authorization"] == nil)
        #expect(server.requests[1].headers["authorization"] == "Bearer \(session)")
    }

    @Test("A refused log-on leaves no file, and a session that has ended is forgotten")
    func refusals() async throws {
        let folder = try TemporaryFolder()
        try folder.write("wrong wrong wrong\n", to: "password")
        let server = try ScriptedServer { _ in .problem(401, code: "LOGON_FAILED") }
        let place = ["--server", server.address, "--session-file", folder.path + "/s"]
        #expect(await UrnaCommand.status(of: ["login", "--user", "ann", "--password-file", folder.path + "/password"] + place) == 1)
        #expect(folder.read("s") == nil)
        try folder.write(session, to: "s")
        #expect(await UrnaCommand.status(of: ["logout"] + place) == 0)
        #expect(folder.read("s") == nil)
    }

    @Test("What login prints as JSON does not hold the token")
    func printed() throws {
        let printed = LoginCommand.withoutToken(["token": .string(session), "user": "ann"], file: "s")
        #expect(printed == ["user": "ann", "sessionFile": "s"])
    }

    @Test("A person is added with the roles given, and the second factor goes to its file")
    func staffAdd() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a long first password\n", to: "password")
        try folder.write(token, to: "admin-token")
        let uri = "otpauth://totp/urna:root?secret=ABC"
        let server = try ScriptedServer { _ in
            ScriptedServer.Answer(status: 201, body: #"{"id":"root","roles":["admin"],"totp":{"secret":"ABC","uri":"\#(uri)"}}"#)
        }
        let status = await UrnaCommand.status(of: [
            "staff", "add", "root", "--name", "Root", "--role", "admin", "--role", "regulator", "--password-file",
            folder.path + "/password",
            "--totp-out", folder.path + "/totp", "--server", server.address, "--data", folder.path,
        ])
        #expect(status == 0)
        #expect(folder.read("totp") == Array("\(uri)\n".utf8))
        #expect(try folder.mode("totp") == 0o600)
        #expect(server.requests[0].json?["roles"] == ["admin", "regulator"])
        #expect(server.requests[0].headers["authorization"] == "Bearer \(token)")
    }
}
