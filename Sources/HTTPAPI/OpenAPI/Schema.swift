internal import Ledger

/// Pieces of JSON Schema (2020-12), as OpenAPI 3.1 has it.
enum Schema {
    static let anyText = string()

    static func ref(_ name: SchemaName) -> JSONValue {
        .object([("$ref", .string("#/components/schemas/\(name.rawValue)"))])
    }

    static func string(_ description: String? = nil, pattern: String? = nil, length: ClosedRange<Int>? = nil, format: String? = nil)
        -> JSONValue
    {
        var members = typed("string", description)
        if let pattern { members.append(("pattern", .string(pattern))) }
        if let format { members.append(("format", .string(format))) }
        if let length {
            members.append(("minLength", .whole(length.lowerBound)))
            members.append(("maxLength", .whole(length.upperBound)))
        }
        return .object(members)
    }

    /// One of the names of a closed list.
    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ choices: Choice.Type, _ description: String? = nil, default standard: Choice? = nil
    ) -> JSONValue where Choice.RawValue == String {
        var members = typed("string", description)
        members.append(("enum", .array(Choice.allCases.map { .string($0.rawValue) })))
        if let standard { members.append(("default", .string(standard.rawValue))) }
        return .object(members)
    }

    static func constant(_ value: JSONValue) -> JSONValue { .object([("const", value)]) }

    static func integer(
        _ description: String? = nil, _ range: ClosedRange<Int> = 0...Int(JSONValue.integerMax), default standard: Int? = nil
    )
        -> JSONValue
    {
        var members = typed("integer", description)
        members.append(("minimum", .whole(range.lowerBound)))
        members.append(("maximum", .whole(range.upperBound)))
        if let standard { members.append(("default", .whole(standard))) }
        return .object(members)
    }

    static func bool(_ description: String? = nil) -> JSONValue { .object(typed("boolean", description)) }

    static func array(of items: JSONValue, _ description: String? = nil, count: ClosedRange<Int>? = nil) -> JSONValue {
        var members = typed("array", description)
        members.append(("items", items))
        if let count {
            members.append(("minItems", .whole(count.lowerBound)))
            members.append(("maxItems", .whole(count.upperBound)))
        }
        return .object(members)
    }

    /// An object whose members are the ids of candidates or contests.
    static func map(of values: JSONValue, _ description: String? = nil, keys: SchemaName = .choiceID) -> JSONValue {
        var members = typed("object", description)
        members.append(("propertyNames", ref(keys)))
        members.append(("additionalProperties", values))
        return .object(members)
    }

    /// An object of these members and no others.
    static func object(
        _ description: String? = nil, _ required: [(String, JSONValue)], optional: [(String, JSONValue)] = [], example: JSONValue? = nil
    ) -> JSONValue {
        var members = typed("object", description)
        members.append(("properties", .object(required + optional)))
        if !required.isEmpty { members.append(("required", .array(required.map { .string($0.0) }))) }
        members.append(("additionalProperties", .bool(false)))
        if let example { members.append(("examples", .array([example]))) }
        return .object(members)
    }

    /// This, or null.
    static func nullable(_ schema: JSONValue) -> JSONValue { any(of: [schema, .object([("type", "null")])]) }

    static func any(of schemas: [JSONValue], _ description: String? = nil) -> JSONValue {
        var members: [(String, JSONValue)] = []
        if let description { members.append(("description", .string(description))) }
        members.append(("anyOf", .array(schemas)))
        return .object(members)
    }

    /// All that `base` asks for, and more: these members too are required.
    static func requiring(_ names: [String], of base: SchemaName) -> JSONValue {
        .object([("allOf", .array([ref(base), .object([("required", .array(names.map { .string($0) }))])]))])
    }

    private static func typed(_ type: String, _ description: String?) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("type", .string(type))]
        if let description { members.append(("description", .string(description))) }
        return members
    }
}
