internal import Elections
internal import Hummingbird
internal import LedgerService
internal import VoteService

/// Every call of the HTTP surface.
struct RouteTable: Sendable {
    let house: House

    var routes: [Route] { elections + voting + results + ledgers + administration + operations }

    func election(_ context: HouseContext) throws -> RunningElection {
        guard let text = context.parameters.get("id"), let id = ElectionID(text), let election = house.office.directory.election(id) else {
            throw Problem(.notFound, detail: "There is no election of this id.")
        }
        return election
    }
}

extension RouteTable {
    private var elections: [Route] {
        let calls = ElectionRoutes(house: house)
        return [
            Route(
                method: .get, path: "/v1/elections", operation: "listElections", summary: "All elections, oldest first",
                responses: [.json(200, "ElectionList", "The elections.")]
            ) { _, _ in calls.list() },
            Route(
                method: .post, path: "/v1/elections", operation: "createElection", summary: "Create an election, as a draft",
                caller: .administrator, body: .json("ElectionDefinition"),
                query: [
                    OpenAPIParameter(name: "id", meaning: "The id wanted; made from the title when left out.", pattern: "^[a-z0-9-]{1,64}$")
                ],
                responses: [
                    .json(201, "Election", "Created."), .problem(400), .problem(409), .problem(413), .problem(415), .problem(422),
                ]
            ) { request, _ in try await calls.create(request) },
            Route(
                method: .get, path: "/v1/elections/{id}", operation: "getElection",
                summary: "Definition, state and log of an election",
                responses: [.json(200, "Election", "The election."), .problem(404)]
            ) { _, context in calls.get(try election(context)) },
            Route(
                method: .put, path: "/v1/elections/{id}/roll", operation: "importRoll",
                summary: "Import the roll of a draft, whole or not at all; streams back the voting codes",
                caller: .administrator, body: .csv("voter_id,region"),
                query: [OpenAPIParameter(name: "dryRun", meaning: "true: only report problems.", pattern: "^(true|false)$")],
                responses: [
                    .csvOrJSON(200, "DryRun", "`voter_id,code` lines, or what a dry run found."), .problem(400), .problem(404),
                    .problem(409), .problem(415), .problem(422),
                ]
            ) { request, context in try await calls.importRoll(try election(context), request) },
            change("open", "openElection", "Open an election", calls.open),
            change("close", "closeElection", "Close an election: a barrier behind every ballot taken before", calls.close),
            change("certify", "certifyElection", "Reconcile, count and certify a closed election", calls.certify),
        ]
    }

    private func change(
        _ name: String, _ operation: String, _ summary: String,
        _ act: @escaping @Sendable (RunningElection, Request) async throws -> Response
    ) -> Route {
        Route(
            method: .post, path: "/v1/elections/{id}/\(name)", operation: operation, summary: summary, caller: .administrator,
            responses: [.json(200, "Election", "Done."), .problem(404), .problem(409)]
        ) { request, context in try await act(try election(context), request) }
    }

    private var voting: [Route] {
        let calls = ElectionRoutes(house: house)
        let ballots = BallotRoutes(house: house)
        return [
            Route(
                method: .post, path: "/v1/elections/{id}/ballot-token", operation: "issueBallotToken",
                summary: "Get the ballot token of a voter; the same voter gets the same token", caller: .login,
                body: .json("VotingCode", isRequired: false),
                responses: [
                    .json(200, "BallotToken", "The token."), .problem(400), .problem(401), .problem(403), .problem(404), .problem(409),
                    .problem(413), .problem(415),
                ]
            ) { request, context in try await calls.issueToken(try election(context), request) },
            Route(
                method: .post, path: "/v1/elections/{id}/ballot-tokens", operation: "issueAllBallotTokens",
                summary: "Issue a ballot token to everyone on the roll, for a mail merge or a load test", caller: .administrator,
                responses: [.csv(200, "`voter_id,ballotToken`, one line a voter, without a header."), .problem(404), .problem(409)]
            ) { request, context in try calls.issueAll(try election(context), request) },
            Route(
                method: .post, path: "/v1/elections/{id}/ballots", operation: "castBallot", summary: "Cast a ballot",
                caller: .voter, body: .json("BallotRequest"),
                responses: [
                    .json(201, "Receipt", "Recorded: durable, and counted once."),
                    .json(200, "Receipt", "The same ballot was recorded before; its receipt."),
                    .problem(400), .problem(404), .problem(409), .problem(413), .problem(415), .problem(422), .problem(503),
                ]
            ) { request, context in try await ballots.cast(request, context) },
        ]
    }

