internal import HTTPTypes

/// Where the calls on one election are.
private let oneElection = "/v1/elections/{id}"

extension RouteDescription {
    static let listElections = RouteDescription(
        path: "/v1/elections", tag: .elections, summary: "All elections, oldest first",
        answers: [.json(200, .electionList, "The elections.")])

    static let createElection = RouteDescription(
        method: .post, path: "/v1/elections", tag: .elections, summary: "Create an election, as a draft",
        details: "A rule that is left out gets its default, and the answer spells all of them out. Members that are not known are refused.",
        caller: .administrator, body: .json(.electionDefinition),
        parameters: [.query("id", .electionID, "The id wanted. Made from the title when it is left out.")],
        answers: [.json(201, .election, "Created.", headers: [.location])],
        problems: [.badRequest, .conflict, .bodyTooLarge, .unsupportedMediaType, .invalidDefinition, .storeUnavailable])

    static let getElection = RouteDescription(
        path: oneElection, tag: .elections, summary: "Definition, state and log of an election",
        answers: [.json(200, .election, "The election.")], problems: [.notFound])

    static let importRoll = RouteDescription(
        method: .put, path: "\(oneElection)/roll", tag: .elections, summary: "Import the roll of a draft, whole or not at all",
        details: """
            Replaces the roll that was imported before, if any. The answer streams back a voting code for every voter, in the order of \
            the roll. They are shown this once, but importing the same roll again gives the same codes.
            """,
        caller: .administrator,
        body: .csv(
            header: "voter_id,region", example: "voter_id,region\nada@example.org,north\nben@example.org,south\n"),
        parameters: [.query("dryRun", .flag, "`true`: only look for problems, and import nothing.")],
        answers: [
            .csvOrJSON(
                200, .dryRun, "Imported: lines of `voter_id,code` under that header. Of a dry run: JSON.",
                example: "voter_id,code\nada@example.org,00000-6H2RK-QZ4M8-V0TCE-31W\n")
        ],
        problems: [.badRequest, .notFound, .wrongState, .unsupportedMediaType, .invalidRoll, .storeUnavailable])

    static let openElection = change(
        "open", "Open an election", "Ballots are taken from now on. The roll has to be imported before, and can be changed no more.")
    static let closeElection = change(
        "close", "Close an election", "A barrier behind every ballot taken before. Of a sealed election, every ballot is then opened.")
    static let certifyElection = change(
        "certify", "Certify a closed election", "Reconciles issued tokens, ballots and entries, counts, and makes the result final.")

    private static func change(_ name: String, _ summary: String, _ details: String) -> RouteDescription {
        RouteDescription(
            method: .post, path: "\(oneElection)/\(name)", tag: .elections, summary: summary, details: details, caller: .administrator,
            answers: [.json(200, .election, "Done: the election as it is now.")],
            problems: [.notFound, .wrongState, .conflict, .storeUnavailable])
    }
}

// MARK: - Voting

extension RouteDescription {
    static let issueBallotToken = RouteDescription(
        method: .post, path: "\(oneElection)/ballot-token", tag: .voting, summary: "Get the ballot token of a voter",
        details: """
            Asked with a voting code in the body, or with the token of a login in the header `Authorization` and no body. \
            The same voter gets the same token as long as it is good, so asking again is safe.
            """,
        caller: .login, body: .json(.votingCode, isRequired: false),
        answers: [.json(200, .ballotToken, "The token.")],
        problems: [
            .badRequest, .codeInvalid, .loginInvalid, .notOnRoll, .notFound, .wrongState, .bodyTooLarge, .unsupportedMediaType,
            .storeUnavailable,
        ])

    static let issueAllBallotTokens = RouteDescription(
        method: .post, path: "\(oneElection)/ballot-tokens", tag: .voting, summary: "Issue a ballot token to everyone on the roll",
        details: "For a mail merge or a load test. Whoever has the answer can vote for all of them.",
        caller: .administrator,
        answers: [.csv(200, "`voter_id,ballotToken`, one line a voter, without a header.")],
        problems: [.notFound, .wrongState, .storeUnavailable])

    static let castBallot = RouteDescription(
        method: .post, path: "\(oneElection)/ballots", tag: .voting, summary: "Cast a ballot",
        details: """
            Answered when the ballot is durable, with a receipt that proves it is in the ledger. Sending the same ballot again is safe: it \
            counts once, and the answer is its receipt. A different ballot under a token that was used is refused and changes nothing.
            """,
        caller: .voter, body: .json(.ballotRequest),
        answers: [
            .json(200, .receipt, "The same ballot was recorded before: its receipt."),
            .json(201, .receipt, "Recorded: durable, and counted once."),
        ],
        problems: [
            .badRequest, .tokenMissing, .tokenMalformed, .tokenForged, .tokenExpired, .notFound, .electionNotOpen, .alreadyVoted,
            .bodyTooLarge, .unsupportedMediaType, .invalidBallot, .overloaded, .storeUnavailable,
        ])
}
