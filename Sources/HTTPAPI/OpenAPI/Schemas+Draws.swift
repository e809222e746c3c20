internal import AuditService
internal import Auditing
internal import Identity
internal import Ledger
internal import RaffleService
internal import Raffles

extension Schemas {
    private static let whole = Schema.integer()
    private static let hex = Schema.ref(.hexHash)

    // MARK: Draws

    static let hexHash = Schema.string("32 bytes in lower-case hexadecimal.", pattern: "^[0-9a-f]{64}$")
    static let commitment = Schema.object(
        "The secret of a verifiable draw is fixed.", [("draw", Schema.ref(.sellingID)), ("commitment", hex)])

    static let pool = Schema.object(
        "The numbers in play, fixed by their digest.",
        [
            ("digest", hex), ("count", whole), ("min", Schema.ref(.drawNumber)), ("max", Schema.ref(.drawNumber)),
            ("voids", Schema.integer("Numbers of voided tickets, left out.")), ("salesBefore", Schema.nullable(Schema.ref(.instant))),
        ])

    static let namedBeacon = Schema.object(
        "The round that decides, named before it exists.",
        [("chain", Schema.string()), ("round", whole), ("notBefore", Schema.ref(.instant))])

    static let frozenPool = Schema.object(
        "A frozen pool.",
        [
            ("draw", Schema.ref(.sellingID)), ("prize", Schema.ref(.sellingID)), ("pool", Schema.ref(.pool)),
            ("beacon", Schema.nullable(Schema.ref(.namedBeacon))),
        ])

    static let beaconRecord = Schema.object(
        "What the beacon gave, in hexadecimal.",
        [("round", Schema.integer(nil, 1...Int(JSONValue.integerMax))), ("signature", Schema.string())],
        optional: [("randomness", hex), ("chain", Schema.string()), ("previous_signature", Schema.string())])

    static let newDraw = Schema.object(
        "A prize to draw.", [("prize", Schema.ref(.sellingID))],
        optional: [
            (
                "officials",
                Schema.array(
                    of: Schema.ref(.sellingID),
                    "Who conducts it; those who have shown who they are when left out, and no others where a draw takes two.",
                    count: 0...DrawStart.officialsMax)
            ),
            ("beacon", Schema.ref(.beaconRecord)),
            ("fallback", Schema.string("Why a verifiable draw is made another way.", length: 1...RaffleDefinition.textCharactersMax)),
        ])

    static let drawWord = Schema.object(
        "An output of the generator.", [("word", Schema.string("64 bits.", pattern: "^[0-9a-f]{16}$")), ("accepted", Schema.bool())])

    static let drawnNumber = Schema.object(
        "A number that was drawn, with all that led to it.",
        [
            ("draw", Schema.ref(.sellingID)), ("prize", Schema.ref(.sellingID)), ("attempt", whole), ("number", Schema.ref(.drawNumber)),
            ("ticket", Schema.ref(.ticketID)), ("verdict", Schema.choice(EnteredNumber.Verdict.self)),
            (
                "transcript",
                Schema.object(nil, [("words", Schema.array(of: Schema.ref(.drawWord))), ("poolSize", whole), ("index", whole)])
            ), ("pool", Schema.object(nil, [("digest", hex), ("count", whole)])),
            ("software", Schema.object(nil, [("id", Schema.string()), ("aggregate", hex)])),
        ])

    static let newEntry = Schema.object(
        "A number drawn by hand, typed twice.",
        [("prize", Schema.ref(.sellingID)), ("number", Schema.ref(.drawNumber)), ("again", Schema.ref(.drawNumber))],
        optional: [
            ("officials", Schema.array(of: Schema.ref(.sellingID), count: 0...DrawStart.officialsMax)),
            ("fallback", Schema.string("Why a verifiable draw is made by hand.", length: 1...RaffleDefinition.textCharactersMax)),
        ])

    static let enteredNumber = Schema.object(
        "What the ledger knows of a number.",
        [
            ("draw", Schema.ref(.sellingID)), ("prize", Schema.ref(.sellingID)), ("attempt", whole), ("number", Schema.ref(.drawNumber)),
            ("verdict", Schema.choice(EnteredNumber.Verdict.self)), ("ticket", Schema.nullable(Schema.ref(.ticketID))),
        ])

    static let drawAttempt = Schema.object(
        "A number drawn or entered; a valid one without the number itself until it is official, for whoever may not draw.",
        [
            ("prize", Schema.ref(.sellingID)), ("attempt", whole), ("at", Schema.ref(.instant)),
            ("number", Schema.nullable(Schema.ref(.drawNumber))),
            ("verdict", Schema.choice(EnteredNumber.Verdict.self)), ("ticket", Schema.nullable(Schema.ref(.ticketID))),
            ("index", Schema.nullable(whole)), ("poolSize", Schema.nullable(whole)),
            ("words", Schema.nullable(Schema.array(of: Schema.ref(.drawWord)))),
        ])

