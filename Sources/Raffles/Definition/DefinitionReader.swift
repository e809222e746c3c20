internal import Ledger

/// Reads values out of a definition and collects every problem on the way.
///
/// The typed readers return a stand-in after they have reported a problem, so that reading goes on; nothing is made of a definition that
/// had any.
struct DefinitionReader {
    private(set) var problems: [RaffleDefinitionError.Problem] = []

    mutating func report(_ field: String, _ message: String) {
        guard problems.count < RaffleDefinition.problemsMax else { return }
        problems.append(.init(field: field, message: message))
    }

    /// An object whose members are all among `names`; nil when it is none.
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

    /// A member that is an object: an empty one when it is absent, nil when it is none.
    mutating func object(_ name: String, of object: DefinitionObject, names: [String], isRequired: Bool = false) -> DefinitionObject? {
        guard let value = object[name] else {
            if isRequired { report(object.path(of: name), "is missing") }
            return isRequired ? nil : DefinitionObject(path: object.path(of: name), value: .object([]))
        }
        return self.object(value, at: object.path(of: name), names: names)
    }

    mutating func text(_ name: String, of object: DefinitionObject, default fallback: String? = nil) -> String {
        guard let value = object[name] else {
            if fallback == nil { report(object.path(of: name), "is missing") }
            return fallback ?? ""
        }
        return checked(value, at: object.path(of: name)) ?? ""
    }

    /// A text, or nil when it is absent or null.
    mutating func optionalText(_ name: String, of object: DefinitionObject) -> String? {
        guard let value = object[name], !value.isNull else { return nil }
        return checked(value, at: object.path(of: name))
    }

    private mutating func checked(_ value: JSONValue, at path: String) -> String? {
        guard let text = value.stringValue else {
            report(path, "must be a string")
            return nil
        }
        if let problem = PlainText.problem(in: text, charactersMax: RaffleDefinition.textCharactersMax) {
            report(path, problem)
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

    /// A whole number of the range; nil when it is absent without a default, or wrong.
    mutating func integer(
        _ name: String, of object: DefinitionObject, in range: ClosedRange<Int64>, default fallback: Int64? = nil
    ) -> Int64? {
        guard let value = object[name] else {
            if fallback == nil { report(object.path(of: name), "is missing") }
            return fallback
        }
        return checked(value, at: object.path(of: name), in: range)
    }

    /// A whole number of the range, or nil when it is absent or null.
    mutating func optionalInteger(_ name: String, of object: DefinitionObject, in range: ClosedRange<Int64>) -> Int64? {
        guard let value = object[name], !value.isNull else { return nil }
        return checked(value, at: object.path(of: name), in: range)
    }

    private mutating func checked(_ value: JSONValue, at path: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let integer = value.integerValue, range.contains(integer) else {
            report(path, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return integer
    }

    mutating func count(_ name: String, of object: DefinitionObject, in range: ClosedRange<Int>, default fallback: Int) -> Int {
        let range = Int64(range.lowerBound)...Int64(range.upperBound)
        return integer(name, of: object, in: range, default: Int64(fallback)).map { Int($0) } ?? fallback
    }

    mutating func flag(_ name: String, of object: DefinitionObject, default fallback: Bool) -> Bool {
        guard let value = object[name] else { return fallback }
        guard let flag = value.boolValue else {
            report(object.path(of: name), "must be true or false")
            return fallback
        }
        return flag
    }

    /// One of the names of a closed list; nil when it is absent without a default, or wrong.
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

    /// A time, or nil when it is absent or null.
    mutating func instant(_ name: String, of object: DefinitionObject) -> Instant? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let time = value.stringValue.flatMap({ Instant(parsing: $0) }) else {
            report(object.path(of: name), "must be null or a time to the millisecond such as \"2026-11-21T08:00:00.000Z\"")
            return nil
        }
        return time
    }

    /// The elements of an array of `range` length; none when it is wrong.
    mutating func array(_ name: String, of object: DefinitionObject, in range: ClosedRange<Int>) -> [JSONValue] {
        guard let value = object[name] else {
            report(object.path(of: name), "is missing")
            return []
        }
        guard let elements = value.arrayValue else {
            report(object.path(of: name), "must be an array")
            return []
        }
        guard range.contains(elements.count) else {
            report(object.path(of: name), "must hold \(range.lowerBound) to \(range.upperBound) items, not \(elements.count)")
            return []
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
