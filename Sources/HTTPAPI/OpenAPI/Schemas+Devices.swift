internal import Identity
internal import Ledger

extension Schemas {
    static let deviceID = Schema.string("The id of a selling unit. Never used again.", pattern: "^[A-Za-z0-9_.-]{1,64}$")
    private static let key = Schema.string("An Ed25519 key: 32 bytes in base64url without padding.", pattern: "^[A-Za-z0-9_-]{43}$")
    private static let name = Schema.string(
        "For people to read; \(Administrator.nameByteCountMax) bytes of UTF-8 at most, without control characters.",
        length: 1...Administrator.nameByteCountMax)
    private static let note = Schema.string("Why, in a sentence, for the record.", length: 1...200)

    // MARK: Registry

    static let newUnit = Schema.object(
        "A selling unit to register.", [("id", Schema.ref(.deviceID)), ("name", name), ("publicKey", key)],
        example: .object([
            ("id", "RSU-A"), ("name", "Gate A"), ("publicKey", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
        ]))

    static let unit = Schema.object(
        "A selling unit, and where it stands.",
        [
            ("id", Schema.ref(.deviceID)), ("name", name), ("state", Schema.choice(DeviceState.self, "Only an `active` one is let in.")),
            ("enrolled", Schema.bool("Belongs to an operator.")), ("enabled", Schema.bool("Is let in.")), ("publicKey", key),
            ("registeredAt", Schema.ref(.time)), ("failures", Schema.integer("Failed validations in a row.")),
        ],
        optional: [
            ("operator", Schema.ref(.staffID)), ("disabledWhy", Schema.choice(DisableReason.self)),
            ("lastSeenAt", Schema.ref(.preciseTime)),
        ])

    static let unitList = Schema.object(
        "The units, in the order they were registered.", [("rsus", Schema.array(of: Schema.ref(.unit)))])
    static let unitNote = Schema.object("A note for the record.", [], optional: [("note", note)])
    static let unitDisabling = Schema.object(
        "Why a unit is kept out.", [],
        optional: [
            ("note", note),
            (
                "why",
                .object([
                    ("enum", .array(["decision", "lost", "corruption"])),
                    ("description", "After `corruption` a unit must be enrolled anew before it is enabled."),
                ])
            ),
        ])

    static let enrolmentOrder = Schema.object("For whom.", [("operator", Schema.ref(.staffID))], example: .object([("operator", "ada")]))
    static let enrolmentCode = Schema.object(
        "A code to type at the unit, shown this once.",
        [
            ("rsu", Schema.ref(.deviceID)), ("operator", Schema.ref(.staffID)),
            ("code", Schema.string("Case, spaces and dashes do not count.", pattern: "^([0-9A-Z]{4}-){4}[0-9A-Z*~$=]$")),
            ("expiresAt", Schema.ref(.preciseTime)),
        ])

    // MARK: At the unit

    static let enrolment = Schema.object(
        "What the operator types at the unit.",
        [("code", Schema.string("As it was shown.")), ("operator", Schema.ref(.staffID)), ("pin", Schema.ref(.pin))],
        example: .object([("code", "0000-0000-0000-0000-0"), ("operator", "ada"), ("pin", "471193")]))

    static let challenge = Schema.object(
        "To be answered with the operator's PIN.",
        [("challenge", Schema.string(pattern: "^[A-Za-z0-9_-]{43}$")), ("serverTime", Schema.ref(.preciseTime))])

    static let unitLogon = Schema.object(
        "The answer to a challenge.",
        [("challenge", Schema.string("As it was given.")), ("operator", Schema.ref(.staffID)), ("pin", Schema.ref(.pin))],
        example: .object([
            ("challenge", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), ("operator", "ada"), ("pin", "471193"),
        ]))

    static let unitSession = Schema.object(
        "A session of a unit.",
        [
            ("session", Schema.string("Stands in the header `Urna-RSU`.", pattern: "^[A-Za-z0-9_-]{22}$")),
            ("expiresAt", Schema.ref(.preciseTime)), ("serverTime", Schema.ref(.preciseTime)),
        ])

    static let unitStatus = Schema.object(
        "Where the unit stands, and what it may sell.",
        [
            ("id", Schema.ref(.deviceID)), ("state", Schema.choice(DeviceState.self)),
            ("operator", Schema.any(of: [Schema.ref(.staffID), .object([("type", "null")])])), ("serverTime", Schema.ref(.preciseTime)),
            (
                "raffles",
                Schema.array(
                    of: .object([("type", "object")]),
                    "What there is to sell; `leases` is `report` where the server asks what the unit holds.")
            ),
        ])
}
