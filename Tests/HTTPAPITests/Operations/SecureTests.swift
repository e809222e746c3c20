import AsyncHTTPClient
import Foundation
import Ledger
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Testing

@testable import HTTPAPI

/// A certificate for 127.0.0.1, made once for all tests.
enum TestCertificate {
    static let files = Result { try make() }

    private static func make() throws -> (certificatePath: String, keyPath: String) {
        let folder = NSTemporaryDirectory() + "urna-tls-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw WireError(description: "openssl made no certificate") }
        return (folder + "/cert.pem", folder + "/key.pem")
    }
}

extension HouseTests {
    @Suite("TLS and HTTP/2")
    struct SecureTests {
        private static func options() throws -> TestHouse.Options {
            var options = TestHouse.Options()
            options.tls = try TestCertificate.files.get()
            return options
        }

        private static func configuration(maximum: TLSVersion? = nil, http2: Bool = true) throws -> HTTPClient.Configuration {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(try TestCertificate.files.get().certificatePath)
            tls.minimumTLSVersion = .tlsv12
            tls.maximumTLSVersion = maximum
            var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
            configuration.httpVersion = http2 ? .automatic : .http1Only
            return configuration
        }

        private func withClient<Value>(_ configuration: HTTPClient.Configuration, _ body: (HTTPClient) async throws -> Value) async throws
            -> Value
        {
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            let result: Result<Value, any Error>
            do { result = .success(try await body(client)) } catch { result = .failure(error) }
            try await client.shutdown()
            return try result.get()
        }

        private func send(
            _ method: HTTPMethod, _ path: String, _ token: String?, _ body: String?, type: String = "application/json", _ house: TestHouse,
            _ client: HTTPClient
        ) async throws -> (HTTPClientResponse, String) {
            var request = HTTPClientRequest(url: "https://127.0.0.1:\(house.port)\(path)")
            request.method = method
            if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
            if let body {
                request.headers.add(name: "Content-Type", value: type)
                request.body = .bytes(ByteBuffer(string: body))
            }
            let response = try await client.execute(request, timeout: .seconds(10))
            return (response, String(buffer: try await response.body.collect(upTo: 1 << 20)))
        }

        /// An open election with one voter: id and token.
        private func election(_ house: TestHouse, _ client: HTTPClient) async throws -> String {
            let definition = TestHouse.mayor.replacingOccurrences(of: "RESULTS", with: "live")
            _ = try await send(.POST, "/v1/elections?id=tls", house.owner, definition, house, client)
            _ = try await send(.PUT, "/v1/elections/tls/roll", house.owner, "voter_id,region\na,n\n", type: "text/csv", house, client)
            let tokens = try await send(.POST, "/v1/elections/tls/ballot-tokens", house.owner, "", house, client).1
            _ = try await send(.POST, "/v1/elections/tls/open", house.owner, nil, house, client)
            return String(tokens.split(separator: "\n")[0].split(separator: ",")[1])
        }

        @Test("A ballot over HTTP/2 is recorded, and its receipt is the same over HTTP/1.1 with TLS")
        func casting() async throws {
            try await withHouse(Self.options()) { house in
                let ballot = "{\"selections\":{\"mayor\":[\"cleopatra\"]}}"
                let (token, receipt) = try await withClient(Self.configuration()) { client in
                    let token = try await election(house, client)
                    let (response, body) = try await send(.POST, "/v1/elections/tls/ballots", token, ballot, house, client)
                    #expect(response.version == .http2)
                    #expect(response.status == .created)
                    let (again, same) = try await send(.POST, "/v1/elections/tls/ballots", token, ballot, house, client)
                    #expect(again.status == .ok)
                    #expect(same == body)
                    let (wrong, problem) = try await send(.POST, "/v1/elections/tls/ballots", "x", ballot, house, client)
                    #expect(wrong.status == .unauthorized)
                    #expect(problem.contains("token-malformed"))
                    return (token, body)
                }
                try await withClient(Self.configuration(http2: false)) { client in
                    let (response, body) = try await send(.POST, "/v1/elections/tls/ballots", token, ballot, house, client)
                    #expect(response.version == .http1_1)
                    #expect(response.status == .ok)
                    #expect(body == receipt)
                }
            }
        }

        @Test("A watcher over HTTP/2 sees a ballot within two seconds")
        func watching() async throws {
            try await withHouse(Self.options()) { house in
                try await withClient(Self.configuration()) { client in
                    let token = try await election(house, client)
                    let request = HTTPClientRequest(url: "https://127.0.0.1:\(house.port)/v1/elections/tls/results/stream")
                    let response = try await client.execute(request, timeout: .seconds(30))
                    #expect(response.version == .http2)
                    #expect(response.headers.first(name: "content-type")?.hasPrefix("text/event-stream") == true)
                    let text = NIOLockedValueBox("")
                    let reading = Task {
                        for try await buffer in response.body { text.withLockedValue { $0 += String(buffer: buffer) } }
                    }
                    #expect(try await eventually { text.withLockedValue { $0.contains("event: results") } })
                    let cast = try await send(
                        .POST, "/v1/elections/tls/ballots", token, "{\"selections\":{\"mayor\":[\"cleopatra\"]}}", house, client)
                    #expect(cast.0.status == .created)
                    #expect(try await eventually(within: .seconds(2)) { text.withLockedValue { $0.contains("\"cleopatra\":1") } })
                    reading.cancel()
                    _ = try? await reading.value
                }
            }
        }

        @Test("TLS 1.2 is refused")
        func oldVersion() async throws {
            try await withHouse(Self.options()) { house in
                try await withClient(Self.configuration(maximum: .tlsv13)) { client in
                    let answer = try await send(.GET, "/healthz", nil, nil, house, client).0
                    #expect(answer.status == .ok)
                }
                var old = try Self.configuration(maximum: .tlsv12)
                old.connectionPool.retryConnectionEstablishment = false
                _ = try await withClient(old) { client in
                    await #expect(throws: (any Error).self) { _ = try await send(.GET, "/healthz", nil, nil, house, client) }
                }
            }
        }

        @Test("Who connects and never shakes hands is closed in time")
        func silentHandshake() async throws {
            var options = try Self.options()
            options.limits.requestSeconds = 1
            try await withHouse(options) { house in
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                #expect(try await wire.closes(within: .seconds(6)))
            }
        }
    }
}
