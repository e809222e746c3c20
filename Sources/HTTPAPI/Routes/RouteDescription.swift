internal import HTTPTypes

/// What callers are told of an operation: all that the OpenAPI document says of it.
struct RouteDescription: Sendable {
    enum Tag: String, Sendable, CaseIterable {
        case elections = "Elections"
        case voting = "Voting"
        case results = "Results"
        case ledger = "Ledger"
        case raffles = "Raffles"
        case tickets = "Tickets"
        case draws = "Draws"
        case sellingUnits = "Sales of units"
        case audit = "Audit"
        case people = "People"
        case devices = "Selling units"
        case administration = "Administration"
        case operations = "Operations"
    }

    enum Caller: Sendable {
        case anyone
        /// Anyone; somebody who is logged on may be told more.
        case anyoneOrStaff
        case administrator
        /// Holds a ballot token.
        case voter
        /// Holds a voting code or a login token.
        case login
        /// Somebody who is logged on, or an administrator.
        case staff
        /// A selling unit, which signs its request.
        case device
    }

    var method: HTTPRequest.Method = .get
    /// With parameters in braces, as in OpenAPI.
    var path: String
    var tag: Tag
    var summary: String
    /// More than fits in the summary, for those who read on.
    var details: String?
    var caller: Caller = .anyone
    var body: OpenAPIBody?
    var parameters: [OpenAPIParameter] = []
    var answers: [OpenAPIAnswer]
    /// Every way in which it can fail, besides `problemsOfAll` and what `caller` brings with it.
    var problems: [ProblemKind] = []

    /// The method's name, as it stands in a request.
    var methodName: String { method.rawValue }

    /// What any call can be answered with, whatever it is.
    static let problemsOfAll: [ProblemKind] = [.methodNotAllowed, .requestTimeout, .internalError]

    /// Every kind of problem that the operation answers with, in the order of the catalogue.
    var allProblems: [ProblemKind] {
        var kinds = Set(problems + Self.problemsOfAll)
        switch caller {
        case .administrator: kinds.formUnion([.administratorRequired, .forbidden])
        case .staff: kinds.formUnion([.sessionRequired, .forbidden, .remoteAccessOff, .storeUnavailable])
        case .device: kinds.formUnion([.deviceUnauthenticated, .deviceForbidden, .storeUnavailable])
        case .anyone, .anyoneOrStaff, .voter, .login: break
        }
        return ProblemKind.allCases.filter { kinds.contains($0) }
    }
}
