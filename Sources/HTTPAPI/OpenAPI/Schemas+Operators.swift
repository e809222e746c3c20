internal import Identity
internal import Ledger

extension Schemas {
    static let administratorID = Schema.string(
        "The id of an administrator. Never used again.", pattern: "^[a-z0-9-]{1,\(AdministratorID.byteCountMax)}$")
    static let administratorRole = Schema.choice(
        AdminRole.self, "`owner` may do everything, `organiser` everything with elections, `auditor` may look.")
    static let administratorName = Schema.string(
        "For people to read; \(Administrator.nameByteCountMax) bytes of UTF-8 at most, without control characters.",
        length: 1...Administrator.nameByteCountMax)

    static let administratorList = Schema.object(
        "All administrators, oldest first.",
        [
            (
                "administrators",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("id", Schema.ref(.administratorID)), ("name", Schema.ref(.administratorName)),
                            ("role", Schema.ref(.administratorRole)), ("createdAt", Schema.ref(.time)),
                        ]))
            )
        ])

    static let newAdministrator = Schema.object(
        "An administrator to add.",
        [("id", Schema.ref(.administratorID)), ("name", Schema.ref(.administratorName)), ("role", Schema.ref(.administratorRole))],
        example: .object([("id", .string("ada")), ("name", .string("Ada")), ("role", .string(AdminRole.organiser.rawValue))]))

    static let administratorToken = Schema.object(
        "A new administrator's token, shown this once.",
        [
            ("id", Schema.ref(.administratorID)), ("role", Schema.ref(.administratorRole)),
            ("token", Schema.string("Goes in the header `Authorization: Bearer`.", pattern: "^\(AdminToken.prefix)[A-Za-z0-9_-]{43}$")),
        ])

    static let status = Schema.object(
        "How the process is.", [("status", .object([("enum", .array(["ok", "ready"]))]))],
        optional: [("degraded", Schema.array(of: Schema.string(), "What is not as it should be, though ballots and sales are taken."))])

    static let problem = Schema.object(
        "What is wrong (RFC 9457).",
        [
            ("type", .object([("enum", .array(ProblemKind.allCases.map { .string($0.type) }))])),
            ("title", Schema.string("What the type means, in a few words.")),
            ("status", .object([("enum", .array(statuses))])),
            ("detail", Schema.string("What exactly, in a sentence. Safe to show.")),
        ],
        optional: [
            ("code", Schema.string("Which rule refused it: stable, programs may switch over it.", pattern: "^[A-Z][A-Z0-9_]*$")),
            ("field", Schema.string("The member of the request that is wrong, such as `selections.mayor[1]`.")),
            (
                "errors",
                Schema.array(
                    of: Schema.object(
                        nil,
                        [
                            ("field", Schema.string("A member of the request, or a line.")),
                            ("message", Schema.string("What is wrong with it.")),
                        ]), "Several at once.")
            ),
        ])

    private static let statuses = Set(ProblemKind.allCases.map(\.status)).sorted().map { JSONValue.whole($0) }

    static let problemType = Schema.object(
        "What a problem type means.",
        [
            ("type", .object([("enum", .array(ProblemKind.allCases.map { .string($0.type) }))])),
            ("title", Schema.string("What it means, in a few words.")),
            ("status", .object([("enum", .array(statuses))])),
            ("remedy", Schema.string("What to do about it.")),
        ])

    static let openAPI: JSONValue = .object([
        ("type", .string("object")), ("required", .array(["openapi", "info", "paths"])),
        ("properties", .object([("openapi", Schema.string(nil, pattern: "^3\\.1\\."))])),
    ])
}
