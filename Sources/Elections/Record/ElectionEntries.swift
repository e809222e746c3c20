public import Ledger

/// Every type of entry in an election's ledger: the source of `docs/ledger-entries.md`, and of which members an entry may have.
public enum ElectionEntries {
    public static let catalogue = EntryCatalogue(kinds: [
        election, roll, open, ballot, sealedBallot, close, opening, certification,
    ])

    private static let type = EntryField(name: "type", type: "string", meaning: "The name of this entry type.", required: true)
    private static let at = EntryField(name: "at", type: "time", meaning: "When, RFC 3339 in UTC.", required: true)
    private static let by = EntryField(
        name: "by", type: "string", meaning: "Id of the administrator who did it, or `schedule`.", required: true)
    private static let ballotKey = EntryField(
        name: "ballotKey", type: "hash",
        meaning: "The voter's key in this election, in base64url: a keyed hash, empty of meaning without the key. On one ballot at most.",
        required: true)
    private static let castAt = EntryField(
        name: "castAt", type: "time", meaning: "When, cut down to the minute so that it does not tell who.", required: true)
    private static let region = EntryField(
        name: "region", type: "string",
        meaning: "Of the voter, as in the roll; there exactly when the definition says `turnoutByRegion` and the voter has one.",
        required: false)
    private static let selections = EntryField(
        name: "selections", type: "object",
        meaning: "Contest id to selection, blank contests left out: candidates chosen, or an object of scores, or ranks best first.",
        required: true)

    public static let election = EntryKind(
        name: "election", summary: "What the election is; always the first entry, so that its hash fixes every rule.",
        appendedBy: "the server, when an administrator creates the election",
        fields: [
            by,
            EntryField(name: "createdAt", type: "time", meaning: "When, RFC 3339 in UTC.", required: true),
            EntryField(name: "definition", type: "object", meaning: "The definition, every rule written out.", required: true),
            EntryField(name: "election", type: "string", meaning: "Id of the election.", required: true),
            EntryField(name: "origin", type: "string", meaning: "Origin line of the ledger's checkpoints.", required: true),
            EntryField(
                name: "rulesVersion", type: "integer", meaning: "Version of the meaning of rules and entries; 1.", required: true),
            type,
        ],
        example: ElectionEntryExamples.election.json())

    public static let roll = EntryKind(
        name: "roll", summary: "The roll of voters as imported. A later one replaces an earlier one.",
        appendedBy: "the server, when an administrator imports the roll of a draft",
        fields: [
            at, by,
            EntryField(
                name: "digest", type: "hash",
                meaning: "SHA-256 over the keyed hashes of all voters, ascending, in base64url: fixes the roll, does not tell it.",
                required: true),
            EntryField(name: "eligible", type: "integer", meaning: "Voters on the roll.", required: true),
            EntryField(name: "regions", type: "object", meaning: "Region name to voters; voters without a region in none.", required: true),
            type,
        ],
        example: ElectionEntryExamples.roll.json())

    public static let open = EntryKind(
        name: "open", summary: "Voting begins.", appendedBy: "the server, by hand or at `opensAt`",
        fields: [at, by, type], example: ElectionEntryExamples.open.json())

    public static let ballot = EntryKind(
        name: "ballot", summary: "One ballot of an election with live results.",
        appendedBy: "the server, for a voter; ballots that arrive together are shuffled first",
        fields: [ballotKey, castAt, region, selections, type],
        example: ElectionEntryExamples.json(ElectionEntryExamples.ballot))

    public static let sealedBallot = EntryKind(
        name: "sealed-ballot", summary: "One ballot of an election with sealed results: nothing but a commitment.",
        appendedBy: "the server, for a voter; ballots that arrive together are shuffled first",
        fields: [
            ballotKey, castAt,
            EntryField(
                name: "commitment", type: "hash",
                meaning: "SHA-256 of 32 random bytes followed by the canonical selections, in base64url.", required: true),
            region, type,
        ],
        example: ElectionEntryExamples.json(ElectionEntryExamples.sealedBallot))

    public static let close = EntryKind(
        name: "close", summary: "Voting has ended. The root of the tree right after this entry seeds lots.",
        appendedBy: "the server, by hand or at `closesAt`, after every ballot it had accepted",
        fields: [at, by, EntryField(name: "cast", type: "integer", meaning: "Ballots in the ledger.", required: true), type],
        example: ElectionEntryExamples.close.json())

    public static let opening = EntryKind(
        name: "opening", summary: "What one sealed ballot had committed to.",
        appendedBy: "the server, after the close; one for every sealed ballot",
        fields: [
            EntryField(name: "index", type: "integer", meaning: "Index of the sealed ballot's entry.", required: true),
            EntryField(name: "salt", type: "bytes", meaning: "The 32 random bytes, in base64url.", required: true),
            selections, type,
        ],
        example: ElectionEntryExamples.json(ElectionEntryExamples.opening))

    public static let certification = EntryKind(
        name: "certification", summary: "The numbers, which must reconcile, and the results. Always the last entry.",
        appendedBy: "the server, when an administrator certifies",
        fields: [
            at, by,
            EntryField(name: "cast", type: "integer", meaning: "Ballots in the ledger.", required: true),
            EntryField(
                name: "contests", type: "array", meaning: "For each contest its `id`, `totals` and `winners`.", required: true),
            EntryField(name: "counted", type: "integer", meaning: "Ballots in the tally.", required: true),
            EntryField(name: "eligible", type: "integer", meaning: "Voters on the roll.", required: true),
            EntryField(name: "invalid", type: "integer", meaning: "Ballots not counted; `cast` = `counted` + `invalid`.", required: true),
            EntryField(name: "issued", type: "integer", meaning: "Voters who were given a ballot token.", required: true),
            EntryField(
                name: "lotSeed", type: "string", meaning: "Root of the tree right after the close entry, in hexadecimal.", required: true),
            EntryField(
                name: "resultsDigest", type: "hash",
                meaning: "SHA-256 of the canonical JSON of all contest results with their rounds, in base64url.", required: true),
            EntryField(name: "software", type: "string", meaning: "Name and version of what counted.", required: true),
            type,
        ],
        example: ElectionEntryExamples.certification.json())
}
