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
    static func make(_ routes: [Route], metrics: RequestMetrics, logger: Logger) -> Router<HouseContext> {
        let router = Router(context: HouseContext.self)
        for route in routes {
            router.on(route.routerPath, method: route.method) { request, context in
                await answer(request, context, route, metrics, logger)
            }
        }
        refuseOtherMethods(on: router, routes)
        router.add(middleware: NotFoundMiddleware())
        return router
    }

    private static func answer(
        _ request: Request, _ context: HouseContext, _ route: Route, _ metrics: RequestMetrics, _ logger: Logger
    ) async -> Response {
        let started = metrics.start()
        var response: Response
        do {
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

    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .patch, .options, .trace, .connect]

    /// 405 with `Allow` for every method that a known path does not take.
    private static func refuseOtherMethods(on router: Router<HouseContext>, _ routes: [Route]) {
        for (path, known) in Dictionary(grouping: routes, by: \.path) {
            let allowed = Set(known.map(\.method))
            let allow = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            for method in methods where !allowed.contains(method) {
                router.on(known[0].routerPath, method: method) { _, _ in
                    var response = Response.problem(
                        Problem(.methodNotAllowed, detail: "\(path) takes \(allow)."))
                    response.headers[.allow] = allow
                    return response
                }
            }
        }
    }
}

/// Turns the router's own "not found" into a problem document.
private struct NotFoundMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: HouseContext, next: (Request, HouseContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            return .problem(Problem(.notFound, detail: "There is no such address on this server."))
        } catch {
            return .problem(Problem(reporting: error))
        }
    }
}

extension Problem {
    /// The one place where errors of the services become answers.
    init(reporting error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as StoreError: self.init(error)
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
