public import Ledger

/// The last entry: the numbers that must reconcile, and the result that anyone can recompute from the entries before it.
public struct CertificationEntry: Hashable, Sendable {
    /// The outcome of one contest.
    public struct ContestOutcome: Hashable, Sendable {
        public var id: ContestID
        public var winners: [CandidateID]
        /// As in `ContestResult.json()`, members in the order of canonical JSON so that equal totals are equal values.
        public let totals: JSONValue

        public init(id: ContestID, winners: [CandidateID], totals: JSONValue) {
            self.id = id
            self.winners = winners
            self.totals = .object(
                (totals.objectValue ?? []).sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) })
        }
    }

    /// `eligible` ≥ `issued` ≥ `cast` = `counted` + `invalid`.
    public struct Reconciliation: Hashable, Sendable {
        /// Voters on the roll.
        public var eligible: UInt64
        /// Voters who were given a ballot token.
        public var issued: UInt64
        /// Ballots in the ledger.
        public var cast: UInt64
        public var counted: UInt64
        public var invalid: UInt64

        public init(eligible: UInt64, issued: UInt64, cast: UInt64, counted: UInt64, invalid: UInt64) {
            self.eligible = eligible
            self.issued = issued
            self.cast = cast
            self.counted = counted
            self.invalid = invalid
        }
    }

    /// Longest software version, in characters.
    public static let softwareCharactersMax = 100

    public var at: Timestamp
    public var by: ActorID
    public var numbers: Reconciliation
    /// Root of the tree right after the close entry.
    public var lotSeed: Hash
    public var contests: [ContestOutcome]
    /// SHA-256 of the canonical JSON of all contest results with their rounds.
    public var resultsDigest: Hash
    /// Name and version of the software that counted.
    public var software: String

    init(_ fields: EntryFields) throws(ElectionEntryError) {
        at = try fields.timestamp("at")
        by = try fields.actor("by")
        numbers = Reconciliation(
            eligible: try fields.count("eligible"), issued: try fields.count("issued"), cast: try fields.count("cast"),
            counted: try fields.count("counted"), invalid: try fields.count("invalid"))
        lotSeed = try fields.string("lotSeed", "32 bytes in hexadecimal") { Hash(hex: $0) }
        resultsDigest = try fields.hash("resultsDigest")
        software = try fields.text("software", charactersMax: Self.softwareCharactersMax)
        guard let elements = try fields.member("contests").arrayValue else {
            throw ElectionEntryError(field: "contests", message: "must be an array")
        }
        contests = []
        for (index, element) in elements.enumerated() {
            guard let contest = ContestOutcome(element) else {
                let field = FieldPath.element(index, of: "contests")
                throw ElectionEntryError(field: field, message: "must have the members id, totals and winners")
            }
            contests.append(contest)
        }
    }

    init(
        at: Timestamp, by: ActorID, numbers: Reconciliation, lotSeed: Hash, contests: [ContestOutcome], resultsDigest: Hash,
        software: String
    ) {
        self.at = at
        self.by = by
        self.numbers = numbers
        self.lotSeed = lotSeed
        self.contests = contests
        self.resultsDigest = resultsDigest
        self.software = software
    }

    func json() -> JSONValue {
        .object([
            ("at", .string(at.description)),
            ("by", .string(by.text)),
            ("cast", .integer(Int64(clamping: numbers.cast))),
            ("contests", .array(contests.map { $0.json() })),
            ("counted", .integer(Int64(clamping: numbers.counted))),
            ("eligible", .integer(Int64(clamping: numbers.eligible))),
            ("invalid", .integer(Int64(clamping: numbers.invalid))),
            ("issued", .integer(Int64(clamping: numbers.issued))),
            ("lotSeed", .string(lotSeed.hex)),
            ("resultsDigest", .string(resultsDigest.base64URL)),
            ("software", .string(software)),
            ("type", .string("certification")),
        ])
    }

    /// No certification of an election with this definition is longer, in bytes.
    static func bytesBound(for definition: ElectionDefinition) -> Int {
        let numberBytes = 24
        var bound = 1_000 + 4 * softwareCharactersMax
        for contest in definition.contests {
            let names = contest.candidates.map(\.id.text.utf8.count)
            bound += contest.id.text.utf8.count + 40 + names.reduce(0) { $0 + $1 + numberBytes }
            bound += contest.seats * ((names.max() ?? 0) + 3)
        }
        return bound
    }
}

extension CertificationEntry.ContestOutcome {
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue.flatMap({ ContestID($0) }), let totals = json["totals"], totals.objectValue != nil,
            let elements = json["winners"]?.arrayValue
        else { return nil }
        let winners = elements.compactMap { $0.stringValue.flatMap { CandidateID($0) } }
        guard winners.count == elements.count else { return nil }
        self.init(id: id, winners: winners, totals: totals)
    }

    func json() -> JSONValue {
        .object([
            ("id", .string(id.text)),
            ("totals", totals),
            ("winners", .array(winners.map { .string($0.text) })),
        ])
    }
}
