/// A JSON value (RFC 8259), with its members in the order given and its strings as their UTF-8 bytes.
///
/// Numbers have one form each: a whole number of at most 2^53 − 1 in size is an ``integer(_:)``, however it was written (`1`, `1.0` and `1e0`
/// read the same); all others are a ``number(_:)``. Equality is that of JSON texts: strings compare as bytes, and members in order.
public indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Finite; NaN and the infinities have no JSON text, and writing them is a programming error.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])

    /// The largest whole number that every JSON reader keeps exactly: 2^53 − 1.
    public static let integerMax: Int64 = 9_007_199_254_740_991
}

/// One name and value of a JSON object.
public struct JSONMember: Sendable {
    public var name: String
    public var value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

// MARK: - Reading

extension JSONValue {
    /// The member of an object with this name, compared as bytes; nil when there is none or this is no object.
    public subscript(name: String) -> JSONValue? {
        objectValue?.first { $0.name.hasSameBytes(as: name) }?.value
    }

    public var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }

    public var boolValue: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    public var integerValue: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    /// The value of any number.
    public var numberValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    public var stringValue: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    public var arrayValue: [JSONValue]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    public var objectValue: [JSONMember]? {
        guard case .object(let value) = self else { return nil }
        return value
    }
}

// MARK: - Equality

extension JSONValue: Hashable {
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): value.hash(bytesInto: &hasher)
        case .array(let values): hasher.combine(values)
        case .object(let members): hasher.combine(members)
        }
    }
}

extension JSONMember: Hashable {
    public static func == (left: JSONMember, right: JSONMember) -> Bool {
        left.name.hasSameBytes(as: right.name) && left.value == right.value
    }

    public func hash(into hasher: inout Hasher) {
        name.hash(bytesInto: &hasher)
        hasher.combine(value)
    }
}
