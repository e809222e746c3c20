/// A parameter in the query, always optional.
struct OpenAPIParameter: Sendable {
    var name: String
    var meaning: String
    var pattern: String?
}

/// What a call takes.
struct OpenAPIBody: Sendable {
    var contentType: String
    /// Name of a schema in the document's components, or nil for plain text.
    var schema: String?
    var description: String
    var isRequired: Bool

    static func json(_ schema: String, isRequired: Bool = true) -> OpenAPIBody {
        OpenAPIBody(contentType: "application/json", schema: schema, description: "JSON.", isRequired: isRequired)
    }

    static func csv(_ columns: String) -> OpenAPIBody {
        OpenAPIBody(contentType: "text/csv", schema: nil, description: "CSV (RFC 4180) with the header `\(columns)`.", isRequired: true)
    }
}

/// What a call answers.
struct OpenAPIResponse: Sendable {
    var status: Int
    var contentTypes: [(type: String, schema: String?)]
    var description: String

    static func json(_ status: Int, _ schema: String, _ description: String) -> OpenAPIResponse {
        OpenAPIResponse(status: status, contentTypes: [("application/json", schema)], description: description)
    }

    static func problem(_ status: Int) -> OpenAPIResponse {
        OpenAPIResponse(status: status, contentTypes: [(Problem.contentType, "Problem")], description: "A problem document (RFC 9457).")
    }

    static func csv(_ status: Int, _ description: String) -> OpenAPIResponse {
        OpenAPIResponse(status: status, contentTypes: [("text/csv", nil)], description: description)
    }

    static func csvOrJSON(_ status: Int, _ schema: String, _ description: String) -> OpenAPIResponse {
        OpenAPIResponse(status: status, contentTypes: [("text/csv", nil), ("application/json", schema)], description: description)
    }

    static func text(_ status: Int, _ description: String) -> OpenAPIResponse {
        OpenAPIResponse(status: status, contentTypes: [("text/plain", nil)], description: description)
    }

    static func binary(_ status: Int, _ description: String) -> OpenAPIResponse {
        OpenAPIResponse(status: status, contentTypes: [("application/octet-stream", nil)], description: description)
    }

    static func eventStream(_ status: Int, _ description: String) -> OpenAPIResponse {
        OpenAPIResponse(status: status, contentTypes: [("text/event-stream", nil)], description: description)
    }

    static func empty(_ status: Int, _ description: String) -> OpenAPIResponse {
        OpenAPIResponse(status: status, contentTypes: [], description: description)
    }
}
