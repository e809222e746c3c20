internal import Ledger
internal import Raffles

/// Reads the members of a JSON object strictly: each by its type, and none that nobody asked for.
struct MemberReader {
    private let members: JSONValue
    private var path: String

    init(_ json: JSONValue, at path: String = "", names: Set<String>) throws(FormatError) {
        guard let object = json.objectValue else { throw FormatError(field: path, message: "must be an object") }
        for member in object where !names.contains(member.name) {
            throw FormatError(field: path, message: "has a member that is not known")
        }
        members = json
        self.path = path
    }

    func problem(_ name: String, _ message: String) -> FormatError {
        FormatError(field: path.isEmpty ? name : "\(path).\(name)", message: message)
    }

    func isPresent(_ name: String) -> Bool {
        guard let value = members[name] else { return false }
        return !value.isNull
    }

    func value(_ name: String) throws(FormatError) -> JSONValue {
        guard let value = members[name] else { throw problem(name, "is missing") }
        return value
    }

    func text(_ name: String) throws(FormatError) -> String {
        guard let text = try value(name).stringValue else { throw problem(name, "must be a string") }
        return text
    }

    func bool(_ name: String) throws(FormatError) -> Bool {
        guard let bool = try value(name).boolValue else { throw problem(name, "must be true or false") }
        return bool
    }

    func whole(_ name: String, _ range: ClosedRange<Int64>) throws(FormatError) -> Int64 {
        guard let whole = try value(name).integerValue, range.contains(whole) else {
            throw problem(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return whole
    }

    func array(_ name: String, countMax: Int) throws(FormatError) -> [JSONValue] {
        guard let array = try value(name).arrayValue, array.count <= countMax else {
            throw problem(name, "must be a list of at most \(countMax)")
        }
        return array
    }

    /// A text that a type reads, such as an id.
    func parsed<Value>(_ name: String, _ read: (String) -> Value?) throws(FormatError) -> Value {
        guard let value = read(try text(name)) else { throw problem(name, "is malformed") }
        return value
    }

    func numbers(_ name: String, countMax: Int) throws(FormatError) -> [UInt32] {
        var numbers: [UInt32] = []
        for value in try array(name, countMax: countMax) {
            guard let whole = value.integerValue, let number = UInt32(exactly: whole) else {
                throw problem(name, "must hold draw numbers")
            }
            numbers.append(number)
        }
        return numbers
    }
}
