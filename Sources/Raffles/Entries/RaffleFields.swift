internal import Ledger

/// The members of an entry, or of an object within one, while it is decoded.
struct RaffleFields {
    let value: JSONValue
    /// Where the object is; empty for the entry itself.
    let path: String

    /// Refuses a member that the catalogue does not list for this kind.
    init(entry value: JSONValue, of kind: EntryKind) throws(RaffleEntryError) {
        try self.init(value, path: "", members: kind.fields.map(\.name))
    }

    /// Refuses a member that is not among these.
    init(_ value: JSONValue, path: String, members: [String]) throws(RaffleEntryError) {
        guard let found = value.objectValue else { throw RaffleEntryError(field: path, message: "must be an object") }
        for member in found where !members.contains(where: { $0.utf8.elementsEqual(member.name.utf8) }) {
            throw RaffleEntryError(field: FieldPath.member(member.name, of: path), message: "is not a member here")
        }
        self.value = value
        self.path = path
    }

    func error(_ name: String, _ message: String) -> RaffleEntryError {
        RaffleEntryError(field: FieldPath.member(name, of: path), message: message)
    }

    func has(_ name: String) -> Bool { value[name] != nil }

    func member(_ name: String) throws(RaffleEntryError) -> JSONValue {
        guard let member = value[name] else { throw error(name, "is missing") }
        return member
    }

    func string(_ name: String) throws(RaffleEntryError) -> String {
        guard let text = try member(name).stringValue else { throw error(name, "must be a string") }
        return text
    }

    /// Text of people: bounded, without control characters; empty only where told so.
    func text(_ name: String, mayBeEmpty: Bool = false) throws(RaffleEntryError) -> String {
        let text = try string(name)
        if mayBeEmpty, text.isEmpty { return text }
        if let problem = PlainText.problem(in: text, charactersMax: RaffleDefinition.textCharactersMax) { throw error(name, problem) }
        return text
    }

    func optionalText(_ name: String) throws(RaffleEntryError) -> String? {
        has(name) ? try text(name) : nil
    }

    func id<ID>(_ name: String, _ make: (String) -> ID?) throws(RaffleEntryError) -> ID {
        guard let id = make(try string(name)) else { throw error(name, "is not an id of its kind") }
        return id
    }

    func raw<Value: RawRepresentable>(_ name: String, _ type: Value.Type) throws(RaffleEntryError) -> Value
    where Value.RawValue == String {
        guard let value = Value(rawValue: try string(name)) else { throw error(name, "is not one of its words") }
        return value
    }

    func instant(_ name: String) throws(RaffleEntryError) -> Instant {
        guard let instant = Instant(try string(name)) else { throw error(name, "must be a time in UTC with three decimals") }
        return instant
    }

    func hash(_ name: String) throws(RaffleEntryError) -> Hash {
        guard let hash = Hash(base64URL: try string(name)) else { throw error(name, "must be 32 bytes in base64url") }
        return hash
    }

    func bytes(_ name: String, count: ClosedRange<Int>) throws(RaffleEntryError) -> [UInt8] {
        guard let bytes = Base64URL.decode(try string(name)), count.contains(bytes.count) else {
            throw error(name, "must be bytes in base64url")
        }
        return bytes
    }

    func count(_ name: String) throws(RaffleEntryError) -> Int {
        guard let value = try member(name).integerValue, value >= 0 else { throw error(name, "must be an integer of 0 or more") }
        return Int(value)
    }

    func unsigned(_ name: String) throws(RaffleEntryError) -> UInt64 { UInt64(try count(name)) }

    func amount(_ name: String) throws(RaffleEntryError) -> Int64 { Int64(try count(name)) }

    func number(_ name: String) throws(RaffleEntryError) -> UInt32 {
        guard let number = UInt32(exactly: try count(name)) else { throw error(name, "must be a draw number") }
        return number
    }

    func bool(_ name: String) throws(RaffleEntryError) -> Bool {
        guard let value = try member(name).boolValue else { throw error(name, "must be true or false") }
        return value
    }

    func array<Element>(
        _ name: String, _ make: (JSONValue, String) throws(RaffleEntryError) -> Element
    ) throws(RaffleEntryError) -> [Element] {
        guard let values = try member(name).arrayValue else { throw error(name, "must be an array") }
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        let path = FieldPath.member(name, of: self.path)
        for (index, value) in values.enumerated() { elements.append(try make(value, FieldPath.element(index, of: path))) }
        return elements
    }

    func object(_ name: String, members: [String]) throws(RaffleEntryError) -> RaffleFields {
        try RaffleFields(member(name), path: FieldPath.member(name, of: path), members: members)
    }
}

extension EntryKind {
    /// A kind with the members that all entries of a raffle have.
    init(raffle name: String, _ summary: String, by appendedBy: String, _ fields: [EntryField] = []) {
        let all =
            [
                EntryField(name: "at", type: "time", meaning: "When, by the server's clock, in UTC with milliseconds."),
                EntryField(name: "by", type: "string", meaning: "Log-in of a person, a selling unit, `schedule` or `system`."),
                EntryField(name: "component", type: "string", meaning: "Where it happened: `SRV-1` or a selling unit."),
                EntryField(name: "type", type: "string", meaning: "The name of this entry type."),
            ] + fields
        self.init(
            name: name, summary: summary, appendedBy: appendedBy, fields: all.sorted { $0.name < $1.name },
            example: RaffleEntryExamples.json(name))
    }
}

extension EntryField {
    init(_ name: String, _ type: String, _ meaning: String, required: Bool = true) {
        self.init(name: name, type: type, meaning: meaning, required: required)
    }
}
