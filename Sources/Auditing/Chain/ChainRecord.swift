public import Ledger

/// One record of an exported event log.
///
/// Its bytes are RFC 8785 canonical JSON with exactly the members `actor`, `component`, `data`, `event`, `seq` and `time`.
public struct ChainRecord: Hashable, Sendable {
    /// From 1, without gaps.
    public var seq: UInt64
    public var time: String
    public var component: String
    public var event: String
    public var actor: String
    public var data: JSONValue

    public init(seq: UInt64, time: String, component: String, event: String, actor: String, data: JSONValue = .object([])) {
        self.seq = seq
        self.time = time
        self.component = component
        self.event = event
        self.actor = actor
        self.data = data
    }

    /// The record of an event.
    ///
    /// - Parameter namesEntry: whether `data` also says, in `entry`, in which ledger and where the event is.
    public init(_ event: SignificantEvent, seq: UInt64, namesEntry: Bool = false) {
        var data = event.data
        if namesEntry, let members = data.objectValue {
            let entry: JSONValue = .object([("index", .whole(event.index)), ("ledger", .string(event.ledger))])
            data = .object(members.filter { $0.name != "entry" } + [JSONMember("entry", entry)])
        }
        self.init(
            seq: seq, time: event.time, component: event.component, event: event.event, actor: event.actor, data: data)
    }

    /// Reads a record with exactly the members of one, or nil.
    init?(_ json: JSONValue) {
        guard json.objectValue?.count == 6, let actor = json["actor"]?.stringValue, let component = json["component"]?.stringValue,
            let data = json["data"], let event = json["event"]?.stringValue, let seq = json["seq"]?.integerValue, seq > 0,
            let time = json["time"]?.stringValue
        else { return nil }
        self.init(seq: UInt64(seq), time: time, component: component, event: event, actor: actor, data: data)
    }

    public func json() -> JSONValue {
        .object([
            ("actor", .string(actor)), ("component", .string(component)), ("data", data), ("event", .string(event)), ("seq", .whole(seq)),
            ("time", .string(time)),
        ])
    }

    /// The bytes that are hashed.
    public func encode() -> [UInt8] { json().canonical() }
}
