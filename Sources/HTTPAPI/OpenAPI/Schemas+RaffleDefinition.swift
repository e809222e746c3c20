internal import Ledger
internal import Raffles

extension Schemas {
    private static let text = Schema.string(
        "Text to show, in any script; not blank, without control characters and without those that change the direction of text.",
        length: 1...RaffleDefinition.textCharactersMax)
    private static let optionalText = Schema.nullable(text)
    private static let moment = Schema.nullable(Schema.string("A time (RFC 3339), to the millisecond.", format: "date-time"))
    private static let money = Schema.integer("Money in minor units.", 0...Int(RaffleDefinition.amountMax))

    private static let organisation = Schema.object(
        "Who runs it.", [("name", text)],
        optional: [("licence", optionalText), ("contact", optionalText), ("website", optionalText)])

    private static let numbers = Schema.object(
        "The draw numbers.", [("last", Schema.integer(nil, 1...Int(NumberRange.numberMax)))],
        optional: [("first", Schema.integer(nil, 1...Int(NumberRange.numberMax), default: 1))])

    private static let jurisdiction: JSONValue = .object([("enum", .array(JurisdictionProfile.all.map { JSONValue.string($0.id) }))])

    private static let required: [(String, JSONValue)] = [
        ("title", text), ("organisation", organisation), ("location", text),
        ("currency", Schema.string("ISO 4217.", pattern: "^[A-Z]{3}$")), ("numbers", numbers),
        ("packages", Schema.array(of: Schema.ref(.rafflePackage), "What can be bought.", count: 1...RaffleDefinition.packagesMax)),
        ("prizes", Schema.array(of: Schema.ref(.rafflePrize), "In the order of the draw.", count: 1...RaffleDefinition.prizesMax)),
    ]

    private static let defaulted: [(String, JSONValue)] = [
        ("utcOffsetMinutes", Schema.integer("Minutes east of UTC at the venue.", -720...840, default: 0)),
        ("allocation", Schema.choice(NumberAllocation.self, "In which order units get numbers.", default: .shuffled)),
        ("salesOpenAt", moment), ("salesCloseAt", moment), ("draw", Schema.ref(.raffleDraw)), ("jurisdiction", jurisdiction),
        ("rsu", Schema.ref(.raffleRSU)), ("policies", Schema.ref(.rafflePolicies)), ("notice", optionalText),
    ]

    static let raffleDefinition = Schema.object(
        "What is raffled, and every rule by which it is sold, drawn and paid.", required, optional: defaulted,
        example: RaffleExamples.definition)

    static let rafflePackage = Schema.object(
        "So many numbers for so much money.",
        [
            ("id", Schema.ref(.sellingID)), ("numbers", Schema.integer(nil, 1...RaffleDefinition.packageNumbersMax)), ("price", money),
        ], optional: [("title", text), ("validFrom", moment), ("validTo", moment)])

    static let rafflePrize = Schema.object(
        "Something to win.",
        [
            ("id", Schema.ref(.sellingID)),
            (
                "rule",
                Schema.any(of: [
                    Schema.object("One amount.", [("kind", Schema.constant("fixed")), ("amount", money)]),
                    Schema.object(
                        "A part of sales, rounded down.",
                        [
                            ("kind", Schema.constant("percentage")), ("of", Schema.choice(Prize.Basis.self)),
                            ("basisPoints", Schema.integer("Hundredths of a percent.", 1...Money.basisPoints)),
                        ], optional: [("seed", money)]),
                ])
            ),
        ],
        optional: [
            ("title", text), ("minimum", Schema.nullable(money)), ("cap", Schema.nullable(money)),
            ("capBehaviour", Schema.choice(Prize.CapBehaviour.self, default: .clamp)),
            (
                "earlyBird",
                Schema.nullable(Schema.object(nil, [("salesBefore", Schema.string("A time (RFC 3339).", format: "date-time"))]))
            ),
        ])

    static let raffleDraw = Schema.object(
        "How winners are drawn; `beacon` and `delaySeconds` for `verifiable` only.", [],
        optional: [
            ("mode", Schema.choice(DrawRules.Mode.self, default: .certifiedRNG)),
            ("replacement", Schema.bool("Whether a number can win twice.")),
            ("beacon", Schema.object(nil, [], optional: [("chain", Schema.choice(DrawRules.BeaconChain.self, default: .quicknet))])),
            ("delaySeconds", Schema.integer("From freezing to the beacon's round, at least.", 60...604_800, default: 60)),
        ])

    static let raffleRSU = Schema.object(
        "What selling units have to keep to.", [],
        optional: [
            ("bufferLimit", Schema.integer("Sales that a unit may hold back.", 0...100_000, default: 200)),
            ("reauthenticateSeconds", Schema.integer(nil, 60...604_800, default: 3_600)),
            ("failedValidationLimit", Schema.integer(nil, 1...100, default: 3)),
            ("maxClockSkewMilliseconds", Schema.integer(nil, 100...600_000, default: 5_000)),
        ])

    static let rafflePolicies = Schema.object(
        "What the standard leaves open.", [],
        optional: [
            ("voidsAllowed", Schema.choice(Policies.Voids.self, default: .any)), ("lateUploadsUntilReconciliation", Schema.bool()),
            ("documentsAbove", Schema.nullable(money)), ("claimDays", Schema.integer(nil, 0...3_650, default: 30)),
            ("redrawUnclaimed", Schema.bool()), ("twoPersonDraw", Schema.bool()),
            ("remoteAccess", Schema.choice(Policies.RemoteAccess.self, default: .blocksDraw)), ("closeExtension", Schema.bool()),
            ("onlineSales", Schema.bool()), ("unattendedSales", Schema.bool()), ("maxBuyIn", Schema.nullable(money)),
            ("retentionDays", Schema.integer(nil, 1...36_500, default: 1_100)),
        ])
}

/// Raffles that readers can send as they stand.
enum RaffleExamples {
    static let definition: JSONValue = .object([
        ("title", "Home game 50/50"), ("organisation", .object([("name", "Rivertown Youth Hockey"), ("licence", "L-1234")])),
        ("location", "Rivertown Arena"), ("currency", "CAD"), ("numbers", .object([("first", .whole(1)), ("last", .whole(1_000))])),
        (
            "packages",
            .array([
                .object([("id", "P1"), ("numbers", .whole(1)), ("price", .whole(500))]),
                .object([("id", "P2"), ("numbers", .whole(3)), ("price", .whole(1_000))]),
            ])
        ),
        (
            "prizes",
            .array([
                .object([
                    ("id", "half"),
                    ("rule", .object([("kind", "percentage"), ("of", "net"), ("basisPoints", .whole(5_000))])),
                ])
            ])
        ),
    ])
}
