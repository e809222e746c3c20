import ArgumentParser
import Foundation
import Identity
import Ledger
import Testing

@testable import UrnaCommands

@Suite("Finding a server")
struct ConnectionTests {
    private let token = AdminToken(randomBytes: [UInt8](repeating: 3, count: 32)).text

    @Test("A flag wins over the data folder, that over the environment, that over the default")
    func precedence() throws {
        let folder = try TemporaryFolder()
        try folder.write("http://127.0.0.1:1234\n", to: "server.url")
        let environment = ["URNA_SERVER": "http://127.0.0.1:5678/"]
        #expect(try ConnectionOptions.parse([]).address([:]).text == "http://127.0.0.1:8080")
        #expect(try ConnectionOptions.parse([]).address(environment).text == "http://127.0.0.1:5678")
        #expect(try ConnectionOptions.parse(["--data", folder.path]).address(environment).text == "http://127.0.0.1:1234")
        let all = try ConnectionOptions.parse(["--data", folder.path, "--server", "https://vote.example/base/"])
        #expect(try all.address(environment).text == "https://vote.example/base")
    }

    @Test("A token comes from its file, the data folder or the environment")
    func tokens() throws {
        let folder = try TemporaryFolder()
        let other = AdminToken(randomBytes: [UInt8](repeating: 4, count: 32)).text
        try folder.write("\n  \(other)\n", to: "admin-token")
        #expect(try ConnectionOptions.parse([]).client(environment: [:]).token == nil)
        #expect(try ConnectionOptions.parse([]).client(environment: ["URNA_ADMIN_TOKEN": token]).token?.text == token)
        let ofFolder = try ConnectionOptions.parse(["--data", folder.path])
        #expect(try ofFolder.client(environment: ["URNA_ADMIN_TOKEN": token]).token?.text == other)
        try folder.write("not a token", to: "wrong")
        let wrong = try ConnectionOptions.parse(["--admin-token-file", folder.path + "/wrong"])
        let failure = #expect(throws: CommandFailure.self) { try wrong.client(environment: [:]) }
        #expect(failure?.status == 2)
        #expect(failure?.message.contains("not a token") == false)
    }

    @Test(
        "What is no address is refused",
        arguments: ["", "localhost:8080", "ftp://h", "http://", "http://h/?a=b", "http://u@h", "http://h/#f"])
    func badAddresses(text: String) {
        #expect(throws: CommandFailure.self) { try ServerAddress(text) }
    }

    @Test(
        "Only plain HTTP to another machine is exposed",
        arguments: [
            ("http://127.0.0.1:1", false), ("http://localhost", false), ("http://[::1]:80", false), ("https://h", false),
            ("http://h", true),
        ])
    func exposure(text: String, isExposed: Bool) throws {
        #expect(try ServerAddress(text).isExposed == isExposed)
    }

    @Test("A problem document becomes a message that names every place")
    func problems() {
        let body = Array(
            #"""
            {"type":"/problems/invalid-roll","title":"The roll has errors and was not imported","status":422,"detail":"2 problems",
             "errors":[{"field":"line 3","message":"no id"},{"field":"line 9","message":"twice"}]}
            """#.utf8)
        let problem = ServerProblem(status: 422, body: body, retryAfter: nil)
        #expect(problem.name == "invalid-roll")
        #expect(problem.description == "The roll has errors and was not imported: 2 problems\n  line 3: no id\n  line 9: twice")
        #expect(ServerProblem(status: 502, body: Array("<html>".utf8), retryAfter: nil).description == "The server answered 502")
        let unauthorized = Array(#"{"type":"/problems/administrator-required","title":"T"}"#.utf8)
        let refused = ServerProblem(status: 401, body: unauthorized, retryAfter: nil)
        #expect(refused.description.contains("--admin-token-file"))
    }

    @Test("Events are read whatever pieces they come in", arguments: [1, 2, 7, 1_000])
    func events(pieceBytes: Int) throws {
        let stream =
            ": hello\r\nretry: 1000\r\n\r\nid: 5\r\nevent: results\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\n"
            + ":\n\nid:6\ndata:{}\n\ndata: nonsense\n\n"
        var parser = ResultsEvents(bytesMax: 1_000)
        var found: [(id: String, results: JSONValue)] = []
        let bytes = Array(stream.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
            found += try parser.feed(bytes[start..<min(start + pieceBytes, bytes.count)])
        }
        #expect(found.map(\.id) == ["5", "6"])
        #expect(found.map(\.results) == [.object([("a", .integer(1))]), .object([(String, JSONValue)]())])
    }

    @Test("An endless event is given up")
    func endlessEvent() {
        var parser = ResultsEvents(bytesMax: 100)
        #expect(throws: CommandFailure.self) { try parser.feed(Array(repeating: UInt8(ascii: "x"), count: 101)) }
    }
}
