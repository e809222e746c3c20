internal import Elections
internal import Identity
internal import Ledger

extension Schemas {
    static let votingCode = Schema.object(
        "A voting code as the voter types it.",
        [
            (
                "code",
                Schema.string(
                    "23 letters and digits in groups of five. Case, spaces and dashes do not count, nor does `O` for 0, `I` or `L` for 1.",
                    pattern: "^[0-9A-Za-z -]*$", length: 23...4_000)
            )
        ], example: .object([("code", .string("00000-6H2RK-QZ4M8-V0TCE-31W"))]))

    static let ballotToken = Schema.object(
        "The right to cast one ballot, for whoever bears it.",
        [
            (
                "ballotToken",
                Schema.string("Goes in the header `Authorization: Bearer`.", pattern: "^[A-Za-z0-9_-]{\(BallotToken.characterCount)}$")
            ),
            ("expiresAt", Schema.ref(.time)),
        ])

    static let ballotRequest = Schema.object(
        "A ballot, of \(BallotStyle.bodyBytesMax) bytes at most.", [("selections", Schema.ref(.selections))],
        example: OpenAPIExamples.ballot)

    static let selections = Schema.map(
        of: Schema.any(of: [
            Schema.array(
                of: Schema.any(of: [
                    Schema.ref(.mark), .object([("type", .string("null"))]),
                    Schema.array(of: Schema.ref(.mark), count: 2...ElectionDefinition.candidatesMax),
                ])),
            Schema.map(of: Schema.integer(nil, 0...ElectionDefinition.scoreMax)),
        ]),
        """
        By contest; one left out, or `[]`, is blank. `plurality` and `approval`: an array of candidates in any order. `score`: an object of \
        candidate to score. `irv`, `stv` and `schulze`: an array, best first; null for a rank left empty, an array of two or more for a rank \
        that they share.
        """)

    static let mark = Schema.any(
        of: [
            Schema.ref(.choiceID),
            Schema.object(nil, [("writeIn", Schema.string("A name written in, where the contest takes them.", length: 1...100))]),
        ], "A candidate's id, or somebody written in.")

    static let receipt = Schema.object(
        "Proves, with the log's verifier key alone, that a ballot is in the ledger.",
        [
            ("election", Schema.ref(.electionID)),
            ("index", Schema.integer("Place of the entry in the ledger, from 0.")),
            ("leafHash", Schema.ref(.hash)),
            ("proof", hashPath("Inclusion path, the sibling of the leaf first.")),
            ("checkpoint", Schema.ref(.signedNote)),
            ("entry", Schema.ref(.ledgerEntry)),
        ],
        optional: [
            (
                "opening",
                Schema.object(
                    "Of a sealed ballot: what its commitment is opened with.",
                    [
                        ("salt", Schema.string("Bytes in base64url.", pattern: "^[A-Za-z0-9_-]{43}$")),
                        ("selections", Schema.ref(.selections)),
                    ])
            )
        ])

    static let inclusionProof = Schema.object(
        "An entry, and the proof that the tree of the checkpoint contains it.",
        [
            ("index", Schema.integer("Place of the entry in the ledger, from 0.")),
            ("size", Schema.integer("Size of the tree.")),
            ("leafHash", Schema.ref(.hash)),
            ("proof", hashPath("Inclusion path, the sibling of the leaf first.")),
            ("checkpoint", Schema.ref(.signedNote)),
            ("entry", Schema.ref(.ledgerEntry)),
        ])

    static let consistencyProof = Schema.object(
        "The proof that one tree extends another.",
        [
            ("oldSize", Schema.integer("Size of the older tree.")),
            ("newSize", Schema.integer("Size of the tree of the checkpoint.")),
            ("proof", hashPath("Consistency path (RFC 9162, 2.1.4).")),
            ("checkpoint", Schema.ref(.signedNote)),
        ])

    /// A tree has 2^53 leaves at most here, and a consistency path one hash more than levels.
    private static func hashPath(_ description: String) -> JSONValue {
        Schema.array(of: Schema.ref(.hash), description, count: 0...64)
    }
}
