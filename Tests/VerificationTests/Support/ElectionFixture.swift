import Elections
import Ledger
import TestSupport
import Verification

/// A small election, run through the same core that a server uses, with every part open to tampering.
struct ElectionFixture {
    static let contests = """
        [{"id": "mayor", "title": "Mayor", "method": "irv", "maxRanks": 3,
          "candidates": [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Ben"}, {"id": "c", "name": "Cleo"}]},
         {"id": "park", "title": "Park", "method": "plurality",
          "candidates": [{"id": "yes", "name": "Yes"}, {"id": "no", "name": "No"}]}]
        """

    let results: ResultsMode
    let signer: NoteSigner
    let style: BallotStyle
    private(set) var record = ElectionRecord(checksKeys: true)
    private(set) var entries: [[UInt8]] = []
    /// Of sealed ballots, by ledger index.
    private(set) var openings: [OpeningEntry] = []
    private var range = CompactRange()
    private var dice: Dice

    private let at = Timestamp(seconds: 1_795_000_000)
    private let by: ActorID

    /// A draft with a roll of `eligible` voters.
    init(_ results: ResultsMode, eligible: UInt64 = 1_000, seed: UInt64 = 1) throws {
        self.results = results
        dice = Dice(seed: seed)
        signer = try NoteSigner(name: "vote.example/e1", seed: Array(repeating: 7, count: 32))
        by = try unwrap(ActorID("admin"))
        let json = try JSONValue.parse(
            Array(#"{"title": "City of Example", "results": "\#(results.rawValue)", "contests": \#(Self.contests)}"#.utf8))
        let definition = try ElectionDefinition.parse(json)
        style = BallotStyle(definition)
        let election = try unwrap(ElectionID("e1"))
        try append(
            .election(CreationEntry(election: election, definition: definition, origin: signer.name, createdAt: at, by: by)))
        let digest = Hash.sha256([1, 2, 3])
        try append(.roll(RollEntry(eligible: eligible, regions: [], digest: digest, at: at, by: by)))
    }

    mutating func append(_ entry: ElectionEntry) throws {
        try append(entry.encoded())
    }

    mutating func append(_ entry: [UInt8]) throws {
        range.append(.leaf(entry))
        let root = range.root
        try record.apply(entry: entry, index: UInt64(entries.count)) { root }
        entries.append(entry)
    }

    mutating func open() throws {
        try append(.open(OpenEntry(at: at, by: by)))
    }

    mutating func cast(_ count: Int) throws {
        for _ in 0..<count { try append(ballot(key: Hash.sha256(dice.bytes(16)), selections: try selections())) }
    }

    /// A ballot entry in the election's mode; of a sealed one the opening is kept.
    mutating func ballot(key: Hash, selections: [UInt8]) throws -> ElectionEntry {
        guard results == .sealed else { return .ballot(BallotEntry(ballotKey: key, castAt: at, selections: selections)) }
        let salt = try unwrap(Salt(bytes: dice.bytes(32)))
        openings.append(OpeningEntry(index: UInt64(entries.count), salt: salt, selections: selections))
        return .sealedBallot(SealedBallotEntry(ballotKey: key, castAt: at, commitment: salt.commitment(to: selections)))
    }

    /// Random valid selections, in canonical form.
    mutating func selections() throws -> [UInt8] {
        let ranks = ["a", "b", "c"].shuffled(using: &dice).prefix(1 + dice.roll(3)).map { #""\#($0)""# }.joined(separator: ",")
        let park = dice.roll(3) == 0 ? "no" : "yes"
        return try style.parse(requestBody: Array(#"{"selections": {"mayor": [\#(ranks)], "park": ["\#(park)"]}}"#.utf8)).selections
    }

    mutating func close() throws {
        try append(.close(CloseEntry(at: at, by: by, cast: record.cast)))
    }

    mutating func openBallots() throws {
        for opening in openings.shuffled(using: &dice) { try append(.opening(opening)) }
    }

    mutating func certify() throws {
        let certification = try record.certificationEntry(issued: record.cast + 5, at: at, by: by, software: "urna test")
        try append(.certification(certification))
    }

    /// A certified election with `ballots` ballots.
    static func certified(
        _ results: ResultsMode, ballots: Int = 30, eligible: UInt64 = 1_000, seed: UInt64 = 1
    ) throws -> ElectionFixture {
        var fixture = try ElectionFixture(results, eligible: eligible, seed: seed)
        try fixture.open()
        try fixture.cast(ballots)
        try fixture.close()
        if results == .sealed { try fixture.openBallots() }
        try fixture.certify()
        return fixture
    }

    /// The election as its server shows it.
    func served() -> ServedLog { served(entries) }

    /// Other entries under the same key, with everything signed and rebuilt as an insider could.
    func served(_ entries: [[UInt8]]) -> ServedLog {
        var log = ServedLog(entries, signer: signer)
        log.items[ExportLayout.Document.ledger.rawValue] = nil
        log.items[ExportLayout.Document.election.rawValue] =
            JSONValue.object([
                ("id", .string("e1")), ("state", .string(record.state.rawValue)), ("definition", style.definition.json()), ("log", log.log),
            ]).canonical()
        log.items[ExportLayout.Document.results.rawValue] = ElectionResults(record: record, head: log.tree.head)?.json().canonical()
        return log
    }

    func receipt(for index: Int, in log: ServedLog, opening: Receipt.Opening? = nil) throws -> Receipt {
        let size = log.tree.size
        let proof = try log.tree.inclusionProof(index: UInt64(index), size: size)
        return Receipt(
            election: try unwrap(ElectionID("e1")), index: UInt64(index), leafHash: .leaf(log.entries[index]), proof: proof.path,
            checkpoint: String(decoding: log.checkpoint(log.tree.head), as: UTF8.self), entry: log.entries[index], opening: opening)
    }
}

extension [[UInt8]] {
    /// The index of the first entry of a type.
    func first(_ type: String) -> Int {
        firstIndex { (try? JSONValue.parse($0))?["type"]?.stringValue == type } ?? -1
    }
}

/// Changes one member of an entry and writes it in canonical form again.
func changing(_ entry: [UInt8], _ name: String, _ change: (JSONValue) -> JSONValue) throws -> [UInt8] {
    let json = try JSONValue.parse(entry)
    let members = (json.objectValue ?? []).map { ($0.name, $0.name == name ? change($0.value) : $0.value) }
    return JSONValue.object(members).canonical()
}

struct FixtureError: Error {
    var message: String
}

func unwrap<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw FixtureError(message: "a fixture has no value") }
    return value
}
