internal import Elections
internal import HTTPTypes
internal import Hummingbird
internal import Ledger
internal import NIOCore
internal import ResultsService
internal import VoteService

/// Results over the full HTTP server: the newest object, and the stream for HTTP/2.
struct ResultsRoutes: Sendable {
    let results: ResultsBoard
    let hub: ResultsHub

    func get(_ election: RunningElection, _ request: Request) async throws -> Response {
        let asked = request.uri.queryParameters["format"].map(String.init) ?? ResultsFormat.json.rawValue
        guard let format = ResultsFormat(rawValue: asked) else {
            throw Problem(.badRequest, detail: "format is json or csv.", field: "format")
        }
        let json = try json(of: election.id)
        guard format == .csv else { return .bytes(json, type: "application/json", cacheControl: "public, max-age=1") }
        let definition = election.definition
        let (table, size) = try await offLoop {
            let results = try JSONValue.parse(json, limits: JSONLimits(bytesMax: json.count))
            return (ResultsTable.csv(definition, results), results["asOf"]?["size"]?.integerValue ?? 0)
        }
        var response = Response.bytes(table, type: "text/csv; charset=utf-8", cacheControl: "public, max-age=1")
        response.headers[.contentDisposition] = "attachment; filename=\"\(election.id)-\(size).results.csv\""
        return response
    }

    private func json(of election: ElectionID) throws -> [UInt8] {
        guard let json = results.full(of: election) ?? hub.newest(election).map({ Array($0.json.readableBytesView) }) else {
            throw Problem(.notFound, detail: "There are no results of this election yet.")
        }
        return json
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

/// What results are asked for as.
enum ResultsFormat: String, Sendable, CaseIterable {
    case json
    case csv
}

extension HTTPField.Name {
    fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .range
}
