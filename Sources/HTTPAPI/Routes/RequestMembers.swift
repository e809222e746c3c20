internal import Hummingbird
internal import Ledger
internal import Raffles

/// The members of a request's JSON object, each read by its type; members that nobody asked for are refused.
struct RequestMembers: Sendable {
    private let json: JSONValue
    private let path: String

    /// - Parameter known: every member there may be.
    init(_ json: JSONValue, known: [String], at path: String = "") throws {
        guard let members = json.objectValue else {
            throw Problem(.invalidValues, detail: "An object is wanted.", field: path.isEmpty ? "body" : path, code: "INVALID")
        }
        self.json = json
        self.path = path
        if let other = members.first(where: { !known.contains($0.name) }) {
            let names = known.isEmpty ? "no members" : "the members \(known.joined(separator: ", ")), and no others"
            throw problem(Self.shown(other.name), "takes \(names)")
        }
    }

    /// The members of a request's body; an empty body is an object without members.
    init(of request: Request, upTo bytesMax: Int = 16_384, known: [String]) async throws {
        let body = try await request.collectBody(upTo: bytesMax)
        if body.isEmpty {
            try self.init(.object([JSONMember]()), known: known)
        } else {
            try request.requireContentType("application/json")
            try self.init(request.json(of: body), known: known)
        }
    }

    func problem(_ name: String, _ message: String) -> Problem {
        let field = path.isEmpty ? name : "\(path).\(name)"
        return Problem(.invalidValues, detail: "\(field) \(message).", field: field, code: "INVALID")
    }

    /// A name that somebody made up is shown only if it looks like one.
    private static func shown(_ name: String) -> String {
        let isPlain = (1...64).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isPlain ? name : "?"
    }

    /// A member that is there and not null.
    func value(_ name: String) -> JSONValue? {
        guard let value = json[name], !value.isNull else { return nil }
        return value
    }

    // MARK: Required

    func string(_ name: String) throws -> String {
        guard let text = value(name)?.stringValue else { throw problem(name, "has to be a string") }
        return text
    }

    /// A word or an id that a type reads.
    func parsed<Value>(_ name: String, _ what: String, _ read: (String) -> Value?) throws -> Value {
        guard let value = read(try string(name)) else { throw problem(name, "is not \(what)") }
        return value
    }

    func whole(_ name: String, _ range: ClosedRange<Int64>) throws -> Int64 {
        guard let whole = value(name)?.integerValue, range.contains(whole) else {
            throw problem(name, "has to be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return whole
    }

    func number(_ name: String) throws -> UInt32 { UInt32(try whole(name, 0...Int64(UInt32.max))) }

    /// Text of people, as a ledger may hold it.
    func text(_ name: String) throws -> String {
        let text = try string(name)
        guard PublicText.isFit(text) else { throw problem(name, PublicText.rule) }
        return text
    }

    // MARK: Optional

    func isPresent(_ name: String) -> Bool { value(name) != nil }

    func optional<Value>(_ name: String, _ read: (String) throws -> Value) rethrows -> Value? {
        isPresent(name) ? try read(name) : nil
    }

    func texts(_ name: String, countMax: Int) throws -> [String]? {
        guard let value = value(name) else { return nil }
        guard let array = value.arrayValue, array.count <= countMax else { throw problem(name, "has to be a list of at most \(countMax)") }
        return try array.map { element in
            guard let text = element.stringValue, PublicText.isFit(text) else { throw problem(name, "holds what \(PublicText.rule)") }
            return text
        }
    }
}

extension RequestMembers {
    func ticket(_ name: String = "ticket") throws -> TicketID { try parsed(name, "a ticket's id", { TicketID($0) }) }
    func prize(_ name: String = "prize") throws -> PrizeID { try parsed(name, "a prize's id", { PrizeID($0) }) }
    func reason() throws -> TicketVoid.Reason {
        let words = TicketVoid.Reason.allCases.map(\.rawValue).joined(separator: ", ")
        return try parsed("reason", "one of \(words)", { TicketVoid.Reason(rawValue: $0) })
    }
}

/// Text that people write and a public ledger keeps.
enum PublicText {
    static let rule =
        "has to be text of 1 to \(RaffleDefinition.textCharactersMax) characters, without control characters and without those that change the direction of text"

    /// Asked of an entry itself, so that nothing gets into a ledger that could not be read back.
    static func isFit(_ text: String) -> Bool {
        guard text.utf8.count <= 4 * RaffleDefinition.textCharactersMax else { return false }
        let entry = RaffleEntry(at: Instant(milliseconds: 0), by: .system, component: .server, .suspended(Suspension(reason: text)))
        return (try? RaffleEntry(decoding: entry.encoded())) != nil
    }
}
