internal import Ledger

/// Headers of answers that callers act on.
enum OpenAPIHeader: String, CaseIterable {
    case location = "Location"
    case allow = "Allow"
    case retryAfter = "Retry-After"
    case authenticate = "WWW-Authenticate"

    /// Its name among the components.
    var component: String { rawValue.filter { $0 != "-" } }

    var json: JSONValue {
        .object([("description", .string(meaning)), ("required", .bool(true)), ("schema", schema)])
    }

    private var meaning: String {
        switch self {
        case .location: "The address of what was created."
        case .allow: "The methods that the address takes."
        case .retryAfter: "Seconds to wait before the same request is sent again."
        case .authenticate: "How to authenticate."
        }
    }

    private var schema: JSONValue {
        switch self {
        case .location: Schema.string(pattern: "^/v1/(elections|raffles)/[a-z0-9-]{1,64}$")
        case .allow: Schema.string(pattern: "^[A-Z]+(, [A-Z]+)*$")
        case .retryAfter: Schema.integer(nil, 1...3_600)
        case .authenticate: .object([("enum", .array(["Bearer", "Urna-RSU"]))])
        }
    }

    /// What every answer of this status carries.
    static func headers(ofStatus status: Int) -> [OpenAPIHeader] {
        switch status {
        case 401: [.authenticate]
        case 405: [.allow]
        case 429, 503: [.retryAfter]
        default: []
        }
    }
}

/// What can stand in the header `Authorization`.
enum OpenAPISecurity: String, CaseIterable {
    case administrator
    case ballotToken
    case login
    case session
    case sellingUnit

    var json: JSONValue {
        switch self {
        case .sellingUnit:
            .object([("type", "apiKey"), ("in", "header"), ("name", "Urna-RSU"), ("description", .string(meaning))])
        case .administrator, .ballotToken, .login, .session:
            .object([("type", "http"), ("scheme", "bearer"), ("description", .string(meaning))])
        }
    }

    var meaning: String {
        switch self {
        case .administrator: "An administrator's token: `urna_admin_` and 43 characters."
        case .ballotToken: "A ballot token, as `issueBallotToken` gives it out."
        case .login: "A token (JWT) of the login that the server is set up with, in place of a voting code."
        case .session: "The token of a session, as `POST /v1/sessions` gives it out, or an administrator's token."
        case .sellingUnit: "`<id> <ms> <counter> <session or -> <signature>`: Ed25519 over method, path and body; see the protocol's page."
        }
    }
}
