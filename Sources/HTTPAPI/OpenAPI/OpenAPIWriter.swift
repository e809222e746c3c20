internal import Auditing
internal import Ledger

/// Writes operations as OpenAPI has them.
enum OpenAPIWriter {
    static func json(of operation: Operation) -> JSONValue {
        let description = operation.description
        var members: [(String, JSONValue)] = [
            ("operationId", .string(operation.rawValue)), ("tags", .array([.string(description.tag.rawValue)])),
            ("summary", .string(description.summary)),
        ]
        if let details = description.details { members.append(("description", .string(details))) }
        if let security = security(of: description.caller) { members.append(("security", security)) }
        if !description.parameters.isEmpty { members.append(("parameters", .array(description.parameters.map(json)))) }
        if let body = description.body { members.append(("requestBody", json(of: body))) }
        members.append(("responses", responses(of: description)))
        return .object(members)
    }

    // MARK: Parameters

    static let electionParameter = "election"
    static let raffleParameter = "raffle"
    static let raffleParameterJSON = json(of: .path("id", .raffleID, "The id of the raffle."))
    static let electionParameterJSON = json(of: .path("id", .electionID, "The id of the election."))

    /// What all operations of a path have in common.
    static func pathParameters(of path: String) -> JSONValue? {
        guard path.contains("{id}") else { return nil }
        let name = path.contains("/raffles/") ? raffleParameter : electionParameter
        return .array([.object([("$ref", .string("#/components/parameters/\(name)"))])])
    }

    private static func json(of parameter: OpenAPIParameter) -> JSONValue {
        .object([
            ("name", .string(parameter.name)), ("in", .string(parameter.place.rawValue)), ("required", .bool(parameter.place == .path)),
            ("description", .string(parameter.meaning)), ("schema", parameter.kind.schema),
        ])
    }

    // MARK: Security

    private static func security(of caller: RouteDescription.Caller) -> JSONValue? {
        switch caller {
        case .anyone: nil
        case .anyoneOrStaff: .array([.object([JSONMember]()), requirement(.session)])
        case .administrator: .array([requirement(.administrator)])
        case .voter: .array([requirement(.ballotToken)])
        // A voting code in the body needs no header.
        case .login: .array([.object([JSONMember]()), requirement(.login)])
        case .staff: .array([requirement(.session)])
        case .device: .array([requirement(.sellingUnit)])
        }
    }

    private static func requirement(_ scheme: OpenAPISecurity) -> JSONValue {
        .object([(scheme.rawValue, .array([]))])
    }

    // MARK: Bodies and answers

    private static func json(of body: OpenAPIBody) -> JSONValue {
        let content: JSONValue =
            switch body.content {
            case .json(let schema): .object([("application/json", .object([("schema", Schema.ref(schema))]))])
            case .binary(let description):
                .object([
                    (
                        "application/octet-stream",
                        .object([("schema", .object([JSONMember("description", .string(description))]))])
                    )
                ])
            case .csv(let header, let example):
                .object([
                    (
                        "text/csv",
                        .object([
                            ("schema", Schema.string("CSV (RFC 4180), UTF-8, with the header `\(header)`.")), ("example", .string(example)),
                        ])
                    )
                ])
            }
        return .object([("required", .bool(body.isRequired)), ("content", content)])
    }

    private static func responses(of description: RouteDescription) -> JSONValue {
        var responses = description.answers.map { (status: $0.status, json: json(of: $0)) }
        let problems = Dictionary(grouping: description.allProblems, by: \.status)
        responses += problems.map { (status: $0.key, json: json(ofStatus: $0.key, kinds: $0.value)) }
        return .object(responses.sorted { $0.status < $1.status }.map { (String($0.status), $0.json) })
    }

    private static func json(of answer: OpenAPIAnswer) -> JSONValue {
        var members: [(String, JSONValue)] = [("description", .string(answer.description))]
        if answer.headers.contains(.location) { members.append(("headers", headers([.location]))) }
        if !answer.contents.isEmpty {
            let contents = answer.contents.map { content -> (String, JSONValue) in
                var media: [(String, JSONValue)] = [("schema", content.schema)]
                if let example = content.example { media.append(("example", .string(example))) }
                return (content.type, .object(media))
            }
            members.append(("content", .object(contents)))
        }
        return .object(members)
    }

    /// The problems of one status, by type: callers may switch over those listed.
    private static func json(ofStatus status: Int, kinds: [ProblemKind]) -> JSONValue {
        let narrowed: JSONValue = .object([
            (
                "properties",
                .object([
                    ("type", .object([("enum", .array(kinds.map { .string($0.type) }))])), ("status", Schema.constant(.whole(status))),
                ])
            )
        ])
        let media: JSONValue = .object([
            ("schema", .object([("allOf", .array([Schema.ref(.problem), narrowed]))])),
            ("examples", .object(kinds.map { ($0.name, JSONValue.object([("value", OpenAPIExamples.problem($0))])) })),
        ])
        var members: [(String, JSONValue)] = [
            ("description", .string(kinds.map { "\($0.title) (`\($0.name)`)." }.joined(separator: " ")))
        ]
        let carried = OpenAPIHeader.headers(ofStatus: status)
        if !carried.isEmpty { members.append(("headers", headers(carried))) }
        members.append(("content", .object([(Problem.contentType, media)])))
        return .object(members)
    }

    private static func headers(_ headers: [OpenAPIHeader]) -> JSONValue {
        .object(headers.map { ($0.rawValue, JSONValue.object([("$ref", .string("#/components/headers/\($0.component)"))])) })
    }
}

extension OpenAPIParameter.Kind {
    fileprivate var schema: JSONValue {
        switch self {
        case .electionID: Schema.ref(.electionID)
        case .raffleID: Schema.ref(.raffleID)
        case .ticketID: Schema.ref(.ticketID)
        case .prizeID: Schema.ref(.sellingID)
        case .drawID: Schema.ref(.sellingID)
        case .unitID: Schema.ref(.sellingID)
        case .reportKind: Schema.choice(ReportKind.self)
        case .reportFormat: Schema.choice(ReportFormat.self, default: .json)
        case .resultsFormat: Schema.choice(ResultsFormat.self, default: .json)
        case .instant: Schema.string(format: "date-time")
        case .limit: Schema.integer(nil, 1...1_000, default: 100)
        case .listSize(let standard): Schema.integer(nil, 1...1_000, default: standard)
        case .ticketKinds: Schema.string(pattern: "^(sold|marked|void|winner|claimed)(,(sold|marked|void|winner|claimed)){0,4}$")
        case .eventOrder: Schema.choice(EventOrder.self, default: .oldestFirst)
        case .hexHash: Schema.ref(.hexHash)
        case .flag: .object([("enum", .array(["true", "false"])), ("default", .string("false"))])
        case .text: Schema.anyText
        case .tilePath:
            Schema.string(pattern: "^([0-9]|[1-5][0-9]|6[0-3]|entries)/(x[0-9]{3}/)*[0-9]{3}(\\.p/[1-9][0-9]{0,2})?$")
        case .count: Schema.integer()
        case .problemName: Schema.choice(ProblemKind.self)
        case .staffID: Schema.ref(.staffID)
        case .deviceID: Schema.ref(.deviceID)
        case .sessionID: Schema.string(pattern: "^(current|[0-9a-f]{16})$")
        }
    }
}
