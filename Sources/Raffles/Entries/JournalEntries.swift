public import Ledger

/// A value that people may correct, under supervision.
public enum AlterableElement: Hashable, Sendable {
    /// The closing time; only later, and only where the policies allow it.
    case salesCloseAt
    /// Cash counted from a unit's operator.
    case collected(RSUID)
    /// Who is answerable for a unit's sales.
    case unitOperator(RSUID)

    public var text: String {
        switch self {
        case .salesCloseAt: "salesCloseAt"
        case .collected(let rsu): "collected/\(rsu.text)"
        case .unitOperator(let rsu): "operator/\(rsu.text)"
        }
    }

    public init?(_ text: String) {
        if text == "salesCloseAt" {
            self = .salesCloseAt
        } else if text.hasPrefix("collected/"), let rsu = RSUID(String(text.dropFirst(10))) {
            self = .collected(rsu)
        } else if text.hasPrefix("operator/"), let rsu = RSUID(String(text.dropFirst(9))) {
            self = .unitOperator(rsu)
        } else {
            return nil
        }
    }
}

/// A supervised correction: what, from what, to what; when and who are in every entry.
public struct Alteration: Hashable, Sendable {
    public var element: AlterableElement
    /// Empty when there was none.
    public var before: String
    public var after: String
    public var reason: String

    public init(element: AlterableElement, before: String, after: String, reason: String) {
        self.element = element
        self.before = before
        self.after = after
        self.reason = reason
    }
}

extension Alteration: RafflePayload {
    static let typeName = "altered"
    static let kind = EntryKind(
        raffle: typeName, "A supervised correction of accounting data.", by: "the server, for a manager",
        [
            EntryField("after", "string", "The value after."), EntryField("before", "string", "The value before; empty for none."),
            EntryField("element", "string", "`salesCloseAt`, `collected/<rsu>` or `operator/<rsu>`."),
            EntryField("reason", "string", "Why."),
        ])
    var body: RaffleEntry.Body { .altered(self) }
    var members: [(String, JSONValue)] {
        [("after", .string(after)), ("before", .string(before)), ("element", .string(element.text)), ("reason", .string(reason))]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        element = try fields.id("element") { AlterableElement($0) }
        before = try fields.text("before", mayBeEmpty: true)
        after = try fields.text("after")
        reason = try fields.text("reason")
    }
}

/// Something was tried and not allowed: a line of the Exception Report.
public struct RefusedAction: Hashable, Sendable {
    /// The name of the command.
    public var action: String
    public var code: Refusal.Code
    public var detail: String

    public init(action: String, code: Refusal.Code, detail: String) {
        self.action = action
        self.code = code
        self.detail = detail
    }
}

extension RefusedAction: RafflePayload {
    static let typeName = "refused"
    static let kind = EntryKind(
        raffle: typeName, "Something was tried and not allowed.", by: "the server",
        [
            EntryField("action", "string", "What was tried."), EntryField("code", "string", "Why not, as a stable word."),
            EntryField("detail", "string", "Why not, with names and values; may be empty."),
        ])
    var body: RaffleEntry.Body { .refused(self) }
    var members: [(String, JSONValue)] {
        [("action", .string(action)), ("code", .string(code.rawValue)), ("detail", .string(detail))]
    }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        action = try fields.text("action")
        code = try fields.raw("code", Refusal.Code.self)
        detail = try fields.text("detail", mayBeEmpty: true)
    }
}

/// Anything else that a regulator wants to know of.
public struct SignificantEvent: Hashable, Sendable {
    /// Capitals, digits and underscores, such as `CLOCK_STEP`; 1 to 64.
    public var code: String
    public var data: JSONValue

    /// Longest canonical `data`, in bytes.
    public static let dataBytesMax = 4096

    /// Nil when the code or the size of the data is out of its bounds, or the data is no object.
    public init?(code: String, data: JSONValue = .object([JSONMember]())) {
        guard Self.isCode(code), data.objectValue != nil, data.canonical().count <= Self.dataBytesMax else { return nil }
        self.code = code
        self.data = data
    }

    static func isCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isUppercaseLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
    }
}

extension SignificantEvent: RafflePayload {
    static let typeName = "event"
    static let kind = EntryKind(
        raffle: typeName, "A significant event that no other type records.", by: "the server, for itself or a unit",
        [EntryField("code", "string", "What, such as `CLOCK_STEP`."), EntryField("data", "object", "What more there is to say.")])
    var body: RaffleEntry.Body { .event(self) }
    var members: [(String, JSONValue)] { [("code", .string(code)), ("data", data)] }
    init(_ fields: RaffleFields) throws(RaffleEntryError) {
        guard let event = SignificantEvent(code: try fields.string("code"), data: try fields.member("data")) else {
            throw fields.error("code", "or data is out of its bounds")
        }
        self = event
    }
}
