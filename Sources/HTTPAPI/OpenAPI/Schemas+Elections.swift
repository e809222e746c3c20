internal import Elections
internal import Ledger

extension Schemas {
    // MARK: Building blocks

    static let electionID = Schema.string("The id of an election.", pattern: "^[a-z0-9-]{1,64}$")
    static let choiceID = Schema.string("The id of a contest or of a candidate.", pattern: "^[A-Za-z0-9._-]{1,64}$")
    static let displayText = Schema.string(
        "Text to show, in any script; not blank, without control characters and without those that change the direction of text.",
        length: 1...ElectionDefinition.titleCharactersMax)
    static let time = Schema.string("A time in UTC (RFC 3339), to the second.", pattern: "Z$", format: "date-time")
    static let hash = Schema.string("A SHA-256 hash: 32 bytes in base64url without padding.", pattern: "^[A-Za-z0-9_-]{43}$")
    static let signedNote = Schema.string("A checkpoint with its signatures (C2SP signed-note, tlog-checkpoint).")
    static let ledgerEntry = Schema.string("The exact bytes of a ledger entry: one JSON object in canonical form (RFC 8785).")
    static let electionState = Schema.choice(ElectionState.self, "Where an election is in its life. It only moves down this list.")

    // MARK: Elections

    static let electionList = Schema.object(
        "All elections, oldest first.",
        [
            (
                "elections",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("id", Schema.ref(.electionID)), ("title", Schema.ref(.displayText)), ("state", Schema.ref(.electionState)),
                            ("results", Schema.choice(ResultsMode.self)),
                        ]))
            )
        ])

    static let election = Schema.object(
        "An election: what was defined, where it is in its life, and its log.",
        [
            ("id", Schema.ref(.electionID)),
            ("state", Schema.ref(.electionState)),
            ("definition", Schema.requiring(["ballots", "results", "opensAt", "closesAt"], of: .electionDefinition)),
            (
                "log",
                Schema.object(
                    "The election's ledger.",
                    [
                        ("origin", Schema.string("Name of the log, the first line of its checkpoints.")),
                        ("verifierKey", Schema.string("The key that its checkpoints are signed with (C2SP signed-note verifier key).")),
                        ("size", Schema.integer("Entries in the tree of the newest checkpoint.")),
                    ])
            ),
        ])

    static let electionDefinition = Schema.object(
        "What is asked, and every rule by which the answers are counted.",
        [
            ("title", Schema.ref(.displayText)),
            (
                "contests",
                Schema.array(of: Schema.ref(.contest), "Their ids differ.", count: 1...ElectionDefinition.contestsMax)
            ),
        ],
        optional: [
            (
                "ballots",
                Schema.choice(BallotMode.self, "How ballots relate to voters; `anonymous` is not available yet.", default: .pseudonymous)
            ),
            (
                "results",
                Schema.choice(ResultsMode.self, "`sealed`: no total exists before the close.", default: .sealed)
            ),
            ("opensAt", timeOrNull("When voting begins; null: when an organiser opens it.")),
            ("closesAt", timeOrNull("When voting ends, later than `opensAt`; null: when an organiser closes it.")),
            (
                "turnoutByRegion",
                Schema.bool(
                    "Show turnout by region: each ballot then tells its voter's region, of \(RegionTable.votersMin) voters or more. "
                        + "False when left out.")
            ),
        ],
        example: OpenAPIExamples.definition)

    private static func timeOrNull(_ description: String) -> JSONValue {
        Schema.any(of: [Schema.ref(.time), .object([("type", .string("null"))])], description)
    }

    static let contest = Schema.object(
        "One question on the ballot.",
        [
            ("id", Schema.ref(.choiceID)),
            ("method", Schema.choice(CountingMethod.self, "How it is counted.")),
            (
                "candidates",
                Schema.array(of: Schema.ref(.candidate), "Their ids differ.", count: 1...ElectionDefinition.candidatesMax)
            ),
        ],
        optional: [
            ("title", Schema.ref(.displayText)),
            (
                "seats",
                Schema.integer(
                    "Winners to find, no more than there are candidates; 1 for `irv`.", 1...ElectionDefinition.candidatesMax, default: 1)
            ),
            ("min", Schema.integer("Fewest to choose; `plurality` alone.", 1...ElectionDefinition.candidatesMax, default: 1)),
            (
                "max",
                Schema.integer("Most to choose; `plurality` alone. As many as seats when left out.", 1...ElectionDefinition.candidatesMax)
            ),
            (
                "maxRanks",
                Schema.integer("Most ranks; `irv`, `stv` and `schulze`. All candidates when left out.", 1...ElectionDefinition.ranksMax)
            ),
            ("maxScore", Schema.integer("Highest score; `score` alone.", 1...ElectionDefinition.scoreMax, default: 5)),
            ("rules", Schema.ref(.countingRules)),
        ])

    static let candidate = Schema.object(
        "Someone, or something, that can be chosen.", [("id", Schema.ref(.choiceID))],
        optional: [
            ("name", Schema.ref(.displayText)),
            ("writeIn", Schema.bool("True for the one candidate of a contest that stands for everyone written in.")),
        ])

    static let countingRules: JSONValue = {
        let standard = CountingRules()
        return Schema.object(
            "Choices that can change who wins. A method reads those that concern it.", [],
            optional: [
                ("overvote", Schema.choice(CountingRules.Overvote.self, "Several candidates at one rank.", default: standard.overvote)),
                ("skippedRank", Schema.choice(CountingRules.SkippedRank.self, "A rank left empty.", default: standard.skippedRank)),
                ("unranked", Schema.choice(CountingRules.Unranked.self, "Candidates without a rank.", default: standard.unranked)),
                ("tieBreak", Schema.choice(CountingRules.TieBreak.self, "How ties are settled.", default: standard.tieBreak)),
                ("stop", Schema.choice(CountingRules.Stop.self, "When an `irv` count ends.", default: standard.stop)),
                ("writeIns", Schema.choice(CountingRules.WriteIns.self, "What becomes of write-ins.", default: standard.writeIns)),
            ])
    }()

    static let dryRun = Schema.object(
        "What an import would have done.", [("voters", Schema.integer("Voters on the roll.")), ("imported", Schema.constant(.bool(false)))])
}
