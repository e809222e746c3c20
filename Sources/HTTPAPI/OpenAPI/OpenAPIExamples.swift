internal import Ledger

/// Examples that readers can send as they stand.
enum OpenAPIExamples {
    static let definition: JSONValue = .object([
        ("title", .string("City of Example: mayor")), ("ballots", .string("pseudonymous")), ("results", .string("live")),
        ("opensAt", .null), ("closesAt", .null),
        ("contests", .array([contest])),
    ])

    private static let contest: JSONValue = .object([
        ("id", .string("mayor")), ("title", .string("Mayor")), ("method", .string("irv")), ("seats", .whole(1)), ("maxRanks", .whole(3)),
        (
            "rules",
            .object([
                ("overvote", .string("skip")), ("skippedRank", .string("advance")), ("unranked", .string("last")),
                ("tieBreak", .string("previous-round-then-lot")),
            ])
        ),
        ("candidates", .array([candidate("ada", "Ada"), candidate("ben", "Ben"), candidate("cleo", "Cleo")])),
    ])

    private static func candidate(_ id: String, _ name: String) -> JSONValue {
        .object([("id", .string(id)), ("name", .string(name))])
    }

    /// A ballot in the election of `definition`.
    static let ballot: JSONValue = .object([("selections", .object([("mayor", .array([.string("ben"), .string("ada")]))]))])

    /// A problem document of a kind.
    static func problem(_ kind: ProblemKind) -> JSONValue {
        Problem(kind, detail: kind.remedy).json
    }
}
