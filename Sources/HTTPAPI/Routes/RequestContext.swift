internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Ledger
internal import NIOCore

/// What a route knows of its request besides the request.
struct HouseContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Where the connection comes from.
    let peer: SocketAddress?
    /// Who asks, once the gate has let them in.
    var authority: Authority?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress ?? source.channel.parent?.remoteAddress
    }
}

extension Request {
    /// The whole body, up to a bound. - Throws: `Problem.bodyTooLarge`.
    func collectBody(upTo bytesMax: Int) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > bytesMax {
            throw Problem(.bodyTooLarge, detail: "The body may have \(bytesMax) bytes at most.")
        }
        var collected: [UInt8] = []
        for try await buffer in body {
            guard collected.count + buffer.readableBytes <= bytesMax else {
                throw Problem(.bodyTooLarge, detail: "The body may have \(bytesMax) bytes at most.")
            }
            collected.append(contentsOf: buffer.readableBytesView)
        }
        return collected
    }

    /// The whole body as JSON. - Throws: a problem that says where it is malformed.
    func json(upTo bytesMax: Int) async throws -> JSONValue {
        try requireContentType("application/json")
        return try json(of: await collectBody(upTo: bytesMax))
    }

    /// A body that was collected, as JSON. - Throws: a problem that says where it is malformed.
    func json(of bytes: [UInt8]) throws -> JSONValue {
        do throws(JSONParseError) {
            return try JSONValue.parse(bytes)
        } catch {
            throw Problem(.badRequest, detail: "The body is not valid JSON: \(error).", field: "body")
        }
    }

    func requireContentType(_ expected: String) throws {
        let type = headers[.contentType]?.split(separator: ";").first.map { $0.lowercased().trimmingSpaces() }
        guard type == expected else { throw Problem(.unsupportedMediaType, detail: "Send the body as \(expected).") }
    }

    /// A query parameter that is `true` or `false`; false when it is left out. Anything else is an error: guessing what was meant could act
    /// where the caller asked only to look.
    func flag(_ name: String) throws -> Bool {
        switch uri.queryParameters[Substring(name)] {
        case nil, "false": return false
        case "true": return true
        default: throw Problem(.badRequest, detail: "\(name) is true or false.", field: name)
        }
    }

    /// The token of `Authorization: Bearer …`.
    var bearer: String? {
        guard let header = headers[.authorization], header.lowercased().hasPrefix("bearer ") else { return nil }
        return String(header.dropFirst("bearer ".count)).trimmingSpaces()
    }
}

extension StringProtocol {
    fileprivate func trimmingSpaces() -> String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension Response {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, cacheControl: String = "no-store") -> Response {
        bytes(value.canonical(), type: "application/json", status: status, cacheControl: cacheControl)
    }

    static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, cacheControl: String = "no-store"
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: cacheControl],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func text(_ text: String, type: String, cacheControl: String = "no-store") -> Response {
        bytes(Array(text.utf8), type: type, cacheControl: cacheControl)
    }

    static func problem(_ problem: Problem) -> Response {
        var response = bytes(
            problem.json.canonical(), type: Problem.contentType, status: HTTPResponse.Status(code: problem.kind.status))
        if let seconds = problem.kind.retryAfter { response.headers[.retryAfter] = String(seconds) }
        if problem.kind.status == 401 {
            response.headers[.wwwAuthenticate] = problem.kind == .deviceUnauthenticated ? "Urna-RSU" : "Bearer"
        }
        return response
    }
}
