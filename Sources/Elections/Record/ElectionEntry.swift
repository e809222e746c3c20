public import Ledger

/// One entry of an election's ledger.
///
/// Its bytes are one JSON object in RFC 8785 canonical form. There is exactly one encoding of an entry, and decoding refuses every
/// other, so that an auditor's tool, which sees bytes, and this code, which sees values, can never mean different things.
public enum ElectionEntry: Hashable, Sendable {
    case election(CreationEntry)
    case roll(RollEntry)
    case open(OpenEntry)
    case ballot(BallotEntry)
    case sealedBallot(SealedBallotEntry)
    case close(CloseEntry)
    case opening(OpeningEntry)
    case certification(CertificationEntry)

    /// Entries are smaller than this, in bytes: the log format allows 65,535, and receipts carry them.
    public static let bytesMax = 60_000
    /// Deepest nesting of an entry.
    static let depthMax = 16

    /// The catalogue row of the entry's type.
    public var kind: EntryKind {
        switch self {
        case .election: ElectionEntries.election
        case .roll: ElectionEntries.roll
        case .open: ElectionEntries.open
        case .ballot: ElectionEntries.ballot
        case .sealedBallot: ElectionEntries.sealedBallot
        case .close: ElectionEntries.close
        case .opening: ElectionEntries.opening
        case .certification: ElectionEntries.certification
        }
    }

    /// The canonical bytes.
    public func encoded() -> [UInt8] {
        let bytes: [UInt8] =
            switch self {
            case .ballot(let entry): entry.encoded()
            case .sealedBallot(let entry): entry.encoded()
            case .opening(let entry): entry.encoded()
            case .election(let entry): entry.json().canonical()
            case .roll(let entry): entry.json().canonical()
            case .open(let entry): entry.json().canonical()
            case .close(let entry): entry.json().canonical()
            case .certification(let entry): entry.json().canonical()
            }
        // Every part has a bound that was checked when it was made, so this is a mistake here, not in the input.
        precondition(bytes.count < Self.bytesMax, "an entry outgrew its bound")
        return bytes
    }

    /// Reads an entry; its bytes must be what `encoded()` gives.
    ///
    /// - Throws: the first thing wrong: not JSON, an unknown type or member, a value out of its bounds, not canonical.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(ElectionEntryError) -> ElectionEntry {
        guard bytes.count < bytesMax else { throw ElectionEntryError(message: "has \(bytesMax) bytes or more") }
        let json: JSONValue
        do {
            json = try JSONValue.parse(bytes, limits: JSONLimits(depthMax: depthMax))
        } catch {
            throw ElectionEntryError(message: "is not JSON: \(error)")
        }
        guard json.objectValue != nil else { throw ElectionEntryError(message: "is not an object") }
        guard let type = json["type"]?.stringValue else { throw ElectionEntryError(field: "type", message: "is missing") }
        let entry = try decode(json, type: type)
        guard entry.encoded().elementsEqual(bytes) else {
            throw ElectionEntryError(message: "is not in canonical form")
        }
        return entry
    }

    public static func decode(_ bytes: [UInt8]) throws(ElectionEntryError) -> ElectionEntry {
        try bytes.withUnsafeBytes { raw in
            Result { () throws(ElectionEntryError) in try decode(raw) }
        }.get()
    }

    private static func decode(_ json: JSONValue, type: String) throws(ElectionEntryError) -> ElectionEntry {
        switch type {
        case ElectionEntries.election.name: .election(try CreationEntry(EntryFields(json, of: ElectionEntries.election)))
        case ElectionEntries.roll.name: .roll(try RollEntry(EntryFields(json, of: ElectionEntries.roll)))
        case ElectionEntries.open.name: .open(try OpenEntry(EntryFields(json, of: ElectionEntries.open)))
        case ElectionEntries.ballot.name: .ballot(try BallotEntry(EntryFields(json, of: ElectionEntries.ballot)))
        case ElectionEntries.sealedBallot.name:
            .sealedBallot(try SealedBallotEntry(EntryFields(json, of: ElectionEntries.sealedBallot)))
        case ElectionEntries.close.name: .close(try CloseEntry(EntryFields(json, of: ElectionEntries.close)))
        case ElectionEntries.opening.name: .opening(try OpeningEntry(EntryFields(json, of: ElectionEntries.opening)))
        case ElectionEntries.certification.name:
            .certification(try CertificationEntry(EntryFields(json, of: ElectionEntries.certification)))
        default: throw ElectionEntryError(field: "type", message: "is not an entry type of an election's ledger")
        }
    }
}
