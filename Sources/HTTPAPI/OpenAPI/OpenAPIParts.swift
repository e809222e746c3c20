internal import Ledger

/// A parameter of an operation.
struct OpenAPIParameter: Sendable {
    enum Place: String, Sendable {
        case path
        case query
        case header
    }

    enum Kind: Sendable {
        case electionID
        case flag
        case text
        case tilePath
        case count
        case problemName
        case raffleID
        case ticketID
        case prizeID
        case drawID
        case unitID
        case reportKind
        case reportFormat
        case resultsFormat
        case instant
        case limit
        /// 1 to 1,000, with this standard.
        case listSize(Int)
        case ticketKinds
        case eventOrder
        case hexHash
        case staffID
        case deviceID
        case sessionID
    }

    var name: String
    var place: Place
    var kind: Kind
    var meaning: String

    static func path(_ name: String, _ kind: Kind, _ meaning: String) -> OpenAPIParameter {
        OpenAPIParameter(name: name, place: .path, kind: kind, meaning: meaning)
    }

    /// Always optional.
    static func query(_ name: String, _ kind: Kind, _ meaning: String) -> OpenAPIParameter {
        OpenAPIParameter(name: name, place: .query, kind: kind, meaning: meaning)
    }

    /// Always optional.
    static func header(_ name: String, _ kind: Kind, _ meaning: String) -> OpenAPIParameter {
        OpenAPIParameter(name: name, place: .header, kind: kind, meaning: meaning)
    }
}

/// What an operation takes.
struct OpenAPIBody: Sendable {
    enum Content: Sendable {
        case json(SchemaName)
        case csv(header: String, example: String)
        case binary(String)
    }

    var content: Content
    var isRequired = true

    static func json(_ schema: SchemaName, isRequired: Bool = true) -> OpenAPIBody {
        OpenAPIBody(content: .json(schema), isRequired: isRequired)
    }

    static func binary(_ description: String) -> OpenAPIBody {
        OpenAPIBody(content: .binary(description))
    }

    static func csv(header: String, example: String) -> OpenAPIBody {
        OpenAPIBody(content: .csv(header: header, example: example))
    }
}

/// What an operation answers when all is well. Problems are listed by kind, in `RouteDescription.problems`.
struct OpenAPIAnswer: Sendable {
    enum Header: Sendable {
        case location
    }

    struct Content: Sendable {
        var type: String
        var schema: JSONValue
        var example: String?
    }

    var status: Int
    var description: String
    var contents: [Content]
    var headers: [Header] = []

    static func json(_ status: Int, _ schema: SchemaName, _ description: String, headers: [Header] = []) -> OpenAPIAnswer {
        OpenAPIAnswer(
            status: status, description: description, contents: [Content(type: "application/json", schema: Schema.ref(schema))],
            headers: headers)
    }

    static func csv(_ status: Int, _ description: String) -> OpenAPIAnswer { text(status, description, type: "text/csv") }

    static func csvOrJSON(_ status: Int, _ schema: SchemaName, _ description: String, example: String) -> OpenAPIAnswer {
        OpenAPIAnswer(
            status: status, description: description,
            contents: [
                Content(type: "text/csv", schema: Schema.anyText, example: example),
                Content(type: "application/json", schema: Schema.ref(schema)),
            ])
    }

    static func jsonOrCSV(_ status: Int, _ schema: SchemaName, _ description: String) -> OpenAPIAnswer {
        OpenAPIAnswer(
            status: status, description: description,
            contents: [
                Content(type: "application/json", schema: Schema.ref(schema)), Content(type: "text/csv", schema: Schema.anyText),
            ])
    }

    static func text(_ status: Int, _ description: String, type: String = "text/plain") -> OpenAPIAnswer {
        OpenAPIAnswer(status: status, description: description, contents: [Content(type: type, schema: Schema.anyText)])
    }

    static func report(_ status: Int, _ description: String) -> OpenAPIAnswer {
        OpenAPIAnswer(
            status: status, description: description,
            contents: [
                Content(type: "application/json", schema: Schema.ref(.anyObject)), Content(type: "text/csv", schema: Schema.anyText),
                Content(type: "text/html", schema: Schema.anyText), Content(type: "text/plain", schema: Schema.anyText),
            ])
    }

    static func eventStream(_ status: Int, _ description: String) -> OpenAPIAnswer { text(status, description, type: "text/event-stream") }

    /// Bytes need no schema: their content type says it all.
    static func binary(_ status: Int, _ description: String, type: String = "application/octet-stream") -> OpenAPIAnswer {
        OpenAPIAnswer(
            status: status, description: description,
            contents: [Content(type: type, schema: .object([JSONMember]()))])
    }

    static func empty(_ status: Int, _ description: String) -> OpenAPIAnswer {
        OpenAPIAnswer(status: status, description: description, contents: [])
    }
}
