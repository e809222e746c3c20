internal import Ledger

/// The members of an entry, each read as what it has to be.
struct SystemEntryFields {
    let json: JSONValue

    func string(_ name: String) throws(SystemEntryError) -> String {
        try read(name, json[name]?.stringValue)
    }

    func time(_ name: String) throws(SystemEntryError) -> Timestamp {
        try read(name, Timestamp(try string(name)))
    }

    func administrator(_ name: String) throws(SystemEntryError) -> AdministratorID {
        try read(name, AdministratorID(try string(name)))
    }

    func role(_ name: String) throws(SystemEntryError) -> AdminRole {
        try read(name, AdminRole(rawValue: try string(name)))
    }

    func hash(_ name: String) throws(SystemEntryError) -> Hash {
        try read(name, Hash(base64: try string(name)))
    }

    func count(_ name: String) throws(SystemEntryError) -> UInt64 {
        try read(name, json[name]?.integerValue.flatMap { UInt64(exactly: $0) })
    }

    func isNull(_ name: String) -> Bool {
        json[name]?.isNull == true
    }

    func result() throws(SystemEntryError) -> SystemEntry.SelfCheckResult {
        switch try string("result") {
        case "passed": .passed
        case "failed": .failed(problem: try string("problem"))
        default: throw .field("result")
        }
    }

    func read<Value>(_ name: String, _ value: Value?) throws(SystemEntryError) -> Value {
        guard let value else { throw .field(name) }
        return value
    }

    /// A value with a fixed list of spellings.
    func choice<Choice: RawRepresentable<String>>(_ name: String, of type: Choice.Type) throws(SystemEntryError) -> Choice {
        try read(name, Choice(rawValue: try string(name)))
    }

    func small(_ name: String) throws(SystemEntryError) -> Int {
        try read(name, Int(exactly: try count(name)))
    }

    func flag(_ name: String) throws(SystemEntryError) -> Bool {
        try read(name, json[name]?.boolValue)
    }

    func staff(_ name: String) throws(SystemEntryError) -> StaffID {
        try read(name, StaffID(try string(name)))
    }

    func device() throws(SystemEntryError) -> DeviceID {
        try read("rsu", DeviceID(try string("rsu")))
    }

    func act() throws(SystemEntryError) -> SystemEntry.Act {
        SystemEntry.Act(
            at: try time("at"), by: try read("by", PrincipalID(try string("by"))),
            component: try read("component", ComponentID(try string("component"))))
    }

    func event() throws(SystemEntryError) -> SystemEvent {
        let code = try read("code", SystemEvent.Code(try string("code")))
        return try read("data", json["data"].flatMap { SystemEvent(code, object: $0) })
    }

    /// The elements of an array, each read by itself.
    func list<Element>(_ name: String, _ element: (JSONValue) -> Element?) throws(SystemEntryError) -> [Element] {
        let values = try read(name, json[name]?.arrayValue)
        var elements: [Element] = []
        for value in values { elements.append(try read(name, element(value))) }
        return elements
    }
}
