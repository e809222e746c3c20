internal import HTTPTypes

private let one = "/v1/rsu/raffles/{id}"
private let problemsOfBodies: [ProblemKind] = [.badRequest, .bodyTooLarge, .unsupportedMediaType, .invalidValues]

// MARK: - Selling units

extension RouteDescription {
    static let leaseToUnit = unit(
        "lease", "Get numbers to sell", "The same numbers again as long as enough of them are left.", .unitLeaseRequest,
        .json(200, .unitLease, "The unit's numbers, and the key of its validation numbers."), isBodyRequired: false, [.lockedOut])

    static let reportLeases = unit(
        "leases", "Say which numbers the unit holds, after the server was restored",
        "Asked for by `leases` in the unit's status. All leases that the unit ever had in the raffle; what the server lacks of them it takes in.",
        .unitLeases, .json(200, .unitLeasesTaken, "Taken in."))

    static let uploadSales = unit(
        "sales", "Upload sales, exactly once each",
        "Each is answered by itself; one that is sent again gets the receipt that it had. Answered when all that was recorded is durable.",
        .saleBatch, .json(200, .saleResults, "What became of each."), [.storeUnavailable])

    static let markByUnit = unit(
        "marks", "Ask that a ticket of the unit be voided", "A manager decides.", .newMark, .json(201, .ticket, "The ticket as it is now."))

    static let unmarkByUnit = RouteDescription(
        method: .delete, path: "\(one)/marks/{ticket}", tag: .sellingUnits, summary: "Take back the request to void a ticket",
        caller: .device, parameters: [.path("ticket", .ticketID, "The ticket.")],
        answers: [.json(200, .ticket, "The ticket as it is now.")], problems: [.notFound, .stateConflict] + problemsOfBodies)

    static let reprintByUnit = unit(
        "reprints", "Put on record that the unit printed a ticket again",
        "The unit prints by itself. A counterfoil takes a manager as the unit's operator.", .unitReprint,
        .json(201, .ticket, "The ticket as it is now."))

    static let uploadNotes = unit(
        "notes", "Upload notes, exactly once each",
        "Void requests, reprints and significant events of the unit's journal, numbered from 1. `upTo` says which are held; an empty list asks.",
        .unitNotes, .json(200, .noteResults, "Up to which number all are on record."), [.storeUnavailable])

    static let closeUnit = unit(
        "closing", "Close the unit for this raffle, after all its sales are uploaded",
        "The unit's own count and digest have to agree with the ledger.", .unitStatement, .json(200, .unitClosing, "Closed, for good."))

    private static func unit(
        _ name: String, _ summary: String, _ details: String, _ body: SchemaName, _ answer: OpenAPIAnswer, isBodyRequired: Bool = true,
        _ more: [ProblemKind] = []
    ) -> RouteDescription {
        RouteDescription(
            method: .post, path: "\(one)/\(name)", tag: .sellingUnits, summary: summary, details: details, caller: .device,
            body: .json(body, isRequired: isBodyRequired), answers: [answer],
            problems: [.notFound, .stateConflict, .forbidden] + problemsOfBodies + more)
    }

    static let recordUnitEvents = RouteDescription(
        method: .post, path: "/v1/rsu/events", tag: .sellingUnits, summary: "Tell of significant events at a unit",
        details: "BUFFER_FULL ends the unit's session: it has to show again who it is.",
        caller: .device, body: .json(.unitEvents), answers: [.json(200, .recordedEvents, "They are on record.")],
        problems: problemsOfBodies + [.stateConflict, .forbidden])
}

// MARK: - Audit

extension RouteDescription {
    static let searchEvents = RouteDescription(
        path: "/v1/audit/events", tag: .audit, summary: "Search the significant events of all ledgers",
        details: """
            Filters are all applied; oldest first unless `order` is desc. Go on with `after` as `next` has it, in the same order. In \
            place of the text of a manifest stands where it is.
            """,
        caller: .staff,
        parameters: [
            .query("from", .instant, "Not before this time."), .query("to", .instant, "Before this time."),
            .query("component", .text, "`SRV-1` or a unit."), .query("event", .text, "Codes, separated by commas."),
            .query("actor", .text, "Who."), .query("ledger", .text, "`system` or a raffle's id."),
            .query("severity", .text, "This severity, or a higher one."), .query("limit", .limit, "Events in the answer."),
            .query("after", .text, "`next` of the answer before."), .query("order", .eventOrder, "Oldest first, or newest first."),
        ],
        answers: [.json(200, .eventPage, "The events.")], problems: [.badRequest])

    static let exportChain = RouteDescription(
        path: "/v1/audit/chain", tag: .audit, summary: "The significant events of a ledger as a signed hash chain",
        caller: .staff, parameters: [.query("ledger", .text, "`system` or a raffle's id.")],
        answers: [.text(200, "Lines of JSON: records with their hashes, and signed checkpoints.", type: "application/jsonl")],
        problems: [.notFound])

    static let getSoftware = RouteDescription(
        path: "/v1/audit/software", tag: .audit, summary: "Whether the critical files are the approved ones, signed",
        answers: [.json(200, .softwareStatus, "The newest verification.")], problems: [.storeUnavailable])

    static let getManifest = RouteDescription(
        path: "/v1/audit/software/manifest", tag: .audit, summary: "The critical files and their hashes",
        details: "As `sha256sum -c` reads it.", answers: [.text(200, "The manifest.")], problems: [.storeUnavailable])

    static let getManifestOf = RouteDescription(
        path: "/v1/audit/software/manifests/{aggregate}", tag: .audit, summary: "A manifest by its SHA-256, also of an earlier version",
        details: "Of the manifest in force, and of earlier ones that the program made itself: the system ledger has those.",
        parameters: [.path("aggregate", .hexHash, "SHA-256 of the manifest's text.")],
        answers: [.text(200, "The manifest.")], problems: [.notFound, .storeUnavailable])

    static let listVerifications = RouteDescription(
        path: "/v1/audit/software/history", tag: .audit, summary: "All runs of self-verification, newest first",
        details: """
            Each is an entry of the system ledger, which proves it (`/v1/system/log/proof/{index}`). Signed statements of earlier runs are \
            not kept: the newest is `/v1/audit/software`.
            """,
        caller: .staff,
        parameters: [.query("limit", .limit, "Runs in the answer."), .query("after", .text, "`next` of the answer before.")],
        answers: [.json(200, .verificationPage, "The runs.")], problems: [.badRequest])

    static let verifySoftware = RouteDescription(
        method: .post, path: "/v1/audit/verifications", tag: .audit, summary: "Verify the critical files now",
        details: "A lock-out ends only with a passing check that a manager or administrator asked for.",
        caller: .staff, answers: [.json(201, .softwareStatus, "What was found.")],
        problems: [.badRequest, .bodyTooLarge, .unsupportedMediaType, .invalidValues])

    static let getGenerator = RouteDescription(
        path: "/v1/audit/rng", tag: .audit, summary: "How the generator of draws is", caller: .staff,
        answers: [.json(200, .generatorStatus, "Nothing of its state, only how it is.")])

    static let restartGenerator = RouteDescription(
        method: .post, path: "/v1/audit/rng/restart", tag: .audit, summary: "Start the generator anew after an error", caller: .staff,
        answers: [.json(200, .generatorStatus, "How it is now.")],
        problems: [.badRequest, .bodyTooLarge, .unsupportedMediaType, .invalidValues, .stateConflict])
}
