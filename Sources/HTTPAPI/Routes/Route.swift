internal import HTTPTypes
internal import Hummingbird

/// One call of the HTTP surface and what answers it.
///
/// The router, the 405 answers and the metrics' labels are made from a list of these; what callers are told of them is in `Operation`.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, HouseContext) async throws -> Response

    var method: HTTPRequest.Method
    /// With parameters in braces, as in OpenAPI.
    var path: String
    var handler: Handler
    /// Whether a browser's cookie says who asks, as a bearer token does.
    let takesCookies: Bool

    init(_ operation: Operation, handler: @escaping Handler) {
        let description = operation.description
        method = description.method
        path = description.path
        takesCookies = [.staff, .administrator, .anyoneOrStaff].contains(description.caller)
        self.handler = handler
    }

    /// The path in the router's own spelling; `{path}` takes all the rest.
    var routerPath: RouterPath {
        let text = path.replacing("{path}", with: "**")
        return RouterPath(text)
    }

    /// What the metrics call it.
    var label: String { "\(method.rawValue) \(path)" }
}
