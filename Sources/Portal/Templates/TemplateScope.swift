internal import Ledger

/// The values that a template can name: those of the innermost block first.
struct TemplateScope {
    private var levels: [JSONValue]

    init(_ root: JSONValue) { levels = [root] }

    func entering(_ value: JSONValue, index: Int) -> TemplateScope {
        var scope = self
        scope.levels.append(.object([("index", .whole(index)), ("this", value)]))
        scope.levels.append(value)
        return scope
    }

    /// The value at a path such as `definition.title`; null when there is none.
    subscript(path: String) -> JSONValue {
        let names = path.split(separator: ".").map(String.init)
        guard let first = names.first, var value = levels.reversed().lazy.compactMap({ $0[first] }).first else { return .null }
        for name in names.dropFirst() { value = value[name] ?? .null }
        return value
    }

    func holds(_ condition: Template.Condition) -> Bool {
        let value = self[condition.path]
        let isTrue = condition.word.map { value.plainText == $0 } ?? value.isSomething
        return isTrue != condition.isNegated
    }
}

extension JSONValue {
    /// The value as text; objects and arrays have none.
    var plainText: String {
        switch self {
        case .string(let text): text
        case .integer(let whole): String(whole)
        case .number, .bool: String(decoding: canonical(), as: UTF8.self)
        case .null, .array, .object: ""
        }
    }

    /// Whether there is anything to show.
    fileprivate var isSomething: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .number(let value): value != 0
        case .string(let text): !text.isEmpty
        case .array(let values): !values.isEmpty
        case .object(let members): !members.isEmpty
        }
    }
}
