public import Ledger
public import Raffles

/// Something besides sales that a unit tells the server: a void request, a reprint, a significant event.
///
/// Numbered from 1 without gaps, kept and sent like sales, so that none is lost and none is taken twice.
public struct UnitNote: Hashable, Sendable {
    public enum Body: Hashable, Sendable {
        /// The seller asks for the ticket to be voided; a manager decides.
        case mark(ticket: TicketID, reason: String)
        case unmark(ticket: TicketID)
        /// `number` for a counterfoil, which has one. This release prints none again: that is done at the server, under supervision.
        case reprint(ticket: TicketID, number: UInt32?)
        case event(UnitEvent, data: [JSONMember])
    }

    public let number: UInt64
    public let at: Instant
    /// Who was logged on.
    public let by: UserID
    public let body: Body

    /// Longest reason of a mark in UTF-8 bytes.
    public static let reasonBytesMax = 400

    public init(number: UInt64, at: Instant, by: UserID, body: Body) {
        self.number = number
        self.at = at
        self.by = by
        self.body = body
    }
}

/// The significant events that happen at a selling unit, spelled as in the catalogue of significant events.
public enum UnitEvent: String, Sendable, CaseIterable {
    case logon = "LOGON"
    case logonFailed = "LOGON_FAILED"
    case logoff = "LOGOFF"
    case offlineStarted = "OFFLINE_STARTED"
    case offlineEnded = "OFFLINE_ENDED"
    case reauthenticated = "RSU_REAUTHENTICATED"
    case validationFailed = "RSU_VALIDATION_FAILED"
    case clockStep = "CLOCK_STEP"
    case clockSkew = "CLOCK_SKEW"
    case buffer80 = "BUFFER_80"
    case bufferFull = "BUFFER_FULL"
    case programMismatch = "PROGRAM_MISMATCH"
    case memoryCorrupt = "CRITICAL_MEMORY_CORRUPT"
    case saleConflict = "SALE_CONFLICT"
    case paperOut = "PRINTER_PAPER_OUT"
    case paperLow = "PRINTER_PAPER_LOW"
    case printerDisconnected = "PRINTER_DISCONNECTED"
    case printerFailed = "PRINTER_FAILED"
    case printerMemory = "PRINTER_MEMORY"
    case printerRemoved = "PRINTER_REMOVED"
    case printerEnabled = "PRINTER_ENABLED"
    case batteryLow = "BATTERY_LOW"
}

// MARK: - JSON

extension UnitNote {
    public func json() -> JSONValue {
        var members: [(String, JSONValue)] = [("note", .whole(number)), ("at", .string(at.text)), ("by", .string(by.text))]
        switch body {
        case .mark(let ticket, let reason):
            members += [("type", "mark"), ("ticket", .string(ticket.text)), ("reason", .string(reason))]
        case .unmark(let ticket):
            members += [("type", "unmark"), ("ticket", .string(ticket.text))]
        case .reprint(let ticket, let number):
            members += [("type", "reprint"), ("ticket", .string(ticket.text)), ("kind", number == nil ? "bearer" : "counterfoil")]
            if let number { members.append(("number", .integer(Int64(number)))) }
        case .event(let event, let data):
            members += [("type", "event"), ("code", .string(event.rawValue)), ("data", .object(data))]
        }
        return .object(members)
    }

    public init(_ json: JSONValue, at path: String = "") throws(FormatError) {
        guard let type = json["type"]?.stringValue else { throw FormatError(field: path, message: "has no type") }
        let common: Set<String> = ["note", "at", "by", "type"]
        let reader: MemberReader
        switch type {
        case "mark":
            reader = try MemberReader(json, at: path, names: common.union(["ticket", "reason"]))
            let reason = try reader.text("reason")
            guard (1...Self.reasonBytesMax).contains(reason.utf8.count) else { throw reader.problem("reason", "is empty or too long") }
            body = .mark(ticket: try reader.parsed("ticket") { TicketID($0) }, reason: reason)
        case "unmark":
            reader = try MemberReader(json, at: path, names: common.union(["ticket"]))
            body = .unmark(ticket: try reader.parsed("ticket") { TicketID($0) })
        case "reprint":
            reader = try MemberReader(json, at: path, names: common.union(["ticket", "kind", "number"]))
            let kind = try reader.text("kind")
            let isCounterfoil = reader.isPresent("number")
            guard kind == (isCounterfoil ? "counterfoil" : "bearer") else { throw reader.problem("kind", "must be bearer or counterfoil") }
            let number: UInt32? = isCounterfoil ? UInt32(try reader.whole("number", 0...Int64(UInt32.max))) : nil
            body = .reprint(ticket: try reader.parsed("ticket") { TicketID($0) }, number: number)
        case "event":
            reader = try MemberReader(json, at: path, names: common.union(["code", "data"]))
            guard let data = try reader.value("data").objectValue else { throw reader.problem("data", "must be an object") }
            body = .event(try reader.parsed("code") { UnitEvent(rawValue: $0) }, data: data)
        default:
            throw FormatError(field: path, message: "is of a type that is not known")
        }
        number = UInt64(try reader.whole("note", 1...Int64(TicketID.sequenceMax)))
        at = try reader.parsed("at") { Instant($0) }
        by = try reader.parsed("by") { UserID($0) }
    }
}
