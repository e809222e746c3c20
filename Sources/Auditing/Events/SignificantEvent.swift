public import Ledger

/// Something an auditor must be able to find: a view of one ledger entry.
public struct SignificantEvent: Hashable, Sendable {
    /// The component that the server itself is, unless an entry says otherwise.
    public static let server = "SRV-1"

    /// The ledger that holds the entry: `system`, or the id of a raffle or election.
    public let ledger: String
    /// Index of the entry in its ledger.
    public let index: UInt64
    /// RFC 3339 in UTC, as the entry has it.
    public let time: String
    /// Where it happened: ``server`` or the id of a selling unit.
    public let component: String
    /// The event code's text; one of ``EventCode``, or a code of a regulator or a newer version.
    public let event: String
    /// The login of a user, the id of a selling unit, `schedule` or `system`.
    public let actor: String
    /// All else that the entry says.
    public let data: JSONValue
    /// ``time`` for comparison; nil when it is no RFC 3339 time.
    public let moment: EventTime?

    public init(
        ledger: String, index: UInt64, time: String, component: String, event: String, actor: String, data: JSONValue = .object([])
    ) {
        self.ledger = ledger
        self.index = index
        self.time = time
        self.component = component
        self.event = event
        self.actor = actor
        self.data = data
        moment = EventTime(time)
    }

    /// The event that a ledger entry is, or nil when it is none: an ordinary sale, a checkpoint.
    public init?(entry: JSONValue, ledger: String, index: UInt64) {
        guard let members = entry.objectValue, let type = entry["type"]?.stringValue, let event = Self.code(of: entry, type: type) else {
            return nil
        }
        var rest = members.filter { !Self.envelope.contains($0.name) }
        if type == "event" { rest = Self.unwrapped(rest.filter { $0.name != "code" }) }
        self.init(
            ledger: ledger, index: index,
            time: (entry["at"] ?? entry["createdAt"])?.stringValue ?? "",
            component: entry["component"]?.stringValue ?? Self.server,
            event: event,
            actor: entry["by"]?.stringValue ?? "system",
            data: .object(rest))
    }

    /// Members that every entry has, and that an event shows under names of its own.
    private static let envelope: Set<String> = ["type", "at", "createdAt", "by", "component"]

    /// The members of `data` in its place, when nothing stands beside it.
    private static func unwrapped(_ members: [JSONMember]) -> [JSONMember] {
        guard members.count == 1, members[0].name == "data", let data = members[0].value.objectValue else { return members }
        return data
    }

    /// The catalogue's code; nil for a code that it does not have.
    public var code: EventCode? { EventCode(rawValue: event) }

    /// The catalogue's severity; an unknown code is something to look at.
    public var severity: Severity { code?.severity ?? .warning }

    /// The selling unit that the event is about: the one where it happened, or the one that the server names; nil for none.
    public var unit: String? {
        component == Self.server ? data["rsu"]?.stringValue : component
    }

    /// The event as interfaces show it.
    public func json() -> JSONValue {
        .object([
            ("ledger", .string(ledger)), ("index", .whole(index)), ("time", .string(time)), ("component", .string(component)),
            ("event", .string(event)), ("severity", .string(severity.rawValue)),
            ("summary", .string(code?.summary ?? "An event that this version's catalogue does not have.")),
            ("actor", .string(actor)), ("data", data),
        ])
    }
}
