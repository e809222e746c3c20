public import Ledger

/// The OpenAPI 3.1 document, made from the descriptions of the operations: it needs no running server.
public enum OpenAPIDocument {
    public static let json: JSONValue = .object([
        ("openapi", .string("3.1.0")),
        ("info", info),
        ("servers", .array([.object([("url", .string("/")), ("description", .string("Where this document was found."))])])),
        (
            "tags",
            .array(RouteDescription.Tag.allCases.map { .object([("name", .string($0.rawValue)), ("description", .string($0.meaning))]) })
        ),
        ("paths", paths),
        ("components", components),
    ])

    private static let info: JSONValue = .object([
        ("title", .string("Urna")),
        // Of the interface, not of the software: what `/v1` in the addresses stands for.
        ("version", .string("1")),
        ("summary", .string("Votes that anyone can check.")),
        (
            "description",
            .string(
                """
                Every decision is an entry of an append-only Merkle log, and whoever casts a ballot gets a receipt that proves it is there.

                Times are RFC 3339 in UTC, hashes and keys base64url without padding, except in the log formats, which keep the base64 of \
                C2SP. Errors are problem documents (RFC 9457) whose `type` is an address that says what to do. An address that is known \
                answers 405 with `Allow` to methods it does not take; requests that are not HTTP are answered 400 without a body.
                """)
        ),
        ("license", .object([("name", .string("Apache License 2.0")), ("identifier", .string("Apache-2.0"))])),
    ])

    /// By path, in the order of the operations; each path once, with all its methods.
    private static let paths: JSONValue = {
        var order: [String] = []
        var items: [String: [(String, JSONValue)]] = [:]
        for operation in Operation.allCases {
            let description = operation.description
            if items[description.path] == nil {
                order.append(description.path)
                if let shared = OpenAPIWriter.pathParameters(of: description.path) { items[description.path] = [("parameters", shared)] }
            }
            items[description.path, default: []].append((description.methodName.lowercased(), OpenAPIWriter.json(of: operation)))
        }
        return .object(order.map { ($0, JSONValue.object(items[$0] ?? [])) })
    }()

    private static let components: JSONValue = .object([
        ("schemas", .object(SchemaName.allCases.map { ($0.rawValue, $0.schema) })),
        (
            "parameters",
            .object([
                (OpenAPIWriter.electionParameter, OpenAPIWriter.electionParameterJSON),
                (OpenAPIWriter.raffleParameter, OpenAPIWriter.raffleParameterJSON),
            ])
        ),
        ("headers", .object(OpenAPIHeader.allCases.map { ($0.component, $0.json) })),
        (
            "securitySchemes",
            .object(
                OpenAPISecurity.allCases.map { scheme in
                    (scheme.rawValue, scheme.json)
                })
        ),
    ])
}

extension RouteDescription.Tag {
    fileprivate var meaning: String {
        switch self {
        case .elections: "What is asked, of whom, and when."
        case .voting: "Ballot tokens and ballots."
        case .results: "Turnout and totals, as they are and as they change."
        case .ledger: "The record that all of it can be checked with: C2SP tlog-tiles, and proofs."
        case .raffles: "What is raffled, and where it is in its life."
        case .tickets: "Voids, reprints, checks and claims."
        case .draws: "How numbers are drawn, and all that anyone needs to draw them again."
        case .sellingUnits: "What selling units ask; each request is signed."
        case .audit: "Significant events, the software and the generator, for regulators."
        case .people: "Who works here, and who is logged on."
        case .devices: "Which selling units there are, and how they show who they are."
        case .administration: "Who may govern."
        case .operations: "For those who run the server."
        }
    }
}
