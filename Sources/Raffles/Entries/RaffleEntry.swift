public import Ledger

/// One entry of a raffle's ledger: when, by whom, at which component, and what.
///
/// Its bytes are one JSON object in RFC 8785 canonical form. There is exactly one encoding of an entry, and decoding refuses every
/// other, so that an auditor's tool, which sees bytes, and this code, which sees values, can never mean different things.
public struct RaffleEntry: Hashable, Sendable {
    /// By the server's clock.
    public var at: Instant
    /// A person's log-in, a selling unit, `schedule` or `system`.
    public var by: UserID
    /// Where it happened: the server or a selling unit.
    public var component: ComponentID
    public var body: Body

    /// Entries are smaller than this, in bytes: the log format allows 65,535, and receipts carry them.
    public static let bytesMax = 60_000
    /// Deepest nesting of an entry.
    static let depthMax = 16

    public init(at: Instant, by: UserID, component: ComponentID = .server, _ body: Body) {
        self.at = at
        self.by = by
        self.component = component
        self.body = body
    }

    /// What an entry says. The case decides the `type` member.
    public enum Body: Hashable, Sendable {
        case raffle(RaffleCreation)
        case activated(Activation)
        case suspended(Suspension)
        case resumed(Resumption)
        case closed(Closing)
        case lease(Lease)
        case leaseEnded(LeaseEnd)
        case sale(Sale)
        case mark(TicketMark)
        case unmark(TicketUnmark)
        case void(TicketVoid)
        case unvoid(TicketUnvoid)
        case reprint(Reprint)
        case conflict(Conflict)
        case rsuClosed(UnitClosing)
        case rsuCorrupt(UnitCorruption)
        case rsuRecovered(UnitRecovery)
        case restored(Restoration)
        case leasesReported(LeaseReport)
        case leasesReleased(LeaseRelease)
        case reconciled(Reconciliation)
        case acknowledged(Acknowledgement)
        case commitment(DrawCommitment)
        case poolFrozen(PoolFreeze)
        case drawStarted(DrawStart)
        case drawn(DrawnNumber)
        case entered(EnteredNumber)
        case drawRevealed(DrawReveal)
        case verified(WinnerVerification)
        case claimed(Claim)
        case claimRefused(ClaimRefusal)
        case altered(Alteration)
        case refused(RefusedAction)
        case event(SignificantEvent)
        case settled(Settlement)
    }

    /// The catalogue row of the entry's type.
    public var kind: EntryKind { Swift.type(of: body.payload).kind }

    /// The value of the `type` member.
    public var typeName: String { Swift.type(of: body.payload).typeName }

    /// The canonical bytes.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// Appends the canonical bytes to a buffer.
    public func append(to bytes: inout [UInt8]) {
        let start = bytes.count
        if case .sale(let sale) = body {
            sale.append(at: at, by: by, component: component, to: &bytes)
        } else {
            json().encode(canonicalInto: &bytes)
        }
        // Every part has a bound that was checked when it was made, so this is a mistake here, not in the input.
        precondition(bytes.count - start < Self.bytesMax, "an entry outgrew its bound")
    }

    /// Whether the entry reads back, as its texts and values may come from outside: everything written has to.
    func checkForm() throws(RaffleEntryError) {
        if case .sale(let sale) = body {
            try sale.upload.checkForm()
            return
        }
        let bytes = json().canonical()
        _ = try RaffleEntry(decoding: bytes)
    }

    /// The entry as a JSON object.
    public func json() -> JSONValue {
        let payload = body.payload
        let head: [(String, JSONValue)] = [
            ("at", .string(at.text)), ("by", .string(by.text)), ("component", .string(component.text)),
            ("type", .string(Swift.type(of: payload).typeName)),
        ]
        return .object(head + payload.members)
    }

    /// Reads an entry; its bytes must be what ``encoded()`` gives.
    ///
    /// - Throws: the first thing wrong: not JSON, an unknown type or member, a value out of its bounds, not canonical.
    public init(decoding bytes: UnsafeRawBufferPointer) throws(RaffleEntryError) {
        guard bytes.count < Self.bytesMax else { throw RaffleEntryError(message: "has \(Self.bytesMax) bytes or more") }
        if let sale = SaleScanner.entry(bytes) {
            self = sale
            return
        }
        let json: JSONValue
        do {
            json = try JSONValue.parse(bytes, limits: JSONLimits(depthMax: Self.depthMax))
        } catch {
            throw RaffleEntryError(message: "is not JSON: \(error)")
        }
        guard json.objectValue != nil else { throw RaffleEntryError(message: "is not an object") }
        guard let type = json["type"]?.stringValue else { throw RaffleEntryError(field: "type", message: "is missing") }
        guard let payload = RaffleEntries.payloads.first(where: { $0.typeName == type }) else {
            throw RaffleEntryError(field: "type", message: "is not an entry type of a raffle's ledger")
        }
        let fields = try RaffleFields(entry: json, of: payload.kind)
        at = try fields.instant("at")
        by = try fields.id("by", UserID.init)
        component = try fields.id("component", ComponentID.init)
        body = try payload.init(fields).body
        guard encoded().elementsEqual(bytes) else { throw RaffleEntryError(message: "is not in canonical form") }
    }

    public init(decoding bytes: [UInt8]) throws(RaffleEntryError) {
        self = try bytes.withUnsafeBytes { raw in
            Result { () throws(RaffleEntryError) in try RaffleEntry(decoding: raw) }
        }.get()
    }
}

/// What one type of entry holds besides `at`, `by`, `component` and `type`.
protocol RafflePayload: Hashable, Sendable {
    static var typeName: String { get }
    static var kind: EntryKind { get }
    var members: [(String, JSONValue)] { get }
    var body: RaffleEntry.Body { get }
    init(_ fields: RaffleFields) throws(RaffleEntryError)
}

/// The server or a selling unit, as the log names them. 1 to 64 of `A-Z a-z 0-9 - _ .`.
public struct ComponentID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    /// The server.
    public static let server = ComponentID(unchecked: "SRV-1")

    public init?(_ text: String) {
        guard RSUID(text) != nil else { return nil }
        self.text = text
    }

    public init(_ rsu: RSUID) { text = rsu.text }

    private init(unchecked text: String) { self.text = text }

    public var description: String { text }

    public static func < (left: ComponentID, right: ComponentID) -> Bool { left.text < right.text }
}

/// Why bytes are not an entry of a raffle's ledger.
public struct RaffleEntryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The member at fault; empty for the entry as a whole.
    public var field: String
    /// Safe to show.
    public var message: String

    public init(field: String = "", message: String) {
        self.field = field
        self.message = message
    }

    public var description: String { field.isEmpty ? message : "\(field): \(message)" }
}