    static let draw = Schema.object(
        "All that anyone needs to draw again.",
        [
            ("draw", Schema.ref(.sellingID)), ("event", Schema.ref(.raffleID)), ("mode", Schema.choice(DrawRules.Mode.self)),
            ("replacement", Schema.bool()), ("commitment", Schema.nullable(hex)), ("pool", Schema.nullable(Schema.ref(.pool))),
            ("beacon", Schema.nullable(Schema.ref(.namedBeacon))),
            (
                "reveal",
                Schema.nullable(
                    Schema.object(
                        nil,
                        [
                            ("secret", hex), ("seed", hex),
                            (
                                "beacon",
                                Schema.object(
                                    nil,
                                    [
                                        ("chain", Schema.string()), ("round", whole), ("signature", Schema.string()), ("randomness", hex),
                                        ("signatureStatus", Schema.constant("unverified")),
                                    ])
                            ),
                        ]))
            ), ("software", Schema.nullable(hex)),
            (
                "prizes",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("prize", Schema.ref(.sellingID)), ("amount", Schema.ref(.amount)), ("phase", Schema.choice(PrizePhases.self)),
                        ]))
            ), ("attempts", Schema.array(of: Schema.ref(.drawAttempt))),
        ])

    static let drawList = Schema.object("All draws, oldest first.", [("draws", Schema.array(of: Schema.ref(.draw)))])

    private enum PrizePhases: String, CaseIterable {
        case open, started, drawn, official, claimed
    }

    // MARK: Selling units

    static let unitLeaseRequest = Schema.object(
        "How many numbers.", [], optional: [("count", Schema.integer(nil, 1...Int(RaffleHouse.leaseMax), default: 1_000))])

    static let unitLease = Schema.object(
        "Numbers to sell.",
        [
            ("raffle", Schema.ref(.raffleID)), ("rsu", Schema.ref(.sellingID)), ("eventNumber", whole),
            ("definition", Schema.ref(.raffleDefinition)), ("from", whole), ("to", whole),
            ("numbers", Schema.array(of: Schema.ref(.drawNumber))), ("validationKey", Schema.ref(.hash)),
            ("serverTime", Schema.ref(.instant)), ("repeated", Schema.bool("Whether they were handed out before.")),
        ])

    static let unitLeases = Schema.object(
        "Every lease that the unit ever had in the raffle.",
        [
            (
                "leases",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("from", Schema.integer("First position.", 0...Int(UInt32.max))),
                            ("to", Schema.integer("The position after the last.", 1...Int(UInt32.max))),
                        ]), count: 0...LeaseReport.leasesMax)
            )
        ])

    static let unitLeasesTaken = Schema.object(
        "What became of it.",
        [
            ("held", Schema.bool("Whether the unit holds all of it; else some of it is somebody else's, and stays out of use.")),
            ("serverTime", Schema.ref(.instant)),
        ])

    private static let saleMembers: [(String, JSONValue)] = [
        ("rsu", Schema.ref(.sellingID)), ("sequence", Schema.integer("From 1.", 1...Int(SaleUpload.sequenceMax))),
        ("sale", Schema.string("A UUID.", pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")),
        ("numbers", Schema.array(of: Schema.ref(.drawNumber), count: 1...RaffleDefinition.packageNumbersMax)),
        ("package", Schema.ref(.sellingID)), ("price", Schema.ref(.amount)), ("operator", Schema.ref(.sellingID)),
        ("soldAt", Schema.ref(.instant)), ("offline", Schema.bool()),
    ]

    static let saleUpload = Schema.object(
        "A sale as the ledger keeps it.",
        saleMembers + [
            (
                "payment",
                Schema.object(nil, [("method", Schema.choice(Payment.Method.self)), ("reference", Schema.string("May be empty."))])
            ), ("commitment", Schema.ref(.hash)),
        ])

    static let journalledSale = Schema.object(
        "A sale as a unit's journal has it.",
        saleMembers + [
            ("raffle", Schema.ref(.raffleID)), ("ticket", Schema.ref(.ticketID)),
            ("payment", Schema.object(nil, [("method", Schema.choice(Payment.Method.self)), ("reference", Schema.ref(.nullableText))])),
            ("validation", Schema.string("17 symbols.")),
        ])

    static let saleBatch = Schema.object(
        "Sales of one unit, in any order.",
        [
            (
                "sales",
                Schema.array(of: Schema.any(of: [Schema.ref(.saleUpload), Schema.ref(.journalledSale)]), count: 1...SaleBatch.salesMax)
            )
        ])

    static let saleResults = Schema.object(
        "What became of each sale, in their order.",
        [
            (
                "results",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [("sequence", whole), ("outcome", .object([("enum", ["recorded", "repeated", "conflict", "refused"])]))],
                        optional: [
                            ("code", Schema.string()), ("message", Schema.string()),
                            (
                                "receipt",
                                Schema.object(nil, [("ticket", Schema.ref(.ticketID)), ("index", whole), ("digest", Schema.ref(.hash))])
                            ),
                        ]))
            ), ("upTo", Schema.integer("All sequences up to it are in the ledger.")), ("serverTime", Schema.ref(.instant)),
        ])

    static let unitNotes = Schema.object(
        "Notes of one unit, with consecutive numbers.",
        [
            (
                "notes",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("note", Schema.integer(nil, 1...Int(UInt32.max))), ("at", Schema.ref(.instant)),
                            ("by", Schema.ref(.sellingID)),
                            ("type", .object([("enum", ["mark", "unmark", "reprint", "event"])])),
                        ],
                        optional: [
                            ("ticket", Schema.ref(.ticketID)), ("reason", Schema.string()),
                            ("kind", .object([("enum", ["bearer", "counterfoil"])])), ("number", Schema.ref(.drawNumber)),
                            ("code", Schema.string(pattern: "^[A-Z0-9_]{1,64}$")), ("data", Schema.ref(.anyObject)),
                        ]), count: 0...NoteBatch.notesMax)
            )
        ])

    static let noteResults = Schema.object(
        "Up to which number all notes are on record.",
        [
            ("upTo", whole),
            (
                "refused",
                Schema.array(of: Schema.object(nil, [("note", whole), ("code", Schema.string()), ("message", Schema.string())]))
            ), ("serverTime", Schema.ref(.instant)),
        ])

    static let unitStatement = Schema.object(
        "What the unit says it sold.", [("sales", Schema.integer(nil, 0...Int(UInt32.max))), ("digest", Schema.ref(.hash))],
        optional: [("raffle", Schema.ref(.raffleID)), ("rsu", Schema.ref(.sellingID)), ("numbers", whole), ("gross", whole)])

    static let unitClosing = Schema.object(
        "The unit is closed for this raffle.",
        [("uploaded", whole), ("of", whole), ("state", Schema.constant("closed")), ("serverTime", Schema.ref(.instant))])

    static let unitEvents = Schema.object(
        "Significant events.",
        [
            (
                "events",
                Schema.array(
                    of: Schema.object(
                        nil, [("code", Schema.string(pattern: "^[A-Z0-9_]{1,64}$"))],
                        optional: [
                            ("at", Schema.string("By the unit's clock.", format: "date-time")), ("data", Schema.ref(.anyObject)),
                            ("raffle", Schema.ref(.raffleID)),
                        ]), count: 0...100)
            )
        ])

    static let recordedEvents = Schema.object("They are on record.", [("recorded", whole), ("serverTime", Schema.ref(.instant))])

    // MARK: Audit

    static let eventPage = Schema.object(
        "Significant events, in the order asked for.",
        [
            (
                "events",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("ledger", Schema.string()), ("index", whole), ("time", Schema.string(format: "date-time")),
                            ("component", Schema.string()), ("event", Schema.string()), ("severity", Schema.choice(SeverityNames.self)),
                            ("summary", Schema.string()), ("actor", Schema.string()), ("data", Schema.ref(.anyObject)),
                        ]))
            ), ("next", Schema.ref(.nullableText)),
        ])

    private enum SeverityNames: String, CaseIterable {
        case info, notice, warning, critical
    }

    static let softwareStatus = Schema.object(
        "The newest verification of the critical files, and its signed note.",
        [
            ("programId", Schema.string()), ("version", Schema.string()), ("aggregate", Schema.string()),
            ("actualAggregate", Schema.string()), ("result", .object([("enum", ["VALID", "INVALID"])])), ("time", Schema.string()),
            ("problems", Schema.array(of: Schema.string())), ("note", Schema.ref(.signedNote)),
            ("selfMade", Schema.bool("Whether the manifest is the server's own, for want of an approved one.")),
            (
                "lockedOut",
                Schema.nullable(Schema.object(nil, [("since", Schema.string()), ("problem", Schema.string())]))
            ), ("verifierKey", Schema.string()),
        ])

    static let verificationPage = Schema.object(
        "Runs of self-verification, newest first.",
        [
            (
                "runs",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("time", Schema.string(format: "date-time")), ("result", .object([("enum", ["VALID", "INVALID"])])),
                            ("trigger", Schema.choice(SoftwareVerification.Trigger.self)), ("by", Schema.string()),
                            ("program", Schema.string()), ("version", Schema.string()), ("aggregate", hex),
                            (
                                "changed",
                                Schema.array(
                                    of: Schema.object(
                                        nil,
                                        [("path", Schema.string()), ("expected", Schema.nullable(hex)), ("actual", Schema.nullable(hex))]),
                                    "Files that were not as they should be.")
                            ), ("entry", Schema.integer("Place in the system ledger, from 0.")),
                            ("manifest", Schema.nullable(Schema.string("Where the manifest's text is, if it is here."))),
                        ]), count: 0...EventReader.limitMax)
            ), ("next", Schema.ref(.nullableText)),
        ])

    static let generatorStatus = Schema.object(
        "How the generator is.",
        [
            ("state", .object([("enum", ["uninitialised", "ready", "error"])])), ("failure", Schema.ref(.nullableText)),
            ("startedAt", Schema.nullable(Schema.ref(.instant))), ("usedCarry", Schema.bool()), ("cycling", Schema.bool()),
            ("cycles", whole), ("blocksDiscarded", whole), ("draws", whole), ("lastReseedAt", Schema.nullable(Schema.ref(.instant))),
        ])
}
