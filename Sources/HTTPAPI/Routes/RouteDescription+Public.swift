internal import HTTPTypes

/// Where the calls on one election's results and log are.
private let results = "/v1/elections/{id}/results"
private let log = "/v1/elections/{id}/log"
private let systemLog = "/v1/system/log"

// MARK: - Results

extension RouteDescription {
    static let getResults = RouteDescription(
        path: results, tag: .results, summary: "Turnout and, unless sealed, results",
        details: "Of a sealed election there are no totals, for nobody, until it is closed and every ballot is opened.",
        parameters: [.query("format", .resultsFormat, "As what. `csv` is a table with a line for each candidate, and for each round.")],
        answers: [.jsonOrCSV(200, .results, "The results as of a size of the ledger.")], problems: [.badRequest, .notFound])

    private static let resuming: [OpenAPIParameter] = [
        .query("last_event_id", .text, "Go on after this event, for clients that cannot set the header."),
        .header("Last-Event-ID", .text, "Go on after this event, as an `EventSource` does by itself."),
    ]

    static let streamResults = RouteDescription(
        path: "\(results)/stream", tag: .results, summary: "Results as they change, as server-sent events",
        details: """
            Events are named `results`; the data of each is a whole results object, so missing one does no harm. Long counts leave out \
            transfers, comparisons of pairs and rounds: `GET …/results` has them. Comes with an end: reconnect as `retry` says.
            """,
        parameters: resuming,
        answers: [
            .eventStream(200, "Events, without an end; `id` holds the size of the ledger."),
            .empty(204, "The results are final and this client has them: do not come back."),
        ],
        problems: [.notFound, .overloaded, .tooManyWatchers])

    static let socketResults = RouteDescription(
        path: "\(results)/ws", tag: .results, summary: "Results as they change, over a WebSocket",
        details: "Over HTTP/1.1 (RFC 6455, version 13). Each message is a whole results object, as in the events of `…/results/stream`.",
        answers: [.empty(101, "Switching to WebSocket.")],
        problems: [.badRequest, .notFound, .overloaded, .tooManyWatchers])
}

// MARK: - Downloads

extension RouteDescription {
    static let getCastVoteRecords = RouteDescription(
        path: "/v1/elections/{id}/cvr", tag: .results, summary: "Every ballot, as cast vote records",
        details: """
            A `CVR.CastVoteRecordReport` of NIST SP 1500-103, version 1.0. A record is a ballot as it was cast; its `UniqueId` is the index of \
            its entry in the ledger, whose order the records have, and it has neither a time nor a ballot key. Of a sealed election there are \
            records once every ballot is opened (before: 409 with the code `BALLOTS_SEALED`), of a draft none (`NOT_OPENED`).
            """,
        answers: [.json(200, .anyObject, "The report; its length is not known before its end.")],
        problems: [.notFound, .wrongState, .tooManyDownloads, .storeUnavailable])

    static let getLedgerArchive = archive("/v1/elections/{id}/log/archive", "An election's ledger")
    static let getRaffleArchive = archive("/v1/raffles/{id}/log/archive", "A raffle's ledger")

    private static func archive(_ path: String, _ subject: String) -> RouteDescription {
        RouteDescription(
            path: path, tag: .ledger, summary: "\(subject) as one file",
            details: """
                A tar of the folder that `urna export` makes, cut at the newest checkpoint, whose size is in the name of the file and of the \
                folder in it. `urna-verify FILE` checks it as it is. The same size always makes the same bytes.
                """,
            answers: [.binary(200, "The archive; its length is not known before its end.", type: "application/x-tar")],
            problems: [.notFound, .tooManyDownloads, .storeUnavailable])
    }
}

// MARK: - Ledgers

extension RouteDescription {
    private static let tilePath: [OpenAPIParameter] = [
        .path("path", .tilePath, "Level and number of a tile, or `entries` and the number of a bundle; its slashes are sent as they are.")
    ]

    static let getCheckpoint = RouteDescription(
        path: "\(log)/checkpoint", tag: .ledger, summary: "The newest signed checkpoint of an election's ledger",
        answers: [.text(200, "A signed note (C2SP tlog-checkpoint).")], problems: [.notFound])

    static let getTile = RouteDescription(
        path: "\(log)/tile/{path}", tag: .ledger, summary: "A tile or an entry bundle of an election's ledger",
        details: "As C2SP tlog-tiles has it. Full tiles never change.",
        parameters: tilePath, answers: [.binary(200, "The tile.")], problems: [.notFound, .storeUnavailable])

    static let getProof = RouteDescription(
        path: "\(log)/proof/{index}", tag: .ledger, summary: "An entry, and the proof that the current checkpoint contains it",
        parameters: [.path("index", .count, "Place of the entry in the ledger, from 0.")],
        answers: [.json(200, .inclusionProof, "The proof.")], problems: [.notFound, .storeUnavailable])

    static let getConsistency = RouteDescription(
        path: "\(log)/consistency/{size}", tag: .ledger, summary: "The proof that the current tree extends an older one",
        parameters: [.path("size", .count, "Size of the older tree.")],
        answers: [.json(200, .consistencyProof, "The proof.")], problems: [.notFound, .storeUnavailable])

    static let getSystemCheckpoint = RouteDescription(
        path: "\(systemLog)/checkpoint", tag: .ledger, summary: "The newest signed checkpoint of the system ledger",
        answers: [.text(200, "A signed note (C2SP tlog-checkpoint).")])

    static let getSystemTile = RouteDescription(
        path: "\(systemLog)/tile/{path}", tag: .ledger, summary: "A tile or an entry bundle of the system ledger",
        parameters: tilePath, answers: [.binary(200, "The tile.")], problems: [.notFound, .storeUnavailable])
}

// MARK: - Administration and operations

extension RouteDescription {
    static let listAdministrators = RouteDescription(
        path: "/v1/administrators", tag: .administration, summary: "Who may govern", caller: .administrator,
        answers: [.json(200, .administratorList, "The administrators, oldest first.")])

    static let addAdministrator = RouteDescription(
        method: .post, path: "/v1/administrators", tag: .administration, summary: "Add an administrator",
        details: "Only an owner may. The token in the answer is shown this once and kept nowhere.",
        caller: .administrator, body: .json(.newAdministrator),
        answers: [.json(201, .administratorToken, "Added.")],
        problems: [.badRequest, .conflict, .bodyTooLarge, .unsupportedMediaType, .storeUnavailable])

    static let health = RouteDescription(
        path: "/healthz", tag: .operations, summary: "Whether the process is up", answers: [.json(200, .status, "It is.")])

    static let readiness = RouteDescription(
        path: "/readyz", tag: .operations, summary: "Whether ballots can be taken now", answers: [.json(200, .status, "They can.")],
        problems: [.overloaded, .storeUnavailable])

    static let metrics = RouteDescription(
        path: "/metrics", tag: .operations, summary: "Metrics in the Prometheus text format",
        answers: [.text(200, "Metrics, version 0.0.4 of the format.")])

    static let openapi = RouteDescription(
        path: "/openapi.json", tag: .operations, summary: "This document",
        answers: [.json(200, .openAPI, "An OpenAPI 3.1 document.")])

    static let getProblem = RouteDescription(
        path: "/problems/{name}", tag: .operations, summary: "What a problem type means and what to do",
        details: "The `type` of every problem document is the address of such an answer.",
        parameters: [.path("name", .problemName, "The last part of the `type`.")],
        answers: [.json(200, .problemType, "The type.")], problems: [.notFound])
}
