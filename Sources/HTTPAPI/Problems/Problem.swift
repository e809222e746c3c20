internal import Elections
internal import Ledger
internal import NIOCore
internal import Ports
internal import VoteService

/// An error as a client sees it: a problem document (RFC 9457).
struct Problem: Error, Sendable {
    var kind: ProblemKind
    /// What exactly, in a sentence. Safe to show.
    var detail: String
    /// The member of the request that is wrong, such as `selections.mayor[1]`.
    var field: String?
    /// A stable word that says which rule refused it, such as `NOT_CLOSED`.
    var code: String?
    /// Several at once: `(field or line, message)`.
    var errors: [(place: String, message: String)] = []

    init(
        _ kind: ProblemKind, detail: String, field: String? = nil, code: String? = nil, errors: [(place: String, message: String)] = []
    ) {
        self.kind = kind
        self.detail = detail
        self.field = field
        self.code = code
        self.errors = errors
    }

    var json: JSONValue {
        var members: [JSONMember] = [
            JSONMember("type", .string(kind.type)), JSONMember("title", .string(kind.title)),
            JSONMember("status", .integer(Int64(kind.status))), JSONMember("detail", .string(detail)),
        ]
        if let code { members.append(JSONMember("code", .string(code))) }
        if let field { members.append(JSONMember("field", .string(field))) }
        if !errors.isEmpty {
            let list = errors.map { error in
                JSONValue.object([
                    JSONMember("field", .string(error.place)), JSONMember("message", .string(error.message)),
                ])
            }
            members.append(JSONMember("errors", .array(list)))
        }
        return .object(members)
    }

    static let contentType = "application/problem+json"

    /// The whole response for a connection served by the front door.
    func http1Response(dateLine: [UInt8], keepsAlive: Bool, allocator: ByteBufferAllocator) -> ByteBuffer {
        let body = json.canonical()
        var buffer = allocator.buffer(capacity: body.count + 256)
        buffer.writeString("HTTP/1.1 \(kind.status) \(reason)\r\n")
        buffer.writeBytes(dateLine)
        if !keepsAlive { buffer.writeStaticString("Connection: close\r\n") }
        if let seconds = kind.retryAfter { buffer.writeString("Retry-After: \(seconds)\r\n") }
        if kind.status == 401 { buffer.writeStaticString("WWW-Authenticate: Bearer\r\n") }
        buffer.writeString("Content-Type: \(Self.contentType)\r\nCache-Control: no-store\r\nContent-Length: \(body.count)\r\n\r\n")
        buffer.writeBytes(body)
        return buffer
    }

    private var reason: String {
        switch kind.status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 503: "Service Unavailable"
        default: "Internal Server Error"
        }
    }
}

extension Problem {
    init(_ refusal: CastRefusal) {
        switch refusal {
        case .unknownElection: self.init(.notFound, detail: "There is no election of this id.")
        case .tokenMissing: self.init(.tokenMissing, detail: "Send the header Authorization: Bearer <ballot token>.")
        case .tokenMalformed: self.init(.tokenMalformed, detail: "The bearer token is not a ballot token.")
        case .tokenForged:
            self.init(.tokenForged, detail: "The ballot token is not of this election and its roll: ask for it again.")
        case .tokenExpired: self.init(.tokenExpired, detail: "Ask for the ballot token again.")
        case .contentType: self.init(.unsupportedMediaType, detail: "Send the ballot as application/json.")
        case .ballot(let error): self.init(error)
        case .notOpen(let state):
            self.init(.electionNotOpen, detail: "The election is \(state.rawValue); ballots are taken while it is open.")
        case .alreadyVoted:
            self.init(.alreadyVoted, detail: "A different ballot is recorded for this token. It stands; this one was not recorded.")
        case .full: self.init(.overloaded, detail: "Too many ballots are waiting. Nothing was recorded; send it again.")
        case .unavailable(let error): self.init(error)
        }
    }

    init(_ error: BallotError) {
        switch error.code {
        case .tooLarge: self.init(.bodyTooLarge, detail: error.message, field: error.field)
        case .malformed: self.init(.badRequest, detail: error.message, field: error.field)
        default: self.init(.invalidBallot, detail: error.message, field: error.field)
        }
    }

    init(_ error: StoreError) {
        switch error.code {
        case .unavailable, .inUse: self.init(.storeUnavailable, detail: error.message)
        case .notFound: self.init(.notFound, detail: error.message)
        case .conflict: self.init(.conflict, detail: error.message)
        case .corrupted: self.init(.internalError, detail: "The stored data is damaged; the operator has been told.")
        }
    }
}
