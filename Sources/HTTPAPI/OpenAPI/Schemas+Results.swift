internal import Elections
internal import Ledger

extension Schemas {
    static let votes: JSONValue = .object([
        ("type", .string("number")), ("minimum", .whole(0)),
        ("description", .string("A number of votes: whole, or with up to five decimals (`stv`).")),
    ])

    static let results = Schema.object(
        "What the public is shown of an election at one size of its ledger.",
        [
            ("election", Schema.ref(.electionID)),
            ("state", Schema.ref(.electionState)),
            (
                "turnout",
                Schema.object(
                    nil, [("eligible", Schema.integer("Voters on the roll.")), ("cast", Schema.integer("Ballots recorded."))],
                    optional: [
                        (
                            "regions",
                            Schema.array(
                                of: Schema.ref(.regionTurnout),
                                "With `turnoutByRegion` in the definition: by name, then the voters without one, if any.")
                        ),
                        (
                            "regionsOmitted",
                            .object([
                                ("const", .bool(true)),
                                (
                                    "description",
                                    .string(
                                        "In events, in the place of more than \(ElectionResults.summaryRegionsMax) regions: "
                                            + "`GET …/results` has them.")
                                ),
                            ])
                        ),
                    ])
            ),
            (
                "asOf",
                Schema.object(
                    "The tree that the results stand for.", [("size", Schema.integer("Its entries.")), ("root", Schema.ref(.hash))])
            ),
            ("contests", Schema.array(of: Schema.any(of: [Schema.ref(.contestResult), Schema.ref(.sealedContest)]))),
        ],
        optional: [("sealed", .object([("const", .bool(true)), ("description", .string("There while totals are sealed."))]))])

    static let regionTurnout = Schema.object(
        "How many of a region's voters have cast.",
        [
            (
                "region",
                Schema.any(
                    of: [
                        Schema.string("As in the roll.", length: 1...RollEntry.regionCharactersMax),
                        .object([("type", .string("null"))]),
                    ], "Null: the voters without one.")
            ),
            ("eligible", Schema.integer("Voters on the roll.")),
            ("cast", Schema.integer("Ballots recorded.")),
        ])

    static let sealedContest = Schema.object(
        "A contest while totals are sealed.", [("id", Schema.ref(.choiceID)), ("method", Schema.choice(CountingMethod.self))])

    static let contestResult = Schema.object(
        "The outcome of a contest and how it came about.",
        [
            ("id", Schema.ref(.choiceID)),
            ("method", Schema.choice(CountingMethod.self)),
            ("seats", Schema.integer(nil, 1...ElectionDefinition.candidatesMax)),
            ("ballots", Schema.integer("Ballots counted.")),
            ("blank", Schema.integer("Ballots that chose nobody.")),
            ("totals", Schema.map(of: Schema.ref(.votes), "By candidate; first preferences for ranked methods.")),
            ("rounds", Schema.array(of: Schema.ref(.round))),
            ("winners", candidates("In the order of election.")),
            ("ties", Schema.array(of: Schema.ref(.tie), "Ties that a rule had to settle.")),
        ],
        optional: [
            ("quota", Schema.ref(.votes)),
            (
                "pairwise",
                Schema.object(
                    "Every pair of candidates compared (`schulze`).",
                    [("preferences", Schema.ref(.pairTable)), ("strongestPaths", Schema.ref(.pairTable))])
            ),
        ])

    static let round = Schema.object(
        "One round of a count: the totals it starts from, and what was decided on them.",
        [
            ("round", Schema.integer("From 1.", 1...Int(JSONValue.integerMax))),
            ("totals", Schema.map(of: Schema.ref(.votes), "Candidates still in the count.")),
            ("exhausted", Schema.ref(.votes)),
            ("elected", candidates(nil)),
            ("eliminated", candidates(nil)),
            ("why", Schema.string("What was decided and why, in words.")),
        ],
        optional: [("lost", Schema.ref(.votes)), ("transfers", Schema.ref(.transfer))])

    static let transfer = Schema.object(
        "Votes on their way from one candidate to others.",
        [("from", Schema.ref(.choiceID)), ("to", Schema.map(of: Schema.ref(.votes))), ("exhausted", Schema.ref(.votes))],
        optional: [("lost", Schema.ref(.votes))])

    static let tie = Schema.object(
        "A tie, and how it was settled.",
        [
            ("round", Schema.integer("From 1.", 1...Int(JSONValue.integerMax))),
            ("purpose", .object([("enum", .array(["elect", "eliminate", "transfer-surplus"]))])),
            ("tied", candidates(nil)),
            ("chosen", candidates(nil)),
            ("brokenBy", Schema.string("What settled it.", pattern: "^(lot|candidate-order|round [1-9][0-9]*)$")),
        ])

    static let pairTable = Schema.map(of: Schema.map(of: Schema.integer()), "By candidate, then by the other candidate.")

    private static func candidates(_ description: String?) -> JSONValue {
        Schema.array(of: Schema.ref(.choiceID), description)
    }
}
