internal import Crypto
public import Identity
internal import Ledger
public import Ports

/// Takes a roll in as it streams by, and hands over the voters in the order in which they are stored.
///
/// Nothing is stored until `finish` has found no problem: a roll is imported whole or not at all. Memory is about 150 bytes a voter.
public struct RollImport: Sendable {
    /// What an import made of a roll.
    public struct Outcome: Sendable {
        /// Ascending by hash, as `RollStore` wants them.
        public var voters: [RollVoter]
        /// Lines with the ids and codes of the voters, in the order of the file: `voter_id,code`.
        public var codes: CodeLines
        public var problems: RollProblems
    }

    private var reader = RollReader()
    private var duplicates = RollDuplicates()
    private var problems = RollProblems()
    private var rows: [(hash: VoterHash, id: VoterID, region: String)] = []
    private let keys: KeyRing
    private let bindsRegions: Bool

    /// - Parameter bindsRegions: Make a row of the roll good for its region alone; for elections that tell turnout by region.
    public init(keys: KeyRing, bindsRegions: Bool = false) {
        self.keys = keys
        self.bindsRegions = bindsRegions
    }

    /// Rows read so far.
    public var rowCount: Int { reader.rowCount }

    public mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        take(reader.feed(bytes))
    }

    private mutating func take(_ found: [RollRow]) {
        for row in found {
            let hash = keys.hash(of: row.voter)
            if let first = duplicates.insert(hash, line: row.line) {
                problems.append(.duplicate(line: row.line, of: first))
            } else {
                rows.append((hash, row.voter, row.region ?? ""))
            }
        }
    }

    /// Both lists as one, in the order of the lines. The first thousand are right: each list held its own first thousand.
    private static func inOrder(_ one: RollProblems, _ other: RollProblems) -> RollProblems {
        var merged = RollProblems()
        let kept = (one.kept + other.kept).sorted { $0.line < $1.line }
        for problem in kept { merged.append(problem) }
        // When more were found than a list keeps, this one is full as well: the rest adds to the number alone.
        guard let last = kept.last else { return merged }
        while merged.count < one.count + other.count { merged.append(last) }
        return merged
    }

    /// Ends the file. With any problem there are no voters in the outcome.
    public consuming func finish() throws -> Outcome {
        take(reader.finish())
        problems = Self.inOrder(problems, reader.problems)
        guard problems.isEmpty else {
            let none = CodeLines(rows: [], serials: [], codes: VotingCodes(keys: keys, roll: VotingCodes.digest(ofRoll: [])))
            return Outcome(voters: [], codes: none, problems: problems)
        }
        // The order of hashes: serials then tell nothing of the file's order, and the store's indexes grow at their ends.
        let order = rows.indices.sorted { rows[$0].hash.value < rows[$1].hash.value }
        var serials = [UInt32](repeating: 0, count: rows.count)
        let sealer = VoterIDSealer(keys: keys)
        var voters: [RollVoter] = []
        voters.reserveCapacity(rows.count)
        for (serial, row) in order.enumerated() {
            serials[row] = UInt32(serial)
            let region = rows[row].region
            let sealedID = try sealer.seal(rows[row].id, serial: UInt32(serial), region: bindsRegions ? region : nil)
            voters.append(RollVoter(voter: rows[row].hash, region: region, sealedID: sealedID))
        }
        let codes = VotingCodes(keys: keys, roll: VotingCodes.digest(ofRoll: voters.lazy.map(\.voter)))
        return Outcome(voters: voters, codes: CodeLines(rows: rows.map(\.id), serials: serials, codes: codes), problems: problems)
    }
}

/// The voting codes of a roll just imported, as CSV lines made while they are read.
public struct CodeLines: Sendable {
    public static let header = "voter_id,code\n"

    let rows: [VoterID]
    let serials: [UInt32]
    let codes: VotingCodes

    public var count: Int { rows.count }

    /// The line of the voter at `position` of the file, with its line feed.
    public func line(_ position: Int) -> String {
        "\(csvField(rows[position].text)),\(codes.code(serial: serials[position]).text)\n"
    }
}

/// A field of RFC 4180, quoted when it has to be.
func csvField(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D }) else {
        return text
    }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
