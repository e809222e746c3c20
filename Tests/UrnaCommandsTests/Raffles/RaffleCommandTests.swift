import Foundation
import Ledger
import Testing

@testable import UrnaCommands

@Suite("What the commands of raffles ask of a server")
struct RaffleCommandTests {
    private let session = "urna_session_" + Base64URL.encode([UInt8](repeating: 7, count: 32))

    /// Runs one command line against a server that always answers the same.
    private func run(_ line: String, answer: ScriptedServer.Answer) async throws -> (status: Int32, request: ScriptedServer.Request?) {
        let folder = try TemporaryFolder()
        try folder.write(session + "\n", to: "s")
        let server = try ScriptedServer { _ in answer }
        let arguments = line.split(separator: " ").map(String.init) + ["--server", server.address, "--session-file", folder.path + "/s"]
        let status = await UrnaCommand.status(of: arguments)
        return (status, server.requests.first)
    }

    @Test(
        "The second official of a draw shows a session of their own",
        arguments: ["draw w --prize main", "enter w --prize main --number 5 --again 5"])
    func secondOfficial(line: String) async throws {
        let folder = try TemporaryFolder()
        let second = "urna_session_" + Base64URL.encode([UInt8](repeating: 8, count: 32))
        try folder.write(second + "\n", to: "second")
        let answer = ScriptedServer.Answer(body: #"{"verdict":"VALID","number":5}"#)
        let (status, request) = try await run("raffle \(line) --second-session-file \(folder.path)/second", answer: answer)
        #expect(status == 0)
        #expect(request?.headers["urna-second-official"] == second)
        #expect(request?.headers["authorization"] == "Bearer \(session)")
        try folder.write("no session\n", to: "second")
        let (refused, none) = try await run("raffle \(line) --second-session-file \(folder.path)/second", answer: answer)
        #expect(refused == 2 && none == nil, "a file without a session reaches no server")
    }

    @Test(
        "Each command makes its one call, as the person who logged in",
        arguments: [
            ("raffle activate w", "POST /v1/raffles/w/activate", nil),
            ("raffle suspend w --reason rain", "POST /v1/raffles/w/suspend", #"{"reason":"rain"}"#),
            ("raffle close w", "POST /v1/raffles/w/close", nil),
            ("raffle acknowledge w", "POST /v1/raffles/w/acknowledge", nil),
            ("raffle lease --raffle w --rsu RSU-A --count 300", "POST /v1/raffles/w/leases", #"{"count":300,"rsu":"RSU-A"}"#),
            (
                "raffle void RSU-A-3 --raffle w --reason misprint", "POST /v1/raffles/w/voids",
                #"{"reason":"misprint","ticket":"RSU-A-3"}"#
            ),
            ("raffle unvoid RSU-A-3 --raffle w", "DELETE /v1/raffles/w/voids/RSU-A-3", nil),
            ("raffle mark RSU-A-3 --raffle w --reason no", "POST /v1/raffles/w/marks", #"{"reason":"no","ticket":"RSU-A-3"}"#),
            (
                "raffle reprint RSU-A-3 --raffle w --kind counterfoil --number 5", "POST /v1/raffles/w/reprints",
                #"{"kind":"counterfoil","number":5,"ticket":"RSU-A-3"}"#
            ),
            ("raffle commit w", "POST /v1/raffles/w/commitments", nil),
            ("raffle freeze w", "POST /v1/raffles/w/freeze", nil),
            (
                "raffle draw w --prize main --official Ann", "POST /v1/raffles/w/draws", #"{"officials":["Ann"],"prize":"main"}"#
            ),
            ("raffle official w --prize main", "POST /v1/raffles/w/prizes/main/official", nil),
            ("raffle draws w", "GET /v1/raffles/w/draws", nil),
            ("raffle report drawing --raffle w --format csv", "GET /v1/raffles/w/reports/drawing?format=csv", nil),
            (
                "raffle corrupt --raffle w --rsu B --operator o --collected 4000 --reason lost", "POST /v1/raffles/w/rsus/B/corrupt",
                #"{"collected":4000,"operator":"o","reason":"lost"}"#
            ),
            (
                "raffle alter salesCloseAt --raffle w --after x --reason y", "POST /v1/raffles/w/alterations",
                #"{"after":"x","before":"","element":"salesCloseAt","reason":"y"}"#
            ),
            (#"raffle change --raffle w title=Spring n={"a":1}"#, "PATCH /v1/raffles/w", #"{"n":{"a":1},"title":"Spring"}"#),
            ("rsu-registry enable RSU-A", "POST /v1/rsus/RSU-A/enable", nil),
            ("rsu-registry enrolment RSU-A --operator op7", "POST /v1/rsus/RSU-A/enrolment", #"{"operator":"op7"}"#),
            ("staff change op7 --no-active", "PATCH /v1/staff/op7", #"{"active":false}"#),
            ("remote-access off", "PUT /v1/remote-access", #"{"enabled":false}"#),
            ("audit events --event CLOCK_STEP --limit 5", "GET /v1/audit/events?event=CLOCK_STEP&limit=5", nil),
            ("audit rng", "GET /v1/audit/rng", nil), ("audit rng --restart", "POST /v1/audit/rng/restart", nil),
            ("raffle reveal w --draw D-1", "POST /v1/raffles/w/draws/D-1/reveal", nil),
            ("raffle unmark RSU-A-3 --raffle w", "DELETE /v1/raffles/w/marks/RSU-A-3", nil),
            ("raffle official w --prize main --number 5", "POST /v1/raffles/w/prizes/main/official", #"{"number":5}"#),
        ])
    func calls(line: String, call: String, body: String?) async throws {
        let (status, request) = try await run(line, answer: ScriptedServer.Answer(body: #"{"code":"ABCD"}"#))
        #expect(status == 0)
        #expect(request?.call == call)
        if !call.hasPrefix("GET /v1/raffles/w/draws") { #expect(request?.headers["authorization"] == "Bearer \(session)") }
        #expect(request.map { String(decoding: $0.body, as: UTF8.self) } == body ?? "")
    }

    @Test("What a server refuses, fails", arguments: ["raffle draw w --prize main", "raffle activate w --json", "raffle show w"])
    func refused(line: String) async throws {
        #expect(try await run(line, answer: .problem(409, code: "NOT_CLOSED")).status == 1)
    }

    @Test("Only a valid winner is worth status 0", arguments: [("VALID_WINNER", 0), ("VALID_NOT_WINNER", 1), ("VOID", 1), ("", 1)])
    func verdicts(verdict: String, status: Int32) async throws {
        let answer = ScriptedServer.Answer(body: #"{"ticket":"RSU-A-1","verdict":"\#(verdict)"}"#)
        let (found, request) = try await run("raffle verify-ticket --raffle w --number 5 --validation V", answer: answer)
        #expect(found == status)
        #expect(request?.json == ["number": 5, "validation": "V"])
    }

    @Test("A drawn number that does not win is worth status 1", arguments: [("VALID", 0), ("VOID", 1), ("UNSOLD", 1), ("UNKNOWN", 1)])
    func entries(verdict: String, status: Int32) async throws {
        let answer = ScriptedServer.Answer(body: #"{"attempt":1,"verdict":"\#(verdict)"}"#)
        let (found, request) = try await run("raffle enter w --prize main --number 5 --again 5", answer: answer)
        #expect(found == status)
        #expect(request?.json == ["again": 5, "number": 5, "prize": "main"])
    }

    @Test("A verification that finds a wrong file is worth status 1", arguments: [("VALID", 0), ("INVALID", 1)])
    func verifications(result: String, status: Int32) async throws {
        let answer = ScriptedServer.Answer(body: #"{"problems":[],"result":"\#(result)"}"#)
        #expect(try await run("audit verify-software", answer: answer).status == status)
    }

    @Test("A definition with mistakes does not reach the server")
    func badDefinition() async throws {
        let folder = try TemporaryFolder()
        try folder.write(#"{"title":"x"}"#, to: "d.json")
        let (status, request) = try await run("raffle create \(folder.path)/d.json", answer: ScriptedServer.Answer(body: "{}"))
        #expect(status == 1)
        #expect(request == nil)
    }

    @Test("A report goes to a file that its owner alone may read; all seven go to a folder")
    func reports() async throws {
        let folder = try TemporaryFolder()
        let answer = ScriptedServer.Answer(type: "text/csv", body: "a,b\r\n")
        #expect(try await run("raffle report voided-numbers --raffle w --format csv --out \(folder.path)/r", answer: answer).status == 0)
        #expect(folder.read("r") == Array("a,b\r\n".utf8))
        #expect(try folder.mode("r") == 0o600)
        #expect(try await run("audit reports --raffle w --out \(folder.path)/all", answer: answer).status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/all").sorted()
        #expect(names.count == 7)
        #expect(names.contains("sales-by-rsu.csv"))
    }
}
