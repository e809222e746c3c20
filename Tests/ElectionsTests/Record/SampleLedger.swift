import Ledger
import TestSupport

@testable import Elections

/// An election's whole life in memory: its entries, its tree, and the record that was kept beside.
struct SampleLedger {
    let definition: ElectionDefinition
    let style: BallotStyle
    private(set) var entries: [[UInt8]] = []
    /// The tree after each entry.
    private(set) var heads: [TreeHead] = []
    private(set) var range = CompactRange()
    private(set) var record: ElectionRecord
    /// Of the sealed ballots.
    private var secrets: [(index: UInt64, salt: Salt, selections: [UInt8])] = []
    private var voters: UInt64 = 0

    static let origin = "vote.example/e1"
    static let admin = actor("admin-1")

    static func actor(_ id: String) -> ActorID {
        guard let actor = ActorID(id) else { preconditionFailure("not an actor's id: \(id)") }
        return actor
    }

    static func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: 1_795_248_000 + seconds) }

    init(_ definition: ElectionDefinition, checksKeys: Bool = true) {
        self.definition = definition
        style = BallotStyle(definition)
        record = ElectionRecord(checksKeys: checksKeys)
    }

    /// Appends an entry that the rules may or may not allow; nothing changes when they don't.
    mutating func append(_ bytes: [UInt8]) throws(RecordError) {
        var next = range
        next.append(.leaf(bytes))
        let root = next.root
        try record.apply(entry: bytes, index: UInt64(entries.count), root: { root })
        entries.append(bytes)
        heads.append(next.head)
        range = next
    }

    mutating func append(_ entry: ElectionEntry) throws(RecordError) {
        try append(entry.encoded())
    }

    // MARK: A usual life

    mutating func create() throws {
        guard let id = ElectionID("e1") else { preconditionFailure("not an election id") }
        let entry = CreationEntry(
            election: id, definition: definition, origin: Self.origin, createdAt: Self.time(0), by: Self.admin)
        try append(.election(entry))
    }

    mutating func importRoll(_ eligible: UInt64) throws {
        let regions = [RollEntry.Region(name: "Süd", voters: eligible / 3), .init(name: "North", voters: eligible / 2)]
        try append(.roll(try RollEntry(eligible: eligible, regions: regions, digest: .sha256([1]), at: Self.time(10), by: Self.admin)))
    }

    /// Each region with its voters, and some without one.
    mutating func importRoll(_ regions: [(String, UInt64)], without rest: UInt64 = 0) throws {
        let eligible = regions.reduce(rest) { $0 + $1.1 }
        let regions = regions.map { RollEntry.Region(name: $0.0, voters: $0.1) }
        try append(.roll(try RollEntry(eligible: eligible, regions: regions, digest: .sha256([1]), at: Self.time(10), by: Self.admin)))
    }

    mutating func open() throws { try append(.open(OpenEntry(at: Self.time(100), by: .schedule))) }

    mutating func cast(body: [UInt8], region: String? = nil, _ dice: inout Dice) throws {
        let ballot = try style.parse(requestBody: body)
        voters += 1
        let key = Hash.sha256(Array("voter \(voters)".utf8))
        if definition.results == .live {
            let castAt = Self.time(200 + dice.roll64(9_000))
            try append(.ballot(BallotEntry(ballotKey: key, castAt: castAt, region: region, selections: ballot.selections)))
        } else {
            let salt = Self.salt(&dice)
            secrets.append((UInt64(entries.count), salt, ballot.selections))
            let commitment = salt.commitment(to: ballot.selections)
            let castAt = Self.time(dice.roll64(9_000))
            try append(.sealedBallot(SealedBallotEntry(ballotKey: key, castAt: castAt, commitment: commitment, region: region)))
        }
    }

    /// What opens each sealed ballot, by its index.
    var openings: [UInt64: Receipt.Opening] {
        Dictionary(uniqueKeysWithValues: secrets.map { ($0.index, .init(salt: $0.salt, selections: $0.selections)) })
    }

    mutating func close() throws { try append(.close(CloseEntry(at: Self.time(10_000), by: Self.admin, cast: record.cast))) }

    mutating func openSealed(_ dice: inout Dice, leaving: Int = 0) throws {
        for secret in secrets.shuffled(using: &dice).dropLast(leaving) {
            try append(.opening(OpeningEntry(index: secret.index, salt: secret.salt, selections: secret.selections)))
        }
    }

    mutating func certify() throws {
        let entry = try record.certificationEntry(
            issued: record.cast, at: Self.time(11_000), by: Self.admin, software: "urna 0.1")
        try append(.certification(entry))
    }

    /// A whole life, up to the certification.
    static func lived(_ definition: ElectionDefinition, ballots: Int, _ dice: inout Dice) throws -> SampleLedger {
        var ledger = SampleLedger(definition)
        try ledger.create()
        try ledger.importRoll(UInt64(ballots) + 3)
        try ledger.open()
        let random = RandomBallots(definition: definition)
        for _ in 0..<ballots { try ledger.cast(body: Array(random.body(&dice).utf8), &dice) }
        try ledger.close()
        try ledger.openSealed(&dice)
        try ledger.certify()
        return ledger
    }

    static func salt(_ dice: inout Dice) -> Salt {
        guard let salt = Salt(bytes: (0..<32).map { _ in UInt8(dice.roll(256)) }) else { preconditionFailure("a salt has 32 bytes") }
        return salt
    }

    /// Folds entries from the start as a verifier does: every rule, and the root over them.
    static func replay(_ entries: [[UInt8]]) throws(RecordError) -> (record: ElectionRecord, head: TreeHead) {
        var record = ElectionRecord(checksKeys: true)
        var range = CompactRange()
        for (index, entry) in entries.enumerated() {
            range.append(.leaf(entry))
            let root = range.root
            try record.apply(entry: entry, index: UInt64(index), root: { root })
        }
        return (record, range.head)
    }
}

extension Dice {
    mutating func roll64(_ sides: Int) -> Int64 { Int64(roll(sides)) }
}
