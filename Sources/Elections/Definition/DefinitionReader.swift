internal import Ledger

/// Reads values out of a definition and collects every problem on the way.
///
/// The typed readers return nil after they have reported a problem, and a default when the member is absent.
struct DefinitionReader {
    private(set) var problems: [DefinitionError.Problem] = []

    mutating func report(_ field: String, _ message: String) {
        guard problems.count < ElectionDefinition.problemsMax else { return }
        problems.append(.init(field: field, message: message))
    }

    /// An object whose members are all among `names`.
    mutating func object(_ value: JSONValue, at path: String, names: [String]) -> DefinitionObject? {
        guard let members = value.objectValue else {
            report(path, "must be an object")
            return nil
        }
        for member in members where !names.contains(where: { $0.utf8.elementsEqual(member.name.utf8) }) {
            let hint = NearestName.find(member.name, in: names).map { "; did you mean \"\($0)\"?" } ?? ""
            report(FieldPath.member(member.name, of: path), "is not a known member\(hint)")
        }
        return DefinitionObject(path: path, value: value)
    }

    mutating func text(_ name: String, of object: DefinitionObject, default fallback: String? = nil) -> String? {
        guard let value = object[name] else {
            if fallback == nil { report(object.path(of: name), "is missing") }
            return fallback
        }
        guard let text = value.stringValue else {
            report(object.path(of: name), "must be a string")
            return nil
        }
        if let problem = PlainText.problem(in: text, charactersMax: ElectionDefinition.titleCharactersMax) {
            report(object.path(of: name), problem)
            return nil
        }
        return text
    }

    mutating func identifier<ID>(_ name: String, of object: DefinitionObject, as make: (String) -> ID?) -> ID? {
        guard let value = object[name] else {
            report(object.path(of: name), "is missing")
            return nil
        }
        guard let id = value.stringValue.flatMap(make) else {
            report(object.path(of: name), "must be a string of 1 to 64 letters a-z A-Z, digits and - _ .")
            return nil
        }
        return id
    }

    mutating func integer(
        _ name: String, of object: DefinitionObject, in range: ClosedRange<Int>, default fallback: Int
    ) -> Int? {
        guard let value = object[name] else { return fallback }
        guard let integer = value.integerValue, range.contains(Int(integer)) else {
            report(object.path(of: name), "must be an integer from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return Int(integer)
    }

    mutating func flag(_ name: String, of object: DefinitionObject) -> Bool {
        guard let value = object[name] else { return false }
        guard let flag = value.boolValue else {
            report(object.path(of: name), "must be true or false")
            return false
        }
        return flag
    }

    /// One of the names of a closed list.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of object: DefinitionObject, default fallback: Choice?
    ) -> Choice? where Choice.RawValue == String {
        guard let value = object[name] else {
            if fallback == nil { report(object.path(of: name), "is missing") }
            return fallback
        }
        let names = Choice.allCases.map(\.rawValue)
        guard let choice = value.stringValue.flatMap(Choice.init(rawValue:)) else {
            let hint = value.stringValue.flatMap { NearestName.find($0, in: names) }.map { "; did you mean \"\($0)\"?" } ?? ""
            let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
            report(object.path(of: name), "must be one of \(list)\(hint)")
            return nil
        }
        return choice
    }

    mutating func timestamp(_ name: String, of object: DefinitionObject) -> Timestamp? {
        guard let value = object[name], value != .null else { return nil }
        guard let time = value.stringValue.flatMap({ Timestamp(parsing: $0) }) else {
            report(object.path(of: name), "must be null or a time in UTC such as \"2026-11-21T08:00:00Z\"")
            return nil
        }
        return time
    }

    /// The elements of an array of `range` length.
    mutating func array(_ name: String, of object: DefinitionObject, in range: ClosedRange<Int>) -> [JSONValue]? {
        guard let value = object[name] else {
            report(object.path(of: name), "is missing")
            return nil
        }
        guard let elements = value.arrayValue else {
            report(object.path(of: name), "must be an array")
            return nil
        }
        guard range.contains(elements.count) else {
            report(object.path(of: name), "must hold \(range.lowerBound) to \(range.upperBound) items, not \(elements.count)")
            return nil
        }
        return elements
    }
}

/// An object of a definition and its place.
struct DefinitionObject {
    var path: String
    var value: JSONValue

    subscript(name: String) -> JSONValue? { value[name] }

    func path(of name: String) -> String { FieldPath.member(name, of: path) }
}
