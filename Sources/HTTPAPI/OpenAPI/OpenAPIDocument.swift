public import Ledger

/// The OpenAPI 3.1 document, made from the table of routes.
public enum OpenAPIDocument {
    public static let json: JSONValue = .object([("openapi", .string("3.1.0"))])
}
