import Ledger
import NIOCore
import NIOHTTP1
import Testing

@testable import AuthService

@Suite struct JWKSURLTests {
    /// Keys that are waited for longer than a busy machine takes: beside a thousand other tests five seconds pass for nothing.
    private static func patient(_ server: KeyServer) -> JWKSURL {
        JWKSURL(url: server.url, timeout: .seconds(60))
    }

    @Test("Logins that come at once make one request, and so do those that name new keys at once")
    func singleFlight() async throws {
        try await withServer(.keys(keySetBytes([.rsa]), after: .milliseconds(200))) { server in
            let verifier = try LoginVerifier.forTests(Self.patient(server))
            let (old, new) = (try Mint.token(.rsa), try Mint.token(.ed25519))
            #expect(await outcomes(50, of: old, with: verifier, at: Mint.now) == ["ada@example.org": 50])
            #expect(server.requestCount == 1)

            server.answer(.keys(keySetBytes([.rsa, .ed25519]), after: .milliseconds(200)))
            _ = await outcomes(50, of: new, with: verifier, at: Mint.now.adding(29))
            #expect(server.requestCount == 1)
            #expect(await outcomes(50, of: new, with: verifier, at: Mint.now.adding(30)) == ["ada@example.org": 50])
            #expect(server.requestCount == 2)
        }
    }

    @Test("While the server is down its old keys stay in use")
    func serverGone() async throws {
        let server = try await KeyServer.start(.keys(keySetBytes([.rsa])))
        let verifier = try LoginVerifier.forTests(Self.patient(server))
        let token = try Mint.token(.rsa, claims: [("exp", .integer(Mint.now.seconds + 10_000))])
        #expect(await verifier.outcome(of: token) == .voter("ada@example.org"))
        server.answer(.status(.internalServerError))
        #expect(await verifier.outcome(of: token, at: Mint.now.adding(700)) == .voter("ada@example.org"))
        #expect(server.requestCount == 2)
        try await server.stop()
        #expect(await verifier.outcome(of: token, at: Mint.now.adding(3_599)) == .voter("ada@example.org"))
        #expect(await verifier.outcome(of: token, at: Mint.now.adding(3_600)).isRefused(saying: "keys cannot be read"))
    }

    @Test(
        "Answers without a key set are refused",
        arguments: [
            (.status(.notFound), "answered 404"), (.status(.noContent), "answered 204"), (.flood, "cannot get"),
        ] as [(KeyServer.Answer, String)])
    func badAnswers(answer: KeyServer.Answer, fragment: String) async throws {
        try await withServer(answer) { server in
            let error = await #expect(throws: JWKSLoadError.self) { try await Self.patient(server).load() }
            #expect(error?.description.contains(fragment) == true, "\(String(describing: error))")
        }
    }

    @Test("Answers that do not end are not waited for", arguments: [.silence, .drip] as [KeyServer.Answer])
    func slowAnswers(answer: KeyServer.Answer) async throws {
        try await withServer(answer) { server in
            let error = await #expect(throws: JWKSLoadError.self) { try await JWKSURL(url: server.url, timeout: .milliseconds(500)).load() }
            #expect(error?.description.contains("no whole answer") == true, "\(String(describing: error))")
        }
    }

    @Test("Redirects are not followed")
    func redirect() async throws {
        try await withServer(.keys(keySetBytes([.rsa]))) { elsewhere in
            try await withServer(.status(.found, location: elsewhere.url)) { server in
                await #expect(throws: JWKSLoadError.self) { try await Self.patient(server).load() }
                #expect(elsewhere.requestCount == 0)
            }
        }
    }

    private func withServer(_ answer: KeyServer.Answer, _ body: (KeyServer) async throws -> Void) async throws {
        let server = try await KeyServer.start(answer)
        do {
            try await body(server)
        } catch {
            try await server.stop()
            throw error
        }
        try await server.stop()
    }

    /// How often each outcome came when many ask at once.
    private func outcomes(_ count: Int, of token: String, with verifier: LoginVerifier, at now: Timestamp) async -> [String: Int] {
        await withTaskGroup(of: LoginVerifier.Outcome.self) { group in
            for _ in 0..<count { group.addTask { await verifier.outcome(of: token, at: now) } }
            var counts: [String: Int] = [:]
            for await outcome in group {
                switch outcome {
                case .voter(let text): counts[text, default: 0] += 1
                case .refused(let message): counts[message, default: 0] += 1
                }
            }
            return counts
        }
    }
}
