internal import AsyncHTTPClient
internal import Foundation
internal import Identity
internal import Ledger
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A server's HTTP interface as the commands use it. Refusals are thrown as `ServerProblem`.
struct ServerClient: Sendable {
    let address: ServerAddress
    let token: AdminToken?
    /// A person's log-on; it comes before an administrator's token.
    var session: SessionToken?

    /// Longest JSON answer taken, in bytes: results with many rounds, or a definition.
    private static let jsonBytesMax = 64 << 20
    /// For a call that is answered at once.
    private static let callTimeout = TimeAmount.seconds(60)
    /// For one that moves a whole roll, or counts millions of ballots.
    private static let longTimeout = TimeAmount.hours(6)
    /// The longest silence within an answer.
    private static let silenceMax = TimeAmount.minutes(10)

    /// One for the process; it is in use until the process ends, so nobody shuts it down.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            // A redirect could carry a token somewhere else.
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(10), read: silenceMax))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Who a request comes from.
    enum Caller {
        case anyone
        /// An administrator, or a person who logged in.
        case administrator
        /// With this ballot token.
        case voter(String)
    }

    /// What is sent.
    struct Body {
        var type: String
        var content: HTTPClientRequest.Body

        static func json(_ value: JSONValue) -> Body { Body(type: "application/json", content: .bytes(value.canonical())) }
    }

    // MARK: Calls

    func get(_ path: String, as caller: Caller = .anyone) async throws -> JSONValue {
        try await json(send(.GET, path, as: caller))
    }

    /// The bytes at `path`; nil when there is nothing.
    func bytes(_ path: String, limit: Int) async throws -> [UInt8]? {
        do {
            let response = try await send(.GET, path)
            return Array(buffer: try await response.body.collect(upTo: limit))
        } catch let problem as ServerProblem where problem.status == 404 {
            return nil
        }
    }

    func post(_ path: String, _ body: JSONValue? = nil, as caller: Caller) async throws -> JSONValue {
        try await json(send(.POST, path, as: caller, body: body.map(Body.json), isLong: true))
    }

    func json(_ response: HTTPClientResponse) async throws -> JSONValue {
        let bytes = Array(buffer: try await response.body.collect(upTo: Self.jsonBytesMax))
        do {
            return try JSONValue.parse(bytes, limits: JSONLimits(bytesMax: Self.jsonBytesMax))
        } catch {
            throw CommandFailure.failed("\(address) did not answer with JSON: is it an Urna server?")
        }
    }

    // MARK: One request

    /// Sends a request and waits for the head of a good answer.
    ///
    /// - Throws: `ServerProblem` for an answer of 400 and above, `CommandFailure` when there was none.
    func send(
        _ method: HTTPMethod, _ path: String, as caller: Caller = .anyone, body: Body? = nil, headers: [(String, String)] = [],
        isLong: Bool = false
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: address.text + path)
        request.method = method
        request.headers = HTTPHeaders(headers)
        if let authorization = try authorization(of: caller) {
            request.headers.add(name: "Authorization", value: "Bearer " + authorization)
        }
        if let body {
            request.headers.add(name: "Content-Type", value: body.type)
            request.body = body.content
        } else if method != .GET {
            request.headers.add(name: "Content-Length", value: "0")
        }
        let response: HTTPClientResponse
        do {
            response = try await Self.http.execute(request, timeout: isLong ? Self.longTimeout : Self.callTimeout)
        } catch let failure as CommandFailure {
            // From a body that is being read while it is sent.
            throw failure
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw CommandFailure.failed(
                "cannot reach the server at \(address) (\(Self.reason(error))). Is it running? Name another with --server or --data.")
        }
        guard response.status.code < 400 else { throw try await Self.problem(response) }
        guard response.status.code < 300 else {
            throw CommandFailure.failed("\(address) answered \(response.status.code): give the address the server itself has")
        }
        return response
    }

    private func authorization(of caller: Caller) throws -> String? {
        switch caller {
        case .anyone: return nil
        case .voter(let token): return token
        case .administrator:
            guard let text = session?.text ?? token?.text else {
                throw CommandFailure.usage(
                    """
                    this takes an administrator's token or a person's session: name a file with --admin-token-file or --session-file \
                    (`urna login` makes one), or the server's data folder with --data
                    """)
            }
            if address.isExposed {
                Console.note(
                    "warning: the \(session == nil ? "administrator's token" : "session") goes to \(address) unencrypted; use https")
            }
            return text
        }
    }

    private static func problem(_ response: HTTPClientResponse) async throws -> ServerProblem {
        let body = try? await response.body.collect(upTo: 1 << 20)
        return ServerProblem(
            status: Int(response.status.code), body: body.map { Array(buffer: $0) } ?? [],
            retryAfter: response.headers.first(name: "Retry-After").flatMap { Int($0) })
    }

    private static func reason(_ error: any Error) -> String {
        if let error = error as? HTTPClientError { return error.shortDescription }
        if let error = error as? NIOConnectionError, let first = error.connectionErrors.first { return reason(first.error) }
        // `strerror` of the code; the library's own text also tells which call it was.
        if let error = error as? IOError { return String(cString: strerror(error.errnoCode)) }
        return "\(error)"
    }
}

extension ServerClient {
    /// Times a ballot that met a busy server is sent again. It counts once, however often it is sent.
    private static let retriesMax = 8

    /// Casts a ballot.
    ///
    /// - Returns: the receipt as it was sent, and whether it is of a ballot that was recorded before.
    func cast(_ selections: [UInt8], in election: String, token: String) async throws -> (receipt: [UInt8], isRepeat: Bool) {
        let body = Array(#"{"selections":"#.utf8) + selections + [UInt8(ascii: "}")]
        var attempt = 0
        while true {
            do {
                let response = try await send(
                    .POST, "/v1/elections/\(election)/ballots", as: .voter(token),
                    body: Body(type: "application/json", content: .bytes(body)))
                let receipt = Array(buffer: try await response.body.collect(upTo: 1 << 20))
                return (receipt, response.status.code == 200)
            } catch let problem as ServerProblem where problem.status == 503 && attempt < Self.retriesMax {
                attempt += 1
                try await Task.sleep(for: .seconds(problem.retryAfter ?? 1))
            }
        }
    }
}
