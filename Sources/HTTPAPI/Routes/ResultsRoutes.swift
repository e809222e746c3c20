internal import Elections
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ResultsService
internal import VoteService

/// Results over the full HTTP server: the newest object, and the stream for HTTP/2.
struct ResultsRoutes: Sendable {
    let results: ResultsBoard
    let hub: ResultsHub

    func get(_ election: ElectionID) throws -> Response {
        guard let json = results.full(of: election) ?? hub.newest(election).map({ Array($0.json.readableBytesView) }) else {
            throw Problem(.notFound, detail: "There are no results of this election yet.")
        }
        return .bytes(json, type: "application/json", cacheControl: "public, max-age=1")
    }

    /// Whatever arrives here did not ask for a WebSocket in the way that the front door answers.
    func refuseSocket(_ election: ElectionID) throws -> Response {
        throw Problem(.badRequest, detail: "Open this address as a WebSocket of version 13, over HTTP/1.1.")
    }

    func stream(_ subject: WatchedSubject, _ request: Request) throws -> Response {
        let resume = ResumePosition.parse(
            header: request.headers[HTTPField.Name.lastEventID], query: lastEventID(inQuery: request.uri.query ?? ""))
        switch hub.admission(to: subject, resume: resume) {
        case .noContent: return Response(status: .noContent)
        case .unavailable: throw Problem(.tooManyWatchers, detail: "This server has no room for more watchers: try another, or later.")
        case .admit: break
        }
        guard let stream = hub.stream(of: subject, resume: resume) else {
            throw Problem(.tooManyWatchers, detail: "This server has no room for more watchers: try another, or later.")
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store, no-transform",
                .accessControlAllowOrigin: "*",
            ],
            body: ResponseBody { writer in
                for await event in stream { try await writer.write(event.bytes) }
                try await writer.finish(nil)
            })
    }
}

extension HTTPField.Name {
    fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .range
}
