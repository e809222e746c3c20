internal import Ledger

/// The members of an entry while it is decoded.
struct EntryFields {
    let value: JSONValue

    /// Refuses a member that the catalogue does not list for this kind.
    init(_ value: JSONValue, of kind: EntryKind) throws(ElectionEntryError) {
        for member in value.objectValue ?? [] where !kind.fields.contains(where: { $0.name.utf8.elementsEqual(member.name.utf8) }) {
            throw ElectionEntryError(field: FieldPath.member(member.name, of: ""), message: "is not a member of \(kind.name)")
        }
        self.value = value
    }

    func member(_ name: String) throws(ElectionEntryError) -> JSONValue {
        guard let member = value[name] else { throw ElectionEntryError(field: name, message: "is missing") }
        return member
    }

    func text(_ name: String, charactersMax: Int) throws(ElectionEntryError) -> String {
        guard let text = try member(name).stringValue else { throw ElectionEntryError(field: name, message: "must be a string") }
        if let problem = PlainText.problem(in: text, charactersMax: charactersMax) {
            throw ElectionEntryError(field: name, message: problem)
        }
        return text
    }

    /// A string that `make` understands.
    func string<Value>(_ name: String, _ meaning: String, as make: (String) -> Value?) throws(ElectionEntryError) -> Value {
        guard let value = try member(name).stringValue.flatMap(make) else {
            throw ElectionEntryError(field: name, message: "must be \(meaning)")
        }
        return value
    }

    func count(_ name: String) throws(ElectionEntryError) -> UInt64 {
        guard let value = try member(name).integerValue, value >= 0 else {
            throw ElectionEntryError(field: name, message: "must be an integer of 0 or more")
        }
        return UInt64(value)
    }

    func timestamp(_ name: String) throws(ElectionEntryError) -> Timestamp {
        try string(name, "a time in UTC") { Timestamp($0) }
    }

    func hash(_ name: String) throws(ElectionEntryError) -> Hash {
        try string(name, "32 bytes in base64url") { Hash(base64URL: $0) }
    }

    func actor(_ name: String) throws(ElectionEntryError) -> ActorID {
        try string(name, "an administrator's id") { ActorID($0) }
    }

    func object(_ name: String) throws(ElectionEntryError) -> [JSONMember] {
        guard let members = try member(name).objectValue else {
            throw ElectionEntryError(field: name, message: "must be an object")
        }
        return members
    }
}
