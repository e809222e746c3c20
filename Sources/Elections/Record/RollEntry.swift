public import Ledger

/// The roll as imported: how many may vote, and a digest that fixes who, without telling.
///
/// A later roll of the same draft replaces an earlier one.
public struct RollEntry: Hashable, Sendable {
    /// How many voters of the roll belong to one region.
    public struct Region: Hashable, Sendable {
        public var name: String
        public var voters: UInt64

        public init(name: String, voters: UInt64) {
            self.name = name
            self.voters = voters
        }
    }

    /// Longest region name, in Unicode scalars.
    public static let regionCharactersMax = 64
    /// Room for the regions in canonical form, in bytes.
    public static let regionsBytesMax = 58_000

    public let eligible: UInt64
    /// In the order of canonical JSON; a voter without a region is in none.
    public let regions: [Region]
    /// SHA-256 over the keyed hashes of all voters in ascending order: nobody without the key can test whether someone is on it.
    public let digest: Hash
    public let at: Timestamp
    public let by: ActorID

    /// - Throws: when a region is named twice or badly, when the regions hold more voters than are eligible, or when there are too
    ///   many of them for one entry.
    public init(
        eligible: UInt64, regions: [Region], digest: Hash, at: Timestamp, by: ActorID
    ) throws(ElectionEntryError) {
        self.eligible = eligible
        self.digest = digest
        self.at = at
        self.by = by
        self.regions = regions.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
        var sum: UInt64 = 0
        var previous: Region?
        for region in self.regions {
            if PlainText.problem(in: region.name, charactersMax: Self.regionCharactersMax) != nil {
                throw ElectionEntryError(field: "regions", message: "hold a name that is empty, too long or has control characters")
            }
            if let previous, previous.name.utf8.elementsEqual(region.name.utf8) {
                throw ElectionEntryError(field: "regions", message: "name one region twice")
            }
            previous = region
            let (total, overflow) = sum.addingReportingOverflow(region.voters)
            guard !overflow, total <= eligible else {
                throw ElectionEntryError(field: "regions", message: "hold more voters than are eligible")
            }
            sum = total
        }
        guard regionsJSON().canonical().count <= Self.regionsBytesMax else {
            throw ElectionEntryError(field: "regions", message: "take more than \(Self.regionsBytesMax) bytes in one entry")
        }
    }

    init(_ fields: EntryFields) throws(ElectionEntryError) {
        var regions: [Region] = []
        for member in try fields.object("regions") {
            guard let voters = member.value.integerValue, voters >= 0 else {
                throw ElectionEntryError(field: "regions", message: "must hold integers of 0 or more")
            }
            regions.append(Region(name: member.name, voters: UInt64(voters)))
        }
        try self.init(
            eligible: try fields.count("eligible"), regions: regions, digest: try fields.hash("digest"),
            at: try fields.timestamp("at"), by: try fields.actor("by"))
    }

    private func regionsJSON() -> JSONValue {
        .object(regions.map { ($0.name, .integer(Int64(clamping: $0.voters))) })
    }

    func json() -> JSONValue {
        .object([
            ("at", .string(at.description)),
            ("by", .string(by.text)),
            ("digest", .string(digest.base64URL)),
            ("eligible", .integer(Int64(clamping: eligible))),
            ("regions", regionsJSON()),
            ("type", .string("roll")),
        ])
    }
}
