internal import Identity
internal import Ledger
internal import Raffles

extension Schemas {
    // MARK: Building blocks

    static let raffleID = Schema.string("The id of a raffle.", pattern: "^[a-z0-9-]{1,64}$")
    static let sellingID = Schema.string("The id of a unit, person, package, prize or draw.", pattern: "^[A-Za-z0-9._-]{1,64}$")
    static let ticketID = Schema.string(
        "The id of a bearer ticket: unit, dash, count of sales.", pattern: "^[A-Za-z0-9._-]{1,64}-[1-9][0-9]{0,15}$")
    static let instant = Schema.string(
        "A time in UTC (RFC 3339) with milliseconds.", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$")
    static let amount = Schema.integer("Money in minor units.")
    static let drawNumber = Schema.integer("A draw number.", 0...Int(UInt32.max))
    static let nullableText = Schema.nullable(Schema.string())
    static let anyObject: JSONValue = .object([("type", "object")])
    static let raffleState = Schema.choice(RaffleState.self, "Where a raffle is in its life.")
    private static let note = Schema.string("For people to read.", length: 1...RaffleDefinition.textCharactersMax)
    private static let whole = Schema.integer()
    private static let signedAmount = Schema.integer("Money in minor units.", -Int(JSONValue.integerMax)...Int(JSONValue.integerMax))

    // MARK: Raffles

    static let raffleSales = Schema.object(
        "What was sold.",
        [
            ("tickets", Schema.integer("Tickets, voided ones too.")), ("voidTickets", whole),
            ("numbers", Schema.integer("Numbers, voided ones too.")), ("gross", Schema.ref(.amount)), ("refunds", Schema.ref(.amount)),
            ("net", signedAmount), ("numbersInPlay", whole),
        ])

    static let raffleList = Schema.object(
        "All raffles, by event number.",
        [
            (
                "raffles",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("id", Schema.ref(.raffleID)), ("eventNumber", Schema.integer("Consecutive, from 1.")),
                            ("title", Schema.string()), ("currency", Schema.string()), ("state", Schema.ref(.raffleState)),
                            ("sales", Schema.ref(.raffleSales)), ("closesAt", Schema.nullable(Schema.ref(.instant))),
                        ]))
            )
        ])

    private static let prizeAmounts = Schema.array(
        of: Schema.object(nil, [("id", Schema.ref(.sellingID)), ("title", Schema.string()), ("amount", Schema.ref(.amount))]),
        "As sales stand.")

    static let raffle = Schema.object(
        "A raffle: what was defined, where it is, what was sold and won, and its log.",
        [
            ("id", Schema.ref(.raffleID)), ("eventNumber", Schema.integer("Consecutive over all raffles, from 1.")),
            ("state", Schema.ref(.raffleState)), ("definition", Schema.ref(.raffleDefinition)),
            (
                "log",
                Schema.object(
                    nil,
                    [
                        ("origin", Schema.string("Name of the log.")),
                        ("verifierKey", Schema.string("What its checkpoints are signed with.")),
                        ("size", Schema.integer("Entries.")),
                    ])
            ),
            ("sales", Schema.ref(.raffleSales)), ("prizes", prizeAmounts), ("closesAt", Schema.nullable(Schema.ref(.instant))),
            ("closedAt", Schema.nullable(Schema.ref(.instant))), ("winners", Schema.array(of: Schema.ref(.winner), "Official ones only.")),
        ])

    static let winner = Schema.object(
        "An official result.",
        [
            ("prize", Schema.ref(.sellingID)), ("number", Schema.ref(.drawNumber)), ("ticket", Schema.ref(.ticketID)),
            ("amount", Schema.ref(.amount)), ("officialAt", Schema.ref(.instant)), ("claimed", Schema.bool()),
        ])

    static let raffleDisplay = Schema.object(
        "What a screen in the hall shows.",
        [
            ("title", Schema.string()), ("currency", Schema.string()), ("state", Schema.ref(.raffleState)),
            ("closesAt", Schema.nullable(Schema.ref(.instant))), ("secondsLeft", Schema.nullable(whole)),
            (
                "jackpot",
                Schema.array(
                    of: Schema.object(
                        nil, [("prize", Schema.ref(.sellingID)), ("title", Schema.string()), ("amount", Schema.ref(.amount))]))
            ), ("winners", Schema.array(of: Schema.ref(.winner))),
        ])

    // MARK: Small bodies

    static let reasonOnly = Schema.object("Why.", [], optional: [("reason", note)])
    static let noteOnly = Schema.object("A note for the record.", [], optional: [("note", note)])
    static let overrideOnly = Schema.object("Why corrupt units are accepted.", [], optional: [("override", note)])
    static let prizeOnly = Schema.object("For which prize; the next one when left out.", [], optional: [("prize", Schema.ref(.sellingID))])
    static let numberOnly = Schema.object("The number that was verified.", [], optional: [("number", Schema.ref(.drawNumber))])
    static let unitReprint = Schema.object(
        "What was printed again.", [("ticket", Schema.ref(.ticketID))],
        optional: [("kind", .object([("enum", ["bearer", "counterfoil"])])), ("number", Schema.ref(.drawNumber))])

    // MARK: Accounts

    static let accountTotals = Schema.object(
        "Numbers, tickets and money of one account: allocated = sold + unsold, sold = inPlay + void, net = gross - refunds.",
        [
            ("allocated", whole), ("sold", whole), ("void", whole), ("inPlay", whole), ("unsold", whole), ("tickets", whole),
            ("voidTickets", whole), ("gross", Schema.ref(.amount)), ("refunds", Schema.ref(.amount)), ("net", signedAmount),
        ])

    static let reconciliation = Schema.object(
        "All numbers and all money, in total and for each unit.",
        [
            ("numbers", Schema.integer("Numbers there are.")), ("unallocated", Schema.integer("Numbers that no unit was given.")),
            ("total", Schema.ref(.accountTotals)),
            (
                "units",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("rsu", Schema.ref(.sellingID)), ("agrees", Schema.bool("Whether the unit's own count agrees.")),
                            ("totals", Schema.ref(.accountTotals)), ("state", Schema.choice(UnitState.self)),
                            ("missing", Schema.nullable(Schema.integer("Sales that an incomplete recovery lacks, as far as is known."))),
                            ("unaccounted", Schema.nullable(Schema.ref(.amount))),
                        ]))
            ), ("override", Schema.ref(.nullableText)),
        ])

    static let newAlteration = Schema.object(
        "A supervised correction.",
        [
            ("element", Schema.string("What is corrected.", pattern: "^(salesCloseAt|(collected|operator)/[A-Za-z0-9._-]{1,64})$")),
            ("after", note), ("reason", note),
        ], optional: [("before", Schema.string("What it was; empty for nothing."))])

    static let alteration = Schema.object(
        "A correction that was made.", [("element", Schema.string()), ("before", Schema.string()), ("after", Schema.string())])

    static let newLease = Schema.object(
        "Numbers for a unit.",
        [("rsu", Schema.ref(.sellingID)), ("count", Schema.integer("How many.", 1...Int(RaffleHouse.leaseMax)))],
        optional: [("operator", Schema.ref(.sellingID))])

    static let lease = Schema.object(
        "Numbers that a unit has.",
        [
            ("rsu", Schema.ref(.sellingID)), ("operator", Schema.ref(.sellingID)), ("from", Schema.integer("First position.")),
            ("to", Schema.integer("The position after the last.")), ("numbers", Schema.array(of: Schema.ref(.drawNumber))),
        ])

    static let leaseRelease = Schema.object(
        "Where leases go on after a restore.",
        [
            ("from", Schema.integer("The next position to be leased: above every number that anyone may hold.", 0...Int(UInt32.max))),
            ("reason", note),
        ])

    static let unitCorruption = Schema.object(
        "A unit that cannot be reconciled.",
        [("collected", Schema.integer("Money found.", 0...Int(RaffleDefinition.amountMax))), ("reason", note)],
        optional: [("operator", Schema.ref(.sellingID))])

    static let unitAccount = Schema.object(
        "A unit in a raffle.",
        [
            ("rsu", Schema.ref(.sellingID)), ("state", Schema.choice(UnitState.self)), ("sales", whole),
            ("operator", Schema.nullable(Schema.ref(.sellingID))), ("collected", Schema.nullable(Schema.ref(.amount))),
            ("missing", Schema.nullable(Schema.integer("Sales that an incomplete recovery lacks, as far as is known."))),
            ("unaccounted", Schema.nullable(Schema.ref(.amount))),
        ])

    private static let nullableCount = Schema.nullable(whole)

    static let raffleUnits = Schema.object(
        "Selling units of a raffle as they are now, in the order of their first lease.",
        [
            ("asOf", Schema.ref(.instant)), ("total", Schema.integer("Units of the raffle.")),
            ("online", Schema.integer("Of them, those that can be reached.")),
            ("uploaded", Schema.integer("Of them, those that have told that all is uploaded.")),
            ("rsus", Schema.array(of: raffleUnit, count: 0...UnitBoard.limitMax)),
            ("next", nullableCount),
        ])

    private static let raffleUnit = Schema.object(
        nil,
        [
            ("rsu", Schema.ref(.sellingID)), ("name", Schema.nullable(Schema.string("As registered."))),
            ("device", Schema.nullable(Schema.choice(DeviceState.self, "Null for a unit that is not registered."))),
            ("enabled", Schema.bool("Is let in.")), ("operator", Schema.ref(.sellingID)),
            ("account", Schema.choice(UnitState.self, "How it stands in the raffle.")),
            ("online", Schema.bool("Has a session and was heard within the last minute.")),
            ("lastSeenAt", Schema.nullable(Schema.ref(.instant))),
            ("version", Schema.nullable(Schema.string("Of its program, as it says.", length: 1...UnitNews.versionBytesMax))),
            ("leased", Schema.integer("Numbers it was given.")), ("sold", Schema.integer("Of them, sold, voided ones too.")),
            ("voided", Schema.integer("Of those sold, on voided tickets.")), ("unsold", Schema.integer("Not sold, as far as is known.")),
            ("received", Schema.integer("Tickets in the ledger.")), ("missing", Schema.integer("Tickets below its highest that are not.")),
            ("marked", Schema.integer("Tickets that are asked to be voided.")), ("voidTickets", whole), ("gross", Schema.ref(.amount)),
            ("refunds", Schema.ref(.amount)),
            (
                "buffer",
                Schema.nullable(
                    Schema.object(
                        "What the unit said last.",
                        [
                            ("waiting", Schema.integer("Sales that wait for the server.", 0...UnitNews.salesMax)),
                            ("capacity", Schema.integer("At which it stops selling.", 1...UnitNews.salesMax)),
                            ("toldAt", Schema.ref(.instant)),
                        ]))
            ), ("uploaded", Schema.bool("Has told that all is uploaded, and agreed with the ledger.")),
        ])

    // MARK: Tickets

    static let voidReason = Schema.choice(TicketVoid.Reason.self, "Why a ticket is voided.")
    static let newMark = Schema.object(
        "A request to void a ticket.", [("ticket", Schema.ref(.ticketID)), ("reason", Schema.ref(.voidReason))], optional: [("note", note)])
    static let newVoid = Schema.object(
        "A ticket to void.", [("ticket", Schema.ref(.ticketID)), ("reason", Schema.ref(.voidReason))],
        optional: [
            ("note", note),
            ("refund", Schema.integer("Money given back; the price when left out.", 0...Int(RaffleDefinition.amountMax))),
        ])
    static let newReprint = Schema.object(
        "What to print again.", [("ticket", Schema.ref(.ticketID)), ("kind", .object([("enum", ["bearer", "counterfoil"])]))],
        optional: [("number", Schema.ref(.drawNumber))])

    static let ticket = Schema.object("A ticket as the ledger has it.", ticketMembers)

    static let ticketPage = Schema.object(
        "Tickets in the order of the ledger.",
        [
            (
                "tickets",
                Schema.array(
                    of: Schema.object(
                        nil,
                        ticketMembers + [
                            ("place", Schema.integer("Among the raffle's tickets, from 0.")),
                            ("changedAt", Schema.nullable(Schema.ref(.instant))),
                            ("changedBy", Schema.nullable(Schema.ref(.sellingID))),
                            (
                                "wins",
                                Schema.array(
                                    of: Schema.object(
                                        nil,
                                        [
                                            ("prize", Schema.ref(.sellingID)), ("number", Schema.ref(.drawNumber)),
                                            ("amount", Schema.ref(.amount)), ("claimed", Schema.bool()),
                                        ]), "Official results.")
                            ),
                        ]), count: 0...1_000)
            ), ("next", nullableCount),
        ])

    private static let ticketMembers: [(String, JSONValue)] =
        [
            ("ticket", Schema.ref(.ticketID)), ("rsu", Schema.ref(.sellingID)),
            ("status", .object([("enum", ["sold", "marked", "void"])])),
            ("numbers", Schema.array(of: Schema.ref(.drawNumber))), ("package", Schema.ref(.sellingID)), ("price", Schema.ref(.amount)),
            ("refund", Schema.ref(.amount)), ("soldAt", Schema.ref(.instant)), ("operator", Schema.ref(.sellingID)),
            ("offline", Schema.bool()), ("late", Schema.bool()), ("entry", Schema.integer("Place in the ledger, from 0.")),
            ("reprints", whole), ("reason", Schema.nullable(Schema.ref(.voidReason))), ("note", Schema.ref(.nullableText)),
        ]

    static let ticketProof = Schema.object(
        "A ticket's entry, and the proof that the tree of the checkpoint contains it.",
        [
            ("ticket", Schema.ref(.ticketID)), ("status", .object([("enum", ["sold", "marked", "void"])])),
            ("numbers", Schema.array(of: Schema.ref(.drawNumber))), ("commitment", Schema.ref(.hash)), ("index", whole), ("size", whole),
            ("leafHash", Schema.ref(.hash)), ("proof", Schema.array(of: Schema.ref(.hash))), ("checkpoint", Schema.ref(.signedNote)),
            ("entry", Schema.ref(.ledgerEntry)),
        ])

    private static let presented: [(String, JSONValue)] = [
        ("ticket", Schema.ref(.ticketID)), ("number", Schema.ref(.drawNumber)), ("event", Schema.ref(.raffleID)),
    ]

    static let presentedTicket = Schema.object(
        "A ticket that is held out, by its id or by a number on it.", [],
        optional: presented + [("validation", Schema.string("As printed."))])

    static let ticketAnswer = Schema.object(
        "What a ticket is worth.",
        [
            ("verdict", Schema.choice(TicketVerdict.self)), ("ticket", Schema.nullable(Schema.ref(.ticketID))),
            ("prize", Schema.nullable(Schema.ref(.sellingID))), ("amount", Schema.nullable(Schema.ref(.amount))), ("reprints", whole),
            (
                "wins",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("prize", Schema.ref(.sellingID)), ("number", Schema.ref(.drawNumber)), ("amount", Schema.ref(.amount)),
                            ("claimBy", Schema.ref(.instant)),
                        ]))
            ),
        ])

    static let newClaim = Schema.object(
        "A prize and the ticket that won it.", [("prize", Schema.ref(.sellingID)), ("validation", Schema.string("As printed."))],
        optional: presented + [
            ("claimant", note), ("paidBy", note), ("documents", Schema.array(of: note, count: 0...Claim.documentsMax)),
        ])

    static let claim = Schema.object(
        "A prize that is paid.",
        [("prize", Schema.ref(.sellingID)), ("amount", Schema.ref(.amount)), ("ticket", Schema.ref(.ticketID))])
}
