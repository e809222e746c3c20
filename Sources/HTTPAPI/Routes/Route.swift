internal import HTTPTypes
internal import Hummingbird
internal import Ledger

/// One call of the HTTP surface: how it is reached, what answers it, and what the OpenAPI document says of it.
///
/// The table of routes is the one list that the router, the 405 answers, the metrics' labels and the OpenAPI document are made from.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, HouseContext) async throws -> Response

    enum Caller: Sendable {
        case anyone
        case administrator
        /// Holds a ballot token.
        case voter
        /// Holds a voting code or a login token.
        case login
    }

    var method: HTTPRequest.Method
    /// With parameters in braces, as in OpenAPI.
    var path: String
    var operation: String
    var summary: String
    var caller: Caller = .anyone
    var body: OpenAPIBody?
    var query: [OpenAPIParameter] = []
    var responses: [OpenAPIResponse]
    var handler: Handler

    /// The path in the router's own spelling; `{path}` takes all the rest.
    var routerPath: RouterPath {
        let text = path.replacing("{path}", with: "**")
        return RouterPath(text)
    }

    /// What the metrics call it.
    var label: String { "\(method.rawValue) \(path)" }
}
