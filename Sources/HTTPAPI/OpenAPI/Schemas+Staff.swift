internal import Identity
internal import Ledger

/// The ids of people and units, by the rule that ``StaffID`` and ``DeviceID`` keep.
private let principal = "^[A-Za-z0-9_.-]{1,64}$"

extension Schemas {
    static let staffID = Schema.string("The id of a person. Never used again.", pattern: principal)
    static let preciseTime = Schema.string(
        "A time in UTC (RFC 3339), to the millisecond.", pattern: "\\.[0-9]{3}Z$", format: "date-time")
    static let staffRole = Schema.choice(
        StaffRole.self, "What somebody may do. `regulator` and `support` stand alone; `support` needs a `validUntil`.")
    static let staffRoles = Schema.array(of: Schema.ref(.staffRole), nil, count: 1...StaffRole.allCases.count)
    private static let name = Schema.string(
        "For people to read; \(Administrator.nameByteCountMax) bytes of UTF-8 at most, without control characters.",
        length: 1...Administrator.nameByteCountMax)
    private static let password = Schema.string(
        "Not among the first that anybody would try.", length: PasswordPolicy.characterCountMin...PasswordPolicy.characterCountMax)

    // MARK: Sessions

    static let logon = Schema.object(
        "What somebody proves who they are with: `user` and `password`, or `token`.", [],
        optional: [
            ("user", Schema.string("The person's id.")), ("password", Schema.string("The person's password.")),
            ("totp", Schema.string("The code of an authenticator app, where one is needed.")),
            ("token", Schema.string("An administrator's token, to be exchanged for a session that ends.")),
            ("cookie", Schema.bool("For pages: the session's token goes into a cookie, and `csrf` takes its place in the answer.")),
        ],
        example: .object([("user", "ada"), ("password", "a long and rare phrase"), ("totp", "123456")]))

    private static let sessionID = Schema.string("Names a session; opens nothing.", pattern: "^[0-9a-f]{16}$")

    static let sessionToken = Schema.object(
        "A session that has begun.",
        [
            ("id", sessionID), ("user", Schema.ref(.staffID)),
            ("roles", Schema.array(of: Schema.string(), "A person's, or the one of an administrator.")), ("expiresAt", Schema.ref(.time)),
            ("remote", Schema.bool("From outside the venue's networks.")),
            ("mustChangePassword", Schema.bool("Nothing is allowed but to choose another password.")),
        ],
        optional: [
            ("token", Schema.string("Goes in the header `Authorization: Bearer`.", pattern: "^\(SessionToken.prefix)[A-Za-z0-9_-]{43}$")),
            ("csrf", Schema.string("With a cookie: goes in the header `Urna-CSRF` of every call that changes something.")),
        ])

    static let sessionList = Schema.object(
        "Who is logged on, oldest session first.",
        [
            (
                "sessions",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("id", sessionID), ("user", Schema.ref(.staffID)), ("roles", Schema.ref(.staffRoles)),
                            ("remote", Schema.bool()), ("startedAt", Schema.ref(.time)), ("lastUsedAt", Schema.ref(.time)),
                            ("expiresAt", Schema.ref(.time)), ("seconds", Schema.integer("Since the start.")),
                            ("areas", Schema.array(of: Schema.string(), "Parts of the system that were used.")),
                            ("changes", Schema.integer("Requests that changed something.")),
                        ]))
            )
        ])

    // MARK: People

    static let newStaff = Schema.object(
        "A person to add.",
        [("id", Schema.ref(.staffID)), ("name", name), ("roles", Schema.ref(.staffRoles)), ("password", password)],
        optional: [
            ("validUntil", timeOrNull), ("totp", Schema.bool("Give them a second factor, although their roles need none.")),
            ("temporary", Schema.bool("They must choose another password before anything else.")),
        ],
        example: .object([
            ("id", "ada"), ("name", "Ada"), ("roles", .array(["operator"])), ("password", "a long and rare phrase"),
        ]))

    static let staffChange = Schema.object(
        "What is to be different; what is left out stays.", [],
        optional: [
            ("name", name), ("roles", Schema.ref(.staffRoles)), ("active", Schema.bool("Whether they may log on at all.")),
            ("validUntil", timeOrNull), ("password", password),
            ("currentPassword", Schema.string("With `password`: one's own, to choose another.")),
            ("temporary", Schema.bool("With `password`: they must choose another.")),
            ("totp", Schema.bool("Give them another secret for their authenticator app.")),
            ("unlock", Schema.bool("Lift a lock before its time.")),
        ], example: .object([("roles", .array(["event-manager"]))]))

    private static let timeOrNull = Schema.any(
        of: [Schema.ref(.time), .object([("type", "null")])], "From then on they may not log on; null for ever.")

    static let staffMember = Schema.object(
        "A person who works with the system.",
        [
            ("id", Schema.ref(.staffID)), ("name", name), ("roles", Schema.ref(.staffRoles)), ("active", Schema.bool()),
            ("addedAt", Schema.ref(.time)),
        ],
        optional: [
            ("validUntil", Schema.ref(.time)), ("lockedUntil", Schema.ref(.time)), ("lastLogonAt", Schema.ref(.time)),
            (
                "totp",
                Schema.object(
                    "A new secret for an authenticator app, shown this once.",
                    [
                        ("secret", Schema.string("To be typed.", pattern: "^[A-Z2-7]{32}$")),
                        ("uri", Schema.string("To be shown as a QR code.", pattern: "^otpauth://totp/")),
                    ])
            ),
        ])

    static let staffList = Schema.object(
        "The people, in the order they were added.", [("staff", Schema.array(of: Schema.ref(.staffMember)))])

    static let pin = Schema.string(
        "Digits; not all alike, and not one after the other.",
        pattern: "^[0-9]{\(PinHash.digitCounts.lowerBound),\(PinHash.digitCounts.upperBound)}$")
    static let newPIN = Schema.object("A PIN.", [("pin", Schema.ref(.pin))], example: .object([("pin", "471193")]))

    // MARK: Remote access

    static let remoteAccess = Schema.object(
        "Whether people are let in from outside.", [("enabled", Schema.bool())],
        optional: [("until", Schema.ref(.time)), ("enabledBy", Schema.string("Who enabled it.", pattern: principal))])

    static let remoteAccessChange = Schema.object(
        "The switch of remote access.", [("enabled", Schema.bool())],
        optional: [("until", Schema.any(of: [Schema.ref(.time), .object([("type", "null")])], "An hour from now when it is left out."))],
        example: .object([("enabled", .bool(false))]))
}
