public import Ledger

// Layout, one line without spaces; `"region":"North",` before `selections`, or before the `type` of a sealed ballot, when the definition
// asks for turnout by region and the voter has one:
//
//     {"ballotKey":"<43 characters>","castAt":"2026-11-21T10:57:00Z","selections":{…},"type":"ballot"}
//     {"ballotKey":"<43 characters>","castAt":"2026-11-21T10:57:00Z","commitment":"<43 characters>","type":"sealed-ballot"}
//     {"index":<n>,"salt":"<43 characters>","selections":{…},"type":"opening"}

/// A ballot of an election with live results.
public struct BallotEntry: Hashable, Sendable {
    /// The voter's key in this election, known to no one else to be the voter's.
    public let ballotKey: Hash
    /// To the minute: the order of logins must not tell whose ballot it is.
    public let castAt: Timestamp
    /// The voter's region, when the definition asks for turnout by region and the voter has one.
    public let region: String?
    /// `Ballot.selections`.
    public let selections: [UInt8]

    /// Time is coarsened here, so that no caller can forget it.
    public init(ballotKey: Hash, castAt: Timestamp, region: String? = nil, selections: [UInt8]) {
        self.ballotKey = ballotKey
        self.castAt = castAt.floored(toMultipleOf: 60)
        self.region = region
        self.selections = selections
    }

    init(_ fields: EntryFields) throws(ElectionEntryError) {
        self.init(
            ballotKey: try fields.hash("ballotKey"), castAt: try fields.timestamp("castAt"), region: try fields.region(),
            selections: try fields.selections())
    }

    func encoded() -> [UInt8] {
        var out: [UInt8] = []
        let region = region.map(RegionTable.member) ?? []
        BallotEntryEncoder(castAt: castAt).append(ballotKey: ballotKey, region: region, selections: selections, to: &out)
        return out
    }
}

/// A ballot of an election with sealed results: shows nothing of its selections, and is of one length
/// whatever they are.
public struct SealedBallotEntry: Hashable, Sendable {
    public let ballotKey: Hash
    /// To the minute.
    public let castAt: Timestamp
    /// `Salt.commitment(to:)` of the selections.
    public let commitment: Hash
    /// As in ``BallotEntry``.
    public let region: String?

    public init(ballotKey: Hash, castAt: Timestamp, commitment: Hash, region: String? = nil) {
        self.ballotKey = ballotKey
        self.castAt = castAt.floored(toMultipleOf: 60)
        self.commitment = commitment
        self.region = region
    }

    init(_ fields: EntryFields) throws(ElectionEntryError) {
        self.init(
            ballotKey: try fields.hash("ballotKey"), castAt: try fields.timestamp("castAt"),
            commitment: try fields.hash("commitment"), region: try fields.region())
    }

    func encoded() -> [UInt8] {
        var out: [UInt8] = []
        let region = region.map(RegionTable.member) ?? []
        BallotEntryEncoder(castAt: castAt).append(ballotKey: ballotKey, commitment: commitment, region: region, to: &out)
        return out
    }
}

/// What a sealed ballot had committed to, told after the close.
public struct OpeningEntry: Hashable, Sendable {
    /// Index of the sealed ballot's entry.
    public let index: UInt64
    public let salt: Salt
    public let selections: [UInt8]

    public init(index: UInt64, salt: Salt, selections: [UInt8]) {
        self.index = index
        self.salt = salt
        self.selections = selections
    }

    init(_ fields: EntryFields) throws(ElectionEntryError) {
        index = try fields.count("index")
        salt = try fields.string("salt", "32 bytes in base64url") { text in Base64URL.decode(text).flatMap { Salt(bytes: $0) } }
        selections = try fields.selections()
    }

    func encoded() -> [UInt8] {
        var out: [UInt8] = []
        append(to: &out)
        return out
    }

    /// Appends the entry's canonical bytes.
    public func append(to out: inout [UInt8]) {
        EntryBytes.append("{\"index\":", to: &out)
        out.append(contentsOf: String(index).utf8)
        EntryBytes.append(",\"salt\":\"", to: &out)
        salt.append(base64URLTo: &out)
        EntryBytes.append("\",\"selections\":", to: &out)
        out.append(contentsOf: selections)
        EntryBytes.append(",\"type\":\"opening\"}", to: &out)
    }
}

/// Writes the ballot entries of one batch, which share their minute.
public struct BallotEntryEncoder: Sendable {
    /// Bytes of a ballot entry besides its selections and region, and of a whole sealed one besides its region: for reserving room.
    public static let overheadBytes = 121
    public static let sealedBytes = 173

    private let castAt: [UInt8]

    public init(castAt: Timestamp) {
        self.castAt = Array(castAt.floored(toMultipleOf: 60).description.utf8)
    }

    /// Appends a ballot entry. `region` must be a `RegionTable.member`, `selections` come from a `Ballot`.
    public func append(ballotKey: Hash, region: [UInt8] = [], selections: [UInt8], to out: inout [UInt8]) {
        appendStart(ballotKey, to: &out)
        EntryBytes.append("\"", to: &out)
        if !region.isEmpty { out.append(contentsOf: region) }
        EntryBytes.append(",\"selections\":", to: &out)
        out.append(contentsOf: selections)
        EntryBytes.append(",\"type\":\"ballot\"}", to: &out)
    }

    /// Appends a sealed ballot entry. `region` must be a `RegionTable.member`.
    public func append(ballotKey: Hash, commitment: Hash, region: [UInt8] = [], to out: inout [UInt8]) {
        appendStart(ballotKey, to: &out)
        EntryBytes.append("\",\"commitment\":\"", to: &out)
        EntryBytes.append(base64URL: commitment, to: &out)
        EntryBytes.append("\"", to: &out)
        if !region.isEmpty { out.append(contentsOf: region) }
        EntryBytes.append(",\"type\":\"sealed-ballot\"}", to: &out)
    }

    @inline(__always)
    private func appendStart(_ ballotKey: Hash, to out: inout [UInt8]) {
        EntryBytes.append("{\"ballotKey\":\"", to: &out)
        EntryBytes.append(base64URL: ballotKey, to: &out)
        EntryBytes.append("\",\"castAt\":\"", to: &out)
        out.append(contentsOf: castAt)
    }
}

extension EntryFields {
    /// Whether the roll has it is for the record to judge.
    fileprivate func region() throws(ElectionEntryError) -> String? {
        value["region"] == nil ? nil : try text("region", charactersMax: RollEntry.regionCharactersMax)
    }

    /// Canonical bytes of the selections. Whether they are a valid ballot is for the record to judge, which has the definition.
    fileprivate func selections() throws(ElectionEntryError) -> [UInt8] {
        _ = try object("selections")
        let bytes = try member("selections").canonical()
        guard bytes.count <= BallotStyle.selectionsBytesMax else {
            throw ElectionEntryError(field: "selections", message: "take more than \(BallotStyle.selectionsBytesMax) bytes")
        }
        return bytes
    }
}
