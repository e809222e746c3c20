internal import Ledger

/// The examples of the catalogue: a small election from its first entry to its last.
enum ElectionEntryExamples {
    static let election = CreationEntry(
        election: must(ElectionID("mayor-2026")), definition: definition, origin: "vote.example/mayor-2026",
        createdAt: time(0), by: admin)

    static let roll: RollEntry = {
        let regions = [RollEntry.Region(name: "North", voters: 2), RollEntry.Region(name: "South", voters: 1)]
        return must(
            try? RollEntry(eligible: 3, regions: regions, digest: Hash.sha256(Array("roll".utf8)), at: time(60), by: admin))
    }()

    static let open = OpenEntry(at: time(3_600), by: .schedule)
    static let ballot = BallotEntry(ballotKey: Hash.sha256(Array("voter".utf8)), castAt: time(7_200), selections: selections)
    static let sealedBallot = SealedBallotEntry(
        ballotKey: Hash.sha256(Array("voter".utf8)), castAt: time(7_200), commitment: salt.commitment(to: selections))
    static let close = CloseEntry(at: time(36_000), by: .schedule, cast: 1)
    static let opening = OpeningEntry(index: 3, salt: salt, selections: selections)
    static let certification = CertificationEntry(
        at: time(37_000), by: admin, numbers: .init(eligible: 3, issued: 2, cast: 1, counted: 1, invalid: 0),
        lotSeed: Hash.sha256(Array("root".utf8)),
        contests: [
            .init(
                id: must(ContestID("mayor")), winners: [must(CandidateID("b"))],
                totals: .object([("a", .integer(0)), ("b", .integer(1))]))
        ],
        resultsDigest: Hash.sha256(Array("results".utf8)), software: "urna 1.0.0")

    /// The value of an entry that is written as bytes.
    static func json(_ entry: some ExampleEntry) -> JSONValue {
        must(try? JSONValue.parse(entry.encoded()))
    }

    private static let admin = must(ActorID("admin-1"))
    private static let selections = Array(#"{"mayor":["b","a"]}"#.utf8)
    private static let salt = must(Salt(bytes: [UInt8](repeating: 7, count: Salt.byteCount)))

    private static let definition: ElectionDefinition = {
        let candidates: [JSONValue] = [
            .object([("id", .string("a")), ("name", .string("Ada"))]), .object([("id", .string("b")), ("name", .string("Ben"))]),
        ]
        let contest: JSONValue = .object([
            ("id", .string("mayor")), ("title", .string("Mayor")), ("method", .string("irv")), ("candidates", .array(candidates)),
        ])
        let json: JSONValue = .object([
            ("title", .string("City of Example: mayor")), ("results", .string("live")), ("contests", .array([contest])),
        ])
        return must(try? ElectionDefinition.parse(json))
    }()

    private static func time(_ offset: Int64) -> Timestamp {
        Timestamp(seconds: 1_795_248_000 + offset)
    }

    /// These are constants; a test makes every one of them.
    private static func must<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("an example of the catalogue is wrong") }
        return value
    }
}

/// An entry that is written as bytes, not as a JSON value.
protocol ExampleEntry {
    func encoded() -> [UInt8]
}

extension BallotEntry: ExampleEntry {}
extension SealedBallotEntry: ExampleEntry {}
extension OpeningEntry: ExampleEntry {}
