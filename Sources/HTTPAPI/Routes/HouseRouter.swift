internal import AuthService
internal import Dispatch
internal import Elections
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import Ports

/// Builds the router from the table of routes.
enum HouseRouter {
    /// - Parameters:
    ///   - browsers: lets people's cookies count as their tokens.
    ///   - pages: answers where no route does.
    static func make(
        _ routes: [Route], metrics: RequestMetrics, browsers: BrowserSessions? = nil, pages: PageDesk? = nil, logger: Logger
    ) -> Router<HouseContext> {
        let router = Router(context: HouseContext.self)
        for route in routes {
            router.on(route.routerPath, method: route.method) { request, context in
                await answer(request, context, route, metrics, browsers, logger)
            }
        }
        router.add(middleware: NoRouteMiddleware(routes, pages: pages))
        return router
    }

    private static func answer(
        _ request: Request, _ context: HouseContext, _ route: Route, _ metrics: RequestMetrics, _ browsers: BrowserSessions?,
        _ logger: Logger
    ) async -> Response {
        let started = metrics.start()
        var response: Response
        do {
            let request = try route.takesCookies ? browsers?.admitting(request) ?? request : request
            response = try await route.handler(request, context)
        } catch {
            let problem = Problem(reporting: error)
            if problem.kind == .internalError {
                logger.error("a request failed", metadata: ["route": "\(route.label)", "error": "\(error)"])
            }
            response = .problem(problem)
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        metrics.finish(route: route.label, status: response.status.code, started: started)
        return response
    }
}

/// Answers requests that no route takes with a problem document: 405 with `Allow` where the path is known, whatever the method is called,
/// and 404 elsewhere.
private struct NoRouteMiddleware: RouterMiddleware {
    /// The paths of the table, in parts, with the methods each takes.
    private let known: [(parts: [Substring], path: String, allow: String)]
    private let pages: PageDesk?

    init(_ routes: [Route], pages: PageDesk?) {
        self.pages = pages
        known = Dictionary(grouping: routes, by: \.path).map { path, routes in
            (path.split(separator: "/"), path, Set(routes.map(\.method.rawValue)).sorted().joined(separator: ", "))
        }
    }

    func handle(
        _ request: Request, context: HouseContext, next: (Request, HouseContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            return await refusal(request, context)
        } catch {
            return .problem(Problem(reporting: error))
        }
    }

    private func refusal(_ request: Request, _ context: HouseContext) async -> Response {
        let parts = request.uri.path.split(separator: "/")
        guard let match = known.first(where: { Self.matches(parts, $0.parts) }) else {
            // Programs that call an address of the interface are told so in their own way.
            if let pages, parts.first != "v1", let page = await pages.answer(request, context) { return page }
            return .problem(Problem(.notFound, detail: "There is no such address on this server."))
        }
        var response = Response.problem(Problem(.methodNotAllowed, detail: "\(match.path) takes \(match.allow)."))
        response.headers[.allow] = match.allow
        return response
    }

    private static func matches(_ parts: [Substring], _ pattern: [Substring]) -> Bool {
        let takesRest = pattern.last == "{path}"
        guard takesRest ? parts.count >= pattern.count : parts.count == pattern.count else { return false }
        return zip(parts, pattern).allSatisfy { part, expected in expected.hasPrefix("{") || part == expected }
    }
}

extension Problem {
    /// The one place where errors of the services become answers.
    init(reporting error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as StoreError: self.init(error)
        case let failure as OfficeFailure: self.init(failure)
        case let error as RecordError: self.init(.wrongState, detail: error.message)
        case let error as HTTPError where error.status.code < 500:
            self.init(
                error.status == .contentTooLarge ? .bodyTooLarge : .badRequest, detail: error.body ?? "The request is not well formed.")
        case is HTTPParserError: self.init(.badRequest, detail: "The request's body is not well formed.")
        case is NIOTooManyBytesError: self.init(.bodyTooLarge, detail: "The body is too large.")
        default: self.init(.internalError, detail: "The server could not do this; it has been logged.")
        }
    }
}