    private var results: [Route] {
        let calls = ResultsRoutes(results: house.results, hub: house.hub)
        let resume = [
            OpenAPIParameter(name: "last_event_id", meaning: "Resume after this event; as the header Last-Event-ID.", pattern: nil)
        ]
        return [
            Route(
                method: .get, path: "/v1/elections/{id}/results", operation: "getResults", summary: "Turnout and, unless sealed, results",
                responses: [.json(200, "Results", "The results as of a tree size."), .problem(404)]
            ) { _, context in try calls.get(try election(context).id) },
            Route(
                method: .get, path: "/v1/elections/{id}/results/stream", operation: "streamResults",
                summary: "Results as server-sent events named `results`, each a whole snapshot", query: resume,
                responses: [
                    .eventStream(200, "Events; `id` is the tree size."), .empty(204, "Over: stop reconnecting."), .problem(404),
                    .problem(503),
                ]
            ) { request, context in try calls.stream(try election(context).id, request) },
            Route(
                method: .get, path: "/v1/elections/{id}/results/ws", operation: "socketResults",
                summary: "Results over a WebSocket, each message a whole snapshot",
                responses: [.empty(101, "Switching to WebSocket."), .problem(400), .problem(404), .problem(503)]
            ) { _, context in
                _ = try election(context)
                throw Problem(.badRequest, detail: "Open this address as a WebSocket, over HTTP/1.1.")
            },
        ]
    }

    private var ledgers: [Route] {
        let calls = LedgerRoutes()
        let ofElection = "/v1/elections/{id}/log"
        let ofSystem = "/v1/system/log"
        return [
            Route(
                method: .get, path: "\(ofElection)/checkpoint", operation: "getCheckpoint", summary: "The newest signed checkpoint",
                responses: [.text(200, "A signed note (C2SP tlog-checkpoint)."), .problem(404)]
            ) { _, context in calls.checkpoint(of: try election(context).ledger) },
            Route(
                method: .get, path: "\(ofElection)/tile/{path}", operation: "getTile",
                summary: "A tile or an entry bundle (C2SP tlog-tiles)",
                responses: [.binary(200, "The tile."), .problem(404)]
            ) { _, context in try calls.tile("tile/" + rest(context), of: try election(context).ledger) },
            Route(
                method: .get, path: "\(ofElection)/proof/{index}", operation: "getProof",
                summary: "An entry with its inclusion proof against the current checkpoint",
                responses: [.json(200, "InclusionProof", "The proof."), .problem(404)]
            ) { _, context in try calls.proof(context.parameters.get("index") ?? "", of: try election(context).ledger) },
            Route(
                method: .get, path: "\(ofElection)/consistency/{size}", operation: "getConsistency",
                summary: "The proof that the current tree extends an older one",
                responses: [.json(200, "ConsistencyProof", "The proof."), .problem(404)]
            ) { _, context in try calls.consistency(context.parameters.get("size") ?? "", of: try election(context).ledger) },
            Route(
                method: .get, path: "\(ofSystem)/checkpoint", operation: "getSystemCheckpoint", summary: "The system ledger's checkpoint",
                responses: [.text(200, "A signed note (C2SP tlog-checkpoint).")]
            ) { _, _ in calls.checkpoint(of: house.system.served) },
            Route(
                method: .get, path: "\(ofSystem)/tile/{path}", operation: "getSystemTile", summary: "A tile or bundle of the system ledger",
                responses: [.binary(200, "The tile."), .problem(404)]
            ) { _, context in try calls.tile("tile/" + rest(context), of: house.system.served) },
        ]
    }

    private func rest(_ context: HouseContext) -> String {
        context.parameters.getCatchAll().joined(separator: "/")
    }

    private var administration: [Route] {
        let calls = OperatorRoutes(house: house)
        return [
            Route(
                method: .get, path: "/v1/administrators", operation: "listAdministrators", summary: "Who may govern",
                caller: .administrator, responses: [.json(200, "AdministratorList", "The administrators.")]
            ) { request, _ in try calls.administrators(request) },
            Route(
                method: .post, path: "/v1/administrators", operation: "addAdministrator",
                summary: "Add an administrator; the token is shown this once", caller: .administrator, body: .json("NewAdministrator"),
                responses: [.json(201, "AdministratorToken", "Added."), .problem(400), .problem(409), .problem(413), .problem(415)]
            ) { request, _ in try await calls.addAdministrator(request) },
        ]
    }

    private var operations: [Route] {
        let calls = OperatorRoutes(house: house)
        return [
            Route(
                method: .get, path: "/healthz", operation: "health", summary: "Whether the process is up",
                responses: [.json(200, "Status", "It is.")]
            ) { _, _ in calls.health() },
            Route(
                method: .get, path: "/readyz", operation: "readiness", summary: "Whether ballots can be taken now",
                responses: [.json(200, "Status", "They can."), .problem(503)]
            ) { _, _ in calls.readiness() },
            Route(
                method: .get, path: "/metrics", operation: "metrics", summary: "Metrics in Prometheus text format",
                responses: [.text(200, "Metrics.")]
            ) { _, _ in calls.metrics() },
            Route(
                method: .get, path: "/openapi.json", operation: "openapi", summary: "This document",
                responses: [.json(200, "Any", "An OpenAPI 3.1 document.")]
            ) { _, _ in calls.openAPI() },
            Route(
                method: .get, path: "/problems/{name}", operation: "getProblem", summary: "What a problem type means and what to do",
                responses: [.json(200, "ProblemType", "The type."), .problem(404)]
            ) { _, context in try calls.problem(context.parameters.get("name") ?? "") },
        ]
    }
}
